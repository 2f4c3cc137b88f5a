from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from arrears.operations.progress.score import WeightsError, check_weights, scores
from arrears.policy import Policies

CN = Policies("cn")
DAY = "2026-11-23"


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param({"recovery": 1}, id="recovery alone"),
        pytest.param({"recovery": 1, "kept": 0}, id="a weight of nothing beside it"),
        pytest.param({"recovery": 50, "cure": 1, "kept": 50}, id="cure is recovery counted in cases"),
        pytest.param({"recovery": "50.01", "kept": "49.99"}, id="just below half"),
    ],
)
def test_a_score_by_recovery_alone_or_nearly_is_refused_by_the_rule(weights):
    with pytest.raises(ValueError, match=r"CN-66.*HOUSE-APPRAISAL"):
        check_weights(weights, CN, DAY)


def test_exactly_half_for_other_measures_is_enough():
    assert check_weights({"recovery": 50, "kept": 50}, CN, DAY) == {"recovery": Fraction(1, 2), "kept": Fraction(1, 2)}


@pytest.mark.parametrize("weights", [{"luck": 1}, {"kept": -1, "recovery": 1}, {"kept": 0}])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="measures are recovery"):
        check_weights(weights, CN, DAY)


def rates(**collectors):
    rows = [
        {"collector": name, "measure": measure, "rate": rate, "small": small}
        for name, found in collectors.items()
        for measure, (rate, small) in found.items()
    ]
    return pd.DataFrame(rows)


def test_fewer_breaches_score_higher_and_small_numbers_are_marked():
    table = rates(
        a={"recovery": (0.2, False), "breach": (0.0, False)}, b={"recovery": (0.2, True), "breach": (0.5, False)}
    )
    found = scores(table, CN, DAY, {"recovery": 1, "breach": 1}).set_index("collector")
    assert found["score"].to_dict() == {"a": 60, "b": 35}
    assert found["small"].to_dict() == {"a": False, "b": True}


def test_who_has_data_on_recovery_only_gets_no_score():
    table = rates(
        a={"recovery": (0.9, False), "kept": (np.nan, True)}, b={"recovery": (0.1, False), "kept": (0.5, False)}
    )
    found = scores(table, CN, DAY, {"recovery": 1, "kept": 1}).set_index("collector")
    assert np.isnan(found.loc["a", "score"])
    assert "CN-66" in found.loc["a", "note"]
    assert "CN-66" in found.loc["a", "note_zh"]
    assert found.loc["b", "score"] == 30


def test_a_house_file_cannot_switch_the_rule_off(tmp_path):
    toml = 'title = "t"\n[[version]]\nrule = "X"\neffective = 2026-01-01\nsource = "s"\ntrust = "H"\nwords = "w"\nchecked = 2026-01-01\nleast_other = 0\n'
    (tmp_path / "progress.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(Exception, match="CN-66"):
        check_weights({"recovery": 1}, Policies("cn", tmp_path), DAY)


def test_the_refusal_names_rule_and_remedy_in_chinese_too():
    with pytest.raises(WeightsError) as refused:
        check_weights({"recovery": 90, "kept": 10}, CN, DAY)
    assert "合计权重为10%" in refused.value.zh
    assert "CN-66" in refused.value.zh
    assert "不得低于50%" in refused.value.zh
