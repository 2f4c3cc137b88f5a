"""The dossier of an approved escalation: assessment, opinions, calculation with its steps, limitation, court calendar, and the record (B6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.documents.records import Record, Section, plain
from arrears.documents.values import money_text
from arrears.errors import ArrearsError
from arrears.explain import why
from arrears.operations.contacts.masking import mask_table
from arrears.policy.records import CourtFees
from arrears.store.state.case_record import case_record, class_word
from arrears.tables.columns import FLAG_WORDS
from arrears.words import both, headings, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from arrears.policy import Policies
    from arrears.store.state.escalations import Escalations

_AMOUNTS = ("principal", "interest", "late_fee", "owed")
_COSTS = ("suit", "payment_order", "enforcement", "preservation")
_JOINED = {"zh": "、", "en": ", "}


def assessment_lines(figures: Mapping[str, Any], policies: Policies, lang: str) -> list[tuple[str, str, str, str]]:
    """Give an assessment as rows of text: group, what, value, rule."""
    currency, rule = policies.profile.currency, str(figures["rule"])
    fees = _fees_rule(figures, policies)

    def money(fen: Any) -> str:  # noqa: ANN401  # an amount, or none
        return say("agreements.sheet.unknown", lang) if fen is None else money_text(int(fen), currency, lang)

    def line(group: str, name: str, value: object, ground: str = "", **values: object) -> tuple[str, str, str, str]:
        return (
            say(f"escalation.groups.{group}", lang),
            say(f"escalation.lines.{name}", lang, **values),
            plain(value),
            ground,
        )

    def joined(parts: Iterable[str]) -> str:
        return _JOINED[lang].join(parts) or "—"

    limitation = str(figures["limitation_rule"])
    flags = [
        FLAG_WORDS[flag][0] if lang == "zh" else flag.replace("_", " ")
        for flag in figures["flags"]
        if flag in FLAG_WORDS
    ]
    tried = [say(f"escalation.lines.{name}", lang) for name in figures["relief"]]
    pair = [figures["listed_first_on"], figures["listed_second_on"]]
    listed = say(
        "escalation.lines.of",
        lang,
        amount=money(figures["principal_fen"]),
        figure=money(figures["listed_principal_fen"]),
    )
    listed_rule = str(figures["listed_rule"])
    return [
        *(line("amount", name, money(figures[f"{name}_fen"])) for name in _AMOUNTS),
        line("amount", "age", f"{figures['days_past_due']}{_JOINED[lang]}{class_word(figures['loan_class'], policies, pd.Timestamp(figures['assessed_on']).date(), lang)}"),
        *(line("limitation", name, _until(figures[name], figures["assessed_on"], lang), limitation)
          for name in ("limitation_on", "limitation_certain_on")),
        line("reached", "reached", figures["reached"], rule),
        line("reached", "reached_days", joined(figures["reached_days"])),
        line("relief", "relief", joined(tried), rule),
        line("relief", "flags", joined(flags), rule),
        line("household", "income", money(figures["income_fen"])),
        line("household", "assets", figures["assets"] or say("agreements.sheet.unknown", lang)),
        line("cost", "expected", money(figures["expected_fen"]), rule),
        *(line("cost", name, money(figures["costs_fen"][name]), fees) for name in _COSTS),
        line("cost", "cost_is_high", say(f"agreements.sheet.{'yes' if figures['cost_is_high'] else 'no'}", lang), rule),
        line("listed", "listed_principal", listed, listed_rule),
        line("listed", "listed_pair", joined(pair) if all(pair) else say("escalation.lines.no_pair", lang), listed_rule,
             days=figures["listed_gap_days"]),
        line("listed", "listed_months", figures["listed_months_since"] or "—", listed_rule),
    ]  # fmt: skip


def _fees_rule(figures: Mapping[str, Any], policies: Policies) -> str:
    return policies.get(CourtFees, pd.Timestamp(figures["assessed_on"]).date()).rule


def _until(day: str, on: str, lang: str) -> str:
    # Days as ISO text sort like the days.
    return say("escalation.lines.run_out", lang, day=day) if day and day < on else day


def case_dossier(desk: Escalations, case_id: str, *, made_by: str, masked: bool, lang: str) -> Record:
    """Put a dossier together: the sections of the escalation, then the case's written record.

    Raises
    ------
    ArrearsError
        If the escalation is not approved, or the log is damaged.
    """
    row = desk.latest(case_id)
    if row["state"] != "approved":
        raise ArrearsError(both("escalation.not_approved", case=case_id, rule=desk.terms.rule))
    record = case_record(desk.store, case_id, desk.day, made_by=made_by, masked=masked, lang=lang)
    figures = row["assessment"]
    calculated = pd.Timestamp(figures["assessed_on"]).date()
    case = desk.case(case_id)
    name = desk.store.customer_names().get(case_id, "")

    def hidden(lines: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Mask what is personal in words that people typed."""
        table = pd.DataFrame([[plain(cell) for cell in line] for line in lines]).add_prefix("text ")
        return (
            list(mask_table(table, desk.store.policies, desk.day, [name] * len(table)).itertuples(index=False))
            if masked
            else lines
        )

    sections = (
        ("assessment", assessment_lines(figures, desk.store.policies, lang)),
        ("opinions", hidden(_opinions(desk, row, lang))),
        ("calculation", _calculation(desk, case, calculated, lang)),
        ("limitation", _limitation(desk, case_id, lang)),
        ("calendar", hidden(_calendar(desk, row, lang))),
    )
    own = tuple(
        Section(key, say(f"escalation.dossier.sections.{key}.title", lang), tuple(headings(f"escalation.dossier.sections.{key}.heads", lang)),
                tuple(tuple(map(plain, line)) for line in lines))
        for key, lines in sections
    )  # fmt: skip
    note = say("escalation.dossier.facts_only", lang)
    return Record(lang, record.cover, own + record.sections, say("escalation.dossier.title", lang), note)


def papers_of(desk: Escalations, case_id: str, lang: str) -> dict[str, bytes]:
    """Give the Word files of the case's last agreement by their names, written nowhere; none where it has none, or one that an older version drafted."""
    from arrears.documents.papers import agreement_fields, filled_documents, statement_fields  # noqa: PLC0415  # a dossier without papers needs no Word

    agreements = desk.agreements
    drafts, _ = agreements.tables()
    if not (drafts["case_id"] == case_id).any():
        return {}
    number = agreements.latest(case_id)
    row = agreements.row(number)
    if row.get("annual_rate") is None:
        return {}
    made, policies, case = agreements.restored(number), desk.store.policies, agreements.case(case_id)
    papers = (
        (
            "agreement",
            agreement_fields(case, number, made.wanted, made.paper, str(row["draft_sha256"]), policies, lang),
        ),
        ("cost_statement", statement_fields(case, number, made.wanted, made.paper, made.statement, policies, lang)),
    )
    return {
        f"{number}-{kind}.docx": filled_documents(kind, [fields], policies, desk.day, lang)[0]  # type: ignore[arg-type]  # two kinds
        for kind, fields in papers
    }


def _opinions(desk: Escalations, row: dict[str, Any], lang: str) -> list[tuple[Any, ...]]:
    names = {one.key: getattr(one, lang) for one in (*desk.terms.departments, *desk.terms.measures)}
    asked = say("escalation.states.requested", lang)
    decided = say(f"escalation.states.{row['state']}", lang)
    heard = [
        (one["said_on"], names.get(one["department"], one["department"]), one["person"], one["opinion"], one["actor"])
        for one in desk.heard(row["escalation_id"]).to_dict("records")
    ]
    measure = names.get(row["measure"], row["measure"])
    return [
        (row["asked_at"].date(), f"{measure}：{asked}", row["asked_by"], row["reason"], row["asked_by"]),
        *heard,
        (row["decided_at"].date(), f"{measure}：{decided}", row["decided_by"], row["decision"], row["decided_by"]),
    ]


def _calculation(desk: Escalations, case: dict[str, Any], on: date, lang: str) -> list[tuple[Any, ...]]:
    """Explain the age and the class step by step, as `AR_WHY` does."""
    policies = desk.store.policies
    settings = {"profile": policies.name, "house": policies.house, "on": on, "lang": lang}
    due = pd.Timestamp(case["due_date"]).date()
    age = why("AR_DPD", due, on, **settings)  # type: ignore[arg-type]  # settings by name
    kind = why("AR_CLASS", int(case["days_past_due"]), **settings)  # type: ignore[arg-type]  # same
    told = [(name, line) for name, made in (("AR_DPD", age), ("AR_CLASS", kind)) for line in str(made).splitlines()]
    money = [("", line) for line in _position(desk, case, lang)]
    return told + money


def _position(desk: Escalations, case: dict[str, Any], lang: str) -> list[str]:
    """Say how what is owed comes about: placed, paid, taken back, changed."""
    from arrears.store.state.account import read_books  # noqa: PLC0415  # read once a dossier

    policies = desk.store.policies
    with desk.store.reading() as connection:
        books = read_books(connection, policies.profile.time_zone)
    table = books.on(desk.day, policies)
    own = table[table["case_id"] == case["case_id"]] if "case_id" in table else table.loc[[case["case_id"]]]
    row, currency = own.iloc[0], policies.profile.currency
    parts = {
        name: money_text(int(row[f"{name}_fen"]), currency, lang)
        for name in ("opening", "paid", "reversed", "adjusted", "owed")
    }
    return [say("escalation.dossier.position", lang, **parts)]


def _limitation(desk: Escalations, case_id: str, lang: str) -> list[tuple[Any, ...]]:
    period = desk.period(case_id)
    grounds = [
        (str(day.date()), say(f"escalation.grounds.{ground}", lang))
        for day, ground in zip(period.grounds["day"], period.grounds["ground"], strict=True)
    ]
    ends = [
        ("" if pd.isna(day) else str(day.date()), f"{say(f'escalation.lines.{name}', lang)} ({period.rule})")
        for name, day in (("limitation_on", period.ends_on), ("limitation_certain_on", period.certain_on))
    ]
    return grounds + ends


def _calendar(desk: Escalations, row: dict[str, Any], lang: str) -> list[tuple[Any, ...]]:
    steps = desk.steps()
    own = steps[steps["escalation_id"] == row["escalation_id"]]
    return [
        (one[lang], str(one["done_on"].date()), "" if pd.isna(one["term_on"]) else str(one["term_on"].date()), one[f"then_{lang}"], one["rule"], one["note"])
        for one in own.to_dict("records")
    ]  # fmt: skip
