"""``arrears message`` as people type it."""

import pytest

from arrears.commands import run
from arrears.store import open_store
from arrears.store.secrets.keys import new_key

LIST = "案件编号,客户姓名,到期还款日,逾期本金,标记\nA1,张三丰,2026-10-01,1000,\nA2,李四,2026-11-10,500,投诉\n"


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return str(path)


def test_every_case_has_a_line_with_its_message_or_why_it_gets_none(book, capsys):
    assert run(["message", book, "--as-of", "2026-11-23"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("A1\t【发卡银行】尊敬的张**")
    assert second.startswith("A2\t移交组长处理投诉")


def test_one_case_with_a_text_of_ones_own(book, capsys):
    assert run(["message", book, "A1", "--template", "{客户姓名}：{逾期天数}天", "--as-of", "2026-11-23"]) == 0
    assert capsys.readouterr().out == "A1\t张**：53天\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [(["A9"], "A9"), (["--template", "no-such"], "early"), (["--kind", "telegrams"], "telegrams")],
)
def test_what_cannot_be_is_one_clear_line(book, capsys, words, said):
    assert run(["message", book, *words, "--as-of", "2026-11-23"]) == 2
    assert said in capsys.readouterr().err


def test_a_missing_value_says_which_placeholder_and_for_which_case(book, capsys):
    assert run(["message", book, "A1", "--template", "{承诺还款日}", "--as-of", "2026-11-23"]) == 1
    assert capsys.readouterr().out.startswith("A1\t{承诺还款日} 没有值")


def test_files_that_are_ready_to_send_and_a_list_of_the_others(book, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice: PDFs have a test of their own
    out = tmp_path / "out"
    assert run(["message", book, "--kind", "letters", "--out", str(out), "--as-of", "2026-11-23"]) == 1
    assert sorted(file.name for file in out.iterdir()) == ["A1.docx", "not-sent.csv"]
    assert "没有登记" in capsys.readouterr().out


def test_with_a_store_the_release_of_the_numbers_is_recorded(tmp_path, capsys, monkeypatch):
    listed = tmp_path / "list.csv"
    listed.write_text(
        "案件编号,客户姓名,手机号,到期还款日,逾期本金\nA1,张三丰,13800138000,2026-10-01,1000\n", encoding="utf-8"
    )
    monkeypatch.setenv("ARREARS_KEY", new_key())
    url, words = str(tmp_path / "s.db"), ["--as-of", "2026-11-23"]
    assert run(["daily", str(listed), "--store", url, "--out", str(tmp_path / "day"), *words]) == 0
    assert run(["message", "--store", url, "--out", str(tmp_path / "no"), "--role", "trainer", *words]) == 2
    assert not (tmp_path / "no").exists()
    assert run(["message", "--store", url, "--out", str(tmp_path / "out"), "--actor", "zhao", *words]) == 0
    with open_store(url) as store:
        released = store.events(kind="export")
    assert released["actor"].tolist() == ["zhao"]
    said = released["payload"].iloc[0]
    assert (said["cases"], said["columns"], said["masked"]) == (["A1"], ["phone"], False)
    capsys.readouterr()
