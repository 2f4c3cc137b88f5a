import io
import re
import zipfile
from datetime import date

import msoffcrypto
import pytest
import xlwt
from intake.lists import HEADINGS, row, workbook_bytes
from msoffcrypto.format.ooxml import OOXMLFile

from arrears.errors import IntakeError
from arrears.intake import read_cases

LIST = [HEADINGS, row(1), row(2)]
SHEET = "xl/worksheets/sheet1.xml"
KEY = "Test@123"


def code(read, *args, **how):
    with pytest.raises(IntakeError) as caught:
        read(*args, **how)
    assert "\n" not in str(caught.value)
    return caught.value.code


def changed(parts=(), more=(), drop=(), rows=LIST, **how):
    """Make a workbook and change parts of its archive: (name, function of bytes), further (name, bytes), left out names."""
    parts = dict(parts)
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(workbook_bytes({"案件": rows}, **how)))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in drop:
                target.writestr(name, parts.get(name, bytes)(source.read(name)))
        for name, content in more:
            target.writestr(name, content)
    return out.getvalue()


def replaced(old, new):
    return lambda content: re.sub(old, new, content, count=1)


# What is in the cells


def test_an_error_cell_is_a_row_error_and_never_zero_or_blank(read):
    content = changed([(SHEET, replaced(rb'<c r="E2"><v>[^<]*</v>', rb'<c r="E2" t="e"><v>#DIV/0!</v>'))])
    intake = read(content)
    assert intake.rejects[["row", "column", "value", "code"]].to_numpy().tolist() == [
        [2, "principal", "#DIV/0!", "CELL_ERROR"]
    ]
    assert intake.cases["case_id"].tolist() == ["C2"]


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        pytest.param(b'<c r="E2"><f>1+1</f></c>', None, id="no result"),
        pytest.param(b'<c r="E2"><f>1+1</f><v></v></c>', None, id="an empty result"),
        pytest.param(b'<c r="E2"><f>1+1</f><v/></c>', None, id="a closed result"),
        pytest.param(b'<c r="E2"><f>1-1</f><v>0</v></c>', None, id="zero, and the workbook waits to be calculated"),
        pytest.param(b'<c r="E2"><f>1+1</f><v>2</v></c>', 200, id="a result"),
        pytest.param(b'<c r="E2" t="str"><f>""</f><v></v></c>', 120_050, id="an empty text is a result"),
    ],
)
def test_a_formula_without_its_result_is_a_row_error(read, cell, fen):
    content = changed([(SHEET, lambda xml: re.sub(rb'<c r="E2">.*?</c>', cell, xml))])
    intake = read(content)
    if fen is None:
        assert intake.rejects[["row", "column", "code"]].to_numpy().tolist() == [
            [2, "principal", "FORMULA_NOT_CALCULATED"]
        ]
    else:
        amounts = intake.table.loc[0, ["principal_fen", "statement_balance_fen"]].dropna()
        assert fen in amounts.tolist()


def test_a_zero_that_was_calculated_is_a_zero(read):
    parts = [
        (SHEET, lambda xml: re.sub(rb'<c r="E2">.*?</c>', b'<c r="E2"><f>1-1</f><v>0</v></c>', xml)),
        ("xl/workbook.xml", replaced(rb' fullCalcOnLoad="1"', b"")),
    ]
    assert read(changed(parts)).table["principal_fen"][0] == 0


def test_error_cells_are_found_without_references_and_with_prefixes(read):
    def bare(xml):
        xml = re.sub(rb' (r|spans|s)="[^"]*"', b"", xml)
        return re.sub(rb"<c><v>1000.25</v>", b"<c t='e'><v>#N/A</v>", xml, count=1)

    def prefixed(xml):
        xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", bare(xml))
        return xml.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")

    for change in (bare, prefixed):
        assert read(changed([(SHEET, change)])).rejects["code"].tolist() == ["CELL_ERROR"]


def test_further_columns_keep_errors_as_text_and_tell_a_formula_without_its_result(read):
    rows = [[*HEADINGS, "甲", "乙"], [*row(1), 7.0, 8.0]]
    cells = b'<c r="I2" t="e"><v>#N/A</v></c><c r="J2"><f>1+1</f></c>'
    intake = read(changed([(SHEET, lambda xml: re.sub(rb'<c r="I2">.*?</row>', cells + b"</row>", xml))], rows=rows))
    assert intake.rejects.empty
    assert (intake.cases["甲"][0], intake.cases["乙"].isna()[0]) == ("#N/A", True)
    assert intake.warnings[["column", "code"]].to_numpy().tolist() == [
        ["", "UNKNOWN_COLUMNS"],
        ["乙", "EXTRA_NOT_CALCULATED"],
    ]


def test_cells_without_a_heading_are_told_and_not_read(read):
    intake = read([HEADINGS, [*row(1), None, "旁注"]])
    assert intake.warnings["message"].tolist() == ["J 列没有表头，其内容未导入"]


def test_text_stays_text_and_date_cells_are_days(read):
    intake = read([HEADINGS, row(1, 到期还款日=date(2024, 2, 29), 催收员="0012"), ["007", *row(2)[1:]]])
    assert intake.cases["case_id"].tolist() == ["C1", "007"]
    assert intake.cases.loc[0, "collector"] == "0012"
    assert str(intake.cases.loc[0, "due_date"].date()) == "2024-02-29"


def test_a_workbook_that_counts_from_1904_gives_the_same_days(read):
    rows = [HEADINGS, row(1, 到期还款日=date(2024, 1, 31)), row(2, 到期还款日=43860)]
    intake = read(rows, options={"date_1904": True})
    assert [str(day.date()) for day in intake.cases["due_date"]] == ["2024-01-31"] * 2


def test_money_merged_over_cases_is_refused_and_a_merged_label_is_filled_with_a_warning(read):
    def merge(_book, sheet):
        sheet.merge_range("E2:E3", 1000)
        sheet.merge_range("G2:G4", "李雷")

    intake = read([HEADINGS, *(row(number) for number in range(1, 5))], touch=merge)
    assert intake.rejects[["row", "column", "code"]].to_numpy().tolist() == [
        [2, "principal", "MERGED_CELLS"],
        [3, "principal", "MERGED_CELLS"],
    ]
    assert intake.cases["collector"].tolist() == ["李雷", "王芳"]
    assert intake.warnings["code"].tolist() == ["MERGED_FILLED"]


def test_hidden_rows_are_read_and_told(read):
    def hide(_book, sheet):
        sheet.set_row(1, None, None, {"hidden": True})

    intake = read(LIST, touch=hide)
    assert (intake.rows, intake.warnings["message"].tolist()) == (2, ["1 个隐藏或被筛选的行也已导入"])


def test_macros_and_links_are_told_and_left_alone(read):
    more = [("xl/vbaProject.bin", b"x"), ("xl/externalLinks/externalLink1.xml", b"<externalLink/>")]
    assert read(changed(more=more)).warnings["code"].tolist() == ["MACROS_IGNORED", "EXTERNAL_LINK"]


def test_a_lying_dimension_drops_no_row(read):
    content = changed([(SHEET, replaced(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"'))])
    assert read(content).rows == 2


@pytest.mark.parametrize("column", ["A", "C", "D", "E", "F", "G"])
def test_a_number_beyond_all_numbers_is_a_row_error_in_every_column(read, column):
    cell = f'<c r="{column}2"><v>{"9" * 400}</v></c>'.encode()
    intake = read(changed([(SHEET, lambda xml: re.sub(f'<c r="{column}2"[^>]*>.*?</c>'.encode(), cell, xml))]))
    # Free text is given as it is shown; a phone is done without; whatever means a number, a date or a person is refused.
    assert intake.rejects["row"].tolist() == ([] if column in "CG" else [2])
    assert ("PHONE_INVALID" in intake.warnings["code"].tolist()) is (column == "C")


# What is in the archive


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        pytest.param(changed(more=[("XL/Worksheets/Sheet1.xml", b"<x/>")]), "FILE_CORRUPT", id="a part twice"),
        pytest.param(changed(more=[("../../evil.txt", b"x")]), "FILE_CORRUPT", id="a part outside"),
        pytest.param(changed(drop=[SHEET]), "FILE_CORRUPT", id="a sheet without its part"),
        pytest.param(changed(drop=["[Content_Types].xml"]), "FORMAT_UNSUPPORTED", id="some other archive"),
        pytest.param(changed([(SHEET, lambda xml: xml[:-20])]), "FILE_CORRUPT", id="XML that ends early"),
        pytest.param(changed()[:-200], "FILE_CORRUPT", id="an archive that ends early"),
        pytest.param(
            changed([("xl/workbook.xml", replaced(b"xmlns:r=.http", b'xmlns:r="}http'))]),
            "FILE_CORRUPT",
            id="a namespace that one of two parsers takes",
        ),
        pytest.param(
            changed(
                [("_rels/.rels", replaced(rb"xl/workbook\.xml", b"xl/workbook.dat"))],
                more=[("xl/workbook.dat", b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook>&a;</workbook>")],
            ),
            "FILE_CORRUPT",
            id="a part that hides under another ending",
        ),
        pytest.param(
            changed([(SHEET, replaced(b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet"))]),
            "XML_FORBIDDEN",
            id="a document type",
        ),
        pytest.param(
            changed(
                [
                    (
                        SHEET,
                        lambda xml: (
                            xml.decode()
                            .replace('encoding="UTF-8"', 'encoding="UTF-16"')
                            .replace("<worksheet", "<!DOCTYPE x><worksheet")
                            .encode("utf-16")
                        ),
                    )
                ]
            ),
            "XML_FORBIDDEN",
            id="a document type in UTF-16",
        ),
        pytest.param(
            changed(more=[("xl/media/a.bin", b"\0" * (9 << 20))]), "ZIP_BOMB", id="a part that packs 1000 to 1"
        ),
        pytest.param(
            changed([(SHEET, replaced(rb'r="E3"', b'r="XFD1048576"'))]), "TOO_MANY_ROWS", id="a cell at the far corner"
        ),
        pytest.param(changed([(SHEET, replaced(rb'r="E3"', b'r="SG3"'))]), "TOO_MANY_ROWS", id="column 501"),
        pytest.param(
            changed([(SHEET, replaced(rb'<row r="3"([^>]*)>.*?</row>', rb'<row r="200001"\1><c><v>1</v></c></row>'))]),
            "TOO_MANY_ROWS",
            id="row 200,001 by its row alone",
        ),
    ],
)
def test_a_hostile_or_damaged_archive_is_refused_before_anything_opens_it(read, content, wrong):
    assert code(read, content) == wrong


def test_a_far_cell_without_a_value_harms_nobody(read):
    content = changed([(SHEET, replaced(b"</row></sheetData>", b'<c r="XFD3" s="1"/></row></sheetData>'))])
    assert read(content).rows == 2


def test_an_archive_of_too_many_parts_is_refused(read):
    assert code(read, changed(more=[(f"a{number}", b"") for number in range(2_001)])) == "ZIP_BOMB"


# Old workbooks, protected ones, lock files


def old_workbook(epoch_1904=False):
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    sheet = book.add_sheet("案件", cell_overwrite_ok=True)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for line, cells in enumerate([HEADINGS, row(1, 到期还款日=date(2024, 1, 31)), row(2), row(3)]):
        for place, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write(line, place, cell, day)
            else:
                sheet.write(line, place, cell)
    sheet.row(2).set_cell_error(5, 0x2A)
    sheet.write(3, 4, xlwt.Formula("1-1"))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("name", ["list.xls", "list.xlsx", "list.csv"])
def test_an_old_workbook_is_read_with_its_errors_whatever_its_name(read, name):
    intake = read(old_workbook(), name)
    assert intake.rejects[["row", "column", "value", "code"]].to_numpy().tolist() == [
        [3, "due_date", "#N/A", "CELL_ERROR"],
        [4, "principal", "", "FORMULA_NOT_CALCULATED"],
    ]
    assert [str(day.date()) for day in intake.cases["due_date"]] == ["2024-01-31"]


def test_an_old_workbook_may_count_from_1904(read):
    intake = read(old_workbook(epoch_1904=True), "list.xls")
    assert intake.epoch_1904


def test_an_old_workbook_with_a_cell_far_away_is_refused_before_anything_opens_it(read):
    # A text cell (LABELSST) of row 3, moved to column 58,564: the fast reader would take 46 GB for it, and end the process.
    content = old_workbook()
    place = content.index(b"\xfd\x00\x0a\x00\x02\x00\x01\x00")
    far = content[: place + 4] + b"\xed\x9f\xc4\xe4" + content[place + 8 :]
    assert read(content, "list.xls").rows == 3
    assert code(read, far, "list.xls") == "TOO_MANY_ROWS"


@pytest.mark.parametrize("counts", ["its shared texts", "the container's sectors"])
def test_an_old_workbook_that_counts_more_than_it_has_room_for_is_refused_before_anything_opens_it(read, counts):
    content = bytearray(old_workbook())
    place = content.index(b"\xfc\x00", 512) + 8 if counts == "its shared texts" else 0x2C
    content[place : place + 4] = b"\xff\xff\xff\x7f"
    assert code(read, bytes(content), "list.xls") == "FILE_CORRUPT"


def protected(password):
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook_bytes({"案件": LIST}))).encrypt(password, out)
    return out.getvalue()


def test_a_protected_workbook_needs_its_password(read):
    content = protected(KEY)
    assert msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted()
    assert code(read, content) == "PASSWORD_REQUIRED"
    assert code(read, content, password=KEY + "!") == "PASSWORD_WRONG"
    assert read(content, password=KEY).rows == 2


def test_a_protected_workbook_that_was_changed_is_refused(read):
    content = bytearray(protected(KEY))
    content[-5000] ^= 1
    assert code(read, bytes(content), password=KEY) == "FILE_CORRUPT"


def test_missing_files_lock_files_and_workbooks_that_are_open(read, tmp_path):
    with pytest.raises(IntakeError, match=r"there is no file .*gone\.xlsx"):
        read_cases(tmp_path / "gone.xlsx")
    assert code(read, b"lock", "~$list.xlsx") == "LOCK_FILE"
    assert read(LIST, "list.xlsx").warnings["code"].tolist() == ["OPEN_IN_EXCEL"]
