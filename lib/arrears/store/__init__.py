"""Everything that happened to the cases, in one log that only grows and shows every tampering."""

from arrears.errors import StoreError
from arrears.store.entry import open_store
from arrears.store.log.anchors import Head, Receipt
from arrears.store.log.chain import Store
from arrears.store.log.expecting import StaleError
from arrears.store.records import KINDS, Event

__all__ = ["KINDS", "Event", "Head", "Receipt", "StaleError", "Store", "StoreError", "open_store"]
