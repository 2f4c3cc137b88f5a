"""The papers of a stored agreement as files: the agreement, and the statement of its cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.documents.papers import agreement_fields, statement_fields, write_document

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.store.state.agreements import Agreements, Drafted


def write_agreement(desk: Agreements, made: Drafted, path: Path) -> tuple[Path, ...]:
    """Write a draft's agreement, with the digest that the log keeps, as `arrears.documents.papers.write_document` does.

    Parameters
    ----------
    desk : Agreements
        The store's agreements; its language is the paper's.
    made : Drafted
        The stored draft.
    path : Path
        The Word file.

    Returns
    -------
    tuple of Path
        The files that were written.
    """
    policies = desk.store.policies
    sha256 = str(desk.row(made.agreement_id)["draft_sha256"])
    fields = agreement_fields(
        desk.case(made.case_id), made.agreement_id, made.wanted, made.paper, sha256, policies, desk.lang
    )
    return write_document(path, "agreement", fields, policies, desk.day, desk.lang)


def write_statement(desk: Agreements, made: Drafted, path: Path) -> tuple[Path, ...]:
    """Write the statement of a draft's total cost (CN-26-2), which the customer confirms; parameters as of `write_agreement`."""
    policies = desk.store.policies
    fields = statement_fields(
        desk.case(made.case_id), made.agreement_id, made.wanted, made.paper, made.statement, policies, desk.lang
    )
    return write_document(path, "cost_statement", fields, policies, desk.day, desk.lang)
