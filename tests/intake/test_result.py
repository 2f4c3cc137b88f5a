import pytest

from arrears.intake import read_cases

LIST = (
    "案件编号,客户姓名,手机号,到期还款日,逾期本金\nC1,张三,13800001234,2026-01-31,5\nC2,李四,13800005678,2026-02-30,5\n"
)


def test_what_a_notebook_shows_of_an_intake_counts_rows_and_names_nobody(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(LIST, encoding="utf-8")
    assert repr(read_cases(path)) == "<Intake of 2 rows: 1 accepted, 1 rejected>"


@pytest.mark.parametrize("typed", ["13800001234", "6222 0200 0000 0015", "110100196102021012", "someone@example.com"])
def test_somebodys_number_in_the_wrong_column_is_not_quoted(tmp_path, typed):
    path = tmp_path / "cases.csv"
    path.write_text(f"案件编号,到期还款日,逾期本金\n20240131000123,2026-01-31,{typed}x\n", encoding="utf-8")
    told = read_cases(path).rejects.astype(str).to_string()
    assert typed not in told
    assert f"{typed[0]}***" in told


def test_a_long_case_id_is_still_named(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("案件编号,到期还款日,逾期本金\n" + "20240131000123,2026-01-31,5\n" * 2, encoding="utf-8")
    assert "20240131000123" in read_cases(path).rejects["message"].iloc[0]
