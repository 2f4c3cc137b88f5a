from arrears.intake import read_cases

LIST = (
    "案件编号,客户姓名,手机号,到期还款日,逾期本金\nC1,张三,13800001234,2026-01-31,5\nC2,李四,13800005678,2026-02-30,5\n"
)


def test_what_a_notebook_shows_of_an_intake_counts_rows_and_names_nobody(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(LIST, encoding="utf-8")
    assert repr(read_cases(path)) == "<Intake of 2 rows: 1 accepted, 1 rejected>"
