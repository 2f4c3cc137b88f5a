"""The figures that native formulas rest on: what each is called in formulas and for people, and the rule that sets it.

A rate stands as two whole numbers and an hour as milliseconds, the end of a closed window as one millisecond more, so that a
formula is a product of whole numbers divided once and knows no special case. What is arithmetic and not policy (months in a year,
milliseconds in a day) is named too: a formula holds no number but 0, 1 and 100, the fen in a yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from arrears.operations.cases.ageing import class_scales
from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy.records import (
    Affordability,
    Allocation,
    Buckets,
    ContactFrequency,
    ContactHours,
    ContactPause,
    ContactStop,
    DailyRate,
    DaysPastDue,
    LateFee,
    MonthStep,
    PlanOptions,
    PlanTerms,
    Promise,
    Stages,
    ThirdPartyContact,
    WorkingDay,
)
from arrears.policy.records.money import CARD_PARTS
from arrears.rules.schedule import Method
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES, STATES
from arrears.tables.schedules import METHOD_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, time
    from fractions import Fraction

    from arrears.policy import Policies
    from arrears.policy.records import Overlay, Record
    from arrears.policy.records.delinquency import Banded

    Value = int | float | str | None

MS_A_DAY: Final = 86_400_000
RATE_PLACES: Final = 10**6
"""A typed rate is read to six places: 0.000183 a day, 0.0824 a year."""
MOST_YUAN: Final = 9_000_000
"""Beyond it the products of fen and rates are no exact numbers of a spreadsheet."""
_NATIVE_DAY_COUNT: Final = "30/360 Bond Basis"
_LEVEL: Final = {Method.EQUAL_INSTALMENT, Method.BALLOON, Method.STEP_UP}
"""Methods whose level amount holds the interest."""
_YES_NO: Final = {"yes": ("是", "yes"), "no": ("否", "no")}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes
    ----------
    name : str
        In formulas.
    value : number, text or None
        None leaves the cell blank: there is no such figure.
    zh, en : str
        What it is.
    ground : Overlay, optional
        The rule that sets it; none where it is arithmetic.
    """

    name: str
    value: Value
    zh: str
    en: str
    ground: Overlay | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures in rows, such as the bands of a scale; each column that has a name can be used in formulas.

    Attributes
    ----------
    zh, en : str
        What it is.
    names : tuple of str
        Of the columns in formulas, blank where formulas use none.
    headings : tuple of (str, str)
        Of the columns for people.
    rows : sequence of tuples
        The figures.
    ground : Overlay, optional
        The rule that sets them.
    """

    zh: str
    en: str
    names: tuple[str, ...]
    headings: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[Value, ...]]
    ground: Overlay | None


@dataclass(frozen=True, slots=True)
class Cap:
    """How often one may contact a day, as formulas count it.

    Attributes
    ----------
    key : str
        Its part of names.
    per : tuple of str
        Columns in which contacts must agree to be counted together.
    record : ContactFrequency
        The rule.
    """

    key: str
    per: tuple[str, ...]
    record: ContactFrequency


@dataclass(frozen=True)
class Figures:
    """All figures of one profile on one day, with the words of one language.

    Attributes
    ----------
    policies : Policies
        Whose rules.
    on : date
        The day on which they are in force.
    lang : str
        ``zh`` or ``en``.
    """

    policies: Policies
    on: date
    lang: str = "zh"

    @property
    def place(self) -> int:
        """Where a language's word stands in a pair."""
        return 0 if self.lang == "zh" else 1

    @cached_property
    def single(self) -> list[Figure]:
        """The single figures, by topic."""
        return [*self._ages(), *self._money(), *self._plans(), *self._promises(), *self._hours(), *self._arithmetic()]

    @cached_property
    def grids(self) -> list[Grid]:
        """The figures that stand in rows."""
        return [
            *self._scales(),
            self._split(),
            self._methods(),
            self._numbers(),
            self._channels(),
            *self._caps(),
            *self._stops(),
        ]

    @cached_property
    def caps(self) -> list[Cap]:
        """The caps that a sheet can count: those over the calendar day, in the order in which they are asked."""
        return [one for one in self._every_cap if _is_counted(one.record)]

    @cached_property
    def knows_contacts(self) -> bool:
        """Whether hours, stops and caps of the day are all that limits contacts; where it is not so, no formula permits one."""
        has_pause = any(isinstance(record, ContactPause) for _, record in self._contact_rules)
        return not has_pause and all(_is_counted(one.record) for one in self._every_cap)

    @cached_property
    def rises(self) -> list[str]:
        """The names of the rises of a step-up plan, in the order in which they are tried."""
        terms = self.policies.get(PlanTerms, self.on)
        return [f"rise_{place}" for place in range(1, len(terms.gentler_steps) + 2)]

    @cached_property
    def scales(self) -> list[str]:
        """The names of the scales of loan classes, the profile's default first."""
        return [f"class{number}" for number, _ in enumerate(class_scales(self.policies, self.on), 1)]

    @cached_property
    def stops(self) -> list[ContactStop]:
        """What stops a contact with the holder, in the order of the policies."""
        records = [record for _, record in self._contact_rules if isinstance(record, ContactStop)]
        return [record for record in records if "holder" in record.counterparties]

    @cached_property
    def _every_cap(self) -> list[Cap]:
        return [
            Cap(name.removeprefix(ContactFrequency.file).strip("_") or "contacts", record.per, record)
            for name, record in self._contact_rules
            # What a collector does is interactive: a cap on recorded reminders alone does not bind it.
            if isinstance(record, ContactFrequency) and "interactive" in record.voices
        ]

    @cached_property
    def _contact_rules(self) -> list[tuple[str, Record]]:
        return [(name, record) for name, record in self.policies.records(self.on) if name.startswith("contact_")]

    def _ages(self) -> list[Figure]:
        count = self.policies.get(DaysPastDue, self.on)
        return [
            _of(
                count,
                "dpd_due_day",
                count.due_day_counts,
                "due_day_counts",
                "到期日当天计几天",
                "days of the due day itself",
            )
        ]

    def _money(self) -> list[Figure]:
        fee, rate = self.policies.get(LateFee, self.on), self.policies.get(DailyRate, self.on)
        kept, terms = self.policies.get(Affordability, self.on), self.policies.get(PlanTerms, self.on)
        most = terms.annual_rate_ceiling / rate.year_days
        return [
            *_ratio(fee, "fee_rate", fee.rate, "rate", "违约金比例", "share of the late fee"),
            _of(fee, "fee_least_fen", fee.least_fen, "least_fen", "违约金最低（分）", "least late fee, in fen"),
            _of(fee, "fee_tolerance_fen", fee.tolerance_fen, "tolerance_fen", "不计违约金的未还额（分）", "unpaid part without a late fee, in fen"),
            _of(fee, "fee_capped", int(fee.capped_at_minimum_payment), "capped_at_minimum_payment", "违约金以最低还款额为限（1是0否）", "late fee capped at the minimum payment (1 yes, 0 no)"),
            *_ratio(rate, "day_rate", rate.rate, "rate", "日利率", "daily rate"),
            *_ratio(terms, "day_most", most, "annual_rate_ceiling", "日利率上限", "highest daily rate"),
            *_ratio(kept, "savings_share", kept.savings_share, "savings_share", "结余留存比例", "share of a surplus that is saved"),
            _of(kept, "savings_most_fen", kept.savings_cap_fen, "savings_cap_fen", "留存上限（分，空为无）", "most that is saved, in fen (blank: no limit)"),
        ]  # fmt: skip

    def _plans(self) -> list[Figure]:
        terms, most = self.policies.get(PlanTerms, self.on), self.policies.get(PlanOptions, self.on)
        step, roll = self.policies.get(MonthStep, self.on), self.policies.get(WorkingDay, self.on)
        known = int(terms.day_count == _NATIVE_DAY_COUNT and roll.roll == "none")
        return [
            _of(most, "plan_most", most.most_instalments, "most_instalments", "最长期数（月）", "most monthly instalments"),
            _of(most, "plan_fewest", most.fewest_instalments, "fewest_instalments", "最短期数（月）", "fewest monthly instalments"),
            _of(terms, "plan_longest", terms.longest_calculation, "longest_calculation", "每期还款额最长可算（月）", "an instalment is computed for up to (months)"),
            *_ratio(terms, "plan_rate_most", terms.annual_rate_ceiling, "annual_rate_ceiling", "年利率上限", "highest yearly rate"),
            *_ratio(terms, "plan_fee_most", terms.fee_rate_ceiling, "fee_rate_ceiling", "每期手续费率上限", "highest fee an instalment"),
            *_ratio(terms, "plan_balloon", terms.balloon_share, "balloon_share", "尾款比例", "share left to the last instalment"),
            *(
                figure
                for place, rise in enumerate((terms.step_rate, *terms.gentler_steps), 1)
                for figure in _ratio(
                    terms, f"rise_{place}", rise, "step_rate" if place == 1 else "gentler_steps",
                    "递增比例" if place == 1 else f"递增比例，第{place}选", "rise of a step" if place == 1 else f"rise of a step, choice {place}",
                )
            ),
            _of(terms, "plan_step_every", terms.step_every, "step_every", "每几期递增", "instalments of a step"),
            _of(terms, "plan_multiple_fen", terms.level_multiple_fen, "level_multiple_fen", "每期取整到（分）", "instalments are multiples of, in fen"),
            _of(step, "plan_next_month", int(step.missing_day != "last_day"), "missing_day", "月末缺日顺延至次月（1是0否）", "a missing day is the first of the next month (1 yes, 0 no)"),
            _of(terms, "plan_known", known, "day_count", "公式可算的计息规则（1是0否）", "day count and roll that formulas know (1 yes, 0 no)"),
        ]  # fmt: skip

    def _promises(self) -> list[Figure]:
        kept = self.policies.get(Promise, self.on)
        words = [
            _of(
                kept,
                f"promise_{key}",
                pair[self.place],
                "threshold",
                f"承诺结果：{pair[0]}",
                f"outcome of a promise: {pair[1]}",
            )
            for key, pair in OUTCOME_WORDS.items()
        ]
        return [
            _of(kept, "promise_grace", kept.grace_days, "grace_days", "承诺宽限天数", "days of grace of a promise"),
            _of(
                kept,
                "promise_days",
                kept.most_days,
                "most_days",
                "承诺日最远天数（空为不限）",
                "most days ahead of a promise (blank: no limit)",
            ),
            *_ratio(kept, "promise_share", kept.threshold, "threshold", "履约认定比例", "share that keeps a promise"),
            *words,
        ]

    def _hours(self) -> list[Figure]:
        hours, third = self.policies.get(ContactHours, self.on), self.policies.get(ThirdPartyContact, self.on)
        closes = _ms(hours.closes) + (hours.bounds == "closed")
        return [
            _of(hours, "hours_open_ms", _ms(hours.opens), "opens", f"可联系时段起：{hours.opens:%H:%M}（毫秒）", f"contact from {hours.opens:%H:%M} (ms)"),
            _of(hours, "hours_close_ms", closes, "closes", f"可联系时段止：{hours.closes:%H:%M}（毫秒）", f"contact until {hours.closes:%H:%M} (ms)"),
            _of(hours, "hours_opens", f"{hours.opens:%H:%M}", "opens", "可联系时段起", "contact from"),
            _of(hours, "hours_closes", f"{hours.closes:%H:%M}", "closes", "可联系时段止", "contact until"),
            _of(hours, "hours_consent", int(hours.consent_lifts), "consent_lifts", "同意后可在其他时段联系（1是0否）", "consent lifts the hours (1 yes, 0 no)"),
            _of(hours, "hours_rule", hours.ground("opens").rule, "opens", "时段规则", "rule of the hours"),
            _of(third, "third_rule", third.rule, "states", "第三方联系规则", "rule of third parties"),
            Figure("contact_known", int(self.knows_contacts), "公式可判断可否联系（1是0否）", "contacts that formulas can judge (1 yes, 0 no)"),
        ]  # fmt: skip

    def _arithmetic(self) -> list[Figure]:
        call, inward = CHANNELS["call"], DIRECTIONS["in"]
        yes = _YES_NO["yes"]
        return [
            Figure("word_yes", yes[self.place], "用词：是", "word for yes"),
            Figure("word_call", call[self.place], "用词：电话", "word for a call"),
            Figure("word_in", inward[self.place], "用词：呼入", "word for incoming"),
            Figure("rate_places", RATE_PLACES, "利率读取精度", "places to which a rate is read"),
            Figure("yuan_most", MOST_YUAN, "可精确计算的金额上限（元）", "largest amount that is exact, in yuan"),
            Figure("money_digits", 2, "元的小数位", "decimals of a yuan"),
            Figure("noise_digits", 6, "去除浮点误差的小数位", "decimals that clear the noise of floats"),
            Figure("ms_a_day", MS_A_DAY, "每日毫秒数", "milliseconds in a day"),
            Figure("months_year", 12, "每年月数", "months in a year"),
            Figure("days_month", 30, "30/360 计息：每月天数", "days of a month in 30/360"),
            Figure("days_year", 360, "30/360 计息：每年天数", "days of a year in 30/360"),
        ]

    def _scales(self) -> Iterator[Grid]:
        bucket, stage = self.policies.get(Buckets, self.on), self.policies.get(Stages, self.on)
        yield _scale("逾期账龄", "Buckets", "bucket", bucket, bucket.labels)
        yield _scale("催收阶段", "Stages", "stage", stage, stage.labels_zh if self.lang == "zh" else stage.labels_en)
        for name, scale in zip(self.scales, class_scales(self.policies, self.on).values(), strict=True):
            labels = scale.labels_zh if self.lang == "zh" else scale.labels_en
            yield _scale(f"五级分类（{scale.rule}）", f"Loan classes ({scale.rule})", name, scale, labels)

    def _split(self) -> Grid:
        split = self.policies.get(Allocation, self.on)
        rows = [
            (day, *(order.index(part) for part in CARD_PARTS))
            for day, order in zip(split.begins, split.orders, strict=True)
        ]
        headings = (("起始天数", "from day"), ("利息次序", "interest"), ("费用次序", "fees"), ("本金次序", "principal"))
        names = ("split_begins", *(f"split_{part}" for part in CARD_PARTS))
        return Grid("还款冲抵次序", "Order of allocation", names, headings, rows, split.ground("orders"))

    def _methods(self) -> Grid:
        terms = self.policies.get(PlanTerms, self.on)
        rows = [
            (
                method_name(method, self.lang),
                int(method in _LEVEL),
                int(method is Method.INTEREST_ONLY),
                int(method is Method.BALLOON),
                int(method is Method.STEP_UP),
                int(method is Method.FLAT_FEE),
                int(method not in {Method.INTEREST_ONLY, Method.BALLOON}),
            )
            for method in Method
        ]
        names = (
            "method_words",
            "method_level",
            "method_interest",
            "method_balloon",
            "method_step",
            "method_fee",
            "method_each",
        )
        headings = (
            ("方式", "method"),
            ("每期含息", "level"),
            ("先息", "interest first"),
            ("尾款", "balloon"),
            ("递增", "step"),
            ("手续费", "fee"),
            ("每期须还", "each is paid"),
        )
        return Grid("还款方式", "Methods", names, headings, rows, terms.ground("balloon_share"))

    def _numbers(self) -> Grid:
        most, terms = self.policies.get(PlanOptions, self.on), self.policies.get(PlanTerms, self.on)
        rows = [(number, (number - 1) // terms.step_every) for number in range(1, most.most_instalments + 1)]
        headings = (("期次", "no."), ("已递增次数", "steps before it"))
        return Grid(
            "期次", "Instalments", ("plan_numbers", "plan_steps"), headings, rows, most.ground("most_instalments")
        )

    def _channels(self) -> Grid:
        hours = self.policies.get(ContactHours, self.on)
        rows = [(words[self.place], int(key in hours.channels)) for key, words in CHANNELS.items()]
        headings = (("渠道", "channel"), ("受时段限制", "bound by the hours"))
        return Grid("渠道", "Channels", ("channel_words", "channel_hours"), headings, rows, hours.ground("channels"))

    def _caps(self) -> Iterator[Grid]:
        for cap in self.caps:
            record, name = cap.record, f"cap_{cap.key}"
            zh, en = (self.policies.title(f"{ContactFrequency.file}_{cap.key}", lang) for lang in ("zh", "en"))
            yield Grid(
                zh,
                en,
                (f"{name}_most", f"{name}_consent", f"{name}_rule"),
                (("每日上限", "most a day"), ("同意后不限", "lifted by consent"), ("规则", "rule")),
                [(record.most, int(record.consent_lifts), record.ground("most").rule)],
                record.ground("most"),
            )
            for part, words, counted in (
                ("channels", CHANNELS, record.channels),
                ("outcomes", OUTCOMES, record.outcomes),
                ("parties", COUNTERPARTIES, record.counterparties),
            ):
                rows = [(forms[self.place], int(key in counted)) for key, forms in words.items()]
                heads = ((_PARTS[part][0], _PARTS[part][1]), ("计入", "counted"))
                title = (f"{zh}：{_PARTS[part][0]}", f"{en}: {_PARTS[part][1]}")
                yield Grid(*title, ("", f"{name}_{part}"), heads, rows, record.ground("most"))
        outcomes = [(forms[self.place],) for forms in OUTCOMES.values()]
        yield Grid(*_PARTS["outcomes"], ("outcome_words",), (_PARTS["outcomes"],), outcomes, None)
        third = self.policies.get(ThirdPartyContact, self.on)
        parties = [(forms[self.place], int(key in third.only_out_of_contact)) for key, forms in COUNTERPARTIES.items()]
        headings = (_PARTS["parties"], ("失联后方可联系", "only when out of contact"))
        names = ("party_words", "party_third")
        yield Grid(*_PARTS["parties"], names, headings, parties, third.ground("only_out_of_contact"))

    def _stops(self) -> Iterator[Grid]:
        for record in self.stops:
            word = STATES[record.state]
            rows = [(int(key in record.channels),) for key in CHANNELS]
            zh, en = f"停止联系：{word[0]}", f"Stop: {word[1].replace('_', ' ')}"
            yield Grid(
                zh, en, (f"stop_{record.state}_word", f"stop_{record.state}_rule"), (("状态", "state"), ("规则", "rule")),
                [(stop_word(record.state, self.lang), record.ground("channels").rule)], record.ground("channels"),
            )  # fmt: skip
            yield Grid(
                zh,
                en,
                (f"stop_{record.state}_bars",),
                (("限制该渠道", "bars the channel"),),
                rows,
                record.ground("channels"),
            )


_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "channels": ("渠道", "channel"),
    "outcomes": ("结果", "outcome"),
    "parties": ("对象", "counterparty"),
}


def method_name(method: str, lang: str) -> str:
    """Give a repayment method's word in a language.

    >>> method_name("equal_principal", "zh"), method_name("equal_principal", "en")
    ('等额本金', 'equal principal')
    """
    return METHOD_WORDS[method][0] if lang == "zh" else str(method).replace("_", " ")


def stop_word(state: str, lang: str) -> str:
    """Give the word of a state that stops contacts.

    >>> stop_word("do_not_call", "zh"), stop_word("do_not_call", "en")
    ('停催', 'do not call')
    """
    return STATES[state][0] if lang == "zh" else STATES[state][1].replace("_", " ")


def _is_counted(cap: ContactFrequency) -> bool:
    return cap.unit == "day" and cap.length == 1 and cap.wrong_numbers_count


def _of(record: Record, name: str, value: Value, key: str, zh: str, en: str) -> Figure:
    return Figure(name, value, zh, en, record.ground(key))


def _ratio(record: Record, name: str, value: Fraction, key: str, zh: str, en: str) -> list[Figure]:
    return [
        _of(record, f"{name}_num", value.numerator, key, f"{zh}·分子", f"{en}, numerator"),
        _of(record, f"{name}_den", value.denominator, key, f"{zh}·分母", f"{en}, denominator"),
    ]


def _scale(zh: str, en: str, name: str, record: Banded, labels: Sequence[str]) -> Grid:
    rows = list(zip(record.begins, labels, strict=True))
    headings = (("起始天数", "from day"), ("名称", "label"))
    return Grid(zh, en, (f"{name}_begins", f"{name}_labels"), headings, rows, record.ground("begins"))


def _ms(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000
