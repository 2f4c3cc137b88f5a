"""Papers as Word files and PDFs: agreement, cost statement, settlement, letter, from templates that legal staff edit in Word.

A template is a .docx with ``{{ fields }}`` (docxtpl). The house's own, in its policy folder under
``templates/documents/<language>/``, goes before the shipped one. Before anything is written the template's fields are checked, and
what comes out is read by the conduct check.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from arrears.documents.values import CaseValues, day_text, money_text
from arrears.errors import ArrearsError
from arrears.files import in_one_step
from arrears.operations.contacts.conduct import check_conduct
from arrears.operations.plans.options import method_word
from arrears.policy.records import Provision, Sender
from arrears.resources import shipped
from arrears.units import FEN_IN_YUAN
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from arrears.documents.agreements import Paper
    from arrears.operations.agreements.cost import Charge, Statement
    from arrears.operations.plans.working import Wanted
    from arrears.policy import Policies

Kind: TypeAlias = Literal["agreement", "cost_statement", "settlement", "letter"]
_COMMON = frozenset({"agreement_id", "case_id", "sha256", "sender", "today", "ways_to_object", "customer"})
FIELDS: dict[str, frozenset[str]] = {
    "agreement": _COMMON | {"title", "parts", "rows", "total", "balance", "method", "months"},
    "cost_statement": _COMMON
    | {
        "rule", "principal", "paid", "cost", "annual_cost", "effective_cost", "months", "first_due", "last_due", "instalment",
        "charges", "default_costs", "nothing_else",
    },
    "settlement": _COMMON | {"settled_on", "balance", "paid", "waived", "owed", "credit_rule"},
    "letter": frozenset(
        {"letter_id", "case_id", "sha256", "sender", "service_phone", "today", "title", "customer", "address", "facts", "parts"}
    ),
}  # fmt: skip
"""What a template may name."""
NEEDED: dict[str, frozenset[str]] = {
    "agreement": frozenset({"agreement_id", "parts", "rows", "sha256"}),
    "cost_statement": frozenset(
        {"agreement_id", "sha256", "principal", "charges", "annual_cost", "default_costs", "nothing_else"}
    ),
    "settlement": frozenset({"agreement_id", "case_id", "customer", "settled_on", "owed", "sha256"}),
    "letter": frozenset({"letter_id", "customer", "title", "parts", "sender", "sha256"}),
}
"""What a template must print: what the law asks for, and the digest by which the paper is known again."""
_RULES = {"agreement": "CN-70b", "cost_statement": "CN-26-2", "settlement": "CREDIT", "letter": "CN-69"}
_SECONDS = 120
_AT_ONCE = 40
"""Files that LibreOffice is given in one go: it takes seconds to start, and far less for each file."""
_JOINED = "，"


def find_document(kind: Kind, lang: str, policies: Policies) -> Path:
    """Give the template of a paper: the house's own, or the shipped one."""
    name = f"{kind}.docx"
    own = policies.house / "templates" / "documents" / lang / name if policies.house else None
    return own if own is not None and own.is_file() else shipped("templates", "documents", lang, name)


def check_document(path: Path, kind: Kind) -> None:
    """Check a template's fields.

    Raises
    ------
    ArrearsError
        If it is no Word file, names a field that there is not, or lacks one that must be printed.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> check_document(find_document("settlement", "en", Policies("cn")), "settlement")
    """
    template = _open(path)
    try:
        named = template.get_undeclared_template_variables()
    except Exception as error:
        raise ArrearsError(both("agreements.papers.no_template", name=path.name)) from error
    unknown, lacking = sorted(named - FIELDS[kind]), sorted(NEEDED[kind] - named)
    if unknown:
        known = ", ".join(sorted(FIELDS[kind]))
        raise ArrearsError(both("agreements.papers.unknown_field", name=path.name, field=unknown[0], known=known))
    if lacking:
        raise ArrearsError(
            both("agreements.papers.lacking_field", name=path.name, fields=", ".join(lacking), rule=_RULES[kind])
        )


def write_document(
    path: Path, kind: Kind, fields: Mapping[str, Any], policies: Policies, on: date, lang: str = "zh"
) -> tuple[Path, ...]:
    """Write a paper as .docx, and as PDF beside it where LibreOffice is.

    Parameters
    ----------
    path : Path
        The .docx file; an old one is replaced in one step.
    kind, fields
        Which paper, and the values of its fields.
    policies : Policies
        Whose template and whose conduct rules.
    on : date
        The day of the conduct rules.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    ArrearsError
        If the template is wrong, its text breaks a conduct rule, or the file cannot be written.
    """
    (content,) = filled_documents(kind, [fields], policies, on, lang)
    try:
        with in_one_step(path) as beside:
            beside.write_bytes(content)
    except OSError as error:
        raise ArrearsError(both("agreements.papers.not_written", name=path.name, error=error.strerror or "")) from error
    pdf = as_pdf(path)
    return (path,) if pdf is None else (path, pdf)


def filled_documents(
    kind: Kind, several: Sequence[Mapping[str, Any]], policies: Policies, on: date, lang: str = "zh"
) -> list[bytes]:
    """Fill the template of a paper, once for each set of fields; nothing comes of it unless all are right.

    Raises
    ------
    ArrearsError
        If the template is wrong, a field has no value, or the text breaks a conduct rule.
    """
    from docx import Document  # noqa: PLC0415  # a command that writes no paper need not read it
    from jinja2 import Environment, StrictUndefined, UndefinedError  # noqa: PLC0415  # same

    template = find_document(kind, lang, policies)
    check_document(template, kind)
    found, texts = [], []
    for fields in several:
        made = _open(template)
        try:
            made.render(dict(fields), Environment(undefined=StrictUndefined, autoescape=True), autoescape=True)
        except UndefinedError as error:
            raise ArrearsError(both("agreements.papers.undefined", name=template.name, error=str(error))) from error
        content = io.BytesIO()
        made.save(content)
        found.append(content.getvalue())
        # Headings and cells are no sentences: a word by itself, such as "other", is judged with what stands around it.
        said = _text_of(Document(io.BytesIO(content.getvalue())))
        texts.append(_JOINED.join(filter(None, (text.strip() for text in said))))
    _check_words(texts, template, policies, on, lang)
    return found


def as_pdf(path: Path) -> Path | None:
    """Make a PDF of a Word file beside it; None where there is no LibreOffice, or it gives none."""
    return next(iter(as_pdfs([path])), None)


def as_pdfs(paths: Sequence[Path]) -> list[Path]:
    """Make PDFs of Word files beside them; fewer where there is no LibreOffice, or it gives none."""
    return [made for first in range(0, len(paths), _AT_ONCE) for made in _pdfs(paths[first : first + _AT_ONCE])]


def _pdfs(paths: Sequence[Path]) -> list[Path]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        # A profile of its own: another LibreOffice that is open would swallow the request.
        profile = Path(folder, "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", folder]
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        try:
            subprocess.run(  # noqa: S603  # the system's own program on our own file
                [*command, *map(str, paths)], check=True, capture_output=True, timeout=_SECONDS, env=environment
            )
        except (subprocess.SubprocessError, OSError):
            return []
        made = [(Path(folder, f"{path.stem}.pdf"), path.with_suffix(".pdf")) for path in paths]
        there = [(found, pdf) for found, pdf in made if found.is_file()]
        for found, pdf in there:
            with in_one_step(pdf) as beside:
                shutil.copyfile(found, beside)
    return [pdf for _, pdf in there]


def agreement_fields(
    case: Mapping[str, Any], agreement_id: str, wanted: Wanted, paper: Paper, sha256: str, policies: Policies, lang: str
) -> dict[str, Any]:
    """Give the fields of an agreement's paper (CN-70b)."""
    table = paper.instalments[paper.instalments["no"] > 0]
    columns = ("payment", "principal", "interest", "fee")
    rows = [
        {"no": int(row["no"]), "due": str(row["due_date"])[:10]}
        | {name: _plain(int(row[f"{name}_fen"])) for name in columns}
        for row in table.to_dict("records")
    ]
    return _common(case, agreement_id, sha256, policies, wanted.on, lang) | {
        "title": paper.title,
        "parts": [{"text": part.text, "form": part.form} for part in paper.paragraphs if part.text],
        "rows": rows,
        "total": {name: _plain(int(table[f"{name}_fen"].sum())) for name in columns},
        "balance": _money(wanted.principal_fen, case, policies, lang),
        "method": method_word(wanted.method, lang),
        "months": len(rows),
    }


def statement_fields(
    case: Mapping[str, Any],
    agreement_id: str,
    wanted: Wanted,
    paper: Paper,
    statement: Statement,
    policies: Policies,
    lang: str,
) -> dict[str, Any]:
    """Give the fields of a statement of the total cost (CN-26-2)."""
    table = paper.instalments[paper.instalments["no"] > 0]
    first, last = (table["due_date"].iloc[place].date() for place in (0, -1))
    zh = lang == "zh"

    def charge(one: Charge) -> dict[str, str]:
        return {
            "name": one.name_zh if zh else one.name_en,
            "basis": one.basis_zh if zh else one.basis_en,
            "amount": "—" if one.amount_fen is None else _money(one.amount_fen, case, policies, lang),
            "yearly": one.yearly or "—",
            "by": one.by_zh if zh else one.by_en,
        }

    return _common(case, agreement_id, statement.sha256, policies, wanted.on, lang) | {
        "rule": statement.rule or "CN-13a",
        "principal": _money(statement.principal_fen, case, policies, lang),
        "paid": _money(statement.paid_fen, case, policies, lang),
        "cost": _money(statement.cost_fen, case, policies, lang),
        "annual_cost": statement.annual_cost,
        "effective_cost": statement.effective_cost,
        "months": len(table),
        "first_due": day_text(first, lang),
        "last_due": day_text(last, lang),
        "instalment": _money(int(table["payment_fen"].iloc[0]), case, policies, lang),
        "charges": [charge(one) for one in statement.charges],
        "default_costs": [charge(one) for one in statement.default_costs],
        "nothing_else": both("agreements.papers.nothing_else").text(lang),
    }


def settlement_fields(
    case: Mapping[str, Any],
    agreement_id: str,
    amounts: Mapping[str, int],
    settled_on: date,
    sha256: str,
    policies: Policies,
    lang: str,
) -> dict[str, Any]:
    """Give the fields of a confirmation of settlement; amounts in fen: ``balance, paid, waived, owed``."""
    try:
        rule = policies.get(Provision, settled_on, "provision_credit").rule
    except ArrearsError:
        rule = "—"  # only some profiles know how long a credit record stays
    return (
        _common(case, agreement_id, sha256, policies, settled_on, lang)
        | {"settled_on": day_text(settled_on, lang), "credit_rule": rule}
        | {name: _money(amounts[name], case, policies, lang) for name in ("balance", "paid", "waived", "owed")}
    )


def _common(
    case: Mapping[str, Any], agreement_id: str, sha256: str, policies: Policies, on: date, lang: str
) -> dict[str, Any]:
    sender = policies.get(Sender, on)
    values = CaseValues(case, policies, on, lang, ("customer_name",))
    return {
        "agreement_id": agreement_id,
        "case_id": str(case["case_id"]),
        "sha256": sha256,
        "sender": sender.name_zh if lang == "zh" else sender.name,
        "today": day_text(on, lang),
        "ways_to_object": sender.object_zh if lang == "zh" else sender.object,
        "customer": values.text("customer_name"),
    }


def _money(fen: int, case: Mapping[str, Any], policies: Policies, lang: str) -> str:
    code = case.get("currency")
    return money_text(fen, code if isinstance(code, str) and code else policies.profile.currency, lang)


def _plain(fen: int) -> str:
    return f"{fen / FEN_IN_YUAN:,.2f}"


def _open(path: Path) -> Any:  # noqa: ANN401  # docxtpl is untyped
    from docxtpl import DocxTemplate  # noqa: PLC0415  # a command that writes no paper need not read it

    try:
        template = DocxTemplate(path)
        template.init_docx()
    except Exception as error:
        raise ArrearsError(both("agreements.papers.no_template", name=path.name)) from error
    return template


def _text_of(document: Any) -> list[str]:  # noqa: ANN401  # python-docx is untyped
    """Give every paragraph, those of tables and of footers too."""
    inside = [
        paragraph.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
    ]
    footers = [paragraph.text for section in document.sections for paragraph in section.footer.paragraphs]
    return [paragraph.text for paragraph in document.paragraphs] + inside + footers


def _check_words(texts: list[str], template: Path, policies: Policies, on: date, lang: str) -> None:
    found = check_conduct(np.array(texts, dtype=object), policies, on=on, lang=lang)
    if len(found):
        first = found.iloc[0]
        raise ArrearsError(
            both(
                "agreements.papers.bad_words",
                name=template.name,
                words=first["found"],
                rule=first["rule"],
                remedy=first["remedy"],
            )
        )
