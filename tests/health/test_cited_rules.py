"""Whatever a follow-up list cites can be looked up with `arrears policy show`, in the same profile and on the same day."""

from datetime import date
from itertools import chain

import pytest

from arrears.policy import PROFILES, Policies
from arrears.policy.records import NextActions, StageMeasures

DAY = date(2026, 11, 23)


def cited(policies):
    actions = policies.get(NextActions, DAY)
    measures = policies.get(StageMeasures, DAY).measures
    return {*actions.contact_rules, *chain(*actions.rules.values()), *chain(*(measure.rules for measure in measures))}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_rule_that_an_action_or_a_measure_cites_is_in_force(profile):
    policies = Policies(profile)
    in_force = {
        rule for _, record in policies.records(DAY) for rule in (record.rule, *(o.rule for o in record.overlays))
    }
    assert cited(policies)
    assert sorted(cited(policies) - in_force) == []
