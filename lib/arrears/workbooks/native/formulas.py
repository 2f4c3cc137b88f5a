"""The formulas themselves, as templates over the columns of a row: ``{due}`` is the row's cell, a bare word a name of the rules' sheet.

Three forms keep the fen exact in any program:

- a rate is two whole numbers, and a product of whole fen is divided once: ``ROUND(fen*num/den,0)``;
- sums and differences of yuan are rounded once at the end: ``ROUND(a-b,money_digits)``;
- a float that cannot be exact (an annuity) loses its noise before it is rounded: ``ROUND(ROUND(x,noise_digits),0)``.

A blank gives a blank; what is no date, no number, negative or beyond a policy's bounds gives "?"; what a formula does not understand
forbids, so that only a plain TRUE permits. A key that begins with an underscore is a helper, which stands where LET would. No formula
uses a function younger than Excel 2007, an array outside SUMPRODUCT, or anything volatile.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from arrears.workbooks.native.figures import Cap, Figures

Templates = dict[str, str]

NUMBERS: Final = frozenset({"0", "1", "100"})
"""The numbers that formulas may hold: 100 is the fen in a yuan."""
FUNCTIONS: Final = frozenset(
    ["AND", "COUNTIF", "DAY", "EDATE", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "LEN", "LOOKUP", "MATCH", "MAX", "MIN", "MOD", "MONTH", "N", "NOT", "OR", "ROUND", "SEARCH", "SUBSTITUTE", "SUMPRODUCT", "YEAR"]
)  # fmt: skip
"""The functions that formulas may use; ``NOW`` stands in the one clock cell."""
_RATE: Final = "ROUND({{{0}}}*rate_places,0)"
_NUM: Final = _RATE.format("year_rate")
_DEN: Final = "(rate_places*months_year)"
_FACTORS: Final = "(plan_numbers<={months})*(1+{_period})^-plan_numbers"
"""Discount factors: ``(1-(1+i)^-n)/i`` loses half its digits where i is small, and PMT rounds as each program likes."""


def filled(template: str, cells: Mapping[str, str]) -> str:
    """Put a row's cells into a template.

    >>> filled('=IF({due}="","",as_of-{due})', {"due": "$C5"})
    '=IF($C5="","",as_of-$C5)'
    """
    return template.format_map(cells)


def numbers_in(formula: str) -> set[str]:
    """Give the numbers that stand in a formula or template, outside texts, names and cells.

    >>> sorted(numbers_in('=ROUND({x}*100,0)/$B7+"7"'))
    ['0', '100']
    """
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\'[^\']*\'!|\$?[A-Z]{1,3}\$?\d+', " ", formula)
    return set(re.findall(r"(?<![A-Za-z_0-9.])\d+(?:\.\d+)?", bare))


def functions_in(formula: str) -> set[str]:
    """Give the functions that a formula calls.

    >>> sorted(functions_in('=IF(INT(A1)=0,"SUM(x)",1)'))
    ['IF', 'INT']
    """
    return set(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', " ", formula)))


def case_row(figures: Figures) -> Templates:
    """Give the formulas of a case: age, bucket, classes, stage, late fee, interest, allocation, instalment, what can be paid, promise.

    Its cells are ``due, off, minimum, paid, balance, day_rate, interest, fees, principal, payment, lent, year_rate, months, income,
    fixed, flexible, promised, promise_day, promise_paid``; ``off`` counts days that do not count as past due, such as a pause's.
    """
    return {
        "dpd": '=IF({due}="","",IF(AND(ISNUMBER({due}),ISNUMBER(as_of)),MAX(0,as_of-INT({due})+dpd_due_day-IF(ISNUMBER({off}),{off},0)),"?"))',
        "bucket": _banded("bucket"),
        **{name: _banded(name) for name in figures.scales},
        "stage": _banded("stage"),
        **_late_fee(),
        **_interest(),
        "_band": '=IF(ISNUMBER({dpd}),MATCH({dpd},split_begins,1),"")',
        **_allocation(),
        **_instalment(),
        **_affordable(),
        "promise": promise(),
    }


def promise() -> str:
    """Give the formula of what became of a promise: cells ``promised, promise_day, promise_paid``."""
    body = (
        "IF(ROUND(IF(ISNUMBER({promise_paid}),{promise_paid},0)*100,0)*promise_share_den>=ROUND({promised}*100,0)*promise_share_num,promise_kept,"
        "IF(as_of<=INT({promise_day})+promise_grace,promise_pending,IF(IF(ISNUMBER({promise_paid}),{promise_paid},0)>0,promise_partial,promise_broken)))"
    )
    amounts = _checked(("promised",), body, dates=("promise_day",))
    return f'=IF(OR({{promised}}="",{{promise_day}}=""),"",{amounts})'


def _banded(name: str) -> str:
    return f"=IF(ISNUMBER({{dpd}}),LOOKUP({{dpd}},{name}_begins,{name}_labels),{{dpd}})"


def _checked(amounts: Sequence[str], body: str, *, dates: Iterable[str] = ()) -> str:
    """Give the body where all amounts are numbers that are not negative and small enough to be exact, and dates are dates; else "?"."""
    known = ",".join(f"ISNUMBER({{{key}}})" for key in (*amounts, *dates))
    cells = ",".join(f"{{{key}}}" for key in amounts)
    bad = f"OR(MIN({cells})<0,MAX({cells})>yuan_most)"
    return f'IF(AND({known}),IF({bad},"?",{body}),"?")'


def _blank_unless(keys: Sequence[str], answer: str) -> str:
    blank = ",".join(f'{{{key}}}=""' for key in keys)
    return f'=IF(OR({blank}),"",{answer})' if len(keys) > 1 else f'=IF({blank},"",{answer})'


def _late_fee() -> Templates:
    unpaid = _checked(("minimum", "paid"), "MAX(0,ROUND({minimum}*100,0)-ROUND({paid}*100,0))")
    fee = "IF({_unpaid}>fee_tolerance_fen,MAX(ROUND({_unpaid}*fee_rate_num/fee_rate_den,0),fee_least_fen),0)"
    return {
        "_unpaid": _blank_unless(("minimum", "paid"), unpaid),
        "_fee": f"=IF(ISNUMBER({{_unpaid}}),{fee},{{_unpaid}})",
        "late_fee": "=IF(ISNUMBER({_fee}),IF(fee_capped=1,MIN({_fee},ROUND({minimum}*100,0)),{_fee})/100,{_fee})",
    }


def _interest() -> Templates:
    own = _rate_ok("day_rate", "day_most")
    return {
        "_fen_days": _blank_unless(("balance", "dpd"), f"IF(ISNUMBER({{dpd}}),{_checked(('balance',), 'ROUND({balance}*100,0)*{dpd}')},\"?\")"),
        "day_interest": '=IF(ISNUMBER({_fen_days}),IF({day_rate}="",ROUND({_fen_days}*day_rate_num/day_rate_den,0)/100,'
        f'IF({own},ROUND({{_fen_days}}*{_RATE.format("day_rate")}/rate_places,0)/100,"?")),{{_fen_days}})',
    }  # fmt: skip


def _rate_ok(key: str, most: str) -> str:
    """Tell whether a typed rate is a number from 0 to a policy's bound with no more places than are read; nested: AND asks all."""
    whole = f"ROUND({{{key}}}*rate_places,money_digits)={_RATE.format(key)}"
    inside = f"({{{key}}}>=0)*({_RATE.format(key)}*{most}_den<={most}_num*rate_places)*({whole})"
    return f"IF(ISNUMBER({{{key}}}),{inside}=1,1=0)"


def _allocation() -> Templates:
    asked = ("payment", "interest", "fees", "principal")

    def part(key: str, *others: str) -> str:
        before = "".join(f"-(INDEX(split_{one},{{_band}})<INDEX(split_{key},{{_band}}))*{{{one}}}" for one in others)
        body = f"ROUND(MAX(0,MIN({{{key}}},{{payment}}{before})),money_digits)"
        return _blank_unless((*asked, "dpd"), f'IF(ISNUMBER({{_band}}),{_checked(asked, body)},"?")')

    left = "ROUND({payment}-{to_interest}-{to_fees}-{to_principal},money_digits)"
    return {
        "to_interest": part("interest", "fees", "principal"),
        "to_fees": part("fees", "interest", "principal"),
        "to_principal": part("principal", "interest", "fees"),
        "left_over": f"=IF(ISNUMBER({{to_principal}}),{left},{{to_principal}})",
    }


def _instalment() -> Templates:
    rate = f'IF({_rate_ok("year_rate", "plan_rate_most")},{_NUM}/{_DEN},"?")'
    once = f"ROUND({{lent}}*100,0)+ROUND(ROUND({{lent}}*100,0)*{_NUM}/{_DEN},0)"
    # A term may be longer than the list of instalments: whole lengths of the list, each discounted, and the rest of one.
    whole = "INT({months}/plan_most)"
    lengths = f"SUMPRODUCT((plan_numbers<={whole})*(1+{{_period}})^-((plan_numbers-1)*plan_most))"
    rest = f"(1+{{_period}})^-({whole}*plan_most)*SUMPRODUCT((plan_numbers<={{months}}-{whole}*plan_most)*(1+{{_period}})^-plan_numbers)"
    factors = f"(SUMPRODUCT((1+{{_period}})^-plan_numbers)*{lengths}+{rest})"
    level = f"ROUND(ROUND(ROUND({{lent}}*100,0)/{factors},noise_digits),0)"
    body = f"IF({{_period}}=0,ROUND(ROUND({{lent}}*100,0)/{{months}},0),IF({{months}}=1,{once},{level}))/100"
    months = "AND({months}>=1,{months}<=plan_longest,INT({months})={months},{lent}>0)"
    known = f'IF(AND(ISNUMBER({{_period}}),ISNUMBER({{months}})),IF({months},{_checked(("lent",), body)},"?"),"?")'
    return {
        "_period": _blank_unless(("months", "year_rate"), rate),
        "instalment": _blank_unless(("lent", "year_rate", "months"), known),
    }


def _affordable() -> Templates:
    asked = ("income", "fixed", "flexible")
    surplus = "MAX(0,ROUND(({income}-{fixed}-{flexible})*100,0))"
    saved = "ROUND({_surplus}*savings_share_num/savings_share_den,0)"
    kept = f'IF(savings_most_fen="",{saved},MIN({saved},savings_most_fen))'
    return {
        "_surplus": _blank_unless(asked, _checked(asked, surplus)),
        "affordable": f"=IF(ISNUMBER({{_surplus}}),({{_surplus}}-{kept})/100,{{_surplus}})",
    }


# --- contacts


def contact_row(caps: Sequence[Cap]) -> Templates:
    """Give the formulas of a contact that was made: keys by which later ones find it counted.

    Its cells are ``customer, point, case, when, channel, outcome, direction, party, consent``. A key begins with the day, so that no
    program takes it for a number or a comparison; a masked number is never a key: its asterisks are wildcards.
    """
    return {
        "_ms": '=IF(ISNUMBER({when}),ROUND({when}*ms_a_day,0),"")',
        "_channel": '=IF({channel}="","",IFERROR(MATCH({channel},channel_words,0),""))',
        "_outcome": '=IF({outcome}="","",IFERROR(MATCH({outcome},outcome_words,0),""))',
        "_party": '=IF({party}="",1,IFERROR(MATCH({party},party_words,0),""))',
        "called": '=IF(AND(ISNUMBER({_ms}),{channel}=word_call,{direction}<>word_in),INT({_ms}/ms_a_day)&"|"&{customer},"")',
        **{f"key_{cap.key}": _counted(cap) for cap in caps},
    }


def _counted(cap: Cap) -> str:
    name = f"cap_{cap.key}"
    known = "AND(ISNUMBER({_ms}),ISNUMBER({_channel}),ISNUMBER({_outcome}),ISNUMBER({_party}),{direction}<>word_in)"
    inside = f"INDEX({name}_channels,{{_channel}})*INDEX({name}_outcomes,{{_outcome}})*INDEX({name}_parties,{{_party}})"
    freed = f"AND({name}_consent=1,{{consent}}=word_yes)"
    return f'=IF({known},IF(AND({inside}=1,NOT({freed})),INT({{_ms}}/ms_a_day)&{_who(cap)},""),"")'


def _who(cap: Cap) -> str:
    columns = {"contact_point": "{point}", "person": "{customer}", "case_id": "{case}"}
    return "&".join(f'"|"&{columns[key]}' for key in cap.per)


def check_row(
    figures: Figures, counted: Mapping[str, Sequence[str] | Sequence[tuple[str, str]]], *, before: bool = False
) -> Templates:
    """Give the formulas of a contact that is asked for: what was counted, the rule that forbids it, whether it is permitted, from when.

    Parameters
    ----------
    figures : Figures
        Caps and stops.
    counted : mapping of str to sequences of str
        For ``called`` and for each cap's key, where its keys stand: names, or areas of other sheets; with ``before`` each in a pair
        with where their moments stand.
    before : bool
        Count what was made before the moment asked about alone, and not the whole day.

    Notes
    -----
    Its cells are ``when, channel, customer, point, case, stops, consent, party``. What the sheet cannot count (a pause after a
    conversation, a window of several days) makes no contact permitted: it says "?".
    """
    caps = figures.caps
    count = _count_before if before else _count
    return {
        "_ms": '=IF(ISNUMBER({when}),ROUND({when}*ms_a_day,0),IF({when}="","","?"))',
        "_clock": '=IF(ISNUMBER({_ms}),MOD({_ms},ms_a_day),"")',
        "_channel": '=IF({channel}="","",IFERROR(MATCH({channel},channel_words,0),"?"))',
        "_party": '=IF({party}="",1,IFERROR(MATCH({party},party_words,0),"?"))',
        "calls_today": f'=IF({{customer}}="","",{count(counted["called"], "INT(as_of)&{bar}&{customer}")})',
        **{
            f"count_{cap.key}": _used(cap, count(counted[cap.key], f"INT({{_ms}}/ms_a_day)&{_who(cap)}"))
            for cap in caps
        },
        "_stop": _stopped(figures),
        "_late": _outside_hours(),
        "_over": _over(caps),
        "block": _block(),
        "may": '=IF(OR({when}="",{channel}=""),"",{block}="")',
        "free_from": _free(),
    }


def _count(ranges: Sequence[Any], key: str) -> str:
    asked = key.replace("{bar}", '"|"')
    return "+".join(f"COUNTIF({area},{asked})" for area in ranges) or "0"


def _count_before(ranges: Sequence[Any], key: str) -> str:
    asked = key.replace("{bar}", '"|"')
    return "+".join(f"SUMPRODUCT(({area}={asked})*({when}<{{when}}))" for area, when in ranges) or "0"


def _used(cap: Cap, counted: str) -> str:
    inside = f"INDEX(cap_{cap.key}_channels,{{_channel}})*INDEX(cap_{cap.key}_parties,{{_party}})=1"
    known = "AND(ISNUMBER({_ms}),ISNUMBER({_channel}),ISNUMBER({_party}))"
    return f'=IF({known},IF({inside},{counted},""),"")'


def _stopped(figures: Figures) -> str:
    """Give the rule of the first stop that bars the channel, and "?" where a word is not known: what is not understood forbids.

    No array: a program that takes SEARCH(range, ...) within SUMPRODUCT for a single value would find no stop and permit.
    """
    text = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({stops},"；",";"),"、",";"),"; ",";")'
    found = {
        one.state: f'ISNUMBER(SEARCH(";"&stop_{one.state}_word&";",";"&{text}&";"))'
        for one in figures.stops
    }  # fmt: skip
    known = "+".join(found.values()) or "0"
    formula = f'IF({known}<LEN({text})-LEN(SUBSTITUTE({text},";",""))+1,"?","")'
    for state in reversed(list(found)):
        formula = f"IF({found[state]}*INDEX(stop_{state}_bars,{{_channel}})=1,stop_{state}_rule,{formula})"
    return f'=IF(OR({{stops}}="",NOT(ISNUMBER({{_channel}}))),"",{formula})'


def _outside_hours() -> str:
    """Tell whether the hours forbid it: a window that crosses midnight needs one of two comparisons, another one both."""
    outside = "({_clock}>=hours_open_ms)+({_clock}<hours_close_ms)+(hours_close_ms<=hours_open_ms)<=1"
    bound = "INDEX(channel_hours,{_channel})=1"
    freed = "AND(hours_consent=1,{consent}=word_yes)"
    return f'=IF(AND(ISNUMBER({{_clock}}),ISNUMBER({{_channel}})),IF(AND({bound},NOT({freed}),{outside}),1,0),"")'


def _over(caps: Sequence[Cap]) -> str:
    """Give the rule of the first cap that is used up."""
    formula = '""'
    for cap in reversed(caps):
        name = f"cap_{cap.key}"
        freed = f"AND({name}_consent=1,{{consent}}=word_yes)"
        full = f"IF(ISNUMBER({{count_{cap.key}}}),AND({{count_{cap.key}}}>={name}_most,NOT({freed})),1=0)"
        formula = f"IF({full},{name}_rule,{formula})"
    return f"={formula}"


def _block() -> str:
    known = "AND(ISNUMBER({_ms}),ISNUMBER({_channel}),ISNUMBER({_party}))"
    rule = 'IF({_stop}<>"",{_stop},IF({_late}=1,hours_rule,IF({_over}<>"",{_over},IF(INDEX(party_third,{_party})=1,third_rule,IF(contact_known=1,"","?")))))'
    return f'=IF(OR({{when}}="",{{channel}}=""),"",IF({known},{rule},"?"))'


def _free() -> str:
    """Give the first permitted moment: the next opening of the hours, of the next day where today's count is used up."""
    day, clock = "(INT({_ms}/ms_a_day)+1)", "{_clock}"
    bound = "AND(INDEX(channel_hours,{_channel})=1,NOT(AND(hours_consent=1,{consent}=word_yes)))"
    # Past a cap the count begins again at midnight, which the hours may forbid too.
    midnight = f"IF(AND({bound},hours_close_ms>hours_open_ms),hours_open_ms,IF(AND({bound},hours_close_ms<=0),hours_open_ms,0))"
    tomorrow = f"{day}+{midnight}/ms_a_day"
    opening = f"INT({{_ms}}/ms_a_day)+({clock}>=hours_open_ms)+hours_open_ms/ms_a_day"
    answer = f'IF({{_over}}<>"",{tomorrow},IF({{_late}}=1,{opening},{{when}}))'
    return f'=IF(AND(ISNUMBER({{_ms}}),ISNUMBER({{_channel}}),ISNUMBER({{_party}}),{{_stop}}="",contact_known=1),IF(INDEX(party_third,{{_party}})=1,"",{answer}),"")'


# --- plans

PLAN_CELLS: Final = ("lent", "year_rate", "months", "first_due", "start", "method", "fee_rate")
"""Cells of a plan: what is lent, its yearly rate, months, first due date, the day from which interest runs (or blank), method, fee rate."""

_THIRTY: Final = "MIN(DAY({start}),days_month)"
_LAST: Final = "IF(AND(DAY({first_due})>days_month," + _THIRTY + "=days_month),days_month,DAY({first_due}))"
_FIRST_DAYS: Final = (
    "(days_year*(YEAR({first_due})-YEAR({start}))+days_month*(MONTH({first_due})-MONTH({start}))+"
    + _LAST
    + "-"
    + _THIRTY
    + ")"
)


def _moved(anchor: str, steps: str) -> str:
    """Give a day so many months on; where a month lacks the day it is the last, or by policy the first of the next."""
    day = f"EDATE({anchor},{steps})"
    return f"({day}+plan_next_month*(DAY({day})<DAY({anchor})))"


def plan_terms(rises: Sequence[str], paid: str) -> Templates:
    """Give the formulas of a plan's terms, which its lines rest on.

    Parameters
    ----------
    rises : sequence of str
        `Figures.rises`: the first of them with which a step-up plan's debt never grows is taken.
    paid : str
        Where the payments of its lines stand: a plan with an instalment of nothing is refused.
    """
    fen = "ROUND({lent}*100,0)"
    ok = "IF(AND(ISNUMBER({lent}),ISNUMBER({months}),ISNUMBER({first_due})),{inside},1=0)"
    inside = (
        "AND(plan_known=1,{lent}>0,{lent}<=yuan_most,{months}>=1,{months}<=plan_most,INT({months})={months},"
        "ISNUMBER({_kind})," + _rate_ok("year_rate", "plan_rate_most") + ",{_fee_ok}=1,{_start_ok}=1)"
    )
    dates = "AND(ISNUMBER({start}),ISNUMBER({first_due}))"
    regular = '{start}="",' + f"IF({dates}," + _moved("INT({start})", "1") + "=INT({first_due}),1=0)"
    ends = _moved("INT({_anchor})", "{months}-1+{_lag}")
    fee = _rate_ok("fee_rate", "plan_fee_most")
    sums = f"SUMPRODUCT({_FACTORS})"
    left = "{_balloon}*(1+{_period})^-{months}"
    lent = f"{fen}*(1+{{_first}})/(1+{{_period}})"
    multiple = "plan_multiple_fen"
    return {
        "_kind": '=IF({method}="","",IFERROR(MATCH({method},method_words,0),"?"))',
        "_fee_ok": f'=IF({{fee_rate}}="",1,IF({fee},1,0))',
        # A fee plan with interest a year and no fee was most likely given its fee as the rate.
        "_regular": f"=IF(OR({regular}),1,0)",
        "_anchor": '=IF(ISNUMBER({first_due}),IF(AND({_regular}=1,{start}<>""),{start},{first_due}),"")',
        "_lag": '=IF(AND({_regular}=1,{start}<>""),1,0)',
        "_start_ok": '=IF({start}="",1,IF(AND(ISNUMBER({start}),ISNUMBER({first_due}),ISNUMBER({months})),'
        f'IF(AND({{start}}<{{first_due}},{{months}}>=1,{{months}}<=plan_most),IF({ends}<={_moved("INT({start})", "plan_most")},1,0),0),0))',
        "_ok": '=IF(OR({lent}="",{year_rate}="",{months}="",{first_due}="",{method}=""),"",'
        f"IF({ok.replace('{inside}', inside)},IF(AND(INDEX(method_fee,{{_kind}})=1,{{year_rate}}>0,IF(ISNUMBER({{fee_rate}}),{{fee_rate}},0)=0),0,1),0))",
        "_period": f'=IF({{_ok}}=1,{_NUM}/{_DEN},"")',
        "_first": f'=IF({{_ok}}=1,IF({{_regular}}=1,{{_period}},{_NUM}*{_FIRST_DAYS}/(rate_places*days_year)),"")',
        "_balloon": f'=IF({{_ok}}=1,IF(INDEX(method_balloon,{{_kind}})=1,ROUND({fen}*plan_balloon_num/plan_balloon_den,0),0),"")',
        "_part": f'=IF({{_ok}}=1,IF(INDEX(method_interest,{{_kind}})=1,0,ROUND({fen}/({{months}}*{multiple}),0)*{multiple}),"")',
        "_owed": f'=IF({{_ok}}=1,IF({{_regular}}=1,ROUND({fen}*{_NUM}/{_DEN},0),ROUND({fen}*{_NUM}*{_FIRST_DAYS}/(rate_places*days_year),0)),"")',
        **{f"_level_{name}": _rising(name, lent) for name in rises},
        **{f"_holds_{name}": _holds(name, fen) for name in rises},
        "_rise_num": _chosen(rises, "{name}_num", "0"),
        "_rise_den": _chosen(rises, "{name}_den", "1"),
        "_rise_level": _chosen(rises, "{{_level_{name}}}", '""'),
        "_level": f'=IF({{_ok}}=1,IF(INDEX(method_step,{{_kind}})=1,{{_rise_level}},IF(INDEX(method_level,{{_kind}})=1,'
        f'ROUND(ROUND(({lent}-{left})/{sums}/{multiple},noise_digits),0)*{multiple},{{_part}})),"")',
        # A plan of nothing in an instalment is none, unless it rests on interest alone.
        "_fits": f'=IF({{_ok}}="","",IF({{_ok}}=1,IF(ISNUMBER({{_level}}),IF(AND(INDEX(method_each,{{_kind}})=1,COUNTIF({paid},0)>0),0,1),0),0))',
        "_fee": f'=IF({{_ok}}=1,ROUND({fen}*ROUND(IF(ISNUMBER({{fee_rate}}),{{fee_rate}},0)*rate_places,0)/rate_places,0)/100,"")',
    }  # fmt: skip


def _rising(name: str, lent: str) -> str:
    """Give the first instalment of a step-up plan with one of the rises."""
    sums = f"SUMPRODUCT({_FACTORS}*(1+{name}_num/{name}_den)^plan_steps)"
    level = f"ROUND(ROUND({lent}/{sums}/plan_multiple_fen,noise_digits),0)*plan_multiple_fen"
    return f'=IF({{_ok}}=1,IF(INDEX(method_step,{{_kind}})=1,{level},""),"")'


def _holds(name: str, fen: str) -> str:
    """Tell whether the debt never grows: the first two instalments cover their interest, and later ones ask less and pay more."""
    level = f"{{_level_{name}}}"
    second = f"ROUND(({fen}-({level}-{{_owed}}))*{_NUM}/{_DEN},0)"
    falls = f"IF({level}>={{_owed}},IF({{months}}<=1+1,1,IF({level}>={second},1,0)),0)"
    return f'=IF(ISNUMBER({level}),IF(OR({{months}}=1,{level}<=0),1,{falls}),"")'


def _chosen(rises: Sequence[str], what: str, otherwise: str) -> str:
    formula = otherwise
    for name in reversed(rises):
        formula = f"IF({{_holds_{name}}}=1,{what.format(name=name)},{formula})"
    return f'=IF({{_ok}}=1,{formula},"")'


def plan_line(*, first: bool) -> Templates:
    """Give the formulas of one instalment; ``{up_no}``, ``{up_closing}`` and ``{up__aim}`` are the cells of the line above.

    They are hidden: what people see is `plan_shown`, blank while the plan does not hold.
    """
    num, den = _NUM, _DEN
    later = f"ROUND(ROUND({{opening}}*100,0)*{num}/{den},0)/100"
    odd = (
        f"IF({{_regular}}=1,{later},ROUND(ROUND({{opening}}*100,0)*{num}*{_FIRST_DAYS}/(rate_places*days_year),0)/100)"
    )
    risen = (
        "MIN(ROUND({up__aim}*({_rise_num}+{_rise_den})/({_rise_den}*plan_multiple_fen),0)*plan_multiple_fen,"
        "(1+1)*ROUND({lent}*100,0))"
    )
    steps = f"IF(AND(INDEX(method_step,{{_kind}})=1,MOD({{no}}-1,plan_step_every)=0),{risen},{{up__aim}})"
    aim = "{_level}" if first else steps
    level = "IF({_aim}>0,MIN({opening},ROUND({_aim}/100-{interest},money_digits)),0)"
    part = (
        f"IF({{no}}={{months}},{{opening}},IF(INDEX(method_level,{{_kind}})=1,{level},MIN({{opening}},{{_aim}}/100)))"
    )
    count = "1" if first else 'IF({up_no}<{months},{up_no}+1,"")'
    is_there = "ISNUMBER({_level})" if first else "ISNUMBER({up_no})"
    return {
        "no": f'=IF({is_there},{count},"")',
        "due_date": '=IF({no}="","",' + _moved("INT({_anchor})", "{no}-1+{_lag}") + ")",
        "opening": f'=IF({{no}}="","",{"ROUND({lent},money_digits)" if first else "{up_closing}"})',
        "payment": '=IF({no}="","",ROUND({principal}+{interest}+{fee},money_digits))',
        "principal": f'=IF({{no}}="","",{part})',
        "interest": f'=IF({{no}}="","",{odd if first else later})',
        "fee": '=IF({no}="","",{_fee})',
        "closing": '=IF({no}="","",ROUND({opening}-{principal},money_digits))',
        "_aim": f'=IF({{no}}="","",{aim})',
    }


def plan_shown(key: str) -> str:
    """Give the formula that shows a cell of a line: nothing where the plan is refused as a whole.

    >>> plan_shown("payment")
    '=IF({_fits}=1,{payment},"")'
    """
    return f'=IF({{_fits}}=1,{{{key}}},"")'
