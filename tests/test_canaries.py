"""A person's data in any column of a list, right or wrong, stand in clear on no screen, in no log and in no file but the one given back.

``rejected.xlsx`` gives refused rows back to who sent them, to be corrected; it is the only file that may repeat them.
"""

import logging

import pandas as pd
import pytest
from canaries import ABROAD, CARD, ID, INDIAN, MAIL, NAME, NUMBERS, PHONE, heard, on_screen, sung

from arrears.commands import run
from arrears.intake import read_cases
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.tables.columns import CASE_COLUMNS

CANARIES = {
    "name": NAME, "phone": PHONE, "card": CARD, "id": ID, "email": MAIL, "both": f"{NAME} {PHONE}", "abroad": f"tel {ABROAD}", "indian": f"call {INDIAN}",
}  # fmt: skip
GIVEN_BACK = {"rejected.xlsx"}
RIGHT = {"case_id": "X", "principal": "100", "due_date": "2026-08-01"}


def written(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name not in GIVEN_BACK]


def list_with_canaries():
    """A row for each column and each canary: the rest of the row is right, and the case is known by its number."""
    rows = []
    for column in CASE_COLUMNS:
        if column.key in {"case_id", "collector"}:
            continue  # a case's number and who works on it are the house's own words, and shown everywhere
        for kind, canary in CANARIES.items():
            rows.append({**RIGHT, "case_id": f"X-{column.key}-{kind}", column.key: canary})
    table = pd.DataFrame([{column.key: row.get(column.key, "") for column in CASE_COLUMNS} for row in rows])
    return table.rename(columns={column.key: column.zh for column in CASE_COLUMNS})


@pytest.fixture(params=["csv", "csv in GBK", "xlsx"])
def book(request, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    table = list_with_canaries()
    if request.param == "xlsx":
        table.to_excel(folder / "cases.xlsx", index=False)
        return folder / "cases.xlsx"
    table.to_csv(folder / "cases.csv", index=False, encoding="gbk" if "GBK" in request.param else "utf-8")
    return folder / "cases.csv"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_column_of_a_refused_row_is_repeated_by_check_or_daily(book, tmp_path, capsys, caplog, lang):
    with caplog.at_level(logging.DEBUG):
        assert run(["check", str(book), "--lang", lang]) == 1
        run(["daily", str(book), "--as-of", "2026-11-23", "--out", str(tmp_path / "out"), "--lang", lang])
    screen = capsys.readouterr()
    assert on_screen(screen.out + screen.err + caplog.text) == []
    assert heard(written(tmp_path / "out")) == []
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"rejected.xlsx", "summary.html", "follow-ups.xlsx"}


def test_the_messages_of_a_list_never_quote_a_cell(book):
    found = read_cases(book)
    told = "".join(str(value) for table in (found.rejects, found.warnings) for value in table["message"])
    assert sung(told.encode()) == []


def test_what_is_exported_masked_holds_none(book, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(VARIABLE, new_key())
    for name in ("shared.xlsx", "shared.csv"):
        assert run(["export", str(book), "--out", str(tmp_path / "out" / name)]) in {0, 1, 2}
    capsys.readouterr()
    (tmp_path / "out").mkdir(exist_ok=True)
    assert heard(written(tmp_path / "out"), NUMBERS) == []
