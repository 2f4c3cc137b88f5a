"""The sheets of today and of contacts as native formulas see them: whether a contact is permitted, and what an entry still lacks.

Each row has hidden helper cells right of its sheet, which stand where LET would. A contact that was made is counted by keys of its
day and person or contact point; one that is asked for looks these up on both sheets, earlier ones alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from arrears.policy.records import Conduct
from arrears.tables.contacts import CHANNELS
from arrears.words import say
from arrears.workbooks.collector.layout import CASES, CONTACTS, TODAY
from arrears.workbooks.collector.places import FIRST, ROW
from arrears.workbooks.native.figures import Figures, Grid
from arrears.workbooks.native.formulas import Templates, check_row, contact_row, filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.workbooks.collector.columns import DeskSheet
    from arrears.workbooks.collector.live import Setting

_NONE: Final = '""'
_MADE: Final = "made_"
"""Helpers of what was made, apart from those of what is asked for."""
_FIRST_HELPERS: Final = 3
_ENGLISH: Final = re.compile(r"\\b\(([a-z .|]+)\)\\b")
_PLAIN_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,8}|[a-z]{4,}( [a-z]+)+")
"""Whole words without signs of a pattern: two Chinese characters or more, two English words or more."""
BARRED: Final = "barred_words"
"""The name of the words that a note may not hold."""


@dataclass(frozen=True)
class Helpers:
    """The hidden cells of one sheet's rows.

    Attributes
    ----------
    setting : Setting
        Rules, language, sizes.
    sheet : DeskSheet
        *today* or *contacts*.
    """

    setting: Setting
    sheet: DeskSheet

    @cached_property
    def made(self) -> Templates:
        """Formulas of what was made."""
        return contact_row(self.setting.figures.caps)

    @cached_property
    def asked(self) -> Templates:
        """Formulas of what is asked for."""
        counted = {"called": self._areas("called")}
        counted |= {cap.key: self._areas(f"key_{cap.key}") for cap in self.setting.figures.caps}
        return check_row(self.setting.figures, counted, before=True)

    @cached_property
    def keys(self) -> list[str]:
        """Every helper, left to right."""
        first = ["_when", "_by", "_point"] if self.sheet is TODAY else ["_customer", "_point", "_stops"]
        return [*first, *(f"{_MADE}{key}" for key in self.made), *self.asked]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each stands, counted from 0: right of everything that people see."""
        begin = len(self.sheet.columns)
        return {key: begin + place for place, key in enumerate(self.keys)}

    def _areas(self, key: str) -> list[tuple[str, str]]:
        """Give where a key's cells stand on both sheets, each with the cells of its moments."""
        found = []
        for sheet in (CONTACTS, TODAY):
            rows = self.setting.rows[sheet.key]
            if not rows:
                continue
            # What was made stands at the same places on either sheet, whatever is asked.
            place = len(sheet.columns) + _FIRST_HELPERS + list(self.made).index(key)
            prefix = "" if sheet is self.sheet else f"{quote_sheetname(sheet.name(self.setting.lang))}!"
            letters = xl_col_to_name(place), sheet.letters("at" if sheet is CONTACTS else "contact_at")
            found.append(tuple(f"{prefix}${one}${FIRST + 1}:${one}${FIRST + rows}" for one in letters))
        return found  # type: ignore[return-value]  # pairs

    @cached_property
    def cells(self) -> dict[str, str]:
        """The cells of a formula's own row by the names that templates have for them."""
        own = {column.key: f"${self.sheet.letters(column.key)}{ROW}" for column in self.sheet.columns}
        helper = {key: f"${xl_col_to_name(place)}{ROW}" for key, place in self.places.items()}
        # A column that people see may be called as a helper is: formulas of helpers mean helpers, those of columns ask for ``block_``.
        own |= {"block_": helper["block"], **{key: cell for key, cell in helper.items() if key not in own}}
        if self.sheet is TODAY:
            return own | {
                "when": own["_when"],
                "channel": own["_by"],
                "customer": own["person"],
                "point": own["_point"],
                "case": own["case_id"],
                "stops": own["blocked_by"],
                "party": _NONE,
                "consent": _NONE,
                "direction": _NONE,
            }
        more = {"customer": own["_customer"], "point": own["_point"], "case": own["case_id"]}
        return own | more | {"when": own["at"], "party": own["counterparty"], "stops": own["_stops"]}

    @cached_property
    def formulas(self) -> dict[str, str]:
        """Every helper's formula."""
        cells = self.cells
        of_made = cells | {key: cells[f"{_MADE}{key}"] for key in self.made}
        if self.sheet is TODAY:
            of_made |= {"when": cells["contact_at"], "channel": cells["contact_channel"], "outcome": cells["outcome"]}
            first = {
                "_when": '=IF({contact_at}="",clock,{contact_at})',
                "_by": '=IF({contact_channel}="",{first_channel}&"",{contact_channel})',
                "_point": '={person}&"|"',
            }
        else:
            first = {
                "_customer": self._looked_up("person"),
                "_point": '={_customer}&"|"&IF({counterparty}=INDEX(party_words,1),"",{counterparty})',
                "_stops": self._looked_up("blocked_by"),
            }
        return {
            **{key: filled(template, cells) for key, template in first.items()},
            **{f"{_MADE}{key}": filled(template, of_made) for key, template in self.made.items()},
            **{key: filled(template, cells | {"block": cells["block_"]}) for key, template in self.asked.items()},
        }

    def _looked_up(self, key: str) -> str:
        ids, found = self.setting.area(CASES, "case_id"), self.setting.area(CASES, key)
        if not ids:
            return '=""'
        return f'=IF({{case_id}}="","",IFERROR(INDEX({found},MATCH({{case_id}},{ids},0))&"",""))'


def said(key: str, lang: str) -> str:
    """Give a word of a state as text in a formula."""
    return f'"{say(f"workbooks.collector.state.{key}", lang)}"'


def state_formula(lang: str) -> str:
    """Give the formula of a row's state on the first sheet: what its entry lacks, that it is done, or until when one may contact.

    It looks at its own row and at names alone. A promise above what is owed, or beyond the policy's days, is asked about and stays.
    """
    begun = 'OR({contact_at}<>"",{contact_channel}<>"",{outcome}<>"")'
    promised = 'OR({promise_amount}<>"",{promise_due}<>"")'
    back = '{call_back}<>""'
    asked = (
        (f'AND({begun},{{contact_at}}="")', "need_time"),
        (f"AND({begun},NOT(ISNUMBER({{contact_at}})))", "bad_time"),
        (f'AND({begun},{{contact_channel}}="")', "need_channel"),
        (f'AND({begun},{{outcome}}="")', "need_outcome"),
        (f'AND({promised},{{promise_amount}}="")', "need_amount"),
        (f"AND({promised},NOT(ISNUMBER({{promise_amount}})))", "bad_amount"),
        (f"AND({promised},ISNUMBER({{promise_amount}}),{{promise_amount}}<=0)", "bad_amount"),
        (f'AND({promised},{{promise_due}}="")', "need_day"),
        (f"AND({promised},NOT(ISNUMBER({{promise_due}})))", "bad_day"),
        (f"AND({promised},{{promise_due}}<as_of)", "past_day"),
        (f'AND({promised},promise_days<>"",{{promise_due}}>as_of+promise_days)', "far_day"),
        (f"IF({promised},ROUND({{promise_amount}}*100,0)>ROUND({{total_due}}*100,0),1=0)", "above"),
        (f"IF({back},IF(ISNUMBER({{call_back}}),{{call_back}}<as_of,1=1),1=0)", "bad_call_back"),
        (f'IF({{note}}="",1=0,SUMPRODUCT(COUNTIF({{note}},"*"&{BARRED}&"*"))>0)', "wording"),
    )
    formula = (
        f'IF(AND({begun},{{block}}<>""),{said("forbidden", lang)}&{{block}},IF(OR({begun},{promised},{back}),{said("done", lang)},'
        f'IF({{note}}<>"",{said("noted", lang)},{_now(lang)})))'
    )
    for condition, key in reversed(asked):
        formula = f"IF({condition},{said(key, lang)},{formula})"
    return f"={formula}"


def _now(lang: str) -> str:
    """Give what may be done now."""
    bound = f"IF(INDEX(channel_hours,{{_channel}})=1,{said('until', lang)}&hours_closes,{said('any_hour', lang)})"
    tomorrow = f'IF({{_clock}}>=hours_open_ms,{said("tomorrow", lang)},"")'
    later = f'IF({{block}}=hours_rule,{tomorrow}&hours_opens&{said("from", lang)},IF({{_over}}<>"",{said("full", lang)}&{{_over}},{said("unknown", lang)}))'
    return (
        f'IF({{blocked_by}}<>"",{said("paused", lang)},IF({{_by}}="","",IF(ISNUMBER({{_channel}}),'
        f'IF({{block}}="",{bound},{later}),"")))'
    )


def first_channel(text: object, lang: str) -> str:
    """Give the word of the first channel that a list suggests, blank where it is none by which a person is contacted.

    >>> first_channel("电话、短信", "zh"), first_channel("组长", "zh"), first_channel("letter", "en")
    ('电话', '', 'letter')

    The hour that a list proposes beside it is none of its words.

    >>> first_channel("电话（18–20时）、短信", "zh"), first_channel("phone (18:00–20:00), SMS", "en")
    ('电话', 'call')
    """
    plain = str(text or "").replace(",", "、").replace(";", "、").replace("（", "(")
    first = plain.split("、")[0].partition("(")[0].strip().casefold()
    words = {form.casefold(): forms for forms in CHANNELS.values() for form in forms}
    found = words.get(first)
    return "" if found is None else found[0 if lang == "zh" else 1]


def past_keys(helpers: Helpers, rows: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give the keys of contacts that were made before the workbook was written, as its formulas would.

    Parameters
    ----------
    helpers : Helpers
        Of the sheet of contacts.
    rows : mapping
        ``day`` (serial numbers, or None), ``person``, ``case``, and by their keys ``channel, outcome, direction, party, consent``; one
        entry a row each.
    """
    keys: dict[str, list[Any]] = {"called": []}
    caps = helpers.setting.figures.caps
    keys |= {f"key_{cap.key}": [] for cap in caps}
    party_word = CONTACTS.column("counterparty").word
    lang = helpers.setting.lang
    for day, person, case, channel, outcome, direction, party, consent in zip(
        *(rows[key] for key in ("day", "person", "case", "channel", "outcome", "direction", "party", "consent")),
        strict=True,
    ):
        out = day is not None and direction != "in"
        keys["called"].append(f"{day}|{person}" if out and channel == "call" else "")
        point = f"{person}|{party_word(party, lang) if party not in {'', 'holder'} else ''}"
        named = {"contact_point": point, "person": person, "case_id": case}
        for cap in caps:
            rule = cap.record
            counts = (
                channel in rule.channels and outcome in rule.outcomes and (party or "holder") in rule.counterparties
            )
            freed = rule.consent_lifts and consent
            who = "|".join(str(named[key]) for key in cap.per)
            keys[f"key_{cap.key}"].append(f"{day}|{who}" if out and counts and not freed else "")
    return keys


def barred_words(figures: Figures) -> Grid:
    """Give the plain words that the conduct rules bar, for the mark in the cell; their patterns are the product's to judge on return.

    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> words = [row[0] for row in barred_words(Figures(Policies("cn"), date(2026, 11, 23))).rows]
    >>> "弄死" in words, any("(" in word for word in words)
    (True, False)
    """
    found: dict[str, None] = {}
    ground = None
    for _, record in figures.policies.of_kind(Conduct, figures.on):
        if "holder" not in record.audiences:
            continue
        ground = ground or record.ground("patterns")
        for pattern in (*record.patterns, *record.firm):
            whole = _ENGLISH.fullmatch(pattern)
            for word in (whole[1] if whole else pattern).split("|"):
                if _PLAIN_WORD.fullmatch(word):
                    found.setdefault(word, None)
    zh, en = (say("workbooks.collector.barred", lang) for lang in ("zh", "en"))
    return Grid(zh, en, (BARRED,), ((zh, en),), [(word,) for word in found] or [("\x7f",)], ground)
