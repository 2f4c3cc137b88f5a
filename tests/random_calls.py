"""Random calls of every worksheet function, all profiles included: what cells hold, good and odd."""

import math
import random

from cell_samples import CASES

from arrears.policy import PROFILES
from xl_addin.registry import FUNCTIONS

ODD = (None, "", "x", -1, 0, 0.5, "#N/A", "1,000元", "￥12.5", "100,5", "１２３", "2026-03-02 21:40Z", 1e13)
BY_KIND = {
    "day": lambda draw: draw.choice([draw.randint(44_000, 48_000), "2026-01-31", "2026年1月31日", "20260131"]),
    "moment": lambda draw: draw.choice(
        [draw.randint(44_000, 48_000) + draw.random(), "2026-11-23 21:59", "2026-11-23 22:00"]
    ),
    "amount": lambda draw: draw.choice([round(draw.uniform(0, 50_000), 2), draw.randint(0, 5_000), "1,234.50"]),
    "count": lambda draw: draw.choice([draw.randint(0, 12), draw.randint(0, 400)]),
    "rate": lambda draw: draw.choice([0, 0.0005, 0.006, 0.12, round(draw.random() / 10, 4), "12%"]),
    "logical": lambda draw: draw.choice([True, False, "是", "否"]),
}
WORDS = {
    "profile": (*PROFILES, "cn-online"),
    "channel": ("call", "电话", "sms", "visit"),
    "class_scale": ("2023", 2011, "2030"),
    "convention": ("payment_day", "end_day"),
    "method": ("等额本息", "equal_principal", "手续费分期", "interest_only"),
    "day_count": ("30/360", "ACT/365"),
    "kind": ("name", "手机", "auto"),
    "template": ("early", "{客户姓名}您好", "{没有}"),
    "collector": ("王芳", "刘洋", "谁"),
    "text": ("张三", "13800138000", "a@example.com"),
    "figure": ("AR_DPD", "AR_LATE_FEE", "AR_CLASS"),
}
TABLES = {"cases": CASES, "headings": [["客户姓名", "应还合计"]], "row": [["张三", 1234.5]]}


def calls(count, seed=1, *, odd=0.08):
    """Give (function, arguments) by the dozen: `count` of each function; the same for the same seed."""
    for function in FUNCTIONS:
        draw = random.Random(f"{seed} {function.name}")  # noqa: S311  # a test's choice
        for _ in range(count):
            arguments = [_drawn(argument, draw, odd) for argument in function.arguments if not argument.repeated]
            if function.name == "AR_LEDGER_INTEREST":
                size = draw.randint(1, 4)
                arguments[0] = [[draw.randint(46_000, 46_100)] for _ in range(size)]
                arguments[1] = [[draw.choice([1000, -300, 25.5])] for _ in range(size)]
            if function.name == "AR_WHY":
                arguments += [draw.choice([46_032, 100, "x"]), draw.choice([46_053, 20])]
            while (
                arguments
                and arguments[-1] is None
                and len(arguments) > sum(not each.optional for each in function.arguments)
            ):
                arguments.pop()
            yield function, tuple(arguments)


def _drawn(argument, draw, odd):
    if argument.name in TABLES:
        return TABLES[argument.name]
    if argument.optional and draw.random() < 0.3:
        return None
    if draw.random() < odd:
        return draw.choice(ODD)
    if argument.name in WORDS:
        return draw.choice(WORDS[argument.name])
    return BY_KIND[argument.kind](draw)


OFTEN = 200
SLOW = {"AR_FOLLOW_UPS", "AR_PLAN_OPTIONS", "AR_NEXT_CONTACT", "AR_WHY"}


def of_each(count=OFTEN):
    """Give the arguments of the calls of each function, by its name."""
    found = {function.name: [] for function in FUNCTIONS}
    for function, arguments in calls(count):
        found[function.name].append(arguments)
    return found


def flat(answer):
    """Give the cells of an answer one after the other."""
    if not isinstance(answer, list):
        return [answer]
    return [cell for row in answer for cell in (row if isinstance(row, list) else [row])]


def same(shown, expected):
    """Tell whether two cells are the same, numbers to their last digits."""
    if isinstance(expected, (int, float)) and isinstance(shown, (int, float)):
        return math.isclose(float(shown), float(expected), rel_tol=1e-12, abs_tol=1e-9)
    return shown == expected
