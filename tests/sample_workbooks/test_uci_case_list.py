"""The mapping from months late to due dates, and the shipped list."""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import arrears as ar
from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.policy.records import Buckets
from arrears.training.uci import UCI_AS_OF, read_uci, uci_case_list, write_uci_book

HEADINGS = (
    "ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,BILL_AMT1,BILL_AMT2,BILL_AMT3,BILL_AMT4,"
    "BILL_AMT5,BILL_AMT6,PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,default.payment.next.month"
)
SAMPLE = f"""{HEADINGS}
1,20000,2,2,1,24,2,2,-1,-1,-2,-2,3913,3102,689,0,0,0,0,689,0,0,0,0,1
2,120000,2,2,2,26,-1,2,0,0,0,2,2682,1725,2682,3272,3455,3261,0,1000,1000,1000,0,2000,1
27,60000,1,1,2,27,1,-2,-1,-1,-1,-1,-109,-425,259,-57,127,-189,0,1000,0,500,0,1000,1
"""
COUNTS_BY_MONTHS_LATE = {0: 23_182, 1: 3_688, 2: 2_667, 3: 322, 4: 76, 5: 26, 6: 11, 7: 9, 8: 19}


def client(**values):
    names = HEADINGS.split(",")
    return pd.DataFrame([dict.fromkeys(names, 0) | {"ID": 1} | values])


@pytest.fixture(scope="module")
def raw():
    beside = Path(__file__).parents[3] / "shared" / "data"
    path = Path(os.environ.get("ARREARS_DATA", beside)) / "UCI_Credit_Card.csv"
    if not path.is_file():
        pytest.skip("UCI_Credit_Card.csv is not here; name its folder in the environment variable ARREARS_DATA")
    return path


@pytest.fixture(scope="module")
def shipped(samples):
    sheet = CalamineWorkbook.from_path(samples / "uci_case_list.xlsx").get_sheet_by_name("案件清单").to_python()
    return pd.DataFrame(sheet[3:], columns=sheet[2])


@pytest.mark.parametrize(
    ("months_late", "due", "days", "bucket"),
    [
        pytest.param(-2, "10-15", 0, "M0", id="card not used"),
        pytest.param(-1, "10-15", 0, "M0", id="paid in full"),
        pytest.param(0, "10-15", 0, "M0", id="revolving"),
        pytest.param(1, "09-15", 15, "M1", id="one month late"),
        pytest.param(2, "08-15", 46, "M2", id="two months late"),
        pytest.param(3, "07-15", 77, "M3", id="three months late"),
        pytest.param(4, "06-15", 107, "M4", id="four months late"),
        pytest.param(5, "05-15", 138, "M5", id="five months late"),
        pytest.param(6, "04-15", 168, "M6", id="six months late"),
        pytest.param(7, "03-15", 199, "M7+", id="seven months late"),
        pytest.param(8, "02-15", 227, "M7+", id="eight months late"),
    ],
)
@pytest.mark.parametrize("as_of", [date(2005, 9, 30), UCI_AS_OF], ids=["as it was", "moved on"])
def test_months_late_become_a_due_date_in_the_matching_bucket(months_late, due, days, bucket, as_of):
    (case,) = uci_case_list(client(PAY_0=months_late), as_of=as_of).itertuples()
    assert case.due_date == pd.Timestamp(f"{as_of.year}-{due}")
    assert max((pd.Timestamp(as_of) - case.due_date).days, 0) == days
    scale = Policies("cn").get(Buckets, on=UCI_AS_OF)
    assert scale.labels[np.searchsorted(scale.begins, days, side="right") - 1] == bucket


def test_another_day_than_a_30_september_is_refused():
    with pytest.raises(ValueError, match="the statement is of 30 September; as_of is 2026-10-01"):
        uci_case_list(client(), as_of=date(2026, 10, 1))


def test_amounts_are_taken_as_they_are_and_only_a_payment_is_a_payment(tmp_path):
    path = tmp_path / "UCI_Credit_Card.csv"
    path.write_text(SAMPLE, encoding="ascii")
    cases = uci_case_list(read_uci(path))
    assert cases["case_id"].tolist() == ["UCI-00001", "UCI-00002", "UCI-00027"]
    assert cases["statement_balance"].tolist() == [3913, 2682, -109]
    assert cases["last_payment"].isna().all()
    assert cases["credit_limit"].tolist() == [20000, 120000, 60000]
    assert cases["months_late_2005-08"].tolist() == [2, 2, -2]
    assert cases["default_next_month"].tolist() == [1, 1, 1]


def test_decimal_points_of_some_copies_change_nothing(tmp_path):
    plain, pointed = tmp_path / "plain.csv", tmp_path / "pointed.csv"
    plain.write_text(SAMPLE, encoding="ascii")
    pointed.write_text(SAMPLE.replace(",3913,", ",3913.0,"), encoding="ascii")
    pd.testing.assert_frame_equal(uci_case_list(read_uci(plain)), uci_case_list(read_uci(pointed)))


def test_another_file_is_refused_with_the_column_that_it_lacks(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("ID,AGE\n1,30\n", encoding="ascii")
    with pytest.raises(ArrearsError, match=r"other\.csv has no column LIMIT_BAL"):
        read_uci(path)


def test_the_shipped_list_is_what_its_script_makes(raw, samples, tmp_path, assert_made_again):
    fresh = write_uci_book(uci_case_list(read_uci(raw)), tmp_path / "uci_case_list.xlsx")
    assert_made_again(samples / "uci_case_list.xlsx", fresh)


def test_the_shipped_list_holds_all_clients_by_months_late(shipped):
    late = shipped["迟缴月数2005-09"].clip(lower=0).astype(int).value_counts().to_dict()
    assert late == COUNTS_BY_MONTHS_LATE
    assert shipped["次月违约"].sum() == 6_636


def test_the_shipped_list_names_nobody_and_tells_its_source(shipped, samples):
    assert (shipped[["客户姓名", "身份证号", "手机号", "卡号", "邮箱", "地址"]] == "").all(axis=None)
    about = CalamineWorkbook.from_path(samples / "uci_case_list.xlsx").get_sheet_by_name("说明").to_python()
    told = " ".join(str(cell) for row in about for cell in row)
    assert "I-Cheng Yeh" in told
    assert "CC BY 4.0" in told


def test_the_shipped_list_is_below_three_megabytes(samples):
    assert (samples / "uci_case_list.xlsx").stat().st_size < 3_000_000


def test_intake_takes_every_client_and_warns_only_of_those_who_owe_nothing(samples):
    intake = ar.read_cases(samples / "uci_case_list.xlsx")
    assert len(intake.cases) == 30_000
    assert intake.rejects.empty
    of_rows = intake.warnings.dropna(subset=["row"])
    assert of_rows["code"].value_counts().to_dict() == {"ZERO_BALANCE": 2_008, "NEGATIVE_BALANCE": 590}


def test_staging_the_shipped_list_puts_each_number_of_months_into_its_bucket(samples):
    cases = ar.read_cases(samples / "uci_case_list.xlsx").cases
    counts = ar.stage(cases, as_of=UCI_AS_OF)["bucket"].value_counts().to_dict()
    in_order = [COUNTS_BY_MONTHS_LATE[months] for months in range(7)] + [9 + 19]
    wanted = dict(zip(["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+"], in_order, strict=True))
    # Who owes no more than the tolerance (CN-P5) is not past due, however late the bank's code says the account is.
    settled = wanted["M1"] - counts["M1"]
    assert 0 < settled <= 2_008 + 590
    assert counts == wanted | {"M0": wanted["M0"] + settled, "M1": wanted["M1"] - settled}
