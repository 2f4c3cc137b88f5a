"""What the store holds of one case, as tables of text for its written record (guidelines A5, B7, C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from arrears.documents.records import Record, Section, plain
from arrears.documents.values import day_text, money_text
from arrears.errors import ArrearsError
from arrears.operations.account.claims import CLAIM_STATES
from arrears.operations.agreements.help import help_table
from arrears.operations.agreements.relief import STATE_WORDS as OF_WAIVERS
from arrears.operations.agreements.relief import waiver_table
from arrears.operations.cases.ageing import age
from arrears.operations.contacts.masking import mask_table
from arrears.operations.customers.people import PERSON
from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy.records import EscalationTerms, LoanClass
from arrears.store.log.schema import EVENTS, HASHED, SET_ASIDE
from arrears.store.state.agreement_sheet import household_lines
from arrears.store.state.agreements import Agreements
from arrears.store.state.case_list import LIST_REASON, linked_cases
from arrears.store.state.case_state import case_state
from arrears.store.state.contact_states import judged
from arrears.store.state.letters import letter_table
from arrears.tables.columns import BY_KEY, FLAG_WORDS
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES
from arrears.words import both, headings, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from arrears.policy import Policies
    from arrears.store.log.chain import Store

_PERSONAL = ("customer_name", "id_number", "phone", "phone_2", "card_number", "email", "address")
_MONEY = ("principal", "interest", "late_fee", "total_due")
_TOLD = ("occupation", "assets_note")


def case_record(
    store: Store, case_id: str, as_of: date, *, made_by: str, masked: bool = True, lang: str = "zh"
) -> Record:
    """Put together the written record of a case.

    Parameters
    ----------
    store : Store
        The store; its log is verified first.
    case_id : str
        The case.
    as_of : date
        What happened later is left out.
    made_by : str
        Who makes it.
    masked : bool
        Whether what is personal is masked.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If there is no such case, or the log is damaged: a record must not rest on it.
    """
    return _Reader(store, case_id, as_of, masked=masked, lang=lang).record(made_by)


class _Reader:
    """Reads one case."""

    def __init__(self, store: Store, case_id: str, as_of: date, *, masked: bool, lang: str) -> None:
        self.store, self.case_id, self.as_of, self.masked, self.lang = store, case_id, as_of, masked, lang
        self.place = 0 if lang == "zh" else 1
        self.events = self._until(store.events(case_id))
        if self.events.empty:
            raise ArrearsError(
                both("store.state.case_record.store_has_no_case_check", as_of=as_of, case_id=case_id),
            )
        self.name = store.customer_names().get(case_id, "")
        cases, _ = linked_cases(store, as_of)
        own = cases.loc[cases["case_id"] == case_id, PERSON]
        self.cards = cases[cases[PERSON].isin(own)].reset_index(drop=True)
        self.currency = store.policies.profile.currency

    def record(self, made_by: str) -> Record:
        checked = self.store.verify()
        if not checked.is_intact:
            raise ArrearsError(
                both("store.state.case_record.log_damaged_findings_record_must", count=len(checked.findings)),
            )
        sections = tuple(
            Section(key, say(f"records.sections.{key}.title", self.lang), tuple(headings(f"records.sections.{key}.heads", self.lang)),
                    tuple(tuple(map(plain, row)) for row in rows))
            for key, rows in self._tables()
        )  # fmt: skip
        cover = {
            "case_id": self.case_id,
            "made_on": self.as_of.isoformat(),
            "made_by": plain(made_by),
            "values": say(f"records.{'masked' if self.masked else 'full'}", self.lang),
            "head": f"{checked.head.count}:{checked.head.hash}",
        }
        return Record(self.lang, cover, sections)

    def _tables(self) -> Iterable[tuple[str, Iterable[Sequence[Any]]]]:
        yield "facts", self._facts()
        yield "cards", self._cards()
        yield "contacts", self._contacts()
        yield "promises", self._promises()
        yield "money", self._money()
        yield "agreements", self._agreements()
        yield "letters", self._letters()
        yield "relief", self._relief()
        yield "legal", self._legal()
        yield "notes", self._notes()
        yield "looks", self._looks()
        yield "log", self._log()

    # --- the tables -------------------------------------------------------------------------------------------------

    def _facts(self) -> list[tuple[str, Any]]:
        own = self.cards[self.cards["case_id"] == self.case_id]
        if own.empty:
            return [(say("records.facts.state", self.lang), say("records.facts.closed", self.lang))]
        aged = age(own.reset_index(drop=True), self.as_of, self.store.policies)
        shown = self._shown(aged[[name for name in (*_PERSONAL, *_TOLD) if name in aged]])
        row, personal = aged.iloc[0], shown.iloc[0]
        money = [(self._label(name), self._yuan(row.get(f"{name}_fen"))) for name in _MONEY]
        home = household_lines(Agreements(self.store, "", lang=self.lang), self.case_id) if self._has_home() else ()
        return [
            *((self._label(name), personal[name]) for name in personal.index if plain(personal[name])),
            (self._label("due_date"), self._day(row["due_date"])),
            (say("records.facts.days_past_due", self.lang), row["days_past_due"]),
            (say("records.facts.bucket", self.lang), row["bucket"]),
            (
                say("records.facts.loan_class", self.lang),
                class_word(row["loan_class"], self.store.policies, self.as_of, self.lang),
            ),
            *money,
            (self._label("collector"), row["collector"]),
            (self._label("flags"), self._flags(row["flags"])),
            *((line.label.text(self.lang), line.value.text(self.lang)) for line in home),
        ]

    def _has_home(self) -> bool:
        return bool((self.events["kind"] == "household").any())

    def _cards(self) -> list[tuple[Any, ...]]:
        if self.cards.empty:
            return []
        aged = age(self.cards, self.as_of, self.store.policies)
        card = self._shown(aged[["card_number"]])["card_number"] if "card_number" in aged else pd.Series("", aged.index)
        return [
            (case, number, self._yuan(fen), days, self._flags(flags))
            for case, number, fen, days, flags in zip(
                aged["case_id"], card, aged["total_due_fen"], aged["days_past_due"], aged["flags"], strict=True
            )
        ]

    def _contacts(self) -> list[tuple[Any, ...]]:
        log = self.store.contacts()
        people = {*self.cards["case_id"], self.case_id}
        log = self._until(log[log["case_id"].isin(people)], "at").reset_index(drop=True)
        if log.empty:
            return []
        found = judged(self.store, log, self.as_of, lang=self.lang)
        said = found.assign(text=found["rule"] + " " + found["happened"]).groupby("row")["text"].agg("; ".join)
        checks = pd.Series(range(len(log))).map(said).astype(object).fillna(say("records.kept_rules", self.lang))
        own = (log["case_id"] == self.case_id).to_numpy(dtype=np.bool_)
        log, checks = log[own].reset_index(drop=True), checks[own].reset_index(drop=True)
        texts = self._shown(log[["note", "cause"]])
        words = {"channel": CHANNELS, "direction": DIRECTIONS, "counterparty": COUNTERPARTIES, "outcome": OUTCOMES}
        told = {name: [self._word(known, cell) for cell in log[name]] for name, known in words.items()}
        who = log["collector"].fillna(log["actor"])
        notes = [" · ".join(filter(None, map(plain, pair))) for pair in zip(texts["cause"], texts["note"], strict=True)]
        return sorted(
            zip(
                self._times(log["at"]), told["channel"], told["direction"], told["counterparty"], told["outcome"],
                who, notes, checks, self._times(log["entered_at"]), strict=True,
            )
        )  # fmt: skip

    def _promises(self) -> list[tuple[Any, ...]]:
        with self.store.reading() as connection:
            said = case_state(connection, self.store.policies, self.as_of)
        own = said.promises[said.promises["case_id"] == self.case_id]
        promised = [
            (
                self._day(row["made_on"]), say("records.promise", self.lang), self._yuan(row["amount_fen"]), str(row["due_on"])[:10],
                self._yuan(row["paid_fen"]), OUTCOME_WORDS[str(row["outcome"])][self.place],
            )
            for row in own.to_dict("records")
        ]  # fmt: skip
        claims = said.claims[said.claims["case_id"] == self.case_id]
        claimed = [
            (
                self._day(row["at"]), say("records.claim", self.lang), self._yuan(row["amount_fen"]), "", self._yuan(row["found_fen"]),
                CLAIM_STATES[str(row["state"])][self.place],
            )
            for row in claims.to_dict("records")
        ]  # fmt: skip
        return promised + claimed

    def _money(self) -> list[tuple[Any, ...]]:
        rows = []
        for row in self._of("payment", "reversal", "adjustment", "placement").to_dict("records"):
            said = row["payload"]
            fen = said.get("opening_fen") if row["kind"] == "placement" else said.get("amount_fen")
            more = said.get("reference") or said.get("reason") or said.get("what") or ""
            kind = say(f"records.kinds.{row['kind']}", self.lang)
            rows.append((self._time(row["happened_at"]), kind, self._yuan(fen), more, row["actor"]))
        return rows

    def _agreements(self) -> list[tuple[Any, ...]]:
        return [
            (
                self._time(row["happened_at"]), said.get("agreement_id") or said.get("about"),
                say(f"records.agreement.{said.get('state', 'consent')}", self.lang), row["actor"],
                self._text(said.get("note") or said.get("evidence") or ""), said.get("document_sha256") or "",
            )
            for row in self._of("agreement", "consent").to_dict("records")
            for said in (row["payload"],)
        ]  # fmt: skip

    def _letters(self) -> list[tuple[Any, ...]]:
        return [
            (
                row["letter_id"], row["title"], say(f"letters.states.{row['state']}", self.lang),
                *("" if pd.isna(row[name]) else str(row[name])[:10] for name in ("made_on", "sent_on", "ended_on")),
                row["tracking"], self._text(plain(row["note"])), row["made_by"], row["document_sha256"],
            )
            for row in letter_table(self._of("letter", "void")).to_dict("records")
        ]  # fmt: skip

    def _relief(self) -> list[tuple[Any, ...]]:
        asked = [
            (
                self._time(row["asked_at"]), say("records.waiver", self.lang),
                f"{self._yuan(row['interest_fen'])} + {self._yuan(row['fees_fen'])}: {self._text(row['reason'])}",
                OF_WAIVERS[str(row["state"])][self.place], row["asked_by"], row["decided_by"], self._text(row["decision"]),
            )
            for row in waiver_table(self._of("waiver", "void", "assignment")).to_dict("records")
        ]  # fmt: skip
        calls = [
            (
                self._time(row["asked_at"]), say("records.help", self.lang), self._text(row["question"]),
                say(f"records.help_{row['state']}", self.lang), row["asked_by"], row["answered_by"], self._text(row["answer"]),
            )
            for row in help_table(self._of("help", "note", "void")).to_dict("records")
        ]  # fmt: skip
        return sorted(asked + calls)

    def _legal(self) -> list[tuple[Any, ...]]:
        events = self._of("escalation").to_dict("records")
        words = self._legal_words() if events else {}
        return [
            (
                self._time(row["happened_at"]), said["escalation_id"], words.get(said["step"], said["step"]),
                say(f"escalation.states.{said['state']}", self.lang), said.get("person") or row["actor"],
                self._text(said.get("note") or said.get("opinion") or said.get("consulted") or ""),
            )
            for row in events
            for said in (row["payload"],)
        ]  # fmt: skip

    def _legal_words(self) -> dict[str, str]:
        """Give what measures and steps are called; a write-off is a step of its own."""
        terms = self.store.policies.get(EscalationTerms, self.as_of)
        return {one.key: getattr(one, self.lang) for one in (*terms.measures, *terms.steps)}

    def _notes(self) -> list[tuple[Any, ...]]:
        return [
            (
                self._time(row["happened_at"]), say(f"records.kinds.{row['kind']}", self.lang), row["actor"],
                self._text(self._said(row["payload"])),
            )
            for row in self._of("note", "flag", "assignment", "call_back", "closing", "commission").to_dict("records")
        ]  # fmt: skip

    def _looks(self) -> list[tuple[Any, ...]]:
        exports = self._until(self.store.events(kind="export"))
        of_several = exports["payload"].map(lambda said: self.case_id in (said.get("cases") or ()))
        exports = exports[exports["case_id"].eq(self.case_id) | of_several.astype(bool)]
        return [
            (
                self._time(row["happened_at"]), row["actor"], said.get("role", ""),
                say(f"records.{'masked' if said.get('masked', True) else 'full'}", self.lang), said.get("reason", ""),
                said.get("file_name", ""),
            )
            for row in exports.to_dict("records")
            for said in (row["payload"],)
        ]  # fmt: skip

    def _log(self) -> list[tuple[Any, ...]]:
        """Give the case's events as the log hashes them."""
        columns = [EVENTS.c[name] for name in (*HASHED, "hash")]
        chosen = select(*columns).where(EVENTS.c.case_id == self.case_id, EVENTS.c.seq.in_(self.events["seq"].tolist()))
        chosen = chosen.where(EVENTS.c.seq.not_in(select(SET_ASIDE.c.seq))).order_by(EVENTS.c.seq)
        with self.store.reading() as connection:
            return [tuple(row) for row in connection.execute(chosen)]

    # --- cells ------------------------------------------------------------------------------------------------------

    def _of(self, *kinds: str) -> pd.DataFrame:
        gone = set(self.events["corrects"].dropna()) - set(self.events.loc[self.events["kind"] == "payment", "key"])
        found: pd.DataFrame = self.events[self.events["kind"].isin(kinds) & ~self.events["key"].isin(gone)]
        return found

    def _until(self, table: pd.DataFrame, name: str = "happened_at") -> pd.DataFrame:
        days = table[name].dt.tz_convert(self.store.policies.profile.time_zone).dt.date if len(table) else table[name]
        past: pd.DataFrame = table[(days <= self.as_of).to_numpy(dtype=bool)] if len(table) else table
        return past

    def _shown(self, table: pd.DataFrame) -> pd.DataFrame:
        if not self.masked:
            return table
        return mask_table(table, self.store.policies, self.as_of, [self.name] * len(table))

    def _text(self, text: str) -> str:
        return plain(self._shown(pd.DataFrame({"note": [text or ""]}))["note"].iloc[0])

    def _label(self, name: str) -> str:
        column = BY_KEY.get(name)
        return (
            say("records.facts.total_due", self.lang)
            if column is None
            else column.zh
            if self.lang == "zh"
            else column.en
        )

    def _flags(self, flags: object) -> str:
        words = [
            FLAG_WORDS[flag][0] if self.lang == "zh" else flag.replace("_", " ")
            for flag in str(flags or "").split(";")
            if flag in FLAG_WORDS
        ]
        return ("、" if self.lang == "zh" else ", ").join(words)

    def _yuan(self, fen: Any) -> str:  # noqa: ANN401  # a cell
        return "" if fen is None or pd.isna(fen) else money_text(int(fen), self.currency, self.lang)

    def _day(self, day: Any) -> str:  # noqa: ANN401  # same
        return "" if pd.isna(day) else day_text(pd.Timestamp(day).date(), self.lang)

    def _time(self, instant: Any) -> str:  # noqa: ANN401  # same
        return "" if pd.isna(instant) else pd.Timestamp(instant).strftime("%Y-%m-%d %H:%M")

    def _times(self, instants: pd.Series[Any]) -> list[str]:
        return [self._time(each) for each in instants]

    def _word(self, words: dict[str, tuple[str, ...]], key: object) -> str:
        return words[str(key)][self.place] if str(key) in words else plain(key)

    def _said(self, payload: dict[str, Any]) -> str:
        """Give what a note, a flag, an assignment, a call-back, a closing or a commission of an agency says."""
        if "commission_id" in payload:
            # Its states have words of their own.
            told = say(f"agencies.record.{payload['state']}", self.lang, until=payload.get("until") or "")
            payload = payload | {"state": told}
        flag = str(payload.get("flag") or "")
        words = (
            [self._flags(flag) or flag, say(f"records.flag_{'set' if payload.get('on') else 'lifted'}", self.lang)]
            if flag
            else []
        )
        named = ("text", "collector", "agency", "wanted_at", "state", "reason", "note")
        texts = [plain(payload[name]) for name in named if payload.get(name) not in (None, "")]
        return " · ".join(
            [*words, *(text.replace(" ".join(LIST_REASON.values()), LIST_REASON[self.lang]) for text in texts)]
        )


def class_word(label: object, policies: Policies, on: date, lang: str) -> str:
    """Give a loan class in a language; cases have it in Chinese."""
    for name in policies.profile.class_scales[:1]:
        scale = policies.get(LoanClass, on, name)
        if lang == "en" and label in scale.labels_zh:
            return scale.labels_en[scale.labels_zh.index(str(label))]
    return plain(label)
