"""The store that a workbook belongs to: named by this machine, never by the workbook, which may have come by mail."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.returns.book import desk_file
from arrears.store import open_store
from arrears.store.log.memory import is_trusted
from arrears.words import both
from xl_addin.context import house

if TYPE_CHECKING:
    from arrears.returns.book import DeskFile
    from arrears.store import Store
    from xl_addin.macros.scene import Scene

_USUAL = "arrears.db"


def store_of(scene: Scene) -> Store:
    """Open the store: of the environment variable ``ARREARS_STORE``, or ``arrears.db`` beside the workbook or a folder above.

    The one beside is opened only in a folder that the person has named on this computer.

    Raises
    ------
    ArrearsError
        If there is none.
    StoreError
        If it cannot be opened.
    """
    where = os.environ.get("ARREARS_STORE", "")
    if not where and scene.book.path is not None:
        folder = scene.book.path.parent
        beside = next((path for path in (folder / _USUAL, folder.parent / _USUAL) if path.is_file()), None)
        if beside is not None and not is_trusted(beside.parent):
            # It may have come with the workbook, by mail: then what one submits would go to somebody else.
            raise ArrearsError(
                both(
                    "xl_addin.macros.store_of.store_beside_workbook_never_named",
                    value=_USUAL,
                    parent=beside.parent,
                ),
            )
        where = "" if beside is None else str(beside)
    if not where:
        raise ArrearsError(
            both("xl_addin.macros.store_of.no_store_named_set_arrears", value=_USUAL),
        )
    return open_store(where, profile=scene.policies.name, house=house(), create=False)


def desk_of(scene: Scene) -> DeskFile:
    """Understand the workbook as a collector's.

    Raises
    ------
    ArrearsError
        If it is none.
    """
    name = scene.book.path.name if scene.book.path else scene.say(*both("xl_addin.macros.store_of.workbook"))
    file = desk_file(name, scene.all_grids)
    if not file.facts:
        raise ArrearsError(
            both("xl_addin.macros.store_of.no_collector_s_workbook_hidden"),
        )
    return file
