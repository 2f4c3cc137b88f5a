"""A bank's export on its way to a mapping: proposed, changed, tried, kept and used by the next reading."""

import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.intake import read_cases
from arrears.panels.lists.model import Lists
from arrears.panels.lists.panel import ListsPanel
from arrears.panels.shell.session import Session
from arrears.store import open_store
from arrears.store.secrets.keys import Keys, new_key

LIST = "合约代码,应付日,欠款,经办\nH1,2026-01-31,1.2,王芳\nH2,2026-02-28,0.05,李伟\n".encode()


@pytest.fixture
def session(tmp_path):
    house, key = tmp_path / "house", new_key()
    house.mkdir()
    with open_store(tmp_path / "book.db", house=house, keys=lambda: Keys(key)) as store:
        yield Session(store, "zhao")


@pytest.fixture
def view(session):
    made = Lists(session)
    made.take("某行导出.csv", LIST)
    return made


def test_a_list_is_proposed_with_meanings_and_what_is_missing(view):
    assert view.keys["合约代码"] == "case_id"
    assert view.name == "某行导出"
    view.mean("欠款", "")
    assert view.missing() == ["逾期本金 / 账单金额"]
    with pytest.raises(ArrearsError, match="needed"):
        view.save()


def test_a_meaning_that_another_column_had_is_given_up(view):
    view.mean("欠款", "principal")
    assert view.mean("经办", "principal") == ["欠款", "经办"]
    assert view.keys["欠款"] == ""


def test_a_mapping_is_tried_and_nothing_is_kept_until_it_is_confirmed(view, tmp_path):
    view.mean("欠款", "principal")
    view.write(unit="万元")
    intake = view.tried()
    assert intake.table["principal_fen"].tolist() == [12_000_00, 500_00]
    assert not (tmp_path / "house" / "mappings").exists()


def test_what_is_kept_is_used_by_the_next_reading_with_a_word(view, tmp_path):
    view.mean("欠款", "principal")
    view.write(unit="万元")
    path = view.save()
    assert path.parent == tmp_path / "house" / "mappings"
    later = tmp_path / "next.csv"
    later.write_bytes(LIST.replace(b"H1", b"H7"))
    intake = read_cases(later, house=tmp_path / "house", lang="en")
    assert intake.table["principal_fen"].tolist() == [12_000_00, 500_00]
    assert "某行导出" in "".join(intake.warnings["message"])
    again = Lists(view.session)
    again.open(later)
    assert again.proposal.kept == "某行导出"


def test_without_a_folder_the_mapping_travels_as_a_file(demo_store, monkeypatch):
    monkeypatch.delenv("ARREARS_MAPPINGS", raising=False)
    view = Lists(Session(demo_store, "zhao"))
    view.take("x.csv", LIST)
    view.mean("欠款", "principal")
    with pytest.raises(ArrearsError, match="--house"):
        view.save()
    assert view.file_name() == "x.toml"
    assert b'"\xe6\xac\xa0\xe6\xac\xbe" = "principal"' in view.as_file()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_a_file_that_is_no_list_is_told_on_the_page_and_the_open_one_stays(session, content):
    page = panels.show("lists", session)
    panel = ListsPanel(page, page.kept["lists"])
    with page.guard():
        panel.view.take("good.csv", LIST)
    with page.guard():
        panel.view.take("bad.xlsx", content)
    assert page.notice.level == "error"
    assert panel.view.proposal.file == "good.csv"


def test_the_page_follows_what_is_chosen(session, tmp_path):
    page = panels.show("lists", session)
    panel = ListsPanel(page, page.kept["lists"])
    assert panel.keeping.layout.display == "none"
    place = tmp_path / "list.csv"
    place.write_bytes(LIST)
    panel.path.value = f'"{place}"'
    panel._open()
    assert len(panel.meanings) == 4
    panel.meanings["欠款"].value = "principal"
    panel.meanings["经办"].value = "principal"
    assert panel.meanings["欠款"].value == ""
    panel.meanings["欠款"].value = "principal"
    panel.meanings["经办"].value = "collector"
    panel.unit.value = "万元"
    panel._try()
    assert "可接收 2 行" in panel.result.value
    panel._save()
    assert page.notice.level == "done"
    page.speak("en")
    assert page.notice.level == "done"
