import errno
import os
from pathlib import Path

import pytest

from arrears.errors import ArrearsError
from arrears.workbooks.sheets.saving import save


def old(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"old")
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_takes_the_old_ones_place(tmp_path):
    written = save(old(tmp_path), lambda file: file.write(b"new"), rows=3)
    assert (written.path.read_bytes(), written.moved, written.message(), written.rows) == (b"new", False, "", 3)
    assert names(tmp_path) == ["list.xlsx"]


def test_a_disk_that_fills_up_leaves_the_old_file_whole_and_nothing_else(tmp_path):
    def fill(file):
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ArrearsError, match="No space left on device; free space") as caught:
        save(old(tmp_path), fill, rows=1)
    assert "请腾出磁盘空间" in caught.value.zh
    assert (names(tmp_path), (tmp_path / "list.xlsx").read_bytes()) == (["list.xlsx"], b"old")


def test_a_mistake_of_our_own_leaves_nothing_half_written_either(tmp_path):
    with pytest.raises(ZeroDivisionError):
        save(old(tmp_path), lambda _file: 1 // 0, rows=1)
    assert names(tmp_path) == ["list.xlsx"]


@pytest.mark.parametrize(("taken", "second"), [((), "list (2).xlsx"), (("list (2).xlsx",), "list (3).xlsx")])
def test_a_file_that_is_open_in_excel_stays_and_the_new_one_says_where_it_is(tmp_path, monkeypatch, taken, second):
    path = old(tmp_path)
    for name in taken:
        (tmp_path / name).write_bytes(b"other")
    replace = os.replace

    def refuse(part, target):
        if Path(target) == path:
            raise PermissionError(errno.EACCES, "in use")
        return replace(part, target)

    monkeypatch.setattr(os, "replace", refuse)
    written = save(path, lambda file: file.write(b"new"), rows=1)
    assert (written.path.name, written.moved, path.read_bytes()) == (second, True, b"old")
    assert second in written.message()
    assert "close the old file" in written.message("en")
    assert names(tmp_path) == sorted(["list.xlsx", second, *taken])


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArrearsError, match="choose another folder"):
        save(tmp_path / "file" / "list.xlsx", lambda file: file.write(b""), rows=0)
