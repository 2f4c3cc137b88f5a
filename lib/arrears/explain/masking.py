"""Why so much of a text stays readable."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, looked_up
from arrears.operations.contacts.masking import KIND_WORDS, mask
from arrears.policy.records import Masking
from arrears.words import Saying, both

_KINDS = {
    "name": both("explain.masking.name"),
    "id": both("explain.masking.id_number"),
    "phone": both("explain.masking.phone"),
    "card": both("explain.masking.card_number"),
    "email": both("explain.masking.e_mail"),
    "address": both("explain.masking.address"),
}


@explains("AR_MASK")
def explain_mask(call: Call, text: object, kind: object = "auto") -> Derivation:
    """Explain ``AR_MASK(text, kind)``: what stays readable of each kind that it covers; the text itself is not repeated."""
    policy = call.get(Masking)
    wanted = KIND_WORDS[str(kind).strip().casefold()]
    shown = str(mask(np.array([str(text)], dtype=object), wanted, on=call.on, policies=call.policies)[0])
    covered = _KINDS if wanted == "auto" else {wanted: _KINDS[wanted]}
    steps = [Step(given("kind", wanted, "text", *both("explain.masking.kind")))]
    for key, (zh, en) in covered.items():
        part = getattr(policy, key)
        steps += [
            looked_up(
                given(
                    f"{key}_first", part.first, "", *both("explain.masking.first_characters_shown", what=Saying(zh, en))
                ),
                policy,
                key,
            ),
            looked_up(
                given(
                    f"{key}_last", part.last, "", *both("explain.masking.last_characters_shown", what=Saying(zh, en))
                ),
                policy,
                key,
            ),
            looked_up(
                given(
                    f"{key}_hidden",
                    part.hidden,
                    "",
                    *both("explain.masking.characters_covered_least", what=Saying(zh, en)),
                ),
                policy,
                key,
            ),
        ]
    return Derivation(shown, "text", (*steps, Step(given("masked", shown, "text", *both("explain.masking.masked")))))
