"""The functions through xlwings' conversions for Excel in the browser.

That part of xlwings is free for noncommercial use only, and nothing that is shipped imports it: who may, sets
``XLWINGS_LICENSE_KEY=noncommercial``.
"""

import json
import os
import subprocess
import sys

import pytest

from xl_addin.registry import FUNCTIONS

pytestmark = pytest.mark.skipif(
    os.environ.get("XLWINGS_LICENSE_KEY") != "noncommercial",
    reason="xlwings' code for the browser is free for noncommercial use only; set XLWINGS_LICENSE_KEY=noncommercial",
)
SCRIPT = """
import asyncio, json, warnings
warnings.simplefilter("ignore")
import xlwings as xw
from xlwings.server import custom_functions_call, custom_functions_meta
from xl_addin.hosts.excel import udfs
from xl_addin.registry import FUNCTIONS, corner

def called(name, arguments):
    cells = [None if each is None else each if isinstance(each, list) and isinstance(each[0], list) else [each] if isinstance(each, list) else [[each]] for each in arguments]
    data = dict(func_name=name, args=cells, caller_address="Book1.xlsx!Sheet1!C3", version=xw.__version__, client="Office.js",
                runtime="1.4", date_format="yyyy-mm-dd", culture_info_name="en-US", content_language="en-US")
    return asyncio.run(custom_functions_call(data, udfs))

found = [[each.call.__name__, called(each.call.__name__, example.arguments)] for each in FUNCTIONS for example in each.examples]
print(json.dumps({"found": found, "names": [each["name"] for each in custom_functions_meta(udfs)["functions"]]}))
"""

ERRORS = {"Value": "#VALUE!", "Num": "#NUM!", "NotAvailable": "#N/A"}


def shown(rows):
    """Give cells with real error values as their text; a row by itself is a table of one."""
    return [[ERRORS[cell["errorType"]] if isinstance(cell, dict) else cell for cell in row] for row in rows]


def test_every_example_is_the_same_in_the_browser():
    environment = os.environ | {"XLWINGS_ON_SERVER": "true"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert sorted(name.upper() for name in told["names"]) == [each.name for each in FUNCTIONS]
    expected = [each.call(*example.arguments) for each in FUNCTIONS for example in each.examples]
    for (name, answer), plain in zip(told["found"], expected, strict=True):
        rows = plain if isinstance(plain, list) else [[plain]]
        assert shown(answer) == shown(rows), name
