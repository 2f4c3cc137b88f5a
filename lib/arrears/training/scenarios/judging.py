"""Judge what a trainee decides by the rules of the product: no verdict of a scenario is written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.api.cases import follow_ups, stage
from arrears.errors import PolicyError
from arrears.explain import why
from arrears.operations.agreements.standing import missing_for_force
from arrears.operations.contacts.conduct import check_conduct
from arrears.operations.contacts.permission import breaches_in
from arrears.operations.plans.working import Wanted, household, worked
from arrears.policy import Policies
from arrears.policy.records import PlanOptions
from arrears.units import fen, yuan
from arrears.words import LANGUAGES, Saying, as_lang, both

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from arrears.training.scenarios.records import Area, Contact, Option, Scenario, Step

HOLD, LEAD, CONTACT = "hold", "lead", "contact"
_NOTHING = Saying("", "")
_YES, _NO = frozenset({"true", "yes", "是", "可以", "能"}), frozenset({"false", "no", "否", "不可以", "不能"})
_UNITS = ("yuan", "元", "days", "day", "天", "期")
_AMOUNT, _SHARE = Decimal("0.005"), Decimal("0.00005")
_NEEDED = ("at", "channel", "outcome", "counterparty")
"""What a record of a contact cannot do without (C7)."""


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one decision.

    Attributes
    ----------
    ok : bool
        Whether the rules agree with it.
    area : str
        For which it counts.
    said : Saying
        What they say, with the figure or the words that decided.
    rules : tuple of str
        Ids of the rules.
    source : Saying
        Where the first of them is written.
    better : Saying
        What would have been right; empty where the decision was.
    """

    ok: bool
    area: Area
    said: Saying
    rules: tuple[str, ...] = ()
    source: Saying = _NOTHING
    better: Saying = _NOTHING


def judge(scenario: Scenario, step: Step, option: Option, made: Sequence[Contact] = ()) -> Verdict:
    """Judge an option of a step.

    Parameters
    ----------
    scenario, step, option : Scenario, Step, Option
        What was decided, where.
    made : sequence of Contact
        Contacts that the trainee has made in this play already: they count with those of the history.

    Returns
    -------
    Verdict
    """
    if step.ask == "figure":
        return judge_figure(scenario, step, option.value)
    if step.ask == "words":
        assert option.say is not None  # noqa: S101  # the file was checked
        return judge_words(scenario, step, option.say.both)
    judges = {"contact": _contact, "plan": _plan, "action": _action, "agreement": _agreement, "record": _record}
    return judges[step.ask](scenario, step, option, made)


def judge_figure(scenario: Scenario, step: Step, answer: object) -> Verdict:
    """Compare an answer with the figure that the worksheet function gives, and explain the figure."""
    assert step.figure is not None  # noqa: S101  # the file was checked
    asked = step.figure
    told = {lang: why(asked.function, *asked.arguments, profile=scenario.profile, lang=lang) for lang in LANGUAGES}
    explained = told["zh"]
    result = explained.result
    if isinstance(result, tuple):
        result = result[asked.part or 0]
    right = yuan(int(result)) if explained.unit == "fen" and isinstance(result, int) else result
    answer = _read(step, answer)
    grounds = explained.grounds
    return Verdict(
        ok=_same(answer, right),
        area=step.area,
        said=Saying(*("\n".join(told[lang].lines()) for lang in LANGUAGES)),
        rules=tuple(ground.rule for ground in grounds),
        source=Saying(grounds[0].source_zh or grounds[0].source, grounds[0].source) if grounds else _NOTHING,
        better=_NOTHING if _same(answer, right) else both("training.judging.figure", right=str(right)),
    )


def judge_words(scenario: Scenario, step: Step, said: Saying) -> Verdict:
    """Check what would be said: its tone, its truth, and what it gives away."""
    found = {
        lang: _wording(said.text(lang), step.audience, scenario.profile, scenario.today, lang) for lang in LANGUAGES
    }
    bad = pd.concat([found[lang] for lang in LANGUAGES], ignore_index=True)
    if bad.empty:
        return Verdict(ok=True, area=step.area, said=both("training.judging.words_well"))
    first = {
        lang: (
            found[lang]
            if len(found[lang])
            else _wording(
                said.text("en" if lang == "zh" else "zh"), step.audience, scenario.profile, scenario.today, lang
            )
        )
        for lang in LANGUAGES
    }
    lines = [
        "\n".join(
            both("training.judging.words_found", found=row["found"], topic=row["topic"], words=row["words"]).text(lang)
            for row in first[lang].to_dict("records")
        )
        for lang in LANGUAGES
    ]
    return Verdict(
        ok=False,
        area=step.area,
        said=Saying(*lines),
        rules=tuple(dict.fromkeys(bad["rule"])),
        source=Saying(*(str(first[lang]["source"].iloc[0]) for lang in LANGUAGES)),
        better=_better_words(scenario, step, Saying(*(str(first[lang]["remedy"].iloc[0]) for lang in LANGUAGES))),
    )


@lru_cache(maxsize=1024)
def _wording(text: str, audience: str, profile: str, on: date, lang: str) -> pd.DataFrame:
    """Check one text; the same text is often judged again, for the best road and for better words."""
    return check_conduct(np.array([text]), Policies(profile), audience=audience, on=on, lang=lang)


def _better_words(scenario: Scenario, step: Step, remedy: Saying) -> Saying:
    """Give the remedy, and the first option whose words the rules agree with."""
    for option in step.options:
        if option.say is not None:
            texts = (option.say.zh, option.say.en)
            if all(_wording(text, step.audience, scenario.profile, scenario.today, "zh").empty for text in texts):
                return Saying(*(f"{remedy.text(lang)} {option.say.text(lang)}" for lang in LANGUAGES))
    return remedy


def _contact(scenario: Scenario, step: Step, option: Option, made: Sequence[Contact]) -> Verdict:
    """Judge a contact beside all that were made, by every rule of contacts."""
    assert option.contact is not None  # noqa: S101  # the file was checked
    log = _log(scenario, [*scenario.contacts, *made, option.contact])
    states = _states(scenario)
    found = {lang: breaches_in(log, Policies(scenario.profile), states=states, lang=lang) for lang in LANGUAGES}
    own = {lang: table[table["row"] == len(log) - 1] for lang, table in found.items()}
    if own["zh"].empty:
        return Verdict(ok=True, area=step.area, said=both("training.judging.contact_well"))
    said = Saying(
        *(
            "\n".join(
                f"{row['happened']}：{row['words']}" if lang == "zh" else f"{row['happened']}: {row['words']}"
                for row in own[lang].to_dict("records")
            )
            for lang in LANGUAGES
        )
    )
    right = next(
        (other for other in step.options if other.id != option.id and _is_permitted(scenario, other, made)), None
    )
    return Verdict(
        ok=False,
        area=step.area,
        said=said,
        rules=tuple(dict.fromkeys(own["zh"]["rule"])),
        source=Saying(*(str(own[lang]["source"].iloc[0]) for lang in LANGUAGES)),
        better=right.text.both if right else both("training.judging.contact_none"),
    )


def _is_permitted(scenario: Scenario, option: Option, made: Sequence[Contact]) -> bool:
    assert option.contact is not None  # noqa: S101  # the file was checked
    log = _log(scenario, [*scenario.contacts, *made, option.contact])
    found = breaches_in(log, Policies(scenario.profile), states=_states(scenario))
    return bool(found[found["row"] == len(log) - 1].empty)


def _log(scenario: Scenario, contacts: Sequence[Contact]) -> pd.DataFrame:
    rows = []
    for contact in contacts:
        # What is not said of a contact is not checked, and is told apart from no.
        told = {
            key: {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            for key, value in contact.model_dump(exclude_none=True).items()
        }
        placed = {
            "at": _utc(scenario, contact.at),
            "case_id": scenario.case["case_id"],
            "time_zone": scenario.time_zone,
        }
        rows.append(told | placed)
    return pd.DataFrame(rows).astype(object).fillna("")


def _states(scenario: Scenario) -> pd.DataFrame | None:
    if not scenario.states:
        return None
    return pd.DataFrame(
        {
            "case_id": scenario.case["case_id"],
            "person": state.person,
            "state": state.state,
            "channel": state.channel,
            "since": _utc(scenario, state.since),
            "until": "" if state.until is None else _utc(scenario, state.until),
        }
        for state in scenario.states
    )


def _utc(scenario: Scenario, local: datetime) -> str:
    at = pd.Timestamp(local.replace(tzinfo=ZoneInfo(scenario.time_zone))).tz_convert("UTC")
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _cases(scenario: Scenario, step: Step) -> pd.DataFrame:
    own = scenario.case if step.flags is None else scenario.case | {"flags": step.flags}
    cases = pd.DataFrame([own, *scenario.other_cases])
    return cases if "collector" in cases else cases.assign(collector="练习")


def _action(scenario: Scenario, step: Step, option: Option, _made: Sequence[Contact]) -> Verdict:
    """Compare what is done next with the day's list: contact, hold, or the team lead."""
    cases = _cases(scenario, step)
    rows = {}
    for lang in LANGUAGES:
        listed = follow_ups(cases, as_of=scenario.today, profile=scenario.profile, lang=as_lang(lang))
        rows[lang] = listed[listed["case_id"] == scenario.case["case_id"]].iloc[0]
    row = rows["zh"]
    blocked, queue = bool(row["blocked_by"]), str(row.get("queue", "work"))
    right = {CONTACT: not blocked and queue == "work", HOLD: blocked or queue != "work", LEAD: queue == "lead"}
    ok = right.get(str(option.action), False)
    rules = tuple(part for part in str(row["rule_ids"]).split(";") if part)
    said = Saying(
        *(
            f"{rows[lang]['next_action']}。{rows[lang]['reason']}"
            if lang == "zh"
            else f"{rows[lang]['next_action']}. {rows[lang]['reason']}"
            for lang in LANGUAGES
        )
    )
    wanted = LEAD if right[LEAD] else CONTACT if right[CONTACT] else HOLD
    better = next((each.text.both for each in step.options if each.action == wanted), said)
    return Verdict(ok=ok, area=step.area, said=said, rules=rules, better=_NOTHING if ok else better)


def owed_fen(scenario: Scenario, step: Step) -> int:
    """Give what the case owes on the scenario's day, in fen."""
    staged = stage(_cases(scenario, step), as_of=scenario.today, profile=scenario.profile)
    return fen(staged["total_due"].iloc[0])


def _plan(scenario: Scenario, step: Step, option: Option, _made: Sequence[Contact]) -> Verdict:
    """Judge a plan by the cap and by what the household can pay in its dearest month."""
    assert option.plan is not None  # noqa: S101  # the file was checked
    assert scenario.household is not None  # noqa: S101  # same
    policies, home = Policies(scenario.profile), scenario.household
    means = household(fen(home.income), fen(home.fixed), fen(home.flexible), scenario.today, policies)
    cap = policies.get(PlanOptions, scenario.today)
    if option.plan.months > cap.most_instalments:
        said = both("training.judging.plan_too_long", months=option.plan.months, most=cap.most_instalments)
        return _refused_plan(scenario, step, option, said, cap.rule, Saying(cap.source_zh or cap.source, cap.source))
    first = pd.Timestamp(scenario.today) + pd.DateOffset(months=1)
    wanted = Wanted(
        owed_fen(scenario, step),
        Fraction(option.plan.annual_rate),
        Fraction(0),
        first.date(),
        scenario.today,
        "equal_instalment",
    )
    try:
        plan = worked(wanted, option.plan.months, policies)
    except PolicyError as error:
        return _refused_plan(scenario, step, option, Saying(error.text("zh"), error.text("en")), cap.rule, _NOTHING)
    said = both(
        "training.judging.plan", highest=yuan(plan.highest), amount=yuan(means.amount), months=option.plan.months
    )
    if plan.highest <= means.amount:
        return Verdict(ok=True, area=step.area, said=said, rules=(cap.rule, means.rule))
    return _refused_plan(scenario, step, option, said, means.rule, _NOTHING)


def _refused_plan(scenario: Scenario, step: Step, option: Option, said: Saying, rule: str, source: Saying) -> Verdict:
    others = [each for each in step.options if each.id != option.id and each.plan is not None]
    fits = (each.text.both for each in others if _fits(scenario, step, each))
    return Verdict(
        ok=False,
        area=step.area,
        said=said,
        rules=(rule,),
        source=source,
        better=next(fits, both("training.judging.plan_none")),
    )


def _fits(scenario: Scenario, step: Step, option: Option) -> bool:
    assert option.plan is not None  # noqa: S101  # the caller chose
    assert scenario.household is not None  # noqa: S101  # same
    policies, home = Policies(scenario.profile), scenario.household
    if option.plan.months > policies.get(PlanOptions, scenario.today).most_instalments:
        return False
    means = household(fen(home.income), fen(home.fixed), fen(home.flexible), scenario.today, policies)
    first = (pd.Timestamp(scenario.today) + pd.DateOffset(months=1)).date()
    wanted = Wanted(
        owed_fen(scenario, step),
        Fraction(option.plan.annual_rate),
        Fraction(0),
        first,
        scenario.today,
        "equal_instalment",
    )
    return worked(wanted, option.plan.months, policies).highest <= means.amount


def _agreement(scenario: Scenario, step: Step, option: Option, _made: Sequence[Contact]) -> Verdict:
    """Ask whether an agreement may come into force as it stands."""
    stated = dict(option.agreement or {})
    months = int(str(stated.pop("months", 1)))
    payment = Decimal(str(stated.pop("payment", 0)))
    wanted = bool(stated.pop("in_force", True))
    first = pd.Timestamp(scenario.today) + pd.DateOffset(months=1)
    dues = [first + pd.DateOffset(months=place) for place in range(months)]
    table = pd.DataFrame([{"agreement_id": "G1", "case_id": scenario.case["case_id"], **stated}])
    instalments = pd.DataFrame({"agreement_id": "G1", "due_date": [due.date() for due in dues], "payment": payment})
    lacking = missing_for_force(table, instalments, scenario.today, Policies(scenario.profile))
    may = bool(lacking.empty)
    if may == wanted:
        said = both("training.judging.agreement_well") if may else _lacking(lacking)
        return Verdict(ok=True, area=step.area, said=said, rules=tuple(dict.fromkeys(lacking["rule"])))
    said = both("training.judging.agreement_complete") if may else _lacking(lacking)
    return Verdict(
        ok=False, area=step.area, said=said, rules=tuple(dict.fromkeys(lacking["rule"])),
        better=_other_agreement(scenario, step, option),
    )  # fmt: skip


def _lacking(table: pd.DataFrame) -> Saying:
    return Saying("\n".join(table["zh"]), "\n".join(table["en"]))


def _other_agreement(scenario: Scenario, step: Step, option: Option) -> Saying:
    for other in step.options:
        if other.id != option.id and other.agreement is not None:
            trial = step.model_copy(update={"options": (other,)})
            if _agreement(scenario, trial, other, ()).ok:
                return other.text.both
    return _NOTHING


def _record(scenario: Scenario, step: Step, option: Option, _made: Sequence[Contact]) -> Verdict:
    """Judge what is written down: complete, true to what can be, and in decent words."""
    assert option.record is not None  # noqa: S101  # the file was checked
    written, wrong, rules = option.record, [], []
    lacking = [key for key in _NEEDED if getattr(written, key) is None]
    if lacking:
        names = Saying(
            *(
                "、".join(_name(key, lang) for key in lacking)
                if lang == "zh"
                else ", ".join(_name(key, lang) for key in lacking)
                for lang in LANGUAGES
            )
        )
        wrong.append(
            Saying(*(both("training.judging.record_lacks", names=names.text(lang)).text(lang) for lang in LANGUAGES))
        )
        rules.append("CN-68")
    owed = owed_fen(scenario, step)
    if written.promise is not None and fen(written.promise) > owed:
        wrong.append(both("training.judging.promise_above", promise=written.promise, owed=yuan(owed)))
        rules.append("HOUSE-PROMISE")
    if written.due_on is not None and written.due_on < scenario.today:
        wrong.append(both("training.judging.promise_past", due_on=written.due_on))
        rules.append("HOUSE-PROMISE")
    words = judge_words(scenario, step, written.note.both)
    if not words.ok:
        wrong.append(words.said)
        rules.extend(words.rules)
    if not wrong:
        return Verdict(ok=True, area=step.area, said=both("training.judging.record_well"), rules=("CN-68",))
    others = (each for each in step.options if each.id != option.id)
    better = next((each.text.both for each in others if _is_recorded_well(scenario, step, each)), _NOTHING)
    said = Saying(*("\n".join(each.text(lang) for each in wrong) for lang in LANGUAGES))
    return Verdict(ok=False, area=step.area, said=said, rules=tuple(dict.fromkeys(rules)), better=better)


def _is_recorded_well(scenario: Scenario, step: Step, option: Option) -> bool:
    assert option.record is not None  # noqa: S101  # the file was checked
    written = option.record
    complete = all(getattr(written, key) is not None for key in _NEEDED)
    possible = (written.promise is None or fen(written.promise) <= owed_fen(scenario, step)) and (
        written.due_on is None or written.due_on >= scenario.today
    )
    return complete and possible and judge_words(scenario, step, written.note.both).ok


def _name(key: str, lang: str) -> str:
    return both(f"training.judging.needed.{key}").text(lang)


def _read(step: Step, answer: object) -> object:
    """Take what was typed as a figure: the words of an option stand for its value, signs and commas are left out."""
    if not isinstance(answer, str):
        return answer
    said = answer.strip().casefold()
    for option in step.options:
        if said in {option.text.zh.strip().casefold(), option.text.en.strip().casefold()}:
            return option.value
    if said in _YES | _NO:
        return said in _YES
    bare = said.replace(",", "").replace("，", "").removeprefix("¥").removeprefix("￥")
    for unit in _UNITS:
        bare = bare.removesuffix(unit).strip()
    try:
        return Decimal(bare.removesuffix("%")) / 100 if bare.endswith("%") else Decimal(bare)
    except InvalidOperation:
        return answer


def _same(answer: object, right: object) -> bool:
    """Tell whether an answer is the figure: amounts to the fen, words whatever their case."""
    if isinstance(right, bool) or isinstance(answer, bool):
        return answer is right
    if isinstance(right, Decimal | int | float | Fraction):
        try:
            wanted = (
                Decimal(right.numerator) / Decimal(right.denominator)
                if isinstance(right, Fraction)
                else Decimal(str(right))
            )
            # A share is asked for to a hundredth of a per cent, an amount to the fen.
            near = _SHARE if abs(wanted) < 1 and wanted % 1 else _AMOUNT
            return abs(Decimal(str(answer)) - wanted) < near
        except InvalidOperation:
            return False
    return str(answer).strip().casefold() == str(right).strip().casefold()
