"""Random calls of each function, tables too, give in Calc what they give in Python; benchmarks/parity.py makes two hundred of each."""

import pytest
from calls_in_calc import differences, twins, write_calls
from random_calls import SLOW, calls

from xl_addin.registry import FUNCTIONS

pytestmark = pytest.mark.libreoffice

OFTEN, SELDOM = 20, 4
"""So many calls of a function, and of one that takes long."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Write a workbook of calls; give its path and what Python gives for each."""
    path = tmp_path_factory.mktemp("parity") / "parity.xlsx"
    number = dict.fromkeys([each.name for each in FUNCTIONS], 0)
    chosen = []
    for function, arguments in calls(OFTEN):
        number[function.name] += 1
        if number[function.name] <= (SELDOM if function.name in SLOW else OFTEN):
            chosen.append((function, arguments))
    return path, write_calls(path, chosen)


def test_in_calc(add_in, asked):
    path, calls_made = asked
    assert twins(calls_made) == []
    with add_in.calc.open(path) as opened:
        assert differences(opened, calls_made) == []
