"""Imported by each Python that finds this folder: its stores live at the instant in ARREARS_TEST_NOW, so that no test of a running program runs out."""

import importlib.util
import os
import sys
from datetime import datetime

_MODULE = "arrears.store.entry"


class _Instant:
    """Finds the module that opens stores as ever, and gives it another clock once it has run."""

    def find_spec(self, name, path=None, target=None):  # noqa: ARG002  # what is asked of every finder
        if name != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            now = datetime.fromisoformat(os.environ["ARREARS_TEST_NOW"])
            module.open_store.__kwdefaults__["clock"] = lambda: now

        spec.loader.exec_module = exec_module
        return spec


if "ARREARS_TEST_NOW" in os.environ:
    sys.meta_path.insert(0, _Instant())
