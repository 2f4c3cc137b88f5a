import pandas as pd
import pytest

from arrears.operations.progress.work_calendar import DAY_KINDS, work_calendar


@pytest.mark.parametrize(
    ("day", "days"), [("2026-02-14", 28), ("2028-02-29", 29), ("2026-11-30", 30), ("2026-12-31", 31)]
)
def test_a_month_has_its_own_days(day, days):
    table = work_calendar(day, {})
    assert len(table) == days
    assert table["date"].iloc[0].day == 1


def test_days_are_what_the_published_calendar_says():
    kinds = work_calendar("2026-10-01", {}).set_index("date")["kind"]
    assert [kinds[f"2026-10-0{day}"] for day in (1, 2, 5, 6, 7)] == ["holiday"] * 5
    assert kinds["2026-10-08"] == "working"
    assert kinds["2026-10-10"] == "working_weekend"
    assert kinds["2026-10-11"] == "weekend"
    assert set(kinds) <= set(DAY_KINDS)


def test_weekdays_begin_with_monday():
    table = work_calendar("2026-11-01", {}).set_index("date")
    assert table.loc["2026-11-02", "weekday"] == 0
    assert table.loc["2026-11-01", "weekday"] == 6


def test_rows_count_on_the_first_and_the_last_day_and_not_beside_them():
    rows = pd.DataFrame({"date": ["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"], "amount_fen": [1, 2, 4, 8]})
    table = work_calendar("2026-11-15", {"paid": rows, "calls": rows[["date"]]})
    assert table["paid"].sum() == 2
    assert table["paid_fen"].tolist() == [2, *[0] * 28, 4]
    assert "calls_fen" not in table


def test_a_table_without_days_is_refused():
    with pytest.raises(ValueError, match="column date is missing"):
        work_calendar("2026-11-01", {"paid": pd.DataFrame({"amount_fen": [1]})})
