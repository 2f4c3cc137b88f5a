"""What a second person sees before deciding about an agreement: terms, cost, household under stress, history, other cards, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.documents.values import day_text, money_text
from arrears.operations.agreements.standing import STATE_WORDS
from arrears.operations.contacts.masking import shown
from arrears.operations.plans.options import method_word
from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy.records import AgreementConsent
from arrears.rules.masking import mask
from arrears.store.access.viewing import masked_texts
from arrears.store.state.case_state import case_state
from arrears.tables.columns import FLAG_WORDS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.operations.plans.working import Household
    from arrears.store.state.agreements import Agreements

GROUPS = ("terms", "household", "offers", "history", "consent")
"""The parts of a sheet, in their order."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet.

    Attributes
    ----------
    group : str
        One of `GROUPS`.
    key : str
        Names it for programs.
    label, value : Saying
        In both languages.
    bad : bool
        Whether it speaks against the agreement.
    """

    group: str
    key: str
    label: Saying
    value: Saying
    bad: bool = False


@dataclass(frozen=True)
class Sheet:
    """What is seen before a decision.

    Attributes
    ----------
    agreement_id, case_id, state : str
        Which, and where it stands.
    lines : tuple of Line
        What is known of it.
    instalments : DataFrame
        ``due_date``, ``payment_fen``.
    missing : DataFrame
        ``code, rule, zh, en``: what it lacks before it can come into force, but for the approval itself.
    """

    agreement_id: str
    case_id: str
    state: str
    lines: tuple[Line, ...]
    instalments: pd.DataFrame
    missing: pd.DataFrame


def agreement_sheet(desk: Agreements, agreement_id: str) -> Sheet:
    """Put together what a second person sees before deciding; personal data masked.

    Parameters
    ----------
    desk : Agreements
        The agreements of the store.
    agreement_id : str
        Which one.

    Raises
    ------
    ArrearsError
        If there is no such agreement, or its case is gone.
    """
    row = desk.row(agreement_id)
    case_id = str(row["case_id"])
    case, facts, home = desk.case(case_id), desk.facts(case_id), desk.home(case_id)
    _, instalments = desk.tables()
    own = instalments[instalments["agreement_id"] == agreement_id].sort_values("due_date", kind="stable")
    lacks = desk.missing(agreement_id)
    highest = int(own["payment_fen"].max()) if len(own) else 0
    lines = (
        *_terms(desk, row, own),
        *_household(desk, facts, home, highest),
        *_offers(desk, row, home),
        *_history(desk, case),
        *_consent(desk, row),
    )
    return Sheet(
        agreement_id,
        case_id,
        str(row["state"]),
        _masked(desk, case_id, lines),
        own[["due_date", "payment_fen"]].reset_index(drop=True),
        lacks[lacks["code"] != "approval"].reset_index(drop=True),
    )


def household_lines(desk: Agreements, case_id: str) -> tuple[Line, ...]:
    """Give what is known of a case's household and what it can pay, as a sheet shows it.

    Raises
    ------
    ArrearsError
        If the store has no such case.
    """
    desk.case(case_id)
    return _masked(desk, case_id, _household(desk, desk.facts(case_id), desk.home(case_id), 0))


_TYPED = {"cause", "occupation", "assets", "consent", "question", "answer"}
"""Lines that hold what people typed."""


def _masked(desk: Agreements, case_id: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    typed = pd.DataFrame([line.value for line in lines if line.key in _TYPED], columns=["zh", "en"]).assign(
        case_id=case_id
    )
    covered = masked_texts(desk.store, typed, ("zh", "en"))
    values = iter(zip(covered["zh"], covered["en"], strict=True))
    return tuple(replace(line, value=Saying(*next(values))) if line.key in _TYPED else line for line in lines)


def _line(group: str, key: str, value: Saying, *, bad: bool = False) -> Line:
    return Line(group, key, both(f"agreements.sheet.{key}"), value, bad)


def _money(desk: Agreements, fen: Any) -> Saying:  # noqa: ANN401  # a number of fen, or none
    if fen is None or pd.isna(fen):
        return both("agreements.sheet.unknown")
    currency = desk.store.policies.profile.currency
    return Saying(money_text(int(fen), currency, "zh"), money_text(int(fen), currency, "en"))


def _day(value: Any) -> Saying:  # noqa: ANN401  # a day, or none
    if value is None or pd.isna(value):
        return both("agreements.sheet.unknown")
    day = pd.Timestamp(value).date()
    return Saying(day_text(day, "zh"), day_text(day, "en"))


def _terms(desk: Agreements, row: dict[str, Any], own: pd.DataFrame) -> list[Line]:
    policies = desk.store.policies
    case = desk.case(str(row["case_id"]))
    name = str(
        mask(np.array([str(case.get("customer_name") or "")], dtype=object), "name", shown(policies, desk.day))[0]
    )
    method = str(row.get("method") or "")
    months = len(own)
    words = STATE_WORDS[str(row["state"])]
    try:
        ways = Saying(method_word(method), method_word(method, "en"))
    except KeyError:
        ways = Saying(method, method)  # a draft of an older store has a word of its own
    rate = row.get("annual_cost")
    lines = [
        _line("terms", "customer", Saying(name, name)),
        _line("terms", "state", Saying(*words)),
        _line("terms", "balance", _money(desk, row.get("balance_fen"))),
        _line(
            "terms",
            "plan",
            Saying(
                both("agreements.sheet.plan_value", months=months, method=ways.zh).zh,
                both("agreements.sheet.plan_value", months=months, method=ways.en).en,
            ),
        ),
    ]
    if months:
        lines += [
            _line("terms", "instalment", _money(desk, own["payment_fen"].iloc[0])),
            _line("terms", "highest", _money(desk, own["payment_fen"].max())),
            _line("terms", "first_due", _day(own["due_date"].iloc[0])),
            _line("terms", "last_due", _day(own["due_date"].iloc[-1])),
            _line("terms", "paid_in_all", _money(desk, own["payment_fen"].sum())),
        ]
    return [
        *lines,
        _line("terms", "cost", _money(desk, row.get("total_cost_fen"))),
        _line("terms", "rate", Saying(str(rate), str(rate)) if rate else both("agreements.sheet.unknown")),
        *([_line("terms", "wish", _money(desk, row["wish_fen"]))] if row.get("wish_fen") is not None else []),
    ]


def _household(desk: Agreements, facts: dict[str, Any], home: Household | None, highest: int) -> list[Line]:
    unknown = both("agreements.sheet.unknown")
    willing = facts.get("willing")
    lines = [
        _line(
            "household",
            "willing",
            unknown if willing is None else both("agreements.sheet.yes" if willing else "agreements.sheet.no"),
            bad=willing is not True,
        ),
        _line("household", "cause", _cause(facts)),
    ]
    for name in ("occupation", "assets"):
        if name in facts:
            text = str(facts[name])
            lines.append(_line("household", name, Saying(text, text)))
    if home is None:
        return [*lines, _line("household", "affordable", unknown, bad=True)]
    lines += [
        _line("household", "income", _money(desk, home.income)),
        _line("household", "costs", _money(desk, home.fixed + home.flexible)),
        _line("household", "affordable", _money(desk, home.amount), bad=highest > home.amount),
    ]
    for share, left in home.stress:
        money = _money(desk, left)
        fits = both("agreements.sheet.fits" if highest <= left else "agreements.sheet.does_not_fit")
        label = both("agreements.sheet.stress", percent=f"{float(share * 100):g}")
        value = Saying(f"{money.zh}，{fits.zh}", f"{money.en}, {fits.en}")
        lines.append(Line("household", f"stress_{float(share * 100):g}", label, value, highest > left))
    people = [str(facts[name]) for name in ("adults", "children") if name in facts]
    if people:
        lines.append(_line("household", "people", Saying("、".join(people), ", ".join(people))))
    return lines


def _offers(desk: Agreements, row: dict[str, Any], home: Household | None) -> list[Line]:
    """Say how likely this plan is kept, and what would be offered first: second person and customer may still choose another."""
    found = desk.offers(str(row["agreement_id"]))
    if found is None:
        return []
    lines = []
    for one in found.table[found.table["n"] == int(row["months"])].to_dict("records"):
        chance = {name: f"{one[name]:.0%}" for name in ("kept", "kept_low", "kept_high")}
        # Where nothing is known of the household nothing is ranked, and nothing speaks against the plan.
        bad = home is not None and not one["offer"]
        place = "ranked" if one["offer"] else "not_offered" if bad else "unranked"
        value = both(f"agreements.sheet.kept_{place}", place=one["offer"], **chance)
        lines.append(_line("offers", "kept", value, bad=bad))
    return [*lines, _line("offers", "best", found.best), _line("offers", "basis", found.basis)]


def _cause(facts: dict[str, Any]) -> Saying:
    if "cause_zh" not in facts:
        return both("agreements.sheet.unknown")
    note, proof = (str(facts.get(name, "")) for name in ("cause_note", "proof"))
    needed = bool(facts.get("needs_proof")) and not proof
    papers = both("agreements.sheet.no_proof") if needed else Saying(proof, proof)
    return Saying(
        " · ".join(filter(None, (str(facts["cause_zh"]), note, papers.zh))),
        " · ".join(filter(None, (str(facts["cause_en"]), note, papers.en))),
    )


def _history(desk: Agreements, case: dict[str, Any]) -> list[Line]:
    case_id = str(case["case_id"])
    with desk.store.reading() as connection:
        promises = case_state(connection, desk.store.policies, desk.day).promises
    outcomes = promises.loc[promises["case_id"] == case_id, "outcome"].value_counts()
    kept = Saying(
        "，".join(f"{OUTCOME_WORDS[key][0]}{count}" for key, count in _counts(outcomes)) or "—",
        ", ".join(f"{count} {OUTCOME_WORDS[key][1]}" for key, count in _counts(outcomes)) or "—",
    )
    flags = [flag for flag in str(case.get("flags") or "").split(";") if flag in FLAG_WORDS]
    before = desk.standing()
    others = before[
        (before["case_id"] == case_id) & before["state"].isin(["breached", "kept", "settled", "withdrawn", "refused"])
    ]
    states = others["state"].value_counts()
    return [
        _line(
            "history",
            "flags",
            Saying(
                "、".join(FLAG_WORDS[flag][0] for flag in flags) or "—",
                ", ".join(flag.replace("_", " ") for flag in flags) or "—",
            ),
            bad=bool(flags),
        ),
        _line("history", "days_past_due", Saying(str(case["days_past_due"]), str(case["days_past_due"]))),
        _line("history", "promises", kept, bad=bool(outcomes.get("broken", 0))),
        _line(
            "history",
            "agreements",
            Saying(
                "，".join(f"{STATE_WORDS[key][0]}{count}" for key, count in _counts(states)) or "—",
                ", ".join(f"{count} {STATE_WORDS[key][1]}" for key, count in _counts(states)) or "—",
            ),
            bad=bool(states.get("breached", 0)),
        ),
        _line("history", "other_cards", _other_cards(desk, case)),
    ]


def _counts(counts: pd.Series) -> list[tuple[str, int]]:
    return [(str(key), int(count)) for key, count in counts.items()]


def _other_cards(desk: Agreements, case: dict[str, Any]) -> Saying:
    """Name the person's other cases with what they owe."""
    cases = desk.cases()
    column = "person_id" if "person_id" in cases else "customer_id"
    person = case.get(column)
    if person is None or pd.isna(person) or person == "":
        return both("agreements.sheet.none")
    mine = cases[
        (cases[column] == person).to_numpy(dtype=bool) & (cases["case_id"] != case["case_id"]).to_numpy(dtype=bool)
    ]
    if mine.empty:
        return both("agreements.sheet.none")
    owed = [_money(desk, desk.case(str(one))["total_due_fen"]) for one in mine["case_id"]]
    names = mine["case_id"].astype(str).tolist()
    return Saying(
        "；".join(f"{name} {money.zh}" for name, money in zip(names, owed, strict=True)),
        "; ".join(f"{name} {money.en}" for name, money in zip(names, owed, strict=True)),
    )


def _consent(desk: Agreements, row: dict[str, Any]) -> list[Line]:
    ways = {each.key: each for each in desk.store.policies.get(AgreementConsent, desk.day).ways}
    way = ways.get(str(row.get("consent_way") or ""))
    parts = [str(row[name]) for name in ("consent_evidence", "consent_by") if row.get(name) is not None]
    agreed = _day(row.get("consented_on"))
    consented = row.get("consented_on") is not None
    drafted = _day(row.get("drafted_on"))
    lines = [
        _line(
            "consent",
            "drafted",
            Saying(f"{drafted.zh} · {row.get('drafted_by')}", f"{drafted.en} · {row.get('drafted_by')}"),
        ),
        _line("consent", "statement", _day(row.get("statement_on")), bad=row.get("statement_on") is None),
        _line(
            "consent",
            "consent",
            Saying(
                " · ".join((agreed.zh, *([way.zh] if way else []), *parts)),
                " · ".join((agreed.en, *([way.en] if way else []), *parts)),
            )
            if consented
            else both("agreements.sheet.not_yet"),
            bad=not consented,
        ),
    ]
    if row.get("question") is not None:
        asked, answer = str(row["question"]), row.get("answer")
        lines.append(_line("consent", "question", Saying(asked, asked)))
        is_open = row.get("returned_on") is not None
        lines.append(
            _line(
                "consent",
                "answer",
                both("agreements.sheet.not_yet") if is_open or answer is None else Saying(str(answer), str(answer)),
                bad=is_open,
            )
        )
    return lines
