"""One engine for three questions: which contacts a rule forbids, why, and from when on it permits them.

A check gives findings: rows of the log, what happened, and the instant from which the rule would permit that contact.
Looking back, the rows are contacts that were made; looking ahead, they are `planned` ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.operations.contacts.scene import PLANNED, Finding, Scene, at_midnight, clock_text, group_of
from arrears.operations.contacts.zones import instants
from arrears.policy.records import (
    ContactEvidence,
    ContactFrequency,
    ContactHours,
    ContactPause,
    ContactStop,
    ContactVisits,
    Record,
    ThirdPartyContact,
)
from arrears.rules.contact_frequency import used_and_free_from
from arrears.rules.contact_hours import in_hours, next_in_hours
from arrears.rules.contact_stops import NEVER
from arrears.rules.third_party import Silence, out_of_contact_from
from arrears.tables.contacts import STATES
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import time

    from numpy.typing import NDArray

    from arrears.operations.contacts.log import ContactLog
    from arrears.rules.contact_frequency import Clock
    from arrears.units import Codes, Flags

_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


def findings(scene: Scene) -> Iterator[Finding]:
    """Give the findings of every rule on every contact."""
    for check in (_hours, _frequency, _pause, _third_party, _visits, _stops, _evidence):
        for finding in check(scene):
            if finding.rows.size:
                yield finding


def _hours(scene: Scene) -> Iterator[Finding]:
    consents = scene.consents("consent_hours")
    for record, in_force in scene.versions(ContactHours):
        wanted = in_force & scene.out & scene.log.channel.isin(record.channels)
        if record.consent_lifts:
            wanted &= ~consents
        rows = np.flatnonzero(wanted)
        window = (_since_midnight(record.opens), _since_midnight(record.closes), record.bounds)
        rows = rows[~in_hours(scene.local[rows], *window)]
        local = scene.local[rows]
        free = instants(next_in_hours(local, *window), scene.log.zone.codes[rows], scene.log.zone.names)
        clock = clock_text(local)
        zh, en = scene.names(rows)
        yield Finding(record, "breach", rows, free, "当地时间 " + clock + " " + zh, en + " at " + clock + " local time")


def _frequency(scene: Scene) -> Iterator[Finding]:
    consents = scene.consents("consent_attempts")
    for record, in_force in scene.versions(ContactFrequency):
        log = scene.log
        in_rule = scene.out & log.channel.isin(record.channels) & log.party.isin(record.counterparties)
        if record.consent_lifts:
            in_rule &= ~consents
        if not record.wrong_numbers_count:
            in_rule &= ~_wrong_numbers(log)
        in_rule &= _voiced(log, record.voices)
        counted = in_rule & log.outcome.isin(record.outcomes)
        rows, used, free = _used(scene, counted, counted | (in_rule & scene.planned), record)
        is_over = in_force[rows] & (free > log.instant[rows])
        rows, nth = rows[is_over], _text(used[is_over] + 1)
        unit_zh, unit_en = (
            both("operations.contacts.checks.day") if record.unit == "day" else both("operations.contacts.checks.hour")
        )
        yield Finding(
            record,
            record.severity,
            rows,
            free[is_over],
            f"{record.length}{unit_zh}内第" + nth + f"次，上限{record.most}次",
            "number " + nth + f" within {record.length} {unit_en}(s); {record.most} permitted",
        )


def _used(
    scene: Scene, counted: Flags, checked: Flags, record: ContactFrequency
) -> tuple[Codes, NDArray[np.int64], Clock]:
    """Give the rows that count or are checked, what each finds used up, and the instant from which it is permitted."""
    rows = np.flatnonzero(checked)
    group = group_of(scene.log, record.per)[rows]
    at = scene.log.instant[rows]
    clock, length = (scene.day[rows], record.length) if record.unit == "day" else (at, record.length * _HOUR)
    used, free = used_and_free_from(group, at, clock, counted[rows], most=record.most, length=length)
    return rows, used, at_midnight(scene, rows, free) if record.unit == "day" else free


def _pause(scene: Scene) -> Iterator[Finding]:
    consents = scene.consents("consent_attempts")
    for record, in_force in scene.versions(ContactPause):
        log = scene.log
        calls = log.channel.isin(record.channels)
        if not record.wrong_numbers_count:
            calls &= ~_wrong_numbers(log)
        # The debtor may have called: a conversation begins the pause whoever dialled (F-14).
        talks = calls & log.outcome.isin({"conversation"})
        checked = calls & scene.out & in_force & log.outcome.isin({*record.outcomes, *PLANNED})
        if record.consent_lifts:
            checked &= ~consents
        rows = np.flatnonzero(talks | checked)
        group = group_of(log, record.per)[rows]
        day = scene.day[rows]
        _, free = used_and_free_from(group, log.instant[rows], day, talks[rows], most=1, length=record.days)
        is_early = checked[rows] & (free > day)
        rows, free = rows[is_early], free[is_early]
        nth = _text(scene.day[rows] - (free - record.days) + 1)
        yield Finding(
            record,
            "breach",
            rows,
            at_midnight(scene, rows, free),
            "沟通后第" + nth + f"日再次致电，须满{record.days}日",
            "call on day " + nth + f" after a conversation; {record.days} days are to pass",
        )


def _third_party(scene: Scene) -> Iterator[Finding]:
    log = scene.log
    holder = log.party.isin({"holder"})
    dialled = scene.out & holder & log.channel.isin({"call"})
    for record, in_force in scene.versions(ThirdPartyContact):
        spared = np.zeros(log.instant.size, dtype=bool)
        if record.spares_who_offers_to_pay:
            spared = scene.states.until_of(log, {"offers_to_pay"}) > log.instant
        third = scene.out & log.party.isin(record.only_details) & ~spared
        wanted = third & in_force
        bound = scene.out & log.party.isin(record.only_out_of_contact) & ~spared & in_force
        has_ground = np.full(third.size, record.always) | (scene.states.until_of(log, record.states) > log.instant)
        since = out_of_contact_from(
            log.case.codes,
            log.instant,
            scene.day,
            failed=dialled & log.outcome.isin(record.failed_outcomes),
            invalid=dialled & log.outcome.isin(record.invalid_outcomes),
            reached=holder & log.outcome.isin({"conversation"}),
            silence=Silence(
                record.failed_dials,
                record.failed_dials_wait_days,
                record.unreachable_days or None,
                record.unanswered_days,
            ),
        )
        early = bound & ~has_ground & (since > scene.day)
        waits = early & (since != NEVER)
        rows = np.flatnonzero(waits)
        why = both("operations.contacts.checks.third_party_contacted_though_debtor")
        yield replace(_never(record, waits, *why), free_from=at_midnight(scene, rows, since[rows]))
        yield _never(record, early & ~waits, *why)
        if "mentions_debt" in log.said and not record.may_mention_debt:
            yield _never(
                record,
                wanted & log.said["mentions_debt"],
                *both("operations.contacts.checks.debt_mentioned_third_party"),
            )
        if log.purpose is not None and record.purposes:
            wrong = wanted & ~log.purpose.isin(record.purposes)
            yield _never(
                record,
                wrong,
                *both("operations.contacts.checks.third_party_contacted_more_than"),
            )
        if record.most_per_person is not None:
            rows = np.flatnonzero(third)
            once = np.zeros(rows.size, dtype=np.int64)
            group = group_of(log, ("person", "case_id"))[rows]
            used, _ = used_and_free_from(
                group, log.instant[rows], once, ~scene.planned[rows], most=record.most_per_person, length=1
            )
            again = np.zeros(third.size, dtype=bool)
            again[rows] = used >= record.most_per_person
            yield _never(record, wanted & again, *both("operations.contacts.checks.same_third_party_contacted_again"))


def _visits(scene: Scene) -> Iterator[Finding]:
    people = scene.log.people
    if people is None:
        return
    for record, in_force in scene.versions(ContactVisits):
        few = in_force & scene.out & ~scene.planned & scene.log.channel.isin({"visit"}) & (people < record.people)
        number = _text(people[few])
        yield _never(
            record,
            few,
            number + f"人上门，须不少于{record.people}人",
            number + f" on a visit; {record.people} are needed",
        )


def _stops(scene: Scene) -> Iterator[Finding]:
    log = scene.log
    for record, in_force in scene.versions(ContactStop):
        lasts = None if record.lasts_days is None else record.lasts_days * _DAY
        until = scene.states.until_of(log, {record.state}, lasts, record.days_after * _DAY)
        wanted = in_force & scene.out & log.channel.isin(record.channels) & log.party.isin(record.counterparties)
        if log.purpose is not None:
            wanted &= ~log.purpose.isin(record.spares)
        rows = np.flatnonzero(wanted & (until > log.instant))
        zh, en = scene.names(rows)
        state_zh, state_en = STATES[record.state][0], record.state.replace("_", " ")
        yield Finding(
            record, "breach", rows, until[rows], f"处于“{state_zh}”状态时" + zh, en + f" in the state {state_en}"
        )


def _evidence(scene: Scene) -> Iterator[Finding]:
    for record, in_force in scene.versions(ContactEvidence):
        said = scene.log.said.get(record.column)
        if said is None:
            continue
        asked = scene.out & ~scene.planned & scene.log.channel.isin(record.channels)
        if record.outcomes:
            asked &= scene.log.outcome.isin(record.outcomes)
        if record.first_only:
            asked = _firsts(scene, asked)
        lacks = in_force & asked & ~said
        zh, en = scene.names(np.flatnonzero(lacks))
        yield _never(record, lacks, zh + record.failing_zh, en + " " + record.failing)


def _never(record: Record, wrong: Flags, zh: Any, en: Any) -> Finding:  # noqa: ANN401  # one phrase or one a row
    rows = np.flatnonzero(wrong)
    phrases = (np.full(rows.size, text, dtype=object) if isinstance(text, str) else text for text in (zh, en))
    return Finding(record, "breach", rows, np.full(rows.size, NEVER), *phrases)


def _firsts(scene: Scene, asked: Flags) -> Flags:
    """Keep the first of these contacts with each person of a case."""
    rows = np.flatnonzero(asked)
    group = group_of(scene.log, ("case_id", "person"))[rows]
    order = np.lexsort((scene.log.instant[rows], group))
    _, first = np.unique(group[order], return_index=True)
    kept = np.zeros(asked.size, dtype=bool)
    kept[rows[order[first]]] = True
    return kept


def _voiced(log: ContactLog, voices: Collection[str]) -> Flags:
    """Tell which contacts are of one of these voices; only a call has one that is not interactive."""
    if log.voice is None:
        return np.full(log.instant.size, "interactive" in voices)
    calls = log.channel.isin({"call"})
    return np.where(calls, log.voice.isin(voices), "interactive" in voices)


def _wrong_numbers(log: ContactLog) -> Flags:
    """Tell which contacts went to a number that is found, at any time, not to be this person's."""
    pair = group_of(log, ("person", "contact_point"))
    return np.isin(pair, pair[log.outcome.isin({"wrong_number"})])


def _since_midnight(at: time) -> np.timedelta64:
    return np.timedelta64(((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond, "us")


def _text(numbers: NDArray[np.int64]) -> NDArray[np.object_]:
    return numbers.astype(str).astype(object)
