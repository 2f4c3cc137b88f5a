"""A workbook that LibreOffice has saved over comes back like any other: keys, words, times and amounts survive."""

import shutil

import pytest
from desk_hand import FIRST, clock

from arrears.returns.merge import merge

pytestmark = pytest.mark.libreoffice


def saved_by(libreoffice, path, folder, ending="xlsx"):
    """Open and save a workbook in LibreOffice, under its own name."""
    folder.mkdir(exist_ok=True)
    (done,) = libreoffice.convert(path, ending)
    return shutil.copy(done, folder / done.name)


def test_an_untouched_workbook_says_nothing_new(house, libreoffice):
    merged = merge(house.store, [saved_by(libreoffice, house.books[0], house.back)])
    assert (len(merged.new), merged.findings) == (0, ())


def test_what_was_entered_is_the_same_before_and_after_libreoffice(house, libreoffice):
    hand = house.hand().call(note="约定下周\n再联系").promise(amount=123.45).record("客户称已还款", amount=0.1 + 0.2)
    hand.put("today", FIRST, contact_at=clock(14, 7), contact_channel="短信", outcome="已发送")
    hand.reverse("contacts")
    path = hand.save(house.back)
    through = saved_by(libreoffice, path, house.folder / "through")
    merged = merge(house.store, [through])
    assert (len(merged.new), merged.findings) == (4, ())
    again = merge(house.store, [path])
    assert (len(again.new), len(again.known), again.findings) == (0, 4, ())


@pytest.mark.parametrize(
    ("saved", "named"), [("xls", "xls"), ("xls", "et"), ("ods", "ods")], ids=["Excel 97", "WPS", "LibreOffice"]
)
def test_other_programs_formats_are_read_as_well(house, libreoffice, saved, named):
    """A WPS .et holds what Excel 97 writes, or an .xlsx; its ending stops nobody."""
    hand = house.hand().call(note="下周再联系").promise(amount=123.45)
    through = saved_by(libreoffice, hand.save(house.folder), house.folder / "through", saved)
    (house.back / f"book.{named}").write_bytes(through.read_bytes())
    merged = merge(house.store, [house.back])
    assert [len(merged.new), [finding.code for finding in merged.findings]] == [2, []]
    assert house.store.current("promise")["amount_fen"].iloc[-1] == 123_45
