"""Many workbooks written by several processes."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from arrears.errors import ArrearsError
from arrears.workbooks.sheets import crew
from arrears.workbooks.sheets.saving import Written, save

WRITERS = Path(__file__).parent


def write(folder: Path, name: str) -> Written:
    if name == "forbidden":
        raise ArrearsError("no such book")
    return save(folder / name, lambda file: file.write(f"{name} in {folder.name}".encode()), 1)


@pytest.fixture
def several(monkeypatch):
    monkeypatch.setattr(crew, "_WORTH", 2)
    monkeypatch.setattr(crew.os, "cpu_count", lambda: 3)
    monkeypatch.syspath_prepend(str(WRITERS))
    monkeypatch.setattr(write, "__module__", "test_crew")
    monkeypatch.setitem(sys.modules, "test_crew", sys.modules[__name__])


@pytest.mark.usefixtures("several")
def test_every_book_is_written_once_and_reported_in_the_order_asked_for(tmp_path):
    names = [f"book {number}" for number in range(8)]
    told: list[float] = []

    written = crew.write_all(partial(write, tmp_path), names, told.append)

    assert [one.path.name for one in written] == names
    assert [(tmp_path / name).read_text() for name in names] == [f"{name} in {tmp_path.name}" for name in names]
    assert told[-1] == 1


@pytest.mark.usefixtures("several")
def test_a_child_process_writes_its_share_itself(tmp_path, monkeypatch):
    here = crew._here
    shares = []
    monkeypatch.setattr(crew, "_here", lambda write, tasks, *more: shares.append(tasks) or here(write, tasks, *more))
    crew.write_all(partial(write, tmp_path), ["a", "b", "c", "d"])
    assert shares == [["a", "c"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "d"]


@pytest.mark.usefixtures("several")
def test_what_is_wrong_with_one_book_is_said_whichever_process_writes_it(tmp_path):
    for place in range(6):
        names = [f"book {number}" for number in range(6)]
        names[place] = "forbidden"
        with pytest.raises(ArrearsError, match="no such book"):
            crew.write_all(partial(write, tmp_path), names)


@pytest.mark.usefixtures("several")
def test_a_share_whose_process_cannot_be_started_is_written_here(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    written = crew.write_all(partial(write, tmp_path), ["a", "b", "c", "d", "e", "f"])
    assert [one.path.name for one in written] == ["a", "b", "c", "d", "e", "f"]


def test_a_few_books_need_no_further_process(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", None)
    assert len(crew.write_all(partial(write, tmp_path), ["a", "b"])) == 2
    assert crew.write_all(partial(write, tmp_path), []) == []
