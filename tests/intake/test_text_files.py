import pytest
from intake.lists import HEADINGS, row

from arrears.errors import IntakeError
from arrears.intake import Limits


def table(mark=",", rows=2, end="\r\n"):
    lines = [HEADINGS, *(row(number) for number in range(1, rows + 1))]
    return end.join(mark.join(map(str, cells)) for cells in lines) + end


def code(read, content, **how):
    with pytest.raises(IntakeError) as caught:
        read(content, "list.csv", **how)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_encoding_and_separator_are_told_by_content(read, encoding, mark, end):
    intake = read(table(mark, end=end).encode(encoding), "list.xls")
    assert intake.rows == 2
    assert intake.cases[["case_id", "customer_name", "collector"]].to_numpy().tolist() == [
        ["C1", "张三", "王芳"],
        ["C2", "张三", "王芳"],
    ]


def test_rare_characters_of_gb18030_survive(read):
    intake = read(table().replace("张三", "䶮𠮷㐂").encode("gb18030"), "list.csv")
    assert intake.cases["customer_name"][0] == "䶮𠮷㐂"


def test_a_sep_line_counts_as_a_row(read):
    intake = read("sep=|\n" + table("|"), "list.csv")
    assert intake.cases["source_row"].tolist() == [3, 4]


def test_utf8_with_a_line_of_gbk_is_refused_naming_the_line(read):
    lines = table(rows=4).encode().split(b"\r\n")
    lines[3] = lines[3].decode().encode("gbk")
    with pytest.raises(IntakeError, match="line 4") as caught:
        read(b"\r\n".join(lines), "list.csv")
    assert caught.value.code == "ENCODING_UNKNOWN"


def test_what_was_decoded_wrongly_before_is_refused(read):
    assert code(read, table().encode().decode("gbk", "replace").encode()) == "HEADER_NOT_FOUND"


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        pytest.param(b"", "FILE_EMPTY", id="no byte"),
        pytest.param(b"\r\n \n", "FILE_EMPTY", id="blank lines"),
        pytest.param(b"a,b\x00c\n1,2", "ENCODING_UNKNOWN", id="a NUL byte"),
        pytest.param(b"\xff\xfe\x00\xd8", "ENCODING_UNKNOWN", id="half a character"),
        pytest.param(table().encode() + b'"C9,never closed', "CSV_MALFORMED", id="a quoted field without its end"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table>", "FORMAT_UNSUPPORTED", id="a web page"),
        pytest.param(b"%PDF-1.7", "FORMAT_UNSUPPORTED", id="a PDF"),
    ],
)
def test_what_is_no_text_table_is_refused_whole(read, content, wrong):
    assert code(read, content) == wrong


def test_short_and_long_rows_never_shift_values(read):
    intake = read("案件编号,逾期本金,到期还款日\nC1,100\nC2,100,2026-01-31,,\nC3,100,2026-01-31,x\n", "list.csv")
    assert intake.cases["case_id"].tolist() == ["C2"]
    assert intake.rejects[["row", "column", "code"]].to_numpy().tolist() == [
        [2, "due_date", "REQUIRED_MISSING"],
        [4, "", "ROW_TOO_LONG"],
    ]


def test_a_quoted_field_may_hold_separators_and_line_ends(read):
    intake = read('案件编号,逾期本金,到期还款日,备注\nC1,"1,000.50",2026-01-31,"a,\nb"\n', "list.csv")
    assert intake.table.loc[0, ["principal_fen", "备注"]].tolist() == [100_050, "a, b"]


def test_the_trace_of_an_error_cell_is_an_error(read):
    intake = read("案件编号,逾期本金,到期还款日,备注\nC1,#N/A,2026-01-31,\nC2,1,2026-01-31,#REF!\n", "list.csv")
    assert intake.rejects[["row", "column", "value", "code"]].to_numpy().tolist() == [
        [2, "principal", "#N/A", "CELL_ERROR"]
    ]
    assert intake.cases["备注"].tolist() == ["#REF!"]


def test_more_rows_than_a_list_may_have_are_refused(read):
    few = Limits(rows=3, in_process=True)
    assert read(table(rows=2), "list.csv", limits=few).rows == 2
    assert code(read, table(rows=3), limits=few) == "TOO_MANY_ROWS"
