"""Mappings that a person confirmed: what each column of one bank's export means, kept by the export's headings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.files import in_one_step
from arrears.intake.mapping.headings import bare, heading_of, meaning
from arrears.intake.mapping.units import read_unit
from arrears.notations import NotationError, read_toml
from arrears.tables.texts import FLAG_KEYS, clean, is_blank, shown
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from arrears.intake.grid import Grid
    from arrears.intake.mapping.headings import Heading
    from arrears.tables.contract import Contract

ORDERS, MARKS = ("", "dmy", "mdy", "ymd"), ("", ".", ",")
_SEARCHED_ROWS = 30
_KEPT = "further"
"""Said of a column that is kept as it is."""


@dataclass(frozen=True)
class Kept:
    """One bank's export, as a person said that it is to be read.

    Attributes
    ----------
    name : str
        What people call it.
    contract : str
        The kind of list.
    columns : dict of str to str
        Each heading, as it stands in the file, and the key of what it means; empty for a column that is kept as it is.
    unit, currency, decimal_mark, date_order : str
        How its amounts and dates are written; empty where the list itself says it.
    flags : dict of str to str
        Words of the flags column that are the bank's own, and the flag that each means; empty for one that means none.
    """

    name: str
    contract: str
    columns: dict[str, str]
    unit: str = ""
    currency: str = ""
    decimal_mark: str = ""
    date_order: str = ""
    flags: dict[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """The headings in an order of their own, without what decorates them."""
        return tuple(sorted({bare(text) for text in self.columns}))

    def applied(self, headings: Iterable[Heading], contract: Contract) -> Iterator[Heading]:
        """Give headings with the meaning that the mapping gives them."""
        keys = {bare(text): key for text, key in self.columns.items()}
        unit = read_unit(self.unit) if self.unit else None
        seen: dict[str, int] = {}
        for heading in headings:
            # Of two columns of one heading the first is meant; the other is kept under a name of its own.
            times = seen[heading.text] = seen.get(heading.text, 0) + 1
            key = keys.get(bare(heading.text), "") if times == 1 else ""
            if times > 1:
                yield replace(heading, column=None, text=f"{heading.text} ({times})")
                continue
            said = meaning(heading.text, contract)
            found = said if said.key == key else said._replace(key=key, is_weak=False)
            mapped = heading_of(heading.place, heading.text, found, contract)
            if mapped.is_amount and unit:
                mapped = replace(mapped, fen_in_unit=unit.fen, unit=unit, currency=self.currency or unit.currency)
            elif mapped.is_amount and self.currency:
                mapped = replace(mapped, currency=self.currency)
            yield mapped


def kept_for(grid: Grid, contract: Contract, mappings: Sequence[Kept]) -> tuple[int, Kept] | None:
    """Give the row of headings for which a mapping was kept, and the mapping; None if there is none."""
    shapes = {mapping.shape: mapping for mapping in mappings if mapping.contract == contract.name}
    if not shapes:
        return None
    for number, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        shape = tuple(sorted({bare(clean(shown(cell))) for cell in row if not is_blank(cell)}))
        if shape in shapes:
            return number, shapes[shape]
    return None


def keep(kept: Kept, path: Path, contract: Contract) -> Path:
    """Write a mapping; another one under its name is replaced.

    Raises
    ------
    ArrearsError
        If it names a column or a form that there is not, or the file cannot be written.
    """
    _check(kept, path, contract)
    try:
        with in_one_step(path) as part:
            part.write_text(as_toml(kept), "utf-8", newline="\n")
    except OSError as error:
        raise ArrearsError(
            both("intake.mapping.kept.cannot_written_name_another_folder", path=path, strerror=error.strerror),
        ) from error
    return path


def as_toml(kept: Kept) -> str:
    """Give a mapping as a small file that travels.

    Examples
    --------
    >>> print(as_toml(Kept("Bank A", "cases", {"合同号": "case_id", "备注": ""}, unit="万元")))
    # How one bank's export is read. Made by `arrears map`; edit it as you like.
    name = "Bank A"
    contract = "cases"
    unit = "万元"
    <BLANKLINE>
    [columns]
    "合同号" = "case_id"
    "备注" = "further"
    <BLANKLINE>
    """
    lines = ["# How one bank's export is read. Made by `arrears map`; edit it as you like."]
    lines += [f"name = {_text(kept.name)}", f"contract = {_text(kept.contract)}"]
    forms = {name: getattr(kept, name) for name in ("unit", "currency", "decimal_mark", "date_order")}
    lines += [f"{name} = {_text(value)}" for name, value in forms.items() if value]
    lines += ["", "[columns]"]
    lines += [f"{_text(text)} = {_text(key or _KEPT)}" for text, key in kept.columns.items()]
    if kept.flags:
        lines += ["", "[flags]", *(f"{_text(word)} = {_text(key)}" for word, key in kept.flags.items())]
    return "\n".join([*lines, ""])


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_kept(path: Path, contract: Contract) -> Kept:
    """Read a mapping.

    Raises
    ------
    ArrearsError
        If the file is no mapping, or names a column or a form that there is not.
    """
    try:
        content = read_toml(path.read_bytes())
        columns = {str(text): str(key) for text, key in content["columns"].items()}
        flags = {str(word): str(key) for word, key in content.get("flags", {}).items()}
        forms = {name: str(content.get(name, "")) for name in ("unit", "currency", "decimal_mark", "date_order")}
        kept = Kept(str(content["name"]), str(content.get("contract", "cases")), columns, flags=flags, **forms)
    except NotationError as error:
        raise _wrong(path, error.why) from error
    except (OSError, KeyError, AttributeError) as error:
        raise _wrong(path, f"{type(error).__name__}: {error}") from error
    kept = replace(kept, columns={text: "" if key == _KEPT else key for text, key in columns.items()})
    if kept.contract == contract.name:
        _check(kept, path, contract)
    return kept


def _check(kept: Kept, path: Path, contract: Contract) -> None:
    for key in filter(None, kept.columns.values()):
        if key not in contract:
            raise _wrong(path, f"there is no column {key!r}")
    keys = [key for key in kept.columns.values() if key]
    if len(set(keys)) < len(keys):
        raise _wrong(path, "two headings mean the same column")
    if kept.unit and not read_unit(kept.unit):
        raise _wrong(path, f"{kept.unit!r} is no unit of amounts")
    if kept.date_order not in ORDERS or kept.decimal_mark not in MARKS:
        raise _wrong(path, "date_order is dmy, mdy or ymd; decimal_mark is . or ,")
    if kept.currency and not re.fullmatch("[A-Z]{3}", kept.currency):
        raise _wrong(path, f"{kept.currency!r} is no currency's code")
    unknown = [key for key in kept.flags.values() if key and key not in FLAG_KEYS]
    if unknown:
        raise _wrong(path, f"there is no flag {unknown[0]!r}")


def _wrong(path: Path, why: str | Saying) -> ArrearsError:
    return ArrearsError(
        both("intake.mapping.kept.mapping_cannot_used_mend_delete", path=path, why=why),
    )


def read_all(folders: Iterable[Path], contract: Contract) -> list[Kept]:
    """Read every mapping in some folders; the first of two for one shape is kept.

    Raises
    ------
    ArrearsError
        If one of the files is no mapping.
    """
    found: dict[tuple[str, ...], Kept] = {}
    for folder in dict.fromkeys(folders):
        if folder.is_dir():
            for path in sorted(folder.glob("*.toml")):
                kept = read_kept(path, contract)
                found.setdefault((kept.contract, *kept.shape), kept)
    return list(found.values())
