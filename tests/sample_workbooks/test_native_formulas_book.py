"""The workbook for people who may install nothing: made by its script, whole in Calc, and alive without an add-in."""

import importlib.util
import re
import zipfile
from functools import partial
from itertools import zip_longest

import pytest
from workbooks.native import engines

from arrears.workbooks.native.rules_sheet import RULES_NAME, RulesSheet


@pytest.fixture(scope="module")
def maker(samples):
    spec = importlib.util.spec_from_file_location("make_native_formulas", samples / "make_native_formulas.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_workbook_is_what_its_script_makes(samples, maker, tmp_path):
    fresh = maker.make(tmp_path / "native_formulas.xlsx")
    with zipfile.ZipFile(samples / "native_formulas.xlsx") as old, zipfile.ZipFile(fresh) as new:
        assert [name for name in new.namelist() if old.read(name) != new.read(name)] == []


@pytest.mark.ooxml
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_excels_own_validator_finds_no_error(maker, tmp_path, ooxml_validator, lang):
    assert ooxml_validator(maker.make(tmp_path / "native.xlsx", lang)) == []


def visible(sheet):
    """Give what a sheet shows, helpers left out; blank cells are no difference."""
    head = next((row for row in sheet if sum(bool(cell) for cell in row) > 4), [])
    # A schedule has one column more than its terms; what has no heading is a helper.
    kept = [
        place
        for place, cell in enumerate(head)
        if place < 8 or (cell and not re.fullmatch(r"called|_?[a-z]+(_[a-z]+)+|_[a-z]+", str(cell)))
    ]
    return [[row[place] for place in kept if place < len(row)] for row in sheet]


@pytest.mark.libreoffice
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_result_in_the_file_is_what_a_spreadsheet_computes(maker, tmp_path, lang, monkeypatch):
    """Stored results are the product's own; the day is put in the clock's place, which would move on otherwise."""
    if not engines.there("soffice"):
        pytest.skip("install libreoffice-calc")
    monkeypatch.setattr(maker, "RulesSheet", partial(RulesSheet, fixed_clock=True))
    path = maker.make(tmp_path / "native.xlsx", lang)
    written, computed = engines.read(path), engines.libreoffice(path)
    for name in written:
        if name in RULES_NAME:
            continue
        for place, (one, other) in enumerate(
            zip_longest(visible(written[name]), visible(computed[name]), fillvalue=[])
        ):
            assert trimmed(one) == trimmed(other), (name, place + 1)


def trimmed(row):
    """Give a row's cells up to the last that says something."""
    cells = [same(cell) for cell in row]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def same(cell):
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return round(float(cell), 9)
    return "" if cell is None else cell
