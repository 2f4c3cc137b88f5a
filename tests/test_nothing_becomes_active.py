"""No text from data ever becomes a formula, a link or a command, whichever way it leaves: read from the files' own XML."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from desk_hand import Hand, clock

from arrears.commands import run
from arrears.commands.daily.day import run_day
from arrears.commands.month_end.pack import write_month_end
from arrears.policy import Policies
from arrears.returns.merge import merge
from arrears.returns.report import write_merge_report
from arrears.store import open_store
from arrears.store.records import Assignment, Contact, Flag, Promise
from arrears.store.secrets.keys import VARIABLE
from arrears.store.state.case_list import place_cases, unmasked_cases
from arrears.workbooks.reports.export import encrypted_cases, write_cases, write_csv

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
DAY = date(2026, 11, 23)
PASSWORD = "只为测试"  # noqa: S105
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
HOSTILE = (
    "=71+17",
    "+cmd",
    "@SUM(71+17)",
    "-2+3",
    "\t=71+17",
    "\r=71+17",
    "\n=71+17",
    "＝1+1",
    "|calc",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://evil.example","点我")',
    '=DDE("cmd";"/C calc";"1")',
    "http://evil.example/a",
    "mailto:evil@evil.example",
    "file:///evil.example",
    "internal:Sheet1!A1",
    "{=71+17}",
    "<a href='http://evil.example'>x</a><script>evil()</script>",
)
TEXT_COLUMNS = ("customer_name", "email", "address", "region", "occupation", "assets_note", "cause", "customer_id")
MARKS = re.compile(r"evil|cmd|calc|71\+17|-2\+3|DDE", re.IGNORECASE)
"""Pieces of the hostile texts."""
RANGE_OF_A_SHEET = re.compile(r"'(?:[^']|'')+'!\$[A-Z0-9]+(?::\$?[A-Z0-9$]+)?(?:,'(?:[^']|'')+'!\$[A-Z0-9$:]+)*")
"""A sheet's name in quotes before a range of it: whatever the sheet is called, it is a name."""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cases():
    rows = []
    for number, text in enumerate(HOSTILE):
        row = dict.fromkeys(TEXT_COLUMNS, text) | {
            "case_id": f"A{number:02}",
            "due_date": "2026-08-31",
            "principal": 100,
        }
        rows.append(row | {"collector": text if number in {0, 10} else "王芳", "分行=71+17": text, "=71+17": text})
    return pd.DataFrame(rows)


def events(case, text):
    head = {"case_id": case, "happened_at": OCTOBER, "actor": "王芳"}
    yield Contact(
        **head, key=f"c-{case}", channel="call", outcome="conversation", note=text, person=" ".join(text.split())
    )
    yield Promise(**head, key=f"p-{case}", amount_fen=100, due_on="2026-10-20", note=text)
    yield Flag(**head, key=f"f-{case}", flag="complaint", on=True, reason=text)
    yield Assignment(**head, key=f"a-{case}", collector=text.strip() if case == "A03" else "王芳")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Everything that the product writes, from data in which every text is hostile."""
    folder = tmp_path_factory.mktemp("out")
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, KEY)
        with open_store(folder / "book.db", clock=lambda: NOW) as store:
            place_cases(store, cases(), actor="lead", as_of=date(2026, 10, 1))
            for number, text in enumerate(HOSTILE):
                store.append(list(events(f"A{number:02}", text)))
            made["stored day"] = [
                file.path for file in run_day([], folder / "stored", as_of=DAY, policies=Policies(), store=store).files
            ]
            made["listed day"] = listed_day(folder)
            made["merge report"] = [merged(store, folder)]
            table = unmasked_cases(store, DAY)
            given = {"as_of": DAY, "note": "=71+17", "currency": "CNY"}
            made["export"] = [write_cases(folder / "export.xlsx", table, **given).path]
            made["csv"] = [write_csv(folder / "export.csv", table, note="=71+17").path]
            (folder / "full.xlsx").write_bytes(opened(encrypted_cases(table, PASSWORD, **given)))
            made["full export"] = [folder / "full.xlsx"]
            made["month end"] = [file.path for file in write_month_end(store, "2026-10", folder / "month")]
        assert run(["plan", "10000", "--months", "3", "--out", str(folder / "plan.xlsx")]) == 0
        made["plan"] = [folder / "plan.xlsx"]
    return made


def listed_day(folder):
    """A list as a file, in which some rows are refused."""
    table = cases().assign(due_date=lambda rows: rows["due_date"].where(rows.index % 3 > 0, "=71+17"))
    path = folder / "list.csv"
    table.to_csv(path, index=False)
    day = run_day(path, folder / "listed", as_of=DAY, policies=Policies())
    assert day.intake.rejected_rows
    return [file.path for file in day.files]


def merged(store, folder):
    """A workbook in whose every entry cell stands a hostile text."""
    hand = Hand(folder / "stored" / "collectors" / "王芳.xlsx")
    for row, text in zip(hand.rows("contacts")[-30:], HOSTILE, strict=False):
        hand.put("contacts", row, case_id=hand.cases[0], at=clock(10), channel=text, outcome=text, note=text)
        for column in ("channel", "outcome", "note"):
            hand.sheet("contacts")[1].cell(row, hand.place("contacts", column)).data_type = "s"
    path = hand.save(folder / "back", "=71+17.xlsx")
    done = merge(store, [path])
    assert done.needs_a_look
    return write_merge_report(folder / "report.xlsx", done, store="=71+17", policies=store.policies, as_of=DAY).path


def opened(data):
    import msoffcrypto  # noqa: PLC0415

    book, out = msoffcrypto.OfficeFile(io.BytesIO(data)), io.BytesIO()
    book.load_key(password=PASSWORD)
    book.decrypt(out)
    return out.getvalue()


WRITERS = ("stored day", "listed day", "merge report", "export", "full export", "month end", "plan")


@pytest.mark.parametrize("writer", WRITERS)
def test_no_workbook_has_an_active_text(files, writer):
    books = [file for file in files[writer] if file.suffix == ".xlsx"]
    assert books
    for book in books:
        with zipfile.ZipFile(book) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        assert not [name for name in parts if "externalLink" in name or "embeddings" in name or "vba" in name.lower()]
        for name, content in parts.items():
            if name.endswith(".rels"):
                assert b"External" not in content
            if name.endswith(".xml"):
                check(ET.fromstring(content), f"{book.name}: {name}")  # noqa: S314  # our own file


def check(root, where):
    for element in root.iter():
        tag = element.tag.removeprefix(MAIN)
        assert tag not in {"hyperlink", "hyperlinks", "ddeLink", "oleLink"}, where
        if tag == "definedName" and RANGE_OF_A_SHEET.fullmatch(element.text or ""):
            continue
        if tag in {"f", "definedName", "formula", "formula1", "formula2"} and element.text:
            assert not MARKS.search(element.text), f"{where}: {element.text}"


@pytest.mark.ooxml
def test_excels_own_validator_takes_every_workbook_of_hostile_texts(files, ooxml_validator):
    books = [file for writer in WRITERS for file in files[writer] if file.suffix == ".xlsx"]
    assert ooxml_validator(*books) == []


@pytest.mark.parametrize("writer", ["stored day", "listed day"])
def test_no_page_has_an_active_text(files, writer):
    (page,) = [file for file in files[writer] if file.suffix == ".html"]
    found = Tags()
    found.feed(page.read_text(encoding="utf-8"))
    assert "script" not in found.names
    # The page's own links lead to the workbooks beside it, whatever a collector is called.
    assert all(link.startswith(("collectors/", "follow-ups", "rejected", "#")) for link in found.links)


class Tags(HTMLParser):
    """Which elements and links a browser would see."""

    def __init__(self):
        super().__init__()
        self.names, self.links = set(), []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.links += [value for name, value in attrs if name in {"href", "src", "action"} or name.startswith("on")]


def test_no_cell_of_a_csv_is_read_as_a_formula(files):
    (path,) = files["csv"]
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == len(HOSTILE) + 1
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"[\s\x00-\x1f]*[=+@＝＋＠|]|[\t\r\n]", cell), repr(cell)
        assert not re.match(r"-(?!\d+(\.\d+)?$)", cell), repr(cell)


def test_every_hostile_text_is_kept_as_it_was_in_a_full_export(files):
    (path,) = files["full export"]
    with zipfile.ZipFile(path) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # our own file
    shown = {text.text for text in sheet.iter(f"{MAIN}t")}
    assert set(HOSTILE) - {"\r=71+17", "\t=71+17", "\n=71+17"} <= shown | {
        text.strip() for text in HOSTILE if text.strip() in shown
    }
