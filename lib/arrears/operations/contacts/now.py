"""Contact with a holder judged from today's counts alone, as a worksheet has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.contacts.ahead import blocking, permitted_from
from arrears.operations.contacts.log import ContactLog, Words
from arrears.operations.contacts.scene import Scene
from arrears.operations.contacts.states import ANYBODY, States
from arrears.operations.contacts.zones import instants, local_time
from arrears.policy import Policies
from arrears.policy.records import ContactFrequency
from arrears.rules.contact_stops import NEVER
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES, STATES

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from arrears.policy.records import Record
    from arrears.rules.contact_hours import Instants
    from arrears.units import Codes, Flags


def can_contact(
    when: ArrayLike,
    channel: ArrayLike,
    attempts_today: ArrayLike = 0,
    conversations_today: ArrayLike = 0,
    consent: ArrayLike = False,  # noqa: FBT002  # the worksheet function's fifth argument
    policies: Policies | None = None,
) -> Flags:
    """Tell which contacts with the holder are permitted, from today's counts alone.

    Parameters
    ----------
    when : array of datetime64, any shape
        Local time of the person, without zone.
    channel : array of str
        call, sms, email, app, visit or letter, in either language; shapes broadcast.
    attempts_today, conversations_today : arrays of int
        Unanswered calls (visits, for the channel visit) and conversations on that local day before this moment.
    consent : array of bool
        Whether the person agreed to this hour and to further attempts.
    policies : Policies, optional
        Whose rules; the first profile's, as shipped, unless given.

    Returns
    -------
    bool array of the broadcast shape

    Raises
    ------
    ValueError
        If a time is missing, a channel unknown, or a count negative.
    PolicyError
        If a policy file is wrong.

    Examples
    --------
    >>> can_contact(np.array(["2026-11-23T21:59", "2026-11-23T22:00"], dtype="datetime64[m]"), "call", [5, 0])
    array([ True, False])
    """
    block = contact_block(when, channel, attempts_today, conversations_today, consent, policies)
    return np.asarray(block == "", dtype=bool)


def contact_block(
    when: ArrayLike,
    channel: ArrayLike,
    attempts_today: ArrayLike = 0,
    conversations_today: ArrayLike = 0,
    consent: ArrayLike = False,  # noqa: FBT002  # the worksheet function's fifth argument
    policies: Policies | None = None,
) -> NDArray[np.object_]:
    """Give the id of the first rule that forbids each contact, empty where none does; arguments as in `can_contact`.

    Examples
    --------
    >>> contact_block(np.array(["2026-11-23T10:00", "2026-11-23T07:59"], dtype="datetime64[m]"), "call", [6, 0]).tolist()
    ['CBA-2', 'CBA-1']
    """
    asked, shape = _asked(when, channel, attempts_today, conversations_today, consent, policies)
    block = np.full(asked.log.instant.size, "", dtype=object)
    for finding in blocking(asked):
        free = finding.rows[block[finding.rows] == ""]
        block[free] = finding.record.rule
    return block[asked.planned].reshape(shape)


def contact_findings(  # the arguments of `contact_block`, of one contact
    when: ArrayLike,
    channel: ArrayLike,
    attempts_today: ArrayLike = 0,
    conversations_today: ArrayLike = 0,
    consent: ArrayLike = False,  # noqa: FBT002  # the worksheet function's fifth argument
    policies: Policies | None = None,
) -> list[tuple[Record, str, str]]:
    """Give each rule that forbids one contact, with what happened in Chinese and English; arguments as in `can_contact`.

    Examples
    --------
    >>> [(rule.rule, en) for rule, _, en in contact_findings(np.array(["2026-11-23T22:30"], "M8[m]"), "call")]
    [('CBA-1', 'call at 2026-11-23 22:30:00 local time')]
    """
    asked, _ = _asked(when, channel, attempts_today, conversations_today, consent, policies)
    return [(finding.record, str(finding.zh[0]), str(finding.en[0])) for finding in blocking(asked)]


def next_contact(
    when: ArrayLike,
    channel: ArrayLike,
    attempts_today: ArrayLike = 0,
    conversations_today: ArrayLike = 0,
    consent: ArrayLike = False,  # noqa: FBT002  # the worksheet function's fifth argument
    policies: Policies | None = None,
) -> Instants:
    """Give the earliest permitted local time at or after each; arguments as in `can_contact`.

    Examples
    --------
    >>> next_contact(np.array(["2026-11-23T10:00"], dtype="datetime64[m]"), "call", 6).astype("datetime64[m]").tolist()
    [datetime.datetime(2026, 11, 24, 8, 0)]
    """
    asked, shape = _asked(when, channel, attempts_today, conversations_today, consent, policies)
    free = permitted_from(asked.log, asked.states, asked.policies)[asked.planned]
    zone = asked.log.zone
    return local_time(free, zone.codes[asked.planned], zone.names).reshape(shape)


def _asked(
    when: ArrayLike,
    channel: ArrayLike,
    attempts: ArrayLike,
    conversations: ArrayLike,
    consent: ArrayLike,
    policies: Policies | None,
) -> tuple[Scene, tuple[int, ...]]:
    """Set a scene in which each request is a case of its own with as many contacts before it as were counted."""
    policies = policies or Policies()
    times = np.asarray(when, dtype="datetime64[us]")
    times, channels, tries, talks, agreed = np.broadcast_arrays(
        times,
        _channel_codes(channel),
        _counts(attempts, "attempts_today"),
        _counts(conversations, "conversations_today"),
        consent,
    )
    if np.isnat(times).any():
        raise ValueError("when must be a date and time; one is missing, leave its row out (contact_hours)")
    requests = np.arange(times.size)
    enough = _most(policies)
    tried = np.repeat(requests, np.minimum(tries.ravel(), enough))
    talked = np.repeat(requests, np.minimum(talks.ravel(), enough))
    rows = np.concatenate([tried, talked, requests])
    outcome = np.repeat(
        [_code(OUTCOMES, "no_answer"), _code(OUTCOMES, "conversation"), _code(OUTCOMES, "planned")],
        [tried.size, talked.size, requests.size],
    )
    asked_by = channels.ravel()[rows]
    is_past = outcome != _code(OUTCOMES, "planned")
    # What was counted are calls, or visits where a visit is asked about: nobody counts messages as attempts.
    by_call = is_past & (asked_by != _code(CHANNELS, "visit"))
    log = _log(
        times.ravel(), rows, np.where(by_call, _code(CHANNELS, "call"), asked_by), outcome, policies.profile.time_zone
    )
    return Scene.of(
        log, _consents(log.instant[is_past.size - requests.size :], agreed.ravel().astype(bool)), policies
    ), times.shape


def _log(when: Instants, rows: Codes, channel: Codes, outcome: Codes, zone: str) -> ContactLog:
    same = np.zeros(rows.size, dtype=np.intp)
    each = Words(rows, tuple(map(str, range(when.size))))
    return ContactLog(
        instant=instants(when, same[: when.size], (zone,))[rows],
        zone=Words(same, (zone,)),
        case=each,
        person=each,
        point=each,
        channel=Words(channel, tuple(CHANNELS)),
        direction=Words(same, tuple(DIRECTIONS)),
        party=Words(same, tuple(COUNTERPARTIES)),
        outcome=Words(outcome, tuple(OUTCOMES)),
        purpose=None,
        people=None,
        voice=None,
        said={},
    )


def _consents(at: NDArray[np.int64], agreed: Flags) -> States:
    cases = np.tile(np.flatnonzero(agreed), 2)
    names = tuple(STATES)
    to = np.repeat([names.index("consent_hours"), names.index("consent_attempts")], cases.size // 2)
    anybody = np.full(cases.size, ANYBODY)
    return States(Words(to, names), cases, anybody, anybody, at[cases], np.full(cases.size, NEVER))


def _most(policies: Policies) -> int:
    """Give the largest count that any rule permits: more than that changes no answer."""
    names = [name for name in policies.names() if name.startswith(ContactFrequency.file)]
    spans = (version for name in names for _, version in policies.since(ContactFrequency, name))
    return max((version.most for version in spans if version), default=0)


def _channel_codes(channel: ArrayLike) -> Codes:
    texts = np.asarray(channel).astype(str)
    words, codes = np.unique(texts, return_inverse=True)
    keys = {form.casefold(): code for code, (key, forms) in enumerate(CHANNELS.items()) for form in (key, *forms)}
    unknown = [str(word) for word in words if str(word).strip().casefold() not in keys]
    if unknown:
        raise ValueError(f"channel must be one of {', '.join(CHANNELS)}; it is {unknown[0]!r} (contact_hours)")
    return np.array([keys[str(word).strip().casefold()] for word in words], dtype=np.intp)[codes].reshape(texts.shape)


def _counts(counts: ArrayLike, name: str) -> NDArray[np.int64]:
    whole = np.asarray(counts)
    if (whole < 0).any() or (whole != np.floor(whole)).any():
        raise ValueError(f"{name} must be whole numbers of 0 or more; one is {whole.min()} (contact_frequency)")
    return whole.astype(np.int64)


def _code(words: dict[str, tuple[str, ...]], key: str) -> int:
    return tuple(words).index(key)
