import numpy as np
import pytest

from arrears.rules.name_keys import name_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("李雷", "李　雷", id="a wide blank"),
        pytest.param("李雷", " 李 雷\u200b", id="blanks, and what nobody sees"),
        pytest.param("买买提·吐尔逊", "买买提•吐尔逊", id="another dot"),
        pytest.param("买买提·吐尔逊", "买买提吐尔逊", id="no dot"),
        pytest.param("LI LEI", "Ｌｉ Ｌｅｉ", id="wide letters, small letters"),
    ],
)
def test_names_that_are_equal(one, other):
    first, second = name_keys(np.array([one, other], dtype=object))
    assert first == second


def test_traditional_forms_count_as_simplified_only_where_the_policy_says_so():
    names = np.array(["張三", "张三"], dtype=object)
    assert len(set(name_keys(names))) == 2
    assert len(set(name_keys(names, {ord("張"): ord("张")}))) == 1


def test_no_names_and_missing_names():
    assert name_keys(np.array([], dtype=object)).size == 0
    assert name_keys(np.array([None, "a"], dtype=object)).tolist() == ["", "a"]
