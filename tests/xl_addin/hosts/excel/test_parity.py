"""Two hundred random calls of each function give through xlwings' conversions what they give in Python."""

import pytest
from com_host import Cells, Missing
from random_calls import OFTEN, SLOW, flat, of_each, same

from xl_addin.registry import FUNCTIONS

BY_NAME = of_each()


@pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)
def test_through_xlwings(com, each):
    for arguments in BY_NAME[each.name][: 20 if each.name in SLOW else OFTEN]:
        given = [Missing() if cell is None else Cells(cell) for cell in arguments]
        shown, expected = flat(com("call", each.call.__name__, *given)), flat(each.call(*arguments))
        assert len(shown) == len(expected), arguments
        assert all(map(same, shown, expected)), (arguments, shown, expected)
