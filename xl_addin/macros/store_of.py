"""The store that a workbook belongs to: named by this machine, never by the workbook, which may have come by mail."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.merging.book import desk_file
from arrears.store import open_store
from xl_addin.workings.in_force import house

if TYPE_CHECKING:
    from arrears.merging.book import DeskFile
    from arrears.store import Store
    from xl_addin.macros.scene import Scene

_USUAL = "arrears.db"


def store_of(scene: Scene) -> Store:
    """Open the store: of the environment variable ``ARREARS_STORE``, or ``arrears.db`` beside the workbook or a folder above.

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
        where = "" if beside is None else str(beside)
    if not where:
        raise ArrearsError(
            f"no store is named; set ARREARS_STORE to its address, or put the workbook beside {_USUAL}",
            f"没有指定存储库；请设置环境变量 ARREARS_STORE，或把工作簿放在 {_USUAL} 所在的文件夹",
        )
    return open_store(where, profile=scene.policies.name, house=house(), create=False)


def desk_of(scene: Scene) -> DeskFile:
    """Understand the workbook as a collector's.

    Raises
    ------
    ArrearsError
        If it is none.
    """
    name = scene.book.path.name if scene.book.path else scene.say("本工作簿", "this workbook")
    file = desk_file(name, scene.all_grids)
    if not file.facts:
        raise ArrearsError(
            "this is no collector's workbook, or its hidden sheet was deleted; open the workbook that arrears daily wrote",
            "这不是催收员工作簿，或其隐藏工作表已被删除；请打开由 arrears daily 生成的工作簿",
        )
    return file
