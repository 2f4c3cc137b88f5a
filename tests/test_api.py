from datetime import date

import pandas as pd

import arrears as ar


def cases(**columns):
    return pd.DataFrame({"case_id": ["C1"], "due_date": ["2026-01-10"], "principal": [1000]} | columns)


def test_a_list_of_2012_is_ranked_by_what_was_in_force_then():
    listed = ar.follow_ups(cases(due_date=["2012-01-10"]), date(2012, 3, 10))
    assert listed["days_past_due"].tolist() == [60]
