"""An agreement's life as events of the store: drafted, stated, consented, approved, in force, ended; and back into tables.

The terms stand in the draft's event and never change: a changed draft is another agreement, or a correction to which nobody has
consented yet. Each step's key is made of the agreement's number and the step, so that a step that is sent twice is stored once;
what is entered in a workbook carries the key of its row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.operations.agreements.content import content_sha256
from arrears.operations.agreements.tables import EVENT_DAYS, REVIEW_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


Event = dict[str, Any]

_STEPS = {
    "drafted": "drafted",
    "approved": "approved",
    "signed": "in_force",
    "settled": "settled",
    "withdrawn": "withdrawn",
}
"""The store's word for each step, and the event of the rule; a breach and what a second person decided are read in their order."""
_ACTORS = {"drafted": "drafted_by", "approved": "approved_by"}
KINDS = ("agreement", "consent", "void")
"""The kinds of event that `agreements_of` reads."""
_SAID = ("agreement_id", "state", "terms", "about", "given", "evidence", "note", "document_sha256")
_SHORT = 12
"""Letters of a digest that tell one draft from another in a key."""


def draft_event(
    terms: Mapping[str, Any], instalments: pd.DataFrame, actor: str, at: datetime, *, key: str = ""
) -> Event:
    """Give the event that drafts an agreement.

    Parameters
    ----------
    terms : mapping
        ``agreement_id``, ``case_id`` and the contents, amounts in fen, as `missing_for_draft` reads them.
    instalments : DataFrame
        ``due_date`` and ``payment_fen``.
    actor : str
        Who drafts it.
    at : datetime
        When, with a zone.
    key : str
        Of the event, where it is not made of the agreement's number.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> dues = pd.DataFrame({"due_date": ["2026-04-05"], "payment_fen": [100_00]})
    >>> event = draft_event({"agreement_id": "G1", "case_id": "A1"}, dues, "li", datetime(2026, 3, 2, tzinfo=UTC))
    >>> event["key"], event["terms"]["instalments"]
    ('agreement-G1-drafted', [['2026-04-05', 10000]])
    """
    rows = [
        [str(day)[:10], int(fen)] for day, fen in zip(instalments["due_date"], instalments["payment_fen"], strict=True)
    ]
    held = {key: value for key, value in terms.items() if key not in {"agreement_id", "case_id"} and value is not None}
    step = step_event(str(terms["agreement_id"]), str(terms["case_id"]), "drafted", actor, at, key=key)
    content = held | {"instalments": rows}
    return step | {"terms": content, "document_sha256": content_sha256(content)}


def consent_event(  # noqa: PLR0913  # what a consent consists of
    agreement_id: str,
    case_id: str,
    actor: str,
    at: datetime,
    *,
    way: str,
    evidence: str,
    given: bool = True,
    to: str = "",
    read_seconds: int | None = None,
    key: str = "",
) -> Event:
    """Give the event that records the holder's consent, or that it was taken back.

    Parameters
    ----------
    agreement_id, case_id, actor, at
        Which agreement, and who took the consent when.
    way, evidence : str
        A way of the policy ``agreement_consent``, and the reference of what shows it.
    given : bool
        False where it is taken back.
    to : str
        The digest of the terms that the holder consented to, as `agreements_of` gives it (``draft_sha256``).
    read_seconds : int, optional
        How long the statement of the cost was on the holder's screen.
    key : str
        Of the event, where it is not made of the agreement's number.
    """
    word = "consent" if given else "consent-taken-back"
    terms: dict[str, Any] = {"way": way}
    if to:
        terms["draft_sha256"] = to
    if read_seconds is not None:
        terms["read_seconds"] = read_seconds
    return {
        "kind": "consent",
        "case_id": case_id,
        "happened_at": at,
        "actor": actor,
        "key": key or "-".join(filter(None, ("agreement", agreement_id, word, to[:_SHORT]))),
        "about": agreement_id,
        "given": given,
        "evidence": evidence,
        "terms": terms,
    }


def approval_event(agreement_id: str, case_id: str, actor: str, at: datetime) -> Event:
    """Give the event that records a second person's approval."""
    return step_event(agreement_id, case_id, "approved", actor, at)


def end_event(told: pd.DataFrame, agreement_id: str, step: str, actor: str, at: datetime, *, reason: str = "") -> Event:
    """Give the event that ends an agreement: settled, breached or withdrawn.

    Parameters
    ----------
    told : DataFrame
        From `agreement_table` on that day.
    agreement_id : str
        Which one.
    step : str
        ``settled``, ``breached`` or ``withdrawn``.
    actor, at
        Who records it, and when.
    reason : str
        What the breach is where the plan does not show it, such as a new card applied for.

    Raises
    ------
    ValueError
        If it is not in force (for a withdrawal: if it is), or a breach is neither shown by its plan nor given a reason.
    """
    rows = told[told["agreement_id"] == agreement_id]
    state = "none" if rows.empty else str(rows["state"].iloc[0])
    may = {
        "settled": {"in_force", "kept"},
        "breached": {"breached", "in_force"} if reason.strip() else {"breached"},
        "withdrawn": {"draft", "consented", "returned", "refused"},
    }
    if step not in may:
        raise ValueError(f"an agreement ends settled, breached or withdrawn; it is {step!r}; name one of the three")
    if state not in may[step]:
        raise ValueError(
            f"agreement {agreement_id} is {state} and cannot be {step} (CN-70c): collection stays stopped while its plan is kept; "
            "give the reason if another term was broken"
        )
    ended = step_event(agreement_id, str(rows["case_id"].iloc[0]), step, actor, at)
    return ended | ({"note": reason.strip()} if reason.strip() else {})


def agreements_of(events: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the agreements of a store from its events.

    Parameters
    ----------
    events : DataFrame
        As ``store.events()`` gives them; instants in the profile's zone. What was declared void or corrected is left out.

    Returns
    -------
    agreements, instalments : DataFrame
        As `agreement_table` takes them. An agreement that was reopened has the instalments from then on.
    """
    gone = set(events.loc[events["kind"].isin(KINDS), "corrects"].dropna())
    live = events[~events["key"].isin(gone) & events["kind"].isin(["agreement", "consent"])]
    said = pd.DataFrame(list(live["payload"]), index=live.index).reindex(columns=list(_SAID))
    day = live["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    table = said.assign(case_id=live["case_id"], actor=live["actor"], day=day)
    drafted = table[table["state"] == "drafted"].drop_duplicates("agreement_id", keep="last")
    terms = pd.DataFrame(list(drafted["terms"]), index=drafted["agreement_id"])
    numbers = pd.Index(drafted["agreement_id"], name="agreement_id")
    own = {
        "case_id": drafted["case_id"].to_numpy(),
        "draft_sha256": [content_sha256(content) for content in drafted["terms"]],
    }
    found = pd.DataFrame(own, index=numbers).join(terms.drop(columns="instalments", errors="ignore"))
    found = found.join(_steps(table)).join(_consents(table)).join(_statements(table)).join(_reviews(table))
    taken_back = table[table["given"].eq(other=False)].drop_duplicates("about").set_index("about")["day"]
    found[EVENT_DAYS["withdrawn"]] = found[EVENT_DAYS["withdrawn"]].fillna(taken_back.reindex(numbers))
    again = table[table["state"] == "reopened"].drop_duplicates("agreement_id", keep="last").set_index("agreement_id")
    moved = pd.DataFrame(list(again["terms"]), index=again.index).reindex(columns=["instalments"])["instalments"]
    rows = moved.reindex(numbers).where(lambda one: one.notna(), terms.reindex(columns=["instalments"])["instalments"])
    return found.reset_index(), _instalments(rows)


def _steps(table: pd.DataFrame) -> pd.DataFrame:
    """Give the day of each step, a column a step, and who drafted and approved."""
    known = table[table["state"].isin(list(_STEPS))]
    last = known[known["state"] == "drafted"].drop_duplicates("agreement_id", keep="last")
    first = pd.concat([last, known[known["state"] != "drafted"].drop_duplicates(["agreement_id", "state"])])
    by_state = first.set_index(["agreement_id", "state"])[["day", "actor"]].unstack("state")  # noqa: PD010  # names stay unique
    days = {EVENT_DAYS[event]: by_state.get(("day", step)) for step, event in _STEPS.items()}
    actors = {column: by_state.get(("actor", step)) for step, column in _ACTORS.items()}
    return pd.DataFrame(days | actors, index=by_state.index).astype(dict.fromkeys(days, "datetime64[s]"))


def _consents(table: pd.DataFrame) -> pd.DataFrame:
    given = table[table["given"].eq(other=True)].drop_duplicates("about", keep="last").set_index("about")
    terms = pd.DataFrame(list(given["terms"]), index=given.index).reindex(
        columns=["way", "draft_sha256", "read_seconds"]
    )
    return pd.DataFrame(
        {
            "consented_on": given["day"],
            "consent_by": given["actor"],
            "consent_way": terms["way"],
            "consent_evidence": given["evidence"],
            "consent_sha256": terms["draft_sha256"],
            "read_seconds": terms["read_seconds"].astype("Int64"),
        }
    )


def _statements(table: pd.DataFrame) -> pd.DataFrame:
    """Give when the last statement of the cost was made, and of which terms."""
    made = table[table["state"] == "statement"].drop_duplicates("agreement_id", keep="last").set_index("agreement_id")
    terms = pd.DataFrame(list(made["terms"]), index=made.index).reindex(columns=["draft_sha256"])
    return pd.DataFrame(
        {
            "statement_on": made["day"],
            "statement_by": made["actor"],
            "statement_sha256": made["document_sha256"],
            "stated_sha256": terms["draft_sha256"],
        }
    )


def _reviews(table: pd.DataFrame) -> pd.DataFrame:
    """Give what a second person decided, in the order of the events: a question until it is answered, a breach until it is reopened."""
    steps = table[table["agreement_id"].notna() & table["state"].notna()]

    def last(*states: str) -> pd.DataFrame:
        return steps[steps["state"].isin(states)].drop_duplicates("agreement_id", keep="last").set_index("agreement_id")

    question = last("returned", "answered")
    asked, answered = last("returned"), last("answered")
    refused, broken = last("refused"), steps[steps["state"].isin(["breached", "reopened"])]
    end = broken.drop_duplicates("agreement_id", keep="last").set_index("agreement_id")
    first_broken = steps[steps["state"] == "breached"].drop_duplicates("agreement_id").set_index("agreement_id")
    reopened = (
        broken[broken["state"] == "reopened"].drop_duplicates("agreement_id", keep="last").set_index("agreement_id")
    )
    index = pd.Index(steps["agreement_id"].unique(), name="agreement_id")
    days = {
        REVIEW_DAYS["refused"]: refused["day"],
        REVIEW_DAYS["returned"]: question.loc[question["state"] == "returned", "day"],
        REVIEW_DAYS["lapsed"]: first_broken["day"].reindex(reopened.index),
        REVIEW_DAYS["reopened"]: reopened["day"],
        EVENT_DAYS["breached"]: end.loc[end["state"] == "breached", "day"],
    }
    words = {
        "question": asked["note"],
        "asked_by": asked["actor"],
        "answer": answered["note"],
        "answered_by": answered["actor"],
        "refused_by": refused["actor"],
        "refusal": refused["note"],
    }
    columns = {name: column.reindex(index) for name, column in (days | words).items()}
    return pd.DataFrame(columns, index=index).astype(dict.fromkeys(days, "datetime64[s]"))


def _instalments(rows: pd.Series) -> pd.DataFrame:
    each = rows.explode().dropna()
    pairs = pd.DataFrame(list(each), columns=["due_date", "payment_fen"]).astype({"payment_fen": "int64"})
    return pairs.assign(agreement_id=each.index.to_numpy(dtype=object))


def step_event(  # noqa: PLR0913  # what a step consists of
    agreement_id: str,
    case_id: str,
    step: str,
    actor: str,
    at: datetime,
    *,
    key: str = "",
    note: str = "",
    sha256: str = "",
    terms: Mapping[str, Any] | None = None,
) -> Event:
    """Give the event of one step of an agreement's life.

    Parameters
    ----------
    agreement_id, case_id, step, actor, at
        Which agreement, which state of the record `arrears.store.records.Agreement`, who, and when.
    key : str
        Of the event, where it is not made of the agreement's number and the step.
    note : str
        The question, the answer, or the reason.
    sha256 : str
        Of what was printed.
    terms : mapping, optional
        What the step says besides.
    """
    event = {
        "kind": "agreement",
        "case_id": case_id,
        "happened_at": at,
        "actor": actor,
        "key": key or f"agreement-{agreement_id}-{step}",
        "agreement_id": agreement_id,
        "state": step,
    }
    more = {"note": note.strip(), "document_sha256": sha256, "terms": dict(terms or {})}
    return event | {name: value for name, value in more.items() if value}
