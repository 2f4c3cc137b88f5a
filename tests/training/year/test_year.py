"""The virtual year: at the default its moves agree with the given ones; what is decided shows in money, law, complaints and people."""

import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from arrears.commands import run
from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.policy.records import MonthlyMoves
from arrears.training.year.deciding import Decision, read_decisions, rival, usual
from arrears.training.year.moves import MONTHS, chances, counted_moves, tilted
from arrears.training.year.simulating import MONEY, Year

ON = date(2026, 11, 28)
CASES, LONG = 20_000, 24
BEYOND = 4
"""Standard errors that no cell of thirty-six is away, but once in five hundred runs."""


def year(seed=7, cases=CASES):
    return Year(cases, seed, ON, Policies())


def lived(months=LONG, seed=7, cases=CASES, **changes):
    one = year(seed, cases)
    one.run([replace(usual(one.behaviour), **changes)] * months)
    return one


@pytest.fixture(scope="module")
def default():
    return lived()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_moves_agree_with_the_given_ones_within_sampling_error(seed):
    agreed = lived(seed=seed).agreement()
    assert agreed["deviations"].abs().max() < BEYOND
    # As a whole: the sum of squares over its degrees of freedom, 36 cells less 8 rows, is about 1.
    large = agreed[agreed["given"] * agreed["moves"] >= 5]
    assert (large["deviations"] ** 2 * (1 - large["given"])).sum() < 2 * 28


def test_where_nothing_happened_in_the_source_nothing_happens(default):
    impossible = default.counted == 0
    assert default.moved[impossible].sum() == 0
    assert default.moved.sum() == CASES * LONG


def test_the_same_seed_gives_the_same_year_and_another_seed_another(default):
    pd.testing.assert_frame_equal(lived().table, default.table)
    assert not lived(seed=8).table.equals(default.table)


def test_24_months_of_20000_cases_take_seconds():
    before = time.process_time()
    lived()
    assert time.process_time() - before < 60


def test_the_counts_are_those_of_the_published_card_holders():
    beside = Path(__file__).parents[4] / "shared" / "data"
    path = Path(os.environ.get("ARREARS_DATA", beside)) / "UCI_Credit_Card.csv"
    if not path.is_file():
        pytest.skip("UCI_Credit_Card.csv is not here; name its folder in the environment variable ARREARS_DATA")
    counts = np.array(Policies().get(MonthlyMoves, ON).counts)
    assert (counted_moves(pd.read_csv(path, usecols=list(MONTHS))) == counts).all()
    assert counts.sum() == 120_000


def test_pressing_brings_complaints_breaches_and_leavers_and_costs_more_than_it_brings(default):
    pressed = lived(tone="pressing").table
    usual_one = default.table
    for key in ("complaints", "breaches", "left"):
        assert pressed[key].sum() > 2 * usual_one[key].sum(), key
    assert pressed["cost_fen"].sum() > usual_one["cost_fen"].sum()
    assert pressed["overdue"].iloc[-1] > usual_one["overdue"].iloc[-1]


def test_help_in_hardship_lowers_what_is_at_risk(default):
    refused = lived(offer="none").table
    assert refused["helped"].sum() == 0
    assert refused["risk_fen"].iloc[-1] > default.table["risk_fen"].iloc[-1]


def test_twice_the_collectors_cost_twice_and_fewer_are_overdue(default):
    more = lived(coverage=2.0).table
    assert more["collectors"].iloc[0] == pytest.approx(2 * default.table["collectors"].iloc[0], rel=0.01)
    assert more["overdue"].iloc[-1] < default.table["overdue"].iloc[-1]


def test_who_is_hired_works_after_the_months_that_hiring_takes():
    one = year(cases=5_000)
    here = [one.step(Decision("even", "friendly", "hardship", collectors=50))["collectors"] for _ in range(4)]
    assert here[0] == here[1] < here[2] == 50
    fewer = one.step(Decision("even", "friendly", "hardship", collectors=5))["collectors"]
    assert fewer == 5


def test_without_any_collector_nobody_is_spoken_to():
    one = year(cases=2_000)
    told = one.step(Decision("large", "pressing", "none", collectors=0))
    assert (told["conversations"], told["complaints"], told["staff_fen"]) == (0, 0, 0)


def test_the_whole_cost_is_the_sum_of_its_parts(default):
    table = default.table
    parts = table[["staff_fen", "relief_fen", "harm_fen", "written_off_fen"]].sum(axis=1)
    growth = table["risk_fen"].diff().iloc[1:]
    assert (table["cost_fen"].iloc[1:] == parts.iloc[1:] + growth).all()
    assert all(table[key].dtype == np.int64 for key in MONEY)


def test_a_tilt_keeps_each_row_whole_and_moves_it_the_right_way():
    rows = chances(np.array(Policies().get(MonthlyMoves, ON).counts))
    ages = np.arange(8)
    for lift in (-2.0, -0.1, 0.0, 0.5, 3.0):
        changed = tilted(rows, ages, np.full(8, lift))
        assert np.allclose(changed.sum(axis=1), 1)
        better = [(changed[age, :age].sum() - rows[age, :age].sum()) * np.sign(lift) for age in range(1, 7)]
        assert all(step >= 0 for step in better)


def test_a_rival_is_drawn_by_the_seed_and_changes_course_by_quarters():
    behaviour = year(cases=10).behaviour
    first = rival(behaviour, 12, 7)
    assert first == rival(behaviour, 12, 7)
    assert first != rival(behaviour, 12, 8)
    assert all(first[month] == first[month - month % 3] for month in range(12))


# --- files and commands ---------------------------------------------------------------------------------------------

GOOD = """
[[month]]
from = 1
tone = "friendly"
collectors = 12

[[month]]
from = 3
strategy = "large"
"""


def test_decisions_hold_until_they_are_changed(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    decided = read_decisions(path, year(cases=10).behaviour, 4)
    assert [(each.strategy, each.collectors) for each in decided] == [
        ("even", 12),
        ("even", 12),
        ("large", 12),
        ("large", 12),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"friendly"', '"rude"', "tone is 'rude'"),
        ("collectors = 12", "collectors = -1", "collectors is -1"),
        ("collectors = 12", "collectors = true", "collectors is True"),
        ("from = 3", "from = 99", "from is 99"),
        ("strategy", "colour", "no key colour"),
        ("[[month]]", "[month]", "no valid TOML"),
        ("[[month]]", "[[week]]", r"\[\[month\]\] tables alone"),
    ],
)
def test_a_decision_that_there_is_not_names_file_value_and_remedy(tmp_path, old, new, told):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ArrearsError, match=told) as caught:
        read_decisions(path, year(cases=10).behaviour, 4)
    assert "mine.toml" in caught.value.text("zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_puts_roads_side_by_side_in_a_workbook_that_says_it_is_invented(
    tmp_path, monkeypatch, capsys, lang
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    assert run(["simulate", "--decisions", "mine.toml", "--months", "4", "--cases", "800", "--lang", lang]) == 0
    assert ("虚构" if lang == "zh" else "Invented") in capsys.readouterr().out
    book = openpyxl.load_workbook(tmp_path / "virtual-year.xlsx")
    assert len(book.sheetnames) == 8
    for sheet in book:
        assert ("虚构" if lang == "zh" else "nvented") in str(sheet["A2"].value)


def test_a_lead_decides_month_by_month_on_the_screen(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lines = iter(["tone=pressing", "tone=rude", "colour", "", "q"])
    monkeypatch.setattr("rich.console.Console.input", lambda *_, **__: next(lines))
    assert run(["simulate", "--play", "--months", "5", "--cases", "800", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "month 2:" in shown
    assert "tone is 'rude'" in shown
    assert "'colour' is not understood" in shown
    assert "Your decisions" in shown


def test_moves_of_ones_own_are_followed_and_a_file_that_holds_none_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    still = np.eye(8, dtype=int) * 50
    np.savetxt("still.csv", still, fmt="%d", delimiter=",")
    assert run(["simulate", "--moves", "still.csv", "--months", "3", "--cases", "400", "--lang", "en"]) == 0
    assert "at most 0.0 standard errors" in capsys.readouterr().out
    for text in ("1,2\n3,4\n", "a,b\n", "", "\n".join([",".join(["0"] * 8)] * 8)):
        (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
        assert run(["simulate", "--moves", "bad.csv", "--lang", "en"]) == 2
        assert "bad.csv holds no counts" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--months", "0"], ["--cases", "0"], ["--coverage", "-1"], ["--decisions", "none.toml"]]
)
def test_what_cannot_be_simulated_ends_with_two_and_one_line(words, capsys):
    assert run(["simulate", *words, "--lang", "en"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
