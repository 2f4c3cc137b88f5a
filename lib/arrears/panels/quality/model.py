"""The view-model of quality: breaches of contact rules, findings on wording, and a sample of contacts for review."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.contacts.conduct import check_conduct
from arrears.operations.contacts.masking import mask_table
from arrears.panels.progress.model import source_of
from arrears.policy.records import QualityReview
from arrears.store.records import NoteEvent
from arrears.store.state.contact_states import judged
from arrears.store.state.history import SOURCE_LANG
from arrears.tables.contacts import BREACH_COLUMNS, YES_NO
from arrears.words import both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.panels.shell.session import Session
    from arrears.store import Receipt
    from arrears.store.state.history import Source

TOPIC = "质检"
"""The topic of notes that hold a review."""
SPANS = (1, 7, 30, 90)
"""Days back that can be chosen."""
_BETWEEN = " | "
_LONGEST_REMARK = 500


class Quality:
    """Quality of contacts, as a lead or a reviewer looks at it.

    Parameters
    ----------
    session : Session
        The sitting at the store.

    Attributes
    ----------
    days : int
        How many days back are looked at; one of `SPANS`.

    Raises
    ------
    ArrearsError
        If the store has no cases; the message says how to put some in.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.days = 30
        self.source  # noqa: B018  # an empty store is told at once

    @property
    def source(self) -> Source:
        """What happened, read once for each head of the store."""
        return source_of(self.session)

    @property
    def unchecked(self) -> list[str]:
        """Name what no contact tells, so that nothing about it could be checked."""
        contacts = self._contacts()
        return [key for key in (*YES_NO, "people") if key not in contacts or contacts[key].isna().all()]

    # --- contacts ---------------------------------------------------------------------------------------------------

    def made(self) -> pd.DataFrame:
        """Give the outward contacts of the days looked at: ``contact_id, case_id, collector, day``."""
        contacts = self._contacts()
        out = contacts[(contacts["direction"] == "out") & (contacts["outcome"] != "planned")]
        table = out[["contact_id", "case_id", "collector"]].assign(day=_days(out["at"]))
        return table[self._recent(table["day"])].reset_index(drop=True)

    def breaches(self) -> pd.DataFrame:
        """Give the breaches of contact rules, the latest first.

        Returns
        -------
        DataFrame
            Columns as in `arrears.tables.contacts.BREACH_COLUMNS`, with ``day`` and ``key``.
        """
        lang = self.session.lang
        found = self.session.at_head(f"breaches {lang}", lambda _: self._checked(lang))
        found = found[self._recent(found["day"])]
        return found.sort_values("local_time", ascending=False, kind="stable").reset_index(drop=True)

    def by_collector(self) -> pd.DataFrame:
        """Count the breaches of each collector by rule, out of the contacts made.

        Returns
        -------
        DataFrame
            ``collector, contacts, breached`` (contacts with one or more), and a column for each rule that was broken.
        """
        made, found = self.made(), self.breaches()
        found = found[found["severity"] == "breach"]
        counted = pd.crosstab(found["collector"], found["rule"]).rename_axis(index=None, columns=None)
        contacts = made.groupby("collector").size()
        names = sorted(set(contacts.index) | set(counted.index))
        table = pd.DataFrame(
            {
                "collector": names,
                "contacts": contacts.reindex(names).fillna(0).astype("int64").to_numpy(),
                "breached": found.groupby("collector")["row"]
                .nunique()
                .reindex(names)
                .fillna(0)
                .astype("int64")
                .to_numpy(),
            }
        )
        rules = counted.reindex(names).fillna(0).astype("int64").reset_index(drop=True)
        return pd.concat([table, rules], axis=1).sort_values(
            "breached", ascending=False, kind="stable", ignore_index=True
        )

    def _checked(self, lang: str) -> pd.DataFrame:
        events = self.source.events
        contacts, found = self._contacts(), events.breaches
        if found is None or "words" not in found:
            found = pd.DataFrame(columns=[column.key for column in BREACH_COLUMNS])
        elif lang != SOURCE_LANG:
            found = judged(self.session.store, contacts, self.source.as_of, lang=lang)
        day = pd.to_datetime(found["local_time"].astype("str").str[:10]).astype("datetime64[s]")
        keys = [
            f"{row}-{rule}-{place}" for place, (row, rule) in enumerate(zip(found["row"], found["rule"], strict=True))
        ]
        return found.assign(day=day, key=pd.Series(keys, index=found.index, dtype="str"))

    # --- wording ----------------------------------------------------------------------------------------------------

    def findings(self) -> pd.DataFrame:
        """Give what the wording check found in notes of contacts and in notes on cases, the latest first.

        Returns
        -------
        DataFrame
            ``key, day, case_id, who, topic, found`` (numbers masked), ``text`` (masked), ``rule, words, remedy``.
        """
        lang = self.session.lang
        found = self.session.at_head(f"wording {lang}", lambda _: self._wording(lang))
        return found[self._recent(found["day"])].reset_index(drop=True)

    def _wording(self, lang: str) -> pd.DataFrame:
        texts = self._texts()
        policies = self.session.policies
        found = check_conduct(
            texts["text"].to_numpy(dtype=object),
            policies,
            audience=texts["party"].to_numpy(dtype=object),
            on=self.session.today,
            lang=lang,
        )
        told = texts.iloc[found["row"].to_numpy(dtype=np.intp)].reset_index(drop=True)
        table = found.drop(columns=["row", "start", "end", "source"]).assign(
            **{name: told[name] for name in ("day", "case_id", "who")},
            text=self._masked(told["text"], told["case_id"]),
            key=[str(place) for place in range(len(found))],
        )
        return table.sort_values("day", ascending=False, kind="stable", ignore_index=True)

    def _texts(self) -> pd.DataFrame:
        """Give everything that people wrote: case, who, day, text and to whom it was said."""
        contacts = self._contacts()
        notes = self._notes()
        notes = notes[notes["topic"] != TOPIC]
        said = [
            pd.DataFrame(
                {
                    "case_id": contacts["case_id"],
                    "who": contacts["collector"].fillna(contacts["actor"]),
                    "day": _days(contacts["at"]),
                    "text": contacts["note"],
                    "party": contacts["counterparty"],
                }
            ),
            pd.DataFrame(
                {
                    "case_id": notes["case_id"],
                    "who": notes["actor"],
                    "day": _days(notes["happened_at"]),
                    "text": notes["text"],
                    "party": "holder",
                }
            ),
        ]
        table = pd.concat([each.astype({"text": object}) for each in said], ignore_index=True)
        return table[table["text"].notna() & (table["text"] != "")].reset_index(drop=True)

    # --- review -----------------------------------------------------------------------------------------------------

    def sample(self) -> pd.DataFrame:
        """Give the conversations that wait for review: some of each collector, drawn by a hash that nobody chooses.

        Returns
        -------
        DataFrame
            ``contact_id, case_id, collector, channel, day, note`` (masked).
        """
        terms = self._terms()
        contacts = self._contacts()
        day = np.datetime64(self.session.today)
        recent = _days(contacts["at"]) > day - terms.back_days
        talks = contacts[recent & (contacts["outcome"] == "conversation") & contacts["collector"].notna()]
        talks = talks[~talks["contact_id"].isin(set(self.reviews()["contact_id"]))]
        drawn = talks.assign(draw=[sha256(key.encode()).hexdigest() for key in talks["contact_id"]])
        drawn = drawn.sort_values(["collector", "draw"]).groupby("collector").head(terms.per_collector)
        table = drawn[["contact_id", "case_id", "collector", "channel"]].assign(day=_days(drawn["at"]))
        return table.assign(note=self._masked(drawn["note"].fillna(""), drawn["case_id"])).reset_index(drop=True)

    def reviews(self) -> pd.DataFrame:
        """Give the reviews so far: ``contact_id, mark, remark, reviewer, case_id, day``; the last word on each contact."""
        notes = self._notes()
        notes = notes[notes["topic"] == TOPIC]
        parts = [[*str(text).split(_BETWEEN, 2), "", ""][:3] for text in notes["text"]]
        table = pd.DataFrame(parts, columns=["mark", "contact_id", "remark"], index=notes.index, dtype=object)
        table = table.assign(reviewer=notes["actor"], case_id=notes["case_id"], day=_days(notes["happened_at"]))
        return table.drop_duplicates("contact_id", keep="last").reset_index(drop=True)

    def marks(self) -> list[tuple[str, str]]:
        """Give the words and keys of the marks."""
        return [(self.session.say((mark.zh, mark.en)), mark.key) for mark in self._terms().marks]

    def review(self, contact_id: str, mark: str, remark: str = "") -> Receipt:
        """Record what a reviewer says of a contact, as a note on its case.

        Raises
        ------
        ArrearsError
            If there is no such contact or mark, the remark is too long, or it is the reviewer's own contact (HOUSE-REVIEW).
        """
        terms = self._terms()
        found = self._contacts()
        found = found[found["contact_id"] == contact_id]
        if found.empty or mark not in {each.key for each in terms.marks}:
            raise ArrearsError(both("panels.quality.choose_contact_sample_one_marks"))
        if len(remark) > _LONGEST_REMARK:
            raise ArrearsError(
                both("panels.quality.remark_has_most_characters_has", value=_LONGEST_REMARK, count=len(remark)),
            )
        own = {found["collector"].iloc[0], found["actor"].iloc[0]}
        if terms.needs_other_person and self.session.actor in own:
            raise ArrearsError(
                both("panels.quality.contact_s_own_nobody_reviews", actor=self.session.actor, rule=terms.rule),
            )
        text = _BETWEEN.join((mark, contact_id, " ".join(remark.split())))
        note = NoteEvent(
            case_id=str(found["case_id"].iloc[0]),
            happened_at=self.session.store.clock(),
            actor=self.session.actor,
            key=f"review-{uuid.uuid4()}",
            text=text,
            topic=TOPIC,
        )
        return self.session.signed_in.append(note)

    # --- the store --------------------------------------------------------------------------------------------------

    def _terms(self) -> QualityReview:
        return self.session.policies.get(QualityReview, self.session.today)

    def _contacts(self) -> pd.DataFrame:
        contacts = self.source.events.contacts
        return pd.DataFrame() if contacts is None else contacts

    def _masked(self, texts: pd.Series, cases: pd.Series) -> NDArray[np.object_]:
        """Mask numbers and the holder's own name in what was written about cases."""
        names = self.session.at_head("names", lambda store: store.customer_names())
        known = [names.get(case, "") for case in cases]
        table = mask_table(
            pd.DataFrame({"text": texts.to_numpy(dtype=object)}), self.session.policies, self.session.today, known
        )
        return table["text"].to_numpy(dtype=object)

    def _notes(self) -> pd.DataFrame:
        return self.session.at_head("notes", lambda store: store.current("note"))

    def _recent(self, day: pd.Series) -> pd.Series:
        last = np.datetime64(self.session.today)
        recent: pd.Series = (day > last - self.days) & (day <= last)
        return recent


def _days(instants: pd.Series) -> pd.Series:
    days: pd.Series = instants.dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    return days
