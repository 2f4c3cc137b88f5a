"""What macros write opens: in LibreOffice with nothing clipped, and by Microsoft's own validator without an error."""

import pytest
from macro_books import MORNING, write_list

from xl_addin.macros.books.protocol import Selection
from xl_addin.macros.books.xlsx import XlsxBook
from xl_addin.macros.run import run

MACROS = ("stage_cases", "follow_up_list", "repayment_plan", "log_contact", "record_promise", "agreement", "daily_report", "messages_letters")  # fmt: skip


@pytest.fixture(scope="module", params=["zh", "en"])
def saved(request, tmp_path_factory):
    path = write_list(tmp_path_factory.mktemp("saved") / f"list-{request.param}.xlsx", request.param)
    book = XlsxBook(path, Selection(XlsxBook(path).sheets()[0], 3, 0, 3, 0), {"kind": "letters"})
    for macro in MACROS:
        assert run(macro, book, MORNING), book.messages
    return book.save(path).path


@pytest.mark.libreoffice
def test_no_figure_is_too_wide_for_its_column_on_paper(saved, libreoffice):
    printed = libreoffice.printed(saved)
    assert "###" not in printed
    assert "12,000.50" in printed
    assert "2026-12-23" in printed


@pytest.mark.ooxml
def test_excels_own_validator_finds_no_error(saved, ooxml_validator):
    assert ooxml_validator(saved) == []
