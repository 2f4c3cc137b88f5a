"""An invented house: every figure that formulas use is another one than the shipped."""

import pytest

_GROUND = 'effective = 2020-01-01\nsource = "invented"\ntrust = "H"\nwords = "invented"\nchecked = 2026-11-23\n'
_HOUSE = {
    "late_fee": ("X-FEE", 'rate = "0.07"\nleast_fen = 500\ntolerance_fen = 0\ncapped_at_minimum_payment = true\n'),
    "daily_rate": ("X-RATE", 'rate = "0.00035"\n'),
    "contact_hours": ("X-HOURS", 'opens = 20:00:00\ncloses = 06:30:00\nbounds = "closed"\n'),
    "days_past_due": ("X-DPD", "due_day_counts = 1\n"),
    "promise": ("X-PROMISE", 'grace_days = 2\nthreshold = "0.9"\n'),
    "contact_frequency_attempts": ("X-ATTEMPTS", "most = 2\n"),
    "buckets": ("X-BUCKETS", 'begins = [0, 10, 20]\nlabels = ["B0", "B1", "B2"]\n'),
    "stages": (
        "X-STAGES",
        'begins = [0, 5]\nkeys = ["reminder", "early"]\nlabels_zh = ["先", "后"]\nlabels_en = ["first", "then"]\n',
    ),
    "plan_options": ("X-PLANS", "most_instalments = 48\n"),
    "plan_terms": (
        "X-TERMS",
        'balloon_share = "0.25"\nstep_rate = "0.03"\ngentler_steps = ["0.015", "0"]\nstep_every = 4\nlevel_multiple_fen = 100\nannual_rate_ceiling = "0.36"\n',
    ),
    "month_step": ("X-MONTH", 'missing_day = "first_of_next"\n'),
    "affordability": ("X-SFS", 'savings_share = "0.2"\nsavings_cap_fen = 50000\n'),
    "allocation": (
        "X-SPLIT",
        'begins = [0, 31]\norders = [["fees", "principal", "interest"], ["principal", "interest", "fees"]]\n',
    ),
}


@pytest.fixture(scope="session")
def invented_house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for name, (rule, values) in _HOUSE.items():
        text = f'title = "invented"\nunit = "-"\n\n[[version]]\nrule = "{rule}"\n{_GROUND}{values}'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder
