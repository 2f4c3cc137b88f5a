"""``arrears store``: its keys, its log, and what was given out."""

from arrears.commands.store import log as log  # its commands join `arrears store`
from arrears.commands.store import releases as releases
from arrears.commands.store.keys import app

__all__ = ["app"]
