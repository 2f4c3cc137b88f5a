"""Corrections, and steps of agreements and waivers, that collectors take in their workbooks, by the same road as panel and command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from arrears.errors import ArrearsError
from arrears.operations.agreements.relief import Asked, request_event
from arrears.store.state.agreements import Agreements, Terms
from arrears.store.state.correcting import correct_entry, entries, withdraw_entry
from arrears.store.state.event_text import change_of, event_text
from arrears.words import both
from arrears.workbooks.collector.happenings import (
    ANSWER,
    CONSENT,
    CORRECT,
    DRAFT,
    STATEMENT,
    TAKE_BACK,
    WAIVER,
    WITHDRAW,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from arrears.returns.entries import Step
    from arrears.store import Receipt, Store

_PERCENT = 100
_DAYS = {"promise": "due_on", "claim": "paid_on"}


class StepResult(NamedTuple):
    """What is to be told of a step.

    Attributes
    ----------
    code : str
        Of the finding.
    text : str
        Why it was refused, with the rule and the remedy, or what was put right.
    receipt : Receipt or None
        Of what was stored, if anything.
    """

    code: str
    text: str
    receipt: Receipt | None = None


def take_step(store: Store, step: Step, lang: str) -> Receipt | StepResult | None:
    """Take a step that a row asks for.

    Parameters
    ----------
    store : Store
        The store, with everything else of the merge in it.
    step : Step
        The step.
    lang : str
        Of a refusal.

    Returns
    -------
    Receipt, StepResult or None
        Of what was stored; or what is to be told of it; or None where it was taken before.
    """
    puts_right = step.what in {CORRECT, TAKE_BACK}
    desk = Agreements(store, step.actor, at=step.at, lang=lang)
    try:
        if puts_right:
            return _put_right(store, step, lang)
        _STEPS[step.what](desk, step)
    except ArrearsError as error:
        # Somebody who merged the same workbook meanwhile has taken it.
        if step.key in set(store.events(case_id=step.case_id)["key"]):
            return None
        return StepResult("CORRECTION_REFUSED" if puts_right else "STEP_REFUSED", error.text(lang))
    return desk.receipt


def _put_right(store: Store, step: Step, lang: str) -> StepResult:
    """Correct or take back what the collector entered, and say what it was and what it is now."""
    cells = step.cells
    old = _meant(store, step, lang)
    payload, why = old["payload"], cells["note"] or ""
    if step.what == TAKE_BACK:
        was = event_text(old["kind"], old["happened_at"], payload, lang)
        return StepResult(
            "TAKEN_BACK",
            was,
            withdraw_entry(store, step.case_id, int(old["seq"]), reason=why, actor=step.actor, key=step.key),
        )
    day = cells["on"]
    right = {"amount_fen": cells["amount"], _DAYS[old["kind"]]: None if day is None else day.isoformat()}
    changes = {name: value for name, value in right.items() if value is not None}
    receipt = correct_entry(store, step.case_id, int(old["seq"]), changes, reason=why, actor=step.actor, key=step.key)
    change = change_of(old["kind"], old["happened_at"], payload, {**payload, **changes}, lang)
    return StepResult("CORRECTED", change, receipt)


def _meant(store: Store, step: Step, lang: str) -> Mapping[str, Any]:
    """Find the entry that is meant: the collector's own of that kind on the case, by its number where there are several.

    Raises
    ------
    ArrearsError
        If there is none, or there are several and none of them is named.
    """
    kind, number = step.cells["choice"], (step.cells["reference"] or "").strip().removeprefix("#")
    mine = own_entries(store, step.case_id, step.actor, (kind,))
    named = [one for one in mine if not number or str(one["seq"]) == number]
    if len(named) == 1:
        return named[0]
    listed = ("；" if lang == "zh" else "; ").join(entry_words(one, lang) for one in mine)
    raise ArrearsError(both(f"account.put_right.{'which' if mine else 'none'}", case=step.case_id, listed=listed))


def own_entries(store: Store, case_id: str, actor: str, kinds: Collection[str]) -> list[dict[str, Any]]:
    """Give what a collector entered on a case and may put right, oldest first.

    Parameters
    ----------
    store : Store
    case_id, actor : str
        The case and the collector.
    kinds : collection of str
        Of `arrears.workbooks.collector.happenings.ENTRIES`.

    Returns
    -------
    list of dict
        Rows of `arrears.store.state.correcting.entries`.
    """
    standing = entries(store, case_id)
    mine = standing[standing["kind"].isin(list(kinds)) & standing["actor"].eq(actor)].to_dict("records")
    return [{str(name): cell for name, cell in one.items()} for one in mine if not one["payload"].get("topic")]


def entry_words(entry: Mapping[str, Any], lang: str) -> str:
    """Say what an entry is, with the number by which a correction names it."""
    return f"#{entry['seq']} {event_text(entry['kind'], entry['happened_at'], entry['payload'], lang)}"


def _draft(desk: Agreements, step: Step) -> None:
    cells = step.cells
    terms = Terms(months=cells["count"], wish_fen=cells["amount"], first_due=cells["first_due"], method=cells["choice"])
    desk.draft(step.case_id, terms, key=step.key)


def _statement(desk: Agreements, step: Step) -> None:
    desk.state(desk.latest(step.case_id), key=step.key)


def _consent(desk: Agreements, step: Step) -> None:
    cells = step.cells
    desk.consent(
        desk.latest(step.case_id),
        way=cells["choice"],
        evidence=cells["reference"] or "",
        read_seconds=cells["count"],
        key=step.key,
    )


def _answer(desk: Agreements, step: Step) -> None:
    desk.answer(desk.latest(step.case_id), step.cells["note"] or "", key=step.key)


def _withdraw(desk: Agreements, step: Step) -> None:
    desk.withdraw(desk.latest(step.case_id), step.cells["note"] or "", key=step.key)


def _waiver(desk: Agreements, step: Step) -> None:
    cells = step.cells
    share = f"{cells['count'] / _PERCENT:.4f}".rstrip("0").rstrip(".")
    event = request_event(
        desk.case(step.case_id),
        Asked(share, share, cells["choice"]),
        step.actor,
        step.at,
        desk.store.policies,
        reason=cells["note"] or "",
        key=step.key,
    )
    desk.take([event])


_STEPS: dict[str, Callable[[Agreements, Step], None]] = {
    DRAFT: _draft,
    STATEMENT: _statement,
    CONSENT: _consent,
    ANSWER: _answer,
    WITHDRAW: _withdraw,
    WAIVER: _waiver,
}
