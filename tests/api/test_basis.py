from datetime import date

import numpy as np
import pandas as pd
import pytest

import arrears as ar
from arrears.api.basis import as_day


def cases(**columns):
    return pd.DataFrame({"case_id": ["C1"], "due_date": ["2026-01-10"], "principal": [1000]} | columns)


def test_a_list_of_2012_is_ranked_by_what_was_in_force_then():
    listed = ar.follow_ups(cases(due_date=["2012-01-10"]), as_of=date(2012, 3, 10))
    assert listed["days_past_due"].tolist() == [60]


@pytest.mark.parametrize(
    "day", [date(2026, 2, 24), "2026-02-24", np.datetime64("2026-02-24"), pd.Timestamp("2026-02-24")]
)
def test_a_day_comes_in_every_usual_form(day):
    assert as_day(day) == date(2026, 2, 24)


@pytest.mark.parametrize("day", [pd.NaT, np.datetime64("NaT"), None, "24/02/2026"], ids=str)
def test_a_day_that_is_not_known_is_refused(day):
    with pytest.raises(ValueError, match="as_of must be a day such as 2026-01-31; it is"):
        ar.stage(cases(), as_of=day)


@pytest.mark.parametrize("capacity", [0, -1, 1.0, 1.5, True, "2", np.int64(0)], ids=repr)
def test_a_capacity_that_is_no_whole_number_of_1_or_more_is_refused(capacity):
    with pytest.raises(ValueError, match="capacity must be a whole number of 1 or more; it is"):
        ar.follow_ups(cases(), as_of="2026-02-24", capacity=capacity)


@pytest.mark.parametrize("capacity", [1, np.int64(1)], ids=repr)
def test_how_many_cases_were_left_out_is_told(capacity):
    two = pd.concat([cases(), cases(case_id=["C2"])]).assign(collector="王芳")
    listed = ar.follow_ups(two, as_of="2026-02-24", capacity=capacity)
    assert (len(listed), listed.attrs["dropped"]) == (1, {"王芳": 1})


def test_another_language_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"lang must be .?zh.? or .?en.?; it is 'fr'"):
        ar.follow_ups(cases(), as_of="2026-02-24", lang="fr")
    with pytest.raises(ValueError, match=r"lang must be .?zh.? or .?en.?; it is 'fr'"):
        ar.read_cases(tmp_path / "list.csv", lang="fr")


def test_a_house_folder_may_be_given_as_text(tmp_path):
    assert ar.stage(cases(), as_of="2026-02-24", house=str(tmp_path))["days_past_due"].tolist() == [45]


@pytest.mark.parametrize("flags", [["complaint"], ("complaint", "dispute"), {"complaint"}], ids=repr)
def test_a_list_of_flags_in_a_cell_is_refused_with_its_remedy(flags):
    with pytest.raises(ValueError, match=r"row 0, column flags: the cell is a list; .*semicolons, such as complaint;"):
        ar.stage(cases(flags=[flags]), as_of="2026-02-24")


def test_paused_days_do_not_count():
    pauses = pd.DataFrame({"case_id": ["C1"], "begin": ["2026-02-01"], "end": ["2026-02-11"]})
    assert ar.stage(cases(), as_of="2026-02-24", pauses=pauses)["days_past_due"].tolist() == [35]
