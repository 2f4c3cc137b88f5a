"""Every model has a page, in both languages, which says what it reads and what it may not be used for."""

import pytest
from experience_samples import CN, DAY, LABELS, evenings, past, promised, spells

from arrears.operations.experience.counting import FEATURES, nothing
from arrears.operations.experience.model_pages import model_pages

FULL = past(
    contacts=evenings(300).contacts,
    spells=spells(("C1", 2, 0, 6000_00, 300_00), ("C2", 1, 2, 500_00, 0)),
    promised=promised(("A", "2026-09-01", "2026-09-05", 100_00, 1000_00, 200_00, True)),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_model_has_a_page_and_tells_each_count_in_words(lang):
    pages = model_pages(FULL, CN, DAY, lang)
    assert [page.key for page in pages] == list(FEATURES)
    for page in pages:
        assert page.what.text(lang)
        assert page.not_for.text(lang)
        assert len(page.reads) == len(FEATURES[page.key])
        assert page.counts["value"].map(str).str.contains(":").sum() == 0 or lang == "en"


def test_hours_weekdays_bands_and_amounts_are_told_as_people_read_them():
    told = {page.key: page.counts for page in model_pages(FULL, CN, DAY, "zh")}
    assert "电话 18–20时" in set(told["reach"]["value"])
    assert "电话 周五" in set(told["reach"]["value"])
    assert {"0–5,000", "5,000–20,000"} == set(told["cure"].query("trait == '应还金额（元）'")["value"])
    assert "0.5–0.8" in set(told["kept"]["value"])
    assert "此前没有" in set(told["kept"]["value"])


def test_hours_stand_in_their_order():
    reach = next(page.counts for page in model_pages(FULL, CN, DAY, "en") if page.key == "reach")
    assert reach.query("trait == 'channel and hour'")["value"].tolist() == [
        f"call {hour}:00–{hour + 2}:00" for hour in (8, 10, 14, 18)
    ]


def test_a_house_without_history_has_pages_that_count_nothing():
    pages = model_pages(nothing(LABELS), CN, DAY, "zh")
    assert all(page.counts.empty and page.drift is None for page in pages)
