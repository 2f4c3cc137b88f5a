"""Make the Word templates of agreement, cost statement, settlement and letter; legal staff may edit what comes out in Word.

Run it from the repository: ``python docs/make_document_templates.py``. The texts of the clauses stand in
``templates/agreements``; a house puts its own .docx under ``templates/documents/<language>/`` in its policy folder.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as Doc
    from docx.styles.style import ParagraphStyle
    from docx.table import Table
    from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).parents[1] / "templates" / "documents"
INK, MUTED, LINE = RGBColor(0x1F, 0x2A, 0x30), RGBColor(0x5F, 0x6B, 0x72), "B8C4C9"
ACCENT = RGBColor(0x1F, 0x5F, 0x73)
FONTS = {"zh": ("Times New Roman", "宋体"), "en": ("Calibri", "宋体")}
RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER

WORDS = {
    "zh": {
        "number": "编号 {{ agreement_id }}　案件 {{ case_id }}",
        "schedule": "附表　还款计划",
        "schedule_head": ("期次", "还款日", "应还金额", "其中本金", "其中利息", "其中费用"),
        "total": "合计",
        "seal": "内容摘要（SHA-256）：{{ sha256 }}",
        "page": "第 ", "of": " 页，共 ", "end": " 页",
        "cost_title": "综合融资成本说明",
        "to": "{{ customer }}：",
        "cost_lead": "在您确认还款安排之前，{{ sender }}向您说明本次分期还款的全部成本（{{ rule }}）。请仔细阅读，有疑问请先提出。",
        "cost_what": ("项目", "说明"),
        "cost_lines": (("本金", "{{ principal }}"), ("还款总额", "{{ paid }}"), ("其中利息和费用合计", "{{ cost }}"),
                       ("按期足额还款时的年化综合成本（单利）", "{{ annual_cost }}"), ("同上，实际年利率（复利）", "{{ effective_cost }}"),
                       ("期数、首期、末期", "{{ months }}期，{{ first_due }}至{{ last_due }}"), ("每期还款", "{{ instalment }}")),
        "charges": "一、按期还款时收取的利息和费用",
        "charge_head": ("名称", "收取方式", "金额", "收取主体"),
        "default": "二、未按期还款时的费用",
        "default_head": ("名称", "收取方式", "年化", "收取主体"),
        "nothing": "三、{{ nothing_else }}",
        "confirm": "四、客户确认",
        "confirm_text": "本人已阅读并知悉上述综合融资成本，在确认前已有充分时间提出疑问。",
        "sign": "客户（签名）：________________　　日期：____________",
        "object": "对上述内容有异议的，{{ ways_to_object }}。",
        "settle_title": "结清证明",
        "settle_text": "截至{{ settled_on }}，{{ customer }}名下信用卡欠款（案件 {{ case_id }}，协议 {{ agreement_id }}）已经结清，{{ sender }}不再就该笔欠款向您收取任何款项，并已停止催收。",
        "settle_table": ("项目", "金额"),
        "settle_lines": (("协议欠款余额", "{{ balance }}"), ("协议期间已还", "{{ paid }}"), ("减免利息和费用", "{{ waived }}"), ("当前欠款", "{{ owed }}")),
        "settle_more": "还款情况按规定报送征信系统；不良记录自不良行为终止之日起保存五年（{{ credit_rule }}）。对本证明有异议的，{{ ways_to_object }}。",
        "bank": "{{ sender }}（盖章）：________________　　日期：{{ today }}",
        "letter_number": "函件编号 {{ letter_id }}",
        "letter_phone": "客服电话：{{ service_phone }}",
        "letter_seal": "函件编号 {{ letter_id }}　　内容摘要（SHA-256）：{{ sha256 }}",
    },
    "en": {
        "number": "Number {{ agreement_id }}    Case {{ case_id }}",
        "schedule": "Annex: schedule of repayment",
        "schedule_head": ("No.", "Due date", "Payment", "Principal", "Interest", "Fee"),
        "total": "Total",
        "seal": "Digest of the content (SHA-256): {{ sha256 }}",
        "page": "Page ", "of": " of ", "end": "",
        "cost_title": "Statement of the total financing cost",
        "to": "Dear {{ customer }},",
        "cost_lead": "Before you confirm the arrangement, {{ sender }} states the whole cost of paying by instalments ({{ rule }}). Please read it carefully and ask before you agree.",
        "cost_what": ("What", "How much"),
        "cost_lines": (("Principal", "{{ principal }}"), ("Paid in all", "{{ paid }}"), ("Of this, interest and fees", "{{ cost }}"),
                       ("Yearly cost when all is paid on time (simple)", "{{ annual_cost }}"), ("The same, effective", "{{ effective_cost }}"),
                       ("Instalments, first and last", "{{ months }}, from {{ first_due }} to {{ last_due }}"), ("Each instalment", "{{ instalment }}")),
        "charges": "1  Interest and fees when all is paid on time",
        "charge_head": ("Name", "How it is charged", "Amount", "Charged by"),
        "default": "2  Costs in default",
        "default_head": ("Name", "How it is charged", "A year", "Charged by"),
        "nothing": "3  {{ nothing_else }}",
        "confirm": "4  Confirmation",
        "confirm_text": "I have read and understood the total cost above, and had time to ask before I confirm it.",
        "sign": "Customer (signature): ________________    Date: ____________",
        "object": "If you object to any of this: {{ ways_to_object }}.",
        "settle_title": "Confirmation of settlement",
        "settle_text": "As of {{ settled_on }} the card debt of {{ customer }} (case {{ case_id }}, agreement {{ agreement_id }}) is settled. {{ sender }} asks for nothing more on it, and collection has stopped.",
        "settle_table": ("What", "Amount"),
        "settle_lines": (("Balance of the agreement", "{{ balance }}"), ("Paid under the agreement", "{{ paid }}"), ("Interest and fees waived", "{{ waived }}"), ("Owed now", "{{ owed }}")),
        "settle_more": "Repayment is reported to the credit registry as the rules say; a negative record stays for five years after it ends ({{ credit_rule }}). If you object to this confirmation: {{ ways_to_object }}.",
        "bank": "{{ sender }} (seal): ________________    Date: {{ today }}",
        "letter_number": "Letter {{ letter_id }}",
        "letter_phone": "Service phone: {{ service_phone }}",
        "letter_seal": "Letter {{ letter_id }}    Digest of the content (SHA-256): {{ sha256 }}",
    },
}  # fmt: skip


def main() -> None:
    """Make every template in both languages."""
    for lang, words in WORDS.items():
        (FOLDER / lang).mkdir(parents=True, exist_ok=True)
        for name, make in PAPERS.items():
            document = blank(lang, words | ({"seal": words["letter_seal"]} if name == "letter" else {}))
            make(document, words)
            document.save(str(FOLDER / lang / f"{name}.docx"))


def agreement(document: Doc, words: dict) -> None:
    """Title, clauses, signatures; the schedule on a page of its own."""
    title(document, "{{ title }}")
    line(document, words["number"], size=9, colour=MUTED, align=CENTRE)
    tag(document, "{%p for part in parts %}")
    tag(document, '{%p if part.form == "heading" %}')
    heading(document, "{{ part.text }}")
    tag(document, '{%p elif part.form == "signature" %}')
    line(document, "{{ part.text }}", align=RIGHT, before=10)
    tag(document, "{%p else %}")
    line(document, "{{ part.text }}")
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    # A break of its own would make an empty page where the clauses fill the first one exactly.
    heading(document, words["schedule"]).paragraph_format.page_break_before = True
    cells = (
        "{{ row.no }}",
        "{{ row.due }}",
        "{{ row.payment }}",
        "{{ row.principal }}",
        "{{ row.interest }}",
        "{{ row.fee }}",
    )
    table = repeated(document, words["schedule_head"], cells, "rows", widths=(1.6, 3.4, 3, 3, 3, 3), right=(2, 3, 4, 5))
    total = table.add_row().cells
    filled = (
        words["total"],
        "",
        "{{ total.payment }}",
        "{{ total.principal }}",
        "{{ total.interest }}",
        "{{ total.fee }}",
    )
    for place, text in enumerate(filled):
        write(tight(total[place].paragraphs[0]), text, size=9.5, bold=True, align=RIGHT if place > 1 else None)


def cost_statement(document: Doc, words: dict) -> None:
    """Say what CN-26-2 asks for: principal, every charge, yearly cost, costs in default, nothing else; and the confirmation."""
    title(document, words["cost_title"])
    line(document, words["number"], size=9, colour=MUTED, align=CENTRE)
    line(document, words["to"])
    line(document, words["cost_lead"])
    pairs(document, words["cost_what"], words["cost_lines"])
    heading(document, words["charges"])
    own = ("{{ row.name }}", "{{ row.basis }}", "{{ row.amount }}", "{{ row.by }}")
    repeated(document, words["charge_head"], own, "charges", widths=(3, 7.6, 3.2, 3.2), right=(2,))
    heading(document, words["default"])
    own = ("{{ row.name }}", "{{ row.basis }}", "{{ row.yearly }}", "{{ row.by }}")
    repeated(document, words["default_head"], own, "default_costs", widths=(3, 7.6, 3.2, 3.2), right=(2,))
    heading(document, words["nothing"])
    line(document, words["object"])
    heading(document, words["confirm"])
    line(document, words["confirm_text"])
    line(document, words["sign"], align=RIGHT, before=14)


def settlement(document: Doc, words: dict) -> None:
    """Say that a debt is settled, with its figures."""
    title(document, words["settle_title"])
    line(document, words["number"], size=9, colour=MUTED, align=CENTRE)
    line(document, words["to"])
    line(document, words["settle_text"])
    pairs(document, words["settle_table"], words["settle_lines"])
    line(document, words["settle_more"], before=8)
    line(document, words["bank"], align=RIGHT, before=24)


def letter(document: Doc, words: dict) -> None:
    """Letterhead, window for the address, figures, text, and the place of the seal."""
    # A letter is one page where it can be.
    style: ParagraphStyle = document.styles["Normal"]
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(3), 1.2
    head = document.add_table(rows=1, cols=2)
    head.autofit = False
    bottom_line(head)
    for cell, width in zip(head.rows[0].cells, (10.4, 6.2), strict=True):
        cell.width = Cm(width)
    left, right = (cell.paragraphs[0] for cell in head.rows[0].cells)
    write(tight(left), "{{ sender }}", size=15, bold=True, colour=ACCENT)
    write(tight(right), words["letter_number"], size=9, colour=MUTED, align=RIGHT)
    more = head.rows[0].cells[1]
    for text in ("{{ today }}", words["letter_phone"]):
        write(tight(more.add_paragraph()), text, size=9, colour=MUTED, align=RIGHT)
    # A window of an envelope shows the address; the lines stay free where it is not known.
    address = line(document, "{{ address }}", before=16)
    address.paragraph_format.space_after = Pt(0)
    line(document, "{{ customer }}").paragraph_format.space_after = Pt(14)
    title(document, "{{ title }}")
    tag(document, "{%p if facts %}")
    table = grid(document, ("", ""), widths=(9, 8), right=(1,))
    table._tbl.remove(table.rows[0]._tr)  # noqa: SLF001  # the figures need no heading
    table.add_row().cells[0].paragraphs[0].add_run("{%tr for fact in facts %}")
    row = table.add_row().cells
    for place, text in enumerate(("{{ fact.name }}", "{{ fact.value }}")):
        row[place].width = Cm((9, 8)[place])
        close = tight(row[place].paragraphs[0])
        close.paragraph_format.space_before = close.paragraph_format.space_after = Pt(1)
        write(close, text, size=9.5, bold=bool(place), align=RIGHT if place else None)
    table.add_row().cells[0].paragraphs[0].add_run("{%tr endfor %}")
    line(document, "").paragraph_format.line_spacing = Pt(8)
    tag(document, "{%p endif %}")
    tag(document, "{%p for part in parts %}")
    tag(document, '{%p if part.form == "heading" %}')
    heading(document, "{{ part.text }}").paragraph_format.space_before = Pt(5)
    tag(document, '{%p elif part.form == "signature" %}')
    line(document, "{{ part.text }}", align=RIGHT, before=4)
    tag(document, "{%p else %}")
    line(document, "{{ part.text }}")
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


PAPERS = {"agreement": agreement, "cost_statement": cost_statement, "settlement": settlement, "letter": letter}


def bottom_line(table: Table) -> None:
    """Draw a line below a table."""
    borders = OxmlElement("w:tblBorders")
    edge = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", "1F5F73")):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)
    _before_layout(table, borders)


def _before_layout(table: Table, borders: OxmlElement) -> None:
    """Put borders where the schema has them: before layout and look."""
    properties = table._tbl.tblPr  # noqa: SLF001  # python-docx has no borders
    later = [one for one in properties if one.tag in {qn("w:tblLayout"), qn("w:tblCellMar"), qn("w:tblLook")}]
    later[0].addprevious(borders)


def blank(lang: str, words: dict) -> Doc:
    """Give an empty A4 page with its fonts, margins, and a footer with the digest and the page."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    latin, asian = FONTS[lang]
    style: ParagraphStyle = document.styles["Normal"]
    style.font.name, style.font.size, style.font.color.rgb = latin, Pt(10.5), INK
    style.element.rPr.rFonts.set(qn("w:eastAsia"), asian)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(6), 1.35
    document.core_properties.author = "arrears"
    document.core_properties.created = document.core_properties.modified = datetime(2026, 11, 28, tzinfo=UTC)
    footer = section.footer.paragraphs[0]
    write(footer, words["seal"], size=7, colour=MUTED)
    pages = section.footer.add_paragraph()
    pages.alignment = CENTRE
    write(pages, words["page"], size=8, colour=MUTED, keep=True)
    field(pages, "PAGE")
    write(pages, words["of"], size=8, colour=MUTED, keep=True)
    field(pages, "NUMPAGES")
    write(pages, words["end"], size=8, colour=MUTED, keep=True)
    return document


def title(document: Doc, text: str) -> None:
    line(document, text, size=17, bold=True, align=CENTRE)


def heading(document: Doc, text: str) -> Paragraph:
    made = line(document, text, size=11.5, bold=True, before=8)
    made.paragraph_format.keep_with_next = True
    return made


def line(document: Doc, text: str, *, before: float = 0, **looks: object) -> Paragraph:
    made = document.add_paragraph()
    made.paragraph_format.space_before = Pt(before)
    return write(made, text, **looks)


def tag(document: Doc, text: str) -> None:
    """Add a paragraph that only steers the template and is gone once it is filled."""
    document.add_paragraph(text)


def write(  # looks of a text
    paragraph: Paragraph,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    colour: RGBColor | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
    keep: bool = False,
) -> Paragraph:
    run = paragraph.add_run(text)
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    if align is not None and not keep:
        paragraph.alignment = align
    return paragraph


def field(paragraph: Paragraph, name: str) -> None:
    """Add a field that Word and LibreOffice count themselves."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(8), MUTED
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)  # noqa: SLF001  # python-docx has no fields


def pairs(document: Doc, head: tuple[str, str], lines: tuple[tuple[str, str], ...]) -> None:
    table = grid(document, head, widths=(9, 8), right=(1,))
    for texts in lines:
        cells = table.add_row().cells
        for place, text in enumerate(texts):
            write(tight(cells[place].paragraphs[0]), text, size=10, bold=bool(place), align=RIGHT if place else None)


def repeated(
    document: Doc,
    head: tuple[str, ...],
    cells: tuple[str, ...],
    name: str,
    *,
    widths: tuple[float, ...],
    right: tuple[int, ...],
) -> Table:
    table = grid(document, head, widths=widths, right=right)
    table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr for row in {name} %}}")
    row = table.add_row().cells
    for cell, width in zip(row, widths, strict=True):
        cell.width = Cm(width)
    for place, text in enumerate(cells):
        write(tight(row[place].paragraphs[0]), text, size=9.5, align=RIGHT if place in right else None)
    table.add_row().cells[0].paragraphs[0].add_run("{%tr endfor %}")
    return table


def grid(document: Doc, head: tuple[str, ...], *, widths: tuple[float, ...], right: tuple[int, ...]) -> Table:
    table = document.add_table(rows=1, cols=len(head))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    _before_layout(table, borders)
    for place, (text, width) in enumerate(zip(head, widths, strict=True)):
        table.columns[place].width = Cm(width)
        cell = table.rows[0].cells[place]
        cell.width = Cm(width)
        write(tight(cell.paragraphs[0]), text, size=9, bold=True, colour=MUTED, align=RIGHT if place in right else None)
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001  # same
    return table


def tight(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph


if __name__ == "__main__":
    main()
