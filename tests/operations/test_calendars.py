import numpy as np
import pytest

from arrears.operations.calendars import working_calendar
from arrears.rules.working_day import Roll, is_working_day, nth_working_day, roll_date


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def test_chinas_spring_festival_and_its_working_weekends():
    china = working_calendar(2026, 2026)
    assert is_working_day(days("2026-02-14", "2026-02-16", "2026-02-28", "2026-03-01"), china).tolist() == [
        True,
        False,
        True,
        False,
    ]
    assert nth_working_day(days("2026-09-30"), 1, china).astype(str).tolist() == ["2026-10-08"]
    assert roll_date(days("2026-10-01"), Roll.FOLLOWING, china).astype(str).tolist() == ["2026-10-08"]


def test_only_the_years_asked_for_are_held():
    china = working_calendar(2025, 2026)
    for column in (china.holidays, china.working_weekends):
        years = set(column.astype("datetime64[Y]").astype(str).tolist())
        assert years == {"2025", "2026"}
    assert china.weekend == (5, 6)
    assert china.working_weekends.tolist() == sorted(china.working_weekends.tolist())
    assert len(china.working_weekends) == 11


def test_a_calendar_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        working_calendar(2026, 2026).holidays[0] = np.datetime64("2026-01-02")


def test_other_countries_have_their_own_weekend():
    assert working_calendar(2026, 2026, "SA").weekend == (4, 5)
    assert len(working_calendar(2026, 2026, "US").working_weekends) == 0


def test_wrong_years_and_countries_are_refused():
    with pytest.raises(ValueError, match=r"^the last year must not be before the first; they are 2026 and 2025$"):
        working_calendar(2026, 2025)
    with pytest.raises(ValueError, match=r"^no calendar is known for country 'XX'; use an ISO 3166 code such as CN$"):
        working_calendar(2026, 2026, "XX")
