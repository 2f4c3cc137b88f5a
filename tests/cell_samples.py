"""Good arguments for every worksheet function, as a cell would give them."""

import inspect

from xl_addin import functions

CASES = [
    ["案件编号", "到期还款日", "逾期本金", "催收员", "姓名", "手机号"],
    ["A1", 46032, 1000, "王芳", "张三", "13800138000"],
    ["A2", "2026年1月10日", 90000, "王芳", "李四", "13800138001"],
    ["A3", "2025-09-01", "1,234.50", "刘洋", "王五", "13800138002"],
]

GOOD = {
    "ar_affordable": (8000, 3000, 2000, 0.1),
    "ar_allocate": (50, 90, 40, 25, 200),
    "ar_apr": (10000, 12, 0.006),
    "ar_bucket": (45, "cn"),
    "ar_can_contact": (46349.5, "call", 1, 0, False, "cn"),
    "ar_class": (45, "2023"),
    "ar_contact_block": (46349.5, "call", 1, 0, False, "cn"),
    "ar_dpd": (46032, 46053),
    "ar_ear": (10000, 12, 0.006),
    "ar_follow_ups": (CASES, "2026-02-24", "王芳", 5),
    "ar_instalment": (2500, 0.0824, 12),
    "ar_interest": (10000, 26, 0.0005),
    "ar_late_fee": (1000, 200),
    "ar_ledger_interest": ([[46112], [46137]], [[10000], [-9000]], 46143, 0.0005, "payment_day"),
    "ar_mask": ("张三", "name"),
    "ar_message": ("{客户姓名}应还{应还合计}", ["客户姓名", "应还合计"], ["张三", 1234.5]),
    "ar_min_payment": (3000, 500, 0, 0, 20),
    "ar_next_contact": (46349.5, "call", 1, 0, False, "cn"),
    "ar_plan_options": (10000, 0.12, 900, 46387),
    "ar_priority": (10000, 45, 0.2, 8),
    "ar_promise": (100, 46091, 40, 46092),
    "ar_schedule": (10000, 0.12, 12, 46053, "equal_principal", 46022, "ACT/365", 0.001),
    "ar_stage": (45, "cn"),
    "ar_why": ("AR_LATE_FEE", 1000, 200),
    "ar_workday": (46067, 1),
}
"""Every function of the module, with all its arguments."""

FUNCTIONS = {name: getattr(functions, name) for name in functions.__all__}


def optional(name):
    """The places of a function's optional arguments."""
    arguments = inspect.signature(FUNCTIONS[name]).parameters.values()
    return {place for place, argument in enumerate(arguments) if argument.default is None}
