from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.tables.cases import to_internal, to_public
from arrears.tables.columns import CASE_COLUMNS


def cases(**columns):
    return pd.DataFrame({"case_id": ["C1", "C2"], "due_date": ["2026-01-31"] * 2, "principal": [100, 200]} | columns)


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        pytest.param(Decimal("12.34"), 1234, id="Decimal"),
        pytest.param(12, 1200, id="int"),
        pytest.param(12.34, 1234, id="float"),
        pytest.param("1,012.34", 101234, id="text"),
        pytest.param(np.int64(12), 1200, id="a number of numpy's"),
    ],
)
def test_yuan_of_any_type_become_fen(amount, fen):
    table = to_internal(cases(principal=pd.Series([amount, None], dtype=object), statement_balance=[None, 1]))
    assert table["principal_fen"].tolist() == [fen, pd.NA]


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 31),
        datetime(2026, 1, 31, 9),  # noqa: DTZ001  # as spreadsheets give them
        pd.Timestamp("2026-01-31"),
        "2026-01-31",
        "2026年1月31日",
    ],
    ids=str,
)
def test_days_of_any_type_become_days(day):
    table = to_internal(cases(due_date=[day, day]))
    assert table["due_date"].dtype == "datetime64[s]"
    assert table["due_date"].tolist() == [pd.Timestamp("2026-01-31")] * 2


def test_every_column_of_the_contract_is_there_and_further_ones_and_the_index_stay():
    table = to_internal(cases(shop=["A", "B"]).set_index(pd.Index([7, 9])))
    assert list(table.columns) == [*(column.name for column in CASE_COLUMNS), "shop"]
    assert list(table.index) == [7, 9]


def test_an_internal_table_comes_back_as_it_is():
    table = to_internal(cases())
    assert to_internal(table) is table


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        pytest.param(
            {"principal": [1, 0.005]}, r"row 1, column principal: .*0\.005.*rule: .*remedy: ", id="half a fen"
        ),
        pytest.param({"due_date": ["2026-01-31", None]}, "row 1, column due_date: due_date is empty", id="no due date"),
        pytest.param(
            {"due_date": ["2026-02-30"] * 2}, "row 0, column due_date: due_date '2026-02-30'", id="no such day"
        ),
        pytest.param({"case_id": ["C1", "c1"]}, "'c1' stands there again", id="a case twice"),
        pytest.param({"case_id": ["C1", 2e15]}, "last digits are lost", id="a case id that lost digits"),
        pytest.param({"id_number": [1.1e17, None]}, "row 0, column id_number", id="an id number that lost digits"),
        pytest.param({"flags": ["VIP", ""]}, "unknown flag VIP", id="an unknown flag"),
        pytest.param(
            {"principal": [1, -0.01]}, "row 1, column principal: .*-0.01.*negative; rule: .*remedy: ", id="less than 0"
        ),
        pytest.param({"late_fee": [-1, None]}, "row 0, column late_fee: .*negative", id="a fee less than 0"),
        pytest.param({"principal": [1, None]}, "row 1.*both empty", id="no amount at all"),
    ],
)
def test_a_bad_value_names_row_column_rule_and_remedy(columns, words):
    with pytest.raises(ValueError, match=words):
        to_internal(cases(statement_balance=[None, None]).assign(**columns))


def test_a_message_never_quotes_a_personal_value():
    with pytest.raises(ValueError, match="id_number") as caught:
        to_internal(cases(id_number=[110105194912310021.0, None]))
    assert "1101" not in str(caught.value)


def test_masked_people_can_be_staged():
    table = to_internal(cases(phone=["138****1234", 13800001234], customer_name=["张*", "李*"]))
    assert table["phone"].tolist() == ["138****1234", "13800001234"]


@pytest.mark.parametrize("missing", ["case_id", "due_date", "principal"])
def test_a_missing_column_is_named(missing):
    with pytest.raises(ValueError, match=missing):
        to_internal(cases().drop(columns=missing))


@given(st.lists(st.one_of(st.none(), st.integers(-(10**12), 10**12)), min_size=1))
def test_no_fen_is_made_or_lost_on_the_way_out_and_back(amounts):
    table = pd.DataFrame({"principal_fen": pd.array(amounts, dtype="Int64")})
    public = to_public(table)["principal"]
    assert [None if amount is None else int(amount * 100) for amount in public] == amounts
    assert all(amount is None or amount.as_tuple().exponent == -2 for amount in public)


def test_a_credit_balance_of_a_statement_is_kept():
    table = to_internal(cases(principal=[None, 0], statement_balance=[-500, 1]))
    assert table["statement_balance_fen"].tolist() == [-500_00, 1_00]
