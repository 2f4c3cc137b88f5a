"""Why an account is in its bucket, its loan class and its stage: the band of days past due that it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground
from arrears.in_force import bands
from arrears.policy.records import Stages
from arrears.words import Saying, both

if TYPE_CHECKING:
    from arrears.explain.explanation import Quantity
    from arrears.in_force.bands import Bands


@explains("AR_BUCKET")
def explain_bucket(call: Call, dpd: object, profile: object = None) -> Derivation:
    """Explain ``AR_BUCKET(dpd, [profile])``."""
    call.use_profile(profile)
    return _derivation(
        call.integer("dpd", dpd),
        bands.buckets(call.policies, call.on),
        given("bucket", "", "text", *both("explain.bands.bucket")),
    )


@explains("AR_CLASS")
def explain_class(call: Call, dpd: object, class_scale: object = None, profile: object = None) -> Derivation:
    """Explain ``AR_CLASS(dpd, [class_scale], [profile])``."""
    call.use_profile(profile)
    names = given("loan_class", "", "text", *both("explain.bands.loan_class"))
    return _derivation(call.integer("dpd", dpd), _scale(call, class_scale), names)


@explains("AR_STAGE")
def explain_stage(call: Call, dpd: object, profile: object = None) -> Derivation:
    """Explain ``AR_STAGE(dpd, [profile])``; the stage by its key."""
    call.use_profile(profile)
    stages = bands.stages(call.policies, call.on)
    policy, days = call.get(Stages), call.integer("dpd", dpd)
    code = int(stages.codes(np.array([days]))[0])
    named = given(
        "stage", "", "text", *both("explain.bands.stage", labels=Saying(policy.labels_zh[code], policy.labels_en[code]))
    )
    return _derivation(days, stages, named)


def _scale(call: Call, scale: object) -> Bands:
    scales = bands.loan_classes(call.policies, call.on)
    if not scales:
        raise ValueError(f"profile {call.policies.name} has no loan classes; name another profile")
    wanted = next(iter(scales)) if scale is None else str(scale).removesuffix(".0").lower()
    if wanted not in scales:
        raise ValueError(f"there is no scale {scale!r}; choose one of {', '.join(scales)}")
    return scales[wanted]


def _derivation(days: int, scale: Bands, named: Quantity) -> Derivation:
    if days < 0:
        raise ValueError(f"days past due must be 0 or more; they are {days}")
    policy, labels = scale.policy, scale.labels
    code = int(scale.codes(np.array([days]))[0])
    label, last = labels[code], code + 1 == len(labels)
    inputs = [
        given("days_past_due", days, "days", *both("explain.bands.days_past_due")),
        given("from_day", policy.begins[code], "days", *both("explain.bands.band_begins_day")),
        given("label", label, "text", *both("explain.bands.band_called")),
    ]
    formula = "label if days_past_due >= from_day else ''"
    if not last:
        inputs.append(given("next_from", policy.begins[code + 1], "days", *both("explain.bands.next_band_begins_day")))
        formula = "label if days_past_due >= from_day and days_past_due < next_from else ''"
    gives = given(named.symbol, label, "text", named.zh, named.en)
    return Derivation(label, "text", (Step(gives, tuple(inputs), formula, ground(policy, "begins")),))
