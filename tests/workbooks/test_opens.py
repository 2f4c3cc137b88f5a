"""Every workbook that we write opens in Excel and in Calc, whole and with every value."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from workbooks import frames

from arrears.intake import read_cases
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import Policies
from arrears.tables.columns import Kind
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from arrears.units import yuan
from arrears.workbooks.reports.follow_ups import write_collector_books, write_follow_ups
from arrears.workbooks.reports.rejected import write_rejected
from arrears.workbooks.sheets.book import FIRST_ROW

CN = Policies("cn")
DAY = frames.AS_OF
CSV = """案件编号,姓名,手机号,到期还款日,逾期本金,催收员
A1,张三,13800001234,2026-10-01,1234.56,王芳
A2,李四,13800001235,2026-13-01,99.00,=1+1
A3,王五,13800001236,2026-09-01,12.345,王芳
A4,赵六,13800001237,2026-05-01,88888.88,@SUM(1)
"""

# The queue is the sheet.
COLUMNS = [column for column in FOLLOW_UP_COLUMNS if column.key != "queue"]


def as_expected(frame):
    """The rows as Calc's export writes them: exact yuan without useless zeros, dates, and texts."""
    rows = []
    for row in frame.to_dict("records"):
        cells = []
        for column in COLUMNS:
            value = row[column.name]
            if value != value or value is None:  # noqa: PLR0124  # NaT and NaN are not equal to themselves
                cells.append("")
            elif column.kind is Kind.AMOUNT:
                cells.append(yuan(value))
            elif column.kind is Kind.DATE:
                cells.append(value.date().isoformat())
            else:
                cells.append(str(value))
        rows.append(cells)
    return rows


def as_read(rows):
    amounts = {place for place, column in enumerate(COLUMNS) if column.kind is Kind.AMOUNT}
    return [[Decimal(cell) if place in amounts and cell else cell for place, cell in enumerate(row)] for row in rows]


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    list_file = folder / "cases.csv"
    list_file.write_text(CSV, encoding="utf-8")
    intake = read_cases(list_file, as_of=DAY)
    listed = follow_ups(age(intake.table, DAY, CN), DAY, CN)
    given = {"policies": CN, "as_of": DAY}
    written = [
        write_follow_ups(frames.follow_ups(40), folder / "long.xlsx", **given),
        write_follow_ups(frames.follow_ups(40), folder / "english.xlsx", lang="en", **given),
        write_follow_ups(frames.follow_ups(0), folder / "empty.xlsx", **given),
        write_follow_ups(frames.with_texts(), folder / "hostile.xlsx", **given),
        write_follow_ups(listed, folder / "real.xlsx", **given),
        *write_collector_books(listed, folder / "collectors", **given),
        write_rejected(intake, folder / "rejected.xlsx"),
        write_rejected(read_cases(list_file, as_of=DAY - timedelta(days=1)), folder / "rejected-en.xlsx", lang="en"),
    ]
    return folder, [one.path for one in written]


@pytest.mark.ooxml
def test_excels_own_validator_finds_no_error_in_any_workbook(books, ooxml_validator):
    _, paths = books
    assert ooxml_validator(*paths) == []


@pytest.mark.ooxml
def test_the_validator_does_find_a_broken_workbook(books, ooxml_validator, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(books[1][0].read_bytes()[:-200])
    assert ooxml_validator(broken) != []


@pytest.mark.libreoffice
@pytest.mark.parametrize(("name", "frame"), [("long", frames.follow_ups(40)), ("hostile", frames.with_texts())])
def test_calc_reads_every_value_as_it_was(books, libreoffice, name, frame):
    sheets = libreoffice.sheets(books[0] / f"{name}.xlsx")
    assert list(sheets) == ["说明", "跟进清单"] or list(sheets) == ["跟进清单", "说明"]
    rows = sheets["跟进清单"]
    assert rows[FIRST_ROW - 1] == [column.zh for column in COLUMNS]
    assert as_read(rows[FIRST_ROW:]) == as_expected(frame)


@pytest.mark.libreoffice
def test_no_figure_is_too_wide_for_its_column_on_paper(books, libreoffice):
    printed = {path.stem: libreoffice.printed(path) for path in (books[0] / "long.xlsx", books[0] / "hostile.xlsx")}
    assert [name for name, text in printed.items() if "###" in text] == []
    assert "欧阳娜娜" in printed["long"]
    assert "第 1 页" in printed["long"]


@pytest.mark.libreoffice
def test_an_amount_of_a_billion_fits(libreoffice, tmp_path):
    frame = frames.follow_ups(3)
    frame["total_due_fen"] = np.array([123_456_789_012, -123_456_789_012, 1])
    path = write_follow_ups(frame, tmp_path / "wide.xlsx", policies=CN, as_of=DAY).path
    text = libreoffice.printed(path)
    assert "¥1,234,567,890.12" in text
    assert "-¥1,234,567,890.12" in text
    assert "###" not in text
