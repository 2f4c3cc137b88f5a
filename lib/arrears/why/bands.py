"""Why an account is in its bucket, its loan class and its stage: the band of days past due that it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import Buckets, LoanClass, Stages
from arrears.rules.bands import band
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.policy.records.delinquency import Banded
    from arrears.why.explanation import Quantity


@explains("AR_BUCKET")
def explain_bucket(call: Call, dpd: object, profile: object = None) -> Told:
    """Explain ``AR_BUCKET(dpd, [profile])``."""
    call.use_profile(profile)
    policy = call.get(Buckets)
    return _told(call.whole("dpd", dpd), policy, policy.labels, given("bucket", "", "text", "逾期账龄", "bucket"))


@explains("AR_CLASS")
def explain_class(call: Call, dpd: object, scale: object = None) -> Told:
    """Explain ``AR_CLASS(dpd, [scale])``."""
    policy = call.get(LoanClass, _scale(call, scale))
    names = given("loan_class", "", "text", "五级分类", "loan class")
    return _told(call.whole("dpd", dpd), policy, policy.labels_zh, names)


@explains("AR_STAGE")
def explain_stage(call: Call, dpd: object, profile: object = None) -> Told:
    """Explain ``AR_STAGE(dpd, [profile])``; the stage by its key."""
    call.use_profile(profile)
    policy = call.get(Stages)
    days = call.whole("dpd", dpd)
    code = int(band(np.array([days]), policy.begins)[0])
    named = given("stage", "", "text", f"催收阶段（{policy.labels_zh[code]}）", f"stage ({policy.labels_en[code]})")
    return _told(days, policy, policy.keys, named)


def _scale(call: Call, scale: object) -> str:
    scales = call.policies.profile.class_scales
    if not scales:
        raise ValueError(f"profile {call.policies.name} has no loan classes; name another profile")
    if scale is None:
        return scales[0]
    wanted = str(scale).removesuffix(".0").lower()
    names = {
        name.removeprefix("loan_class").strip("_") or str(call.get(LoanClass, name).effective.year): name
        for name in scales
    }
    if wanted not in names:
        raise ValueError(f"there is no scale {scale!r}; choose one of {', '.join(names)}")
    return names[wanted]


def _told(days: int, policy: Banded, labels: Sequence[str], named: Quantity) -> Told:
    if days < 0:
        raise ValueError(f"days past due must be 0 or more; they are {days}")
    code = int(band(np.array([days]), policy.begins)[0])
    label, last = labels[code], code + 1 == len(labels)
    inputs = [
        given("days_past_due", days, "days", "逾期天数", "days past due"),
        given("from_day", policy.begins[code], "days", "该档起始", "band begins on day"),
        given("label", label, "text", "该档名称", "band is called"),
    ]
    formula = "label if days_past_due >= from_day else ''"
    if not last:
        inputs.append(given("next_from", policy.begins[code + 1], "days", "下一档起始", "next band begins on day"))
        formula = "label if days_past_due >= from_day and days_past_due < next_from else ''"
    gives = given(named.symbol, label, "text", named.zh, named.en)
    return Told(label, "text", (Step(gives, tuple(inputs), formula, ground(policy, "begins")),))
