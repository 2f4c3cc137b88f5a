"""A collector's workbook holds what its collector needs, guards what is computed, and never runs what came from data."""

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from workbooks.collector import collector_samples as samples
from workbooks.frames import HOSTILE

from arrears.operations.cases.ageing import class_scales
from arrears.policy import Policies
from arrears.policy.records import Causes, HouseholdFacts
from arrears.tables.follow_ups import QUEUES
from arrears.workbooks.collector.book import write_desk_book
from arrears.workbooks.collector.columns import Cell, Role
from arrears.workbooks.collector.fill import desk_books, listed_promises, write_desk_books
from arrears.workbooks.collector.keys import row_digest
from arrears.workbooks.collector.layout import (
    CASES,
    CONTACTS,
    FACTS,
    FORMAT,
    GUIDE_NAME,
    HEADING_ROW,
    LISTS,
    META,
    PLAN_NAME,
    PROMISES,
    SCRIPTS_NAME,
    SHEETS,
    TODAY,
)
from arrears.workbooks.collector.words import say
from arrears.workbooks.native.rules_sheet import RULES_NAME
from arrears.workbooks.sheets.styles import text_width

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl and data bars


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def path(lang, tmp_path_factory):
    return write_desk_book(tmp_path_factory.mktemp("desk") / "王芳.xlsx", samples.book(lang), samples.run(lang)).path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def values(path):
    return openpyxl.load_workbook(path, data_only=True)


def rows_of(sheet, lang, book, *, live=False):
    """Each row's cells by the columns' keys, down to the table's end."""
    columns = sheet.columns if live else sheet.in_table
    last = int(re.findall(r"\d+", book[sheet.name(lang)].tables[sheet.table].ref)[-1])
    for cells in book[sheet.name(lang)].iter_rows(HEADING_ROW + 1, last, 1, len(columns), values_only=True):
        yield dict(zip((column.key for column in columns), cells, strict=True))


def test_the_sheets_stand_in_order_and_two_are_very_hidden(book, lang):
    at = 0 if lang == "zh" else 1
    assert book.sheetnames == [
        *(sheet.name(lang) for sheet in SHEETS), *(QUEUES[queue][at] for queue in ("lead", "waiting")), PLAN_NAME[at], SCRIPTS_NAME[at], GUIDE_NAME[at], RULES_NAME[at], LISTS, META,
    ]  # fmt: skip
    assert [sheet.title for sheet in book if sheet.sheet_state == "veryHidden"] == [LISTS, META]


def test_an_english_workbook_says_nothing_in_chinese_but_names(values, lang):
    if lang == "zh":
        return
    own = re.compile(r"王芳|[\u4e00-\u9fff]\*+")
    for sheet in SHEETS:
        shown = [column.role is not Role.WRITTEN and column.key != "note" for column in sheet.columns]
        for row in values[sheet.name(lang)].iter_rows(max_col=len(shown), values_only=True):
            said = [own.sub("", str(value or "")) for value, seen in zip(row, shown, strict=True) if seen]
            assert not re.search("[\u4e00-\u9fff]", " ".join(said)), sheet.key


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_headings_are_those_of_the_layout_and_belong_to_a_real_table(book, lang, sheet):
    drawn = book[sheet.name(lang)]
    headings = [cell.value for cell in drawn[HEADING_ROW]][: len(sheet.columns)]  # hidden helpers have none
    assert headings == [column.heading(lang) for column in sheet.columns]
    table = drawn.tables[sheet.table]
    assert [column.name for column in table.tableColumns] == [column.heading(lang) for column in sheet.in_table]
    assert drawn.freeze_panes is not None
    assert drawn.print_title_rows == f"$1:${HEADING_ROW}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_only_computed_cells_are_locked_and_keys_are_hidden(book, lang, sheet):
    drawn = book[sheet.name(lang)]
    # The first sheet has groups to unfold, which Excel refuses on a protected sheet: there each cell refuses by itself.
    assert drawn.protection.sheet is (sheet is not TODAY)
    assert sheet is TODAY or not drawn.protection.sort  # openpyxl tells what is forbidden
    assert sheet is TODAY or not drawn.protection.autoFilter
    spans = [(one.min, one.max) for one in drawn.column_dimensions.values() if one.hidden]
    hidden = {place for first, last in spans for place in range(first, last + 1)}
    for place, column in enumerate(sheet.columns, 1):
        assert drawn.cell(HEADING_ROW + 1, place).protection.locked is (column.role is Role.LIVE), column.key
        assert (place in hidden) is (column.grouped or column.role in {Role.KEY, Role.WRITTEN}), column.key


def listed(book, formula):
    """The words of a drop-down: inside the rule, or in the cells that it names."""
    if not formula.startswith("_lists!"):
        return formula.strip('"').split(",")
    area = formula.removeprefix("_lists!").replace("$", "")
    return [row[0].value for row in book["_lists"][area]]


def words_of(column, lang):
    """The words of a column: its own, or the policy's."""
    if column.words is not None:
        return [column.word(key, lang) for key in column.words]
    kinds = {"cause": (Causes, "causes"), "purpose": (HouseholdFacts, "purposes")}
    record, name = kinds[column.key]
    return [one.zh if lang == "zh" else one.en for one in getattr(Policies("cn").get(record, date(2026, 11, 23)), name)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_every_entry_is_checked_while_it_is_typed_and_says_what_to_do(book, lang, sheet):
    drawn = book[sheet.name(lang)]
    areas = {next(iter(rule.sqref.ranges)): rule for rule in drawn.data_validations.dataValidation}
    by_column = {area.min_col: rule for area, rule in areas.items() if area.min_row == HEADING_ROW + 1}
    kinds = {Cell.WORD: "list", Cell.CASE: "list", Cell.MOMENT: "date", Cell.DATE: "date", Cell.AMOUNT: "decimal",
             Cell.COUNT: "whole", Cell.TEXT: "textLength"}  # fmt: skip
    for place, column in enumerate(sheet.in_table, 1):
        rule = by_column[place]
        assert rule.type == (kinds[column.cell] if column.role is Role.ENTRY else "custom"), column.key
        assert rule.error
        if column.cell is Cell.WORD:
            assert listed(book, rule.formula1) == words_of(column, lang)
    last = HEADING_ROW + len(samples.book(lang).cases)
    case = by_column[sheet.place("case_id") + 1]
    if sheet.column("case_id").role is Role.ENTRY:
        assert case.formula1.lstrip("=").endswith(f"!$B${HEADING_ROW + 1}:$B${last}")
    if lang == "zh":
        assert all(re.search("[一-鿿]", rule.error) for rule in by_column.values())


def test_every_row_has_a_key_and_the_digest_of_what_it_says(book, values, lang):
    meta = {
        row[3].value: (row[4].value or "", row[5].value or "")
        for row in book[META].iter_rows(max_col=6)
        if row[3].value
    }
    seen = []
    for sheet in SHEETS:
        for row in rows_of(sheet, lang, values):
            seen.append(row["key"])
            assert meta[row["key"]][0] == row_digest(sheet, row)
    assert len(set(seen)) == len(seen) == len(meta)
    events = {event for _, event in meta.values() if event}
    assert events == set(samples.CONTACTS["event"])


def test_facts_name_whose_workbook_it_is_of_which_day_and_by_which_rules(book, lang):
    facts = {row[0].value: row[1].value or "" for row in book[META].iter_rows(max_col=2) if row[0].value}
    assert list(facts)[: len(FACTS)] == list(FACTS)
    assert (facts["format"], facts["collector"], facts["as_of"], facts["lang"]) == (
        str(FORMAT),
        "王芳",
        "2026-11-23",
        lang,
    )
    assert facts["policy:contact_hours"] == "CBA-1 2026-01-30"


def test_amounts_dates_and_words_stand_as_a_spreadsheet_holds_them(values, lang):
    row = {one["case_id"]: one for one in rows_of(CASES, lang, values)}["A1"]
    assert (row["principal"], row["interest"], row["total_due"]) == (1234.56, 12.0, 1246.56)
    assert row["due_date"] == datetime(2026, 10, 24)  # noqa: DTZ001
    assert row["customer_name"] == "张*"
    assert row["phone"] == "138****1234"
    called = next(iter(rows_of(CONTACTS, lang, values)))
    assert called["at"] == datetime(2026, 11, 23, 8, 0)  # noqa: DTZ001
    assert called["channel"] == ("电话" if lang == "zh" else "call")


def test_no_personal_detail_stands_anywhere_in_the_file_in_clear(path):
    with zipfile.ZipFile(path) as file:
        content = b"".join(file.read(name) for name in file.namelist()).decode("utf-8", "replace")
    for secret in ("张三", "李四", "13800001234", "欧阳娜娜", "Musterfrau"):
        assert secret not in content


def test_the_same_content_gives_the_same_bytes_and_another_head_other_keys(tmp_path):
    one, two = (write_desk_book(tmp_path / name, samples.book(), samples.run()).path for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == two.read_bytes()
    later = replace(samples.run(), head="sha256:1")
    other = write_desk_book(tmp_path / "c.xlsx", samples.book(), later).path
    keys = [{row["key"] for row in rows_of(TODAY, "zh", openpyxl.load_workbook(path))} for path in (one, other)]
    assert keys[0].isdisjoint(keys[1])


def test_text_from_data_never_becomes_a_formula_or_a_link(tmp_path):
    full = samples.book()
    hostile = [HOSTILE[place % len(HOSTILE)] for place in range(len(full.cases))]
    cases = full.cases.assign(customer_name=hostile, cause=hostile, flags=hostile)
    follow_ups = full.follow_ups.assign(reason=(hostile * 2)[: len(full.follow_ups)])
    path = write_desk_book(tmp_path / "x.xlsx", replace(full, cases=cases, follow_ups=follow_ups), samples.run()).path
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
        sheets = [file.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet")]
        relations = b"".join(file.read(name) for name in names if name.endswith(".rels")).decode()
    formulas = [formula for sheet in sheets for formula in re.findall(r"<f[^>]*>([^<]*)</f>", sheet)]
    assert not any("HYPERLINK" in formula or "cmd" in formula for formula in formulas)
    assert "External" not in relations
    assert "<hyperlink" not in "".join(sheets)


def test_formulas_name_the_functions_plainly_and_have_a_value_each(path):
    with zipfile.ZipFile(path) as file:
        sheets = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
    cells = [cell for sheet in sheets for cell in re.findall(r"<c [^>]*><f[^>]*>.*?</c>", sheet)]
    calls = {name for cell in cells for name in re.findall(r"([\w.\[\]!]*AR_[A-Z_]+)\(", cell)}
    # Ages, promises and contacts are computed by the spreadsheet itself; only the calculator asks the add-in where there is one.
    assert calls == {"AR_PLAN_OPTIONS", "AR_WHY"}
    assert all("<v>" in cell for cell in cells)


def test_excel_takes_the_stored_results_as_they_are(path):
    with zipfile.ZipFile(path) as file:
        workbook = file.read("xl/workbook.xml").decode()
    (calculation,) = re.findall(r"<calcPr[^>]*>", workbook)
    assert "fullCalcOnLoad" not in calculation


def test_a_collector_without_anything_has_a_workbook_that_says_so(tmp_path, lang):
    path = write_desk_book(tmp_path / "empty.xlsx", samples.empty_book(), samples.run(lang)).path
    book = openpyxl.load_workbook(path)
    for sheet in (TODAY, CASES):
        drawn = book[sheet.name(lang)]
        assert not drawn.tables
        assert drawn.cell(HEADING_ROW + 1, 2).value
    assert CONTACTS.table in book[CONTACTS.name(lang)].tables


def test_each_collector_gets_own_cases_promises_and_contacts_and_nobody_elses(tmp_path):
    aged = samples.aged().assign(collector=["王芳", "王芳", "A/B", "A/B", None, "王芳"])
    listed = samples.listed(aged)
    books = {book.collector: book for book in desk_books(listed, aged, samples.run(), contacts=samples.CONTACTS)}
    assert list(books) == ["A/B", "王芳", "未分案"]
    for book in books.values():
        own = set(book.cases["case_id"])
        for frame in (book.follow_ups, book.contacts, book.promises):
            assert set(frame["case_id"]) <= own
    assert sum(len(book.contacts) for book in books.values()) == len(samples.CONTACTS)
    written = write_desk_books(listed, aged, tmp_path, samples.run())
    assert sorted(one.path.name for one in written) == ["A_B.xlsx", "未分案.xlsx", "王芳.xlsx"]


@pytest.mark.parametrize(
    ("paid_on", "paid", "outcome"),
    [
        pytest.param("2026-11-21", 900_00, "kept", id="paid a day late but after it was promised, in full"),
        pytest.param("2026-11-21", 100_00, "partial", id="a part"),
        pytest.param("2026-11-16", 900_00, "broken", id="a day too early to be meant for it"),
        pytest.param("2026-11-17", 900_00, "kept", id="as early as it may be"),
        pytest.param(None, None, "broken", id="nothing"),
    ],
)
def test_a_listed_promise_is_judged_by_the_last_payment_if_it_came_in_time(paid_on, paid, outcome):
    aged = samples.aged().iloc[[1]].assign(
        last_payment_date=pd.to_datetime([paid_on]).astype("datetime64[s]"),
        last_payment_fen=pd.array([paid], dtype="Int64"),
    )  # fmt: skip
    (row,) = listed_promises(aged, samples.CN, samples.AS_OF).to_dict("records")
    assert (row["amount_fen"], row["outcome"]) == (900_00, outcome)


def test_the_promise_due_today_is_coloured_by_a_condition_on_the_day_above(book, lang):
    conditions = book[PROMISES.name(lang)].conditional_formatting
    formulas = [formula for area in conditions for rule in area.rules for formula in rule.formula]
    assert any("$D$3" in formula for formula in formulas)


def test_of_many_past_contacts_the_newest_two_hundred_are_shown_in_order():
    times = pd.date_range("2026-11-01 09:00", periods=201, freq="h")
    many = pd.DataFrame({"case_id": "A1", "at": times[::-1], "channel": "call", "outcome": "no_answer"})
    (book,) = desk_books(samples.book().follow_ups, samples.aged(), samples.run(), contacts=many)
    assert book.contacts["at"].tolist() == times[1:].tolist()
    (all_of_them,) = desk_books(samples.book().follow_ups, samples.aged(), samples.run(), contacts=many[1:])
    assert len(all_of_them.contacts) == 200


def test_a_past_contacts_check_is_what_was_written_and_is_not_made_anew(book, lang):
    drawn, first = book[CONTACTS.name(lang)], HEADING_ROW + 1
    past = range(first, first + len(samples.CONTACTS))
    for key in ("tries", "talks", "can", "block", "next"):
        place = CONTACTS.place(key) + 1
        assert not any(str(drawn.cell(row, place).value or "").startswith("=") for row in past), key
        assert str(drawn.cell(past.stop, place).value).startswith("="), key


def test_amounts_of_two_currencies_are_never_added_up(tmp_path, lang):
    full = samples.book(lang)
    mixed = full.cases.assign(currency=["USD", *["CNY"] * (len(full.cases) - 1)])
    path = write_desk_book(tmp_path / "x.xlsx", replace(full, cases=mixed), samples.run(lang)).path
    book = openpyxl.load_workbook(path)
    for sheet in (TODAY, CASES):
        assert "—" in book[sheet.name(lang)]["B2"].value
        assert "¥" not in book[sheet.name(lang)]["B2"].value
    assert "¥" not in book[CASES.name(lang)].cell(HEADING_ROW + 1, CASES.place("principal") + 1).number_format


def test_the_guide_says_how_and_lists_every_rule_in_force_with_its_source(values, lang):
    guide = values[GUIDE_NAME[0 if lang == "zh" else 1]]
    texts = [[cell.value for cell in row] for row in guide.iter_rows()]
    firsts = [row[0] for row in texts if row[0]]
    assert sum(bool(re.match(r"[1-6]\.  ", text)) for text in firsts) == 6
    (hours,) = (row for row in texts if row[0] == "CBA-1" and row[4] == "2026-01-30")
    assert hours[3]
    assert hours[5].startswith("S")
    assert {line.rule for line in samples.run(lang).rules} <= set(firsts)


def test_scripts_of_every_stage_stand_with_their_rules(values, lang):
    sheet = values[SCRIPTS_NAME[0 if lang == "zh" else 1]]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    for line in (*samples.run(lang).calls, *samples.run(lang).messages):
        assert {line.stage, line.step, line.text} <= texts


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_what_stands_above_the_computed_columns_is_not_cut_on_paper(sheet, lang, book):
    tab = book[sheet.name(lang)]
    if sheet is TODAY:
        assert not any(cell.value == say("computed", lang) for cell in tab[HEADING_ROW - 1])  # they are folded
        return
    live = [place for place, column in enumerate(sheet.columns, 1) if column.role is Role.LIVE]
    caption = next(cell for cell in tab[HEADING_ROW - 1] if cell.value == say("computed", lang))
    room = sum(
        column.width for place, column in enumerate(sheet.columns, 1) if place in live and place >= caption.column
    )
    to_the_left = caption.alignment.horizontal == "right" and caption.column == live[-1]
    assert to_the_left or room >= text_width(caption.value)


@pytest.mark.parametrize("profile", ["cn", "uk"])
def test_a_loan_class_fits_its_column_in_both_languages(profile):
    scales = class_scales(Policies(profile), samples.AS_OF).values()
    labels = [label for scale in scales for label in (*scale.labels_zh, *scale.labels_en)]
    assert max(map(text_width, labels), default=0) + 2 <= CASES.column("class_live").width


def test_the_log_keeps_the_last_contacts_of_every_case_on_the_list_however_long_ago():
    case = samples.book().follow_ups["case_id"].iloc[0]
    old = pd.DataFrame({"case_id": [case] * 4, "at": pd.date_range("2026-09-01", periods=4), "note": list("abcd")})
    busy = pd.DataFrame(
        {"case_id": ["A4"] * 300, "at": pd.date_range("2026-11-20", periods=300, freq="min"), "note": "x"}
    )
    today = pd.DataFrame({"case_id": ["A4"], "at": pd.to_datetime(["2026-11-23 08:00"]), "note": "y"})
    log = pd.concat([busy, old, today], ignore_index=True).assign(channel="call", outcome="no_answer")
    (made,) = desk_books(samples.listed(samples.aged()), samples.aged(), samples.run(), contacts=log)
    kept = made.contacts
    assert kept[kept["case_id"] == case]["note"].tolist() == ["b", "c", "d"]
    assert "y" in set(kept["note"])
    assert len(kept) == 203
    assert kept["at"].is_monotonic_increasing
