"""Papers as Word files: whole, valid, readable in both languages, and never from a template that leaves out what the law asks for."""

import os
import shutil
import subprocess
from datetime import date
from fractions import Fraction

import pytest
from docx import Document

from arrears.documents.agreements import draft_agreement
from arrears.documents.letters import letter_fields
from arrears.documents.papers import (
    FIELDS,
    NEEDED,
    agreement_fields,
    as_pdf,
    check_document,
    find_document,
    settlement_fields,
    statement_fields,
    write_document,
)
from arrears.errors import ArrearsError
from arrears.operations.agreements.cost import cost_statement
from arrears.operations.plans.working import Wanted, worked
from arrears.policy import Policies

DAY, CN = date(2026, 11, 23), Policies("cn")
CASE = {
    "case_id": "A1001", "customer_name": "欧阳小明 & 子", "currency": "CNY", "total_due_fen": 12_500_00,
    "principal_fen": 12_000_00, "interest_fen": 400_00, "late_fee_fen": 100_00,
}  # fmt: skip
SHA = "ab" * 32
KINDS = ("agreement", "cost_statement", "settlement", "letter")


def fields_of(kind, lang, months=12, rate=Fraction(12, 100)):
    wanted = Wanted(12_500_00, rate, Fraction(0), date(2026, 12, 23), DAY, "equal_instalment")
    plan = worked(wanted, months, CN)
    paper = draft_agreement(CASE, wanted, plan, CN, affordable_fen=2_000_00, willing=True, lang=lang)
    if kind == "agreement":
        return agreement_fields(CASE, "XY-A1001-1", wanted, paper, SHA, CN, lang)
    if kind == "cost_statement":
        return statement_fields(CASE, "XY-A1001-1", wanted, paper, cost_statement(wanted, plan, CN), CN, lang)
    if kind == "letter":
        text = "欧阳小明：\n一、账户情况\n您应还12,500.00元。\n>> 发卡银行（盖章）"
        return letter_fields(CASE, "催收函", text, CN, DAY, number="XY-A1001-1", lang=lang)
    amounts = {"balance": 12_500_00, "paid": 12_300_00, "waived": 200_00, "owed": 0}
    return settlement_fields(CASE, "XY-A1001-1", amounts, DAY, SHA, CN, lang)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        return {
            (kind, lang): write_document(folder / f"{kind}-{lang}.docx", kind, fields_of(kind, lang), CN, DAY, lang)[0]
            for kind in KINDS
            for lang in ("zh", "en")
        }


def text_of(path):
    document = Document(path)
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footers = [one.text for section in document.sections for one in section.footer.paragraphs]
    return "\n".join([*(one.text for one in document.paragraphs), *tables, *footers])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_agreement_says_what_cn_70b_asks_for_with_its_schedule_and_digest(papers, lang):
    text = text_of(papers["agreement", lang])
    assert "{{" not in text
    assert "{%" not in text
    assert SHA in text
    assert "欧阳小明 & 子" in text
    table = Document(papers["agreement", lang]).tables[0]
    assert len(table.rows) == 1 + 12 + 1
    assert [cell.text for cell in table.rows[1].cells] == ["1", "2026-12-23", "1,110.61", "985.61", "125.00", "0.00"]
    total = [cell.text for cell in table.rows[-1].cells][2:]
    assert total[1] == "12,500.00"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("本金", "12,500.00元", "年化综合成本", "12.00%", "日利率0.05%", "18.25%", "最低还款额未还部分的5.00%", "除上述外不收取其他任何费用", "CN-26-2", "发卡银行")),
        ("en", ("Principal", "CNY 12,500.00", "Yearly cost", "12.00%", "0.05% a day", "18.25%", "5.00% of the unpaid minimum", "Nothing else is charged", "CN-26-2", "your card-issuing bank")),
    ],
)  # fmt: skip
def test_the_statement_says_what_cn_26_2_asks_for(papers, lang, words):
    text = text_of(papers["cost_statement", lang])
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_confirmation_says_that_nothing_is_owed(papers, lang):
    text = text_of(papers["settlement", lang])
    for words in ("XY-A1001-1", "A1001", "12,300.00", "200.00", SHA, "CREDIT"):
        assert words in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_shipped_templates_name_known_fields_and_print_what_must_be_printed(kind, lang):
    check_document(find_document(kind, lang, CN), kind)
    assert NEEDED[kind] <= FIELDS[kind]


@pytest.fixture
def house(tmp_path):
    """A policy folder with a house's own template, made from the shipped one."""

    def made(change, kind="settlement"):
        folder = tmp_path / "house" / "templates" / "documents" / "zh"
        folder.mkdir(parents=True)
        document = Document(find_document(kind, "zh", CN))
        change(document)
        document.save(folder / f"{kind}.docx")
        return Policies("cn", tmp_path / "house")

    return made


def test_a_house_s_own_template_goes_before_the_shipped_one(house, tmp_path):
    own = house(lambda document: document.add_paragraph("本行信用卡中心敬上"))
    made = write_document(tmp_path / "own.docx", "settlement", fields_of("settlement", "zh"), own, DAY)
    assert "本行信用卡中心敬上" in text_of(made[0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            lambda one: one.add_paragraph("{{ passwort }}"), "占位符 passwort 不存在", id="a field that there is not"
        ),
        pytest.param(
            lambda one: one.add_paragraph("{{ owed "), "不是可用的 Word 模板", id="a brace that is not closed"
        ),
        pytest.param(lambda one: one.add_paragraph("再不还就去你单位闹！"), "违规用语", id="a threat"),
        pytest.param(
            lambda one: [part.clear() for section in one.sections for part in section.footer.paragraphs],
            "缺少必须载明的占位符：sha256",
            id="the digest left out",
        ),
    ],
)
def test_a_template_that_is_wrong_is_refused_and_nothing_is_written(house, tmp_path, change, words):
    with pytest.raises(ArrearsError) as refused:
        write_document(tmp_path / "own.docx", "settlement", fields_of("settlement", "zh"), house(change), DAY)
    assert words in refused.value.zh
    assert not (tmp_path / "own.docx").exists()


def test_what_is_no_word_file_is_told(tmp_path):
    (tmp_path / "x.docx").write_text("nothing")
    with pytest.raises(ArrearsError, match="no Word template"):
        check_document(tmp_path / "x.docx", "agreement")


def test_without_libreoffice_there_is_no_pdf(papers, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert as_pdf(papers["settlement", "zh"]) is None


@pytest.mark.ooxml
def test_microsofts_own_validator_finds_no_error(papers, ooxml_validator):
    assert ooxml_validator(*papers.values()) == []


@pytest.mark.libreoffice
def test_libreoffice_makes_pdfs_that_hold_the_figures(papers, tmp_path):
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice or pdftotext is missing: install libreoffice-writer and poppler-utils")
        pytest.skip("LibreOffice or pdftotext is missing")
    for (kind, lang), path in papers.items():
        copy = tmp_path / path.name
        shutil.copy(path, copy)
        pdf = as_pdf(copy)
        assert pdf is not None
        command = [shutil.which("pdftotext"), "-layout", str(pdf), "-"]
        said = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603  # our own file
        assert "XY-A1001-1" in said, (kind, lang)
        assert "12,500.00" in said, (kind, lang)
