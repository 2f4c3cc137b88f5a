"""The view-model of mappings: a list of a new shape, what its columns most likely mean, and the mapping that a person keeps."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.intake import propose_mapping, read_table
from arrears.intake.front import MAPPINGS_VARIABLE
from arrears.intake.mapping.kept import Kept, as_toml, keep
from arrears.intake.mapping.propose import still_missing
from arrears.tables.contract import CASES, Contract
from arrears.tables.payments import PAYMENTS
from arrears.words import both

if TYPE_CHECKING:
    from arrears.intake import Intake
    from arrears.intake.mapping.propose import Proposal
    from arrears.panels.shell.session import Session

CONTRACTS: dict[str, Contract] = {"cases": CASES, "payments": PAYMENTS}
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True)
class Ways:
    """How amounts and dates of a list are written; empty where the list itself says it."""

    unit: str = ""
    currency: str = ""
    decimal_mark: str = ""
    date_order: str = ""


class Lists:
    """One bank's export on its way to a mapping.

    Parameters
    ----------
    session : Session
        The sitting; its house folder is where mappings are kept.

    Attributes
    ----------
    contract : Contract
        What kind of list it is.
    proposal : Proposal or None
        What the columns most likely mean, once a list was opened.
    keys : dict of str to str
        Each heading and what it means, as the person has it now; empty for a column that is kept as it is.
    name : str
        What people call this export.
    ways : Ways
        How its amounts and dates are written.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.contract = CASES
        self.proposal: Proposal | None = None
        self.keys: dict[str, str] = {}
        self.name = ""
        self.ways = Ways()
        self._path: Path | None = None
        self._password: str | None = None

    def open(self, path: str | Path, *, kind: str = "cases", password: str | None = None) -> None:
        """Open a list and propose what its columns mean.

        Raises
        ------
        IntakeError
            If it cannot be read, or has no row that can be headings.
        """
        contract = CONTRACTS[kind]
        proposal = propose_mapping(path, contract, password=password or None, house=self.session.policies.house)
        self._path, self._password, self.contract, self.proposal = Path(path), password or None, contract, proposal
        self.keys = {one.heading: one.key for one in proposal.columns}
        self.name = proposal.kept or self._path.stem
        self.ways = Ways()

    def take(self, name: str, content: bytes, *, kind: str = "cases", password: str | None = None) -> None:
        """Open a list that was uploaded; it lies in a folder of its own until this view goes."""
        folder = Path(tempfile.mkdtemp(prefix="arrears-list-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        path = folder / (Path(name).name or "list")
        path.write_bytes(content)
        self.open(path, kind=kind, password=password)

    def mean(self, heading: str, key: str) -> list[str]:
        """Say what a column means; another column that meant the same gives it up.

        Returns
        -------
        list of str
            The headings whose meaning changed.
        """
        given_up = [other for other, old in self.keys.items() if key and old == key and other != heading]
        self.keys |= dict.fromkeys(given_up, "") | {heading: key}
        return [*given_up, heading]

    def missing(self) -> list[str]:
        """Name the columns that the list still needs, in words."""
        lang = self.session.lang
        return [
            " / ".join(self.contract[key].heading(lang) for key in group)
            for group in still_missing(self.keys, self.contract)
        ]

    def kept(self) -> Kept:
        """Give the mapping as the person has it now.

        Raises
        ------
        ArrearsError
            If no list is open, or a needed column is missing.
        """
        if self.proposal is None:
            raise ArrearsError(both("panels.lists.no_list"))
        if missing := self.missing():
            raise ArrearsError(both("panels.lists.missing", names=", ".join(missing)))
        ways = {key: getattr(self.ways, key).strip() for key in ("unit", "currency", "decimal_mark", "date_order")}
        ways["currency"] = ways["currency"].upper()
        return Kept(self.name.strip() or self.proposal.file, self.contract.name, dict(self.keys), **ways)

    def folder(self) -> Path | None:
        """Give where mappings are kept: the house's own folder, else the one that the environment names; None without either."""
        house = self.session.policies.house
        if house is not None:
            return house / "mappings"
        named = os.environ.get(MAPPINGS_VARIABLE)
        return Path(named) if named else None

    def save(self) -> Path:
        """Keep the mapping, so that the next list of these headings is read by it.

        Raises
        ------
        ArrearsError
            If something is missing or wrong, or there is no folder for mappings.
        """
        kept, folder = self.kept(), self.folder()
        if folder is None:
            raise ArrearsError(both("panels.lists.no_folder", variable=MAPPINGS_VARIABLE))
        return keep(kept, folder / self.file_name(), self.contract)

    def file_name(self) -> str:
        """Name the mapping's file."""
        return f"{_UNSAFE.sub('-', self.kept().name)}.toml"

    def as_file(self) -> bytes:
        """Give the mapping as a file that travels: beside a list, in a folder ``arrears-mappings``, it is used."""
        return as_toml(self.kept()).encode()

    def tried(self) -> Intake:
        """Read the list by the mapping, without keeping anything: what would be accepted, refused and told.

        Raises
        ------
        ArrearsError
            As `kept` does.
        IntakeError
            If the list cannot be read by it.
        """
        kept = self.kept()
        assert self._path is not None  # noqa: S101  # a list is open
        with tempfile.TemporaryDirectory(prefix="arrears-map-") as folder:
            keep(kept, Path(folder) / "try.toml", self.contract)
            return read_table(
                self._path,
                self.contract,
                password=self._password,
                as_of=self.session.today,
                lang=self.session.lang,
                profile=self.session.policies.name,
                mappings=folder,
            )

    def write(self, **ways: str) -> None:
        """Say how amounts and dates are written."""
        self.ways = replace(self.ways, **ways)
