"""A file whole or not at all, and several all or none."""

import pytest

from arrears.files import all_or_none, in_one_step


def write(path, text):
    with in_one_step(path) as part:
        part.write_text(text)


def broken(path, text):
    with in_one_step(path) as part:
        part.write_text(text)
        raise KeyboardInterrupt


def broken_set(folder):
    with all_or_none():
        write(folder / "a.txt", "new")
        with all_or_none():
            write(folder / "deep" / "er" / "b.txt", "new")
        raise KeyboardInterrupt


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_what_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    write(tmp_path / "a.txt", "old")
    with pytest.raises(KeyboardInterrupt):
        broken(tmp_path / "a.txt", "half")
    assert (tmp_path / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_set_that_ends_early_leaves_every_file_and_folder_as_it_was(tmp_path):
    write(tmp_path / "a.txt", "old")
    with pytest.raises(KeyboardInterrupt):
        broken_set(tmp_path)
    assert (tmp_path / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_set_that_is_done_keeps_its_files_and_no_old_one(tmp_path):
    write(tmp_path / "a.txt", "old")
    with all_or_none():
        write(tmp_path / "a.txt", "new")
        write(tmp_path / "b.txt", "new")
    assert names(tmp_path) == ["a.txt", "b.txt"]
    assert (tmp_path / "a.txt").read_text() == "new"
