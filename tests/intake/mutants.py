"""Seeded damage to good case lists."""

import io
import random
import re
import struct
import zipfile
from dataclasses import dataclass, field

from intake.good_lists import HEADINGS, KEYS, NAMES, as_csv, as_xls, as_xlsx, rows

DATES = frozenset({"due_date", "last_payment_date"})
HOSTILE = [
    "",
    "#N/A",
    "合计",
    "=1+1",
    "1e400",
    "-1",
    "NaN",
    "１２３",
    "2026-02-30",
    "a\nb",
    'a"b',
    "\u200b",
    "9" * 400,
    "(1)",
    "0x1F",
    "张",
    "\t",
    "99999999999999",
]
BITES = [
    b"",
    b"\x00",
    b"\xff",
    b'"',
    b",",
    b"\n",
    b"<",
    b"&",
    b"0",
    b"-",
    b"9" * 40,
    b"\xe4\xb8",
    b"]]>",
    b"<!DOCTYPE x>",
]


@dataclass
class Mutant:
    """Damaged bytes, and what the damage touched.

    Attributes
    ----------
    data : bytes
        The file.
    what : str
        The damage in words.
    rows : set of int
        Cases, counted from 0, of which anything may have changed.
    columns : set of str
        Keys of which anything may have changed.
    cut : bool
        Whether cases may be missing because the file's end is.
    """

    data: bytes
    what: str
    rows: set = field(default_factory=set)
    columns: set = field(default_factory=set)
    cut: bool = False


# Damage to any bytes


def bitten(rng, data, spans=None):
    """Flip bits, put in, take out or copy a few bytes; give the new bytes and the old places that were touched."""
    low, high = spans or (0, len(data))
    start = rng.randrange(low, high)
    length = rng.choice((1, 1, 1, 2, 5, 30))
    end = min(start + length, high)
    kind = rng.choice(("flip", "flip", "put in", "take out", "copy", "write over"))
    if kind == "flip":
        new = bytes([data[start] ^ (1 << rng.randrange(8))])
        end = start + 1
    elif kind == "put in":
        new, end = rng.choice(BITES) + data[start : start + 1], start + 1
    elif kind == "take out":
        new = b""
    elif kind == "copy":
        new = data[start:end] * 2
    else:
        new = rng.randbytes(end - start)
    return data[:start] + new + data[end:], start, end, f"{kind} at {start}..{end}"


def cut_off(rng, data):
    return data[: rng.randrange(1, len(data))]


# Text tables


def csv_mutant(rng, data, encoding):
    if rng.random() < 0.25:
        return csv_cell(rng, encoding)
    if rng.random() < 0.2:
        new = cut_off(rng, data)
        return Mutant(new, f"cut at {len(new)}", rows={new.count(b"\n") - 1}, cut=True)
    new, start, end, what = bitten(rng, data)
    first, last = data.count(b"\n", 0, start) - 1, data.count(b"\n", 0, end) - 1
    columns = set(KEYS) if first < 0 else set()
    # A line end that was touched joins or parts its neighbours.
    return Mutant(new, what, rows=set(range(first, last + 1)), columns=columns)


def csv_cell(rng, encoding):
    cells = [HEADINGS, *rows()]
    line, place, text = rng.randrange(1, len(cells)), rng.randrange(len(HEADINGS)), rng.choice(HOSTILE)
    cells[line][place] = text
    quoted = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in one) for one in cells]
    return Mutant("\n".join(quoted).encode(encoding), f"{text[:20]!r} in {KEYS[place]}", rows={line - 1})


# Text tables as banks write them: a unit above, signs and a total row, headings in two rows


def money(cells, write):
    return [write(cell) if key.endswith("_fen") else str(cell) for key, cell in zip(KEYS, cells, strict=True)]


def units_lines():
    """Amounts in 万元, said above the headings."""
    return 2, [["单位：万元"], HEADINGS, *(money(cells, lambda yuan: f"{yuan / 10_000:.6f}") for cells in rows())]


def signs_lines():
    """Amounts with their sign and grouped, and their total below."""
    cases = [money(cells, lambda yuan: f"¥{yuan:,.2f}") for cells in rows()]
    sums = {key: sum(cells[place] for cells in rows()) for place, key in enumerate(KEYS) if key.endswith("_fen")}
    total = ["合 计" if key == "case_id" else f"¥{sums[key]:,.2f}" if key in sums else "" for key in KEYS]
    return 1, [HEADINGS, *cases, total]


def two_rows_lines():
    """Headings in two rows: groups above, and what stands alone above blanks."""
    grouped = {"customer_name": "客户信息", "statement_balance_fen": "欠款"}
    below = {"customer_name", "id_number", "phone", "statement_balance_fen", "principal_fen", "interest_fen"}
    pairs = list(zip(KEYS, HEADINGS, strict=True))
    upper = [grouped.get(key, "") if key in below else text for key, text in pairs]
    lower = [text if key in below else "" for key, text in pairs]
    return 2, [upper, lower, *(money(cells, str) for cells in rows())]


def as_text(lines, encoding="utf-8-sig"):
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in cells) for cells in lines]
    return "\n".join(quoted).encode(encoding)


def lines_mutant(rng, head, lines):
    """Damage a text table: a cell, a few bytes, or its end; what stands above the cases touches all of them."""
    data = as_text(lines)
    if rng.random() < 0.3:
        line, place, text = rng.randrange(head, len(lines)), rng.randrange(len(KEYS)), rng.choice(HOSTILE)
        changed = [list(cells) for cells in lines]
        changed[line][place] = text
        return Mutant(as_text(changed), f"{text[:20]!r} in {KEYS[place]}", rows={line - head})
    if rng.random() < 0.2:
        new = cut_off(rng, data)
        touched = new.count(b"\n") - head
        return Mutant(new, f"cut at {len(new)}", rows={touched}, columns=set(KEYS) if touched < 0 else set(), cut=True)
    new, start, end, what = bitten(rng, data)
    first, last = data.count(b"\n", 0, start) - head, data.count(b"\n", 0, end) - head
    return Mutant(new, what, rows=set(range(first, last + 1)), columns=set(KEYS) if first < 0 else set())


# Workbooks


def xlsx_mutant(rng, data):
    kind = rng.choice(("bytes", "cut", "part", "xml", "xml", "cell"))
    if kind == "bytes":
        new, _, _, what = bitten(rng, data)
        return Mutant(new, what)
    if kind == "cut":
        new = cut_off(rng, data)
        return Mutant(new, f"cut at {len(new)}")
    parts = unpacked(data)
    if kind == "part":
        return Mutant(*part_mutant(rng, parts))
    return xml_mutant(rng, parts) if kind == "xml" else cell_mutant(rng, parts)


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def part_mutant(rng, parts):
    """Take out, empty, cut, rename, exchange a part, or put in a foreign one."""
    name, other = rng.sample(list(parts), 2)
    kind = rng.choice(("drop", "empty", "cut", "rename", "exchange", "add"))
    changed = dict(parts)
    if kind == "drop":
        del changed[name]
    elif kind == "empty":
        changed[name] = b""
    elif kind == "cut":
        changed[name] = cut_off(rng, changed[name])
    elif kind == "rename":
        changed[name + "x"] = changed.pop(name)
    elif kind == "exchange":
        changed[name], changed[other] = changed[other], changed[name]
    else:
        changed[f"xl/{rng.choice(('vbaProject.bin', 'a.xml', 'worksheets/sheet2.xml'))}"] = rng.randbytes(50)
    return packed(changed.items()), f"{kind} {name}"


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def xml_mutant(rng, parts):
    """Damage the XML of one part; its checksum is right."""
    name = rng.choice((SHEET, SHEET, SHEET, STRINGS, STRINGS, *parts))
    new, start, end, what = bitten(rng, parts[name])
    touched, columns = set(), set()
    if name == SHEET:
        touched, columns = touched_in_sheet(parts[name], new, start, end)
    elif name == STRINGS:
        touched, columns = touched_in_strings(parts, start, end)
    elif name in {"xl/styles.xml", "xl/workbook.xml"}:
        columns = set(DATES)  # a number format, or the day from which dates count
    return Mutant(packed((parts | {name: new}).items()), f"{name}: {what}", rows=touched, columns=columns)


def touched_in_sheet(old, new, start, end):
    """Give the cases whose cells the damage touched, or to which it moved a cell."""
    lines = {old.count(b"<row ", 0, place) - 2 for place in (start, end)}
    lines = set(range(min(lines), max(lines) + 1))
    # A tag's first bytes belong to the row that they begin.
    lines |= {old.count(b"<row ", 0, start + 6) - 2, old.count(b"<row ", 0, end + 6) - 2}
    around = new[max(start - 80, 0) : end + 80]
    lines |= {int(number) - 2 for number in re.findall(rb'r="[A-Z]*(\d{1,7})"', around)}
    return lines, set(KEYS) if min(lines) == -1 else set()


def touched_in_strings(parts, start, end):
    """Give the cases that use a shared string which the damage touched."""
    old = parts[STRINGS]
    first, last = (old.count(b"<si>", 0, place + shift) - 1 for place, shift in ((start, 0), (end, 4)))
    used = re.findall(rb'r="[A-Z]+(\d+)" t="s"><v>(\d+)</v>', parts[SHEET])
    lines = {int(line) - 2 for line, string in used if first <= int(string) <= last}
    return lines, set(KEYS) if -1 in lines else set()


def cell_mutant(rng, parts):
    """Put something odd into one cell, as text, number, error or formula."""
    cells = list(re.finditer(rb'<c r="([A-Z])(\d+)"[^>]*>.*?</c>', parts[SHEET]))
    cell = rng.choice([one for one in cells if one[2] != b"1"])
    text = rng.choice(HOSTILE).encode().replace(b"\t", b" ").replace(b'"', b"")
    start = b'<c r="' + cell[1] + cell[2] + b'"'
    new = rng.choice(
        (
            start + b' t="inlineStr"><is><t>' + text + b"</t></is></c>",
            start + b' t="str"><v>' + text + b"</v></c>",
            start + b"><v>" + text + b"</v></c>",
            start + b' t="e"><v>#REF!</v></c>',
            start + b"><f>1+1</f></c>",
            start + b' t="b"><v>1</v></c>',
            start + b' s="1"><v>45000.5</v></c>',
            start + b' t="d"><v>2026-01-31</v></c>',
            b"",
        )
    )
    sheet = parts[SHEET][: cell.start()] + new + parts[SHEET][cell.end() :]
    return Mutant(packed((parts | {SHEET: sheet}).items()), f"{new[:60]!r}", rows={int(cell[2]) - 2})


# Old workbooks: no checksums, so damage within a cell's own record is that cell's new value


HEADER = 512
CELL_RECORDS = frozenset({0x203, 0x27E, 0xFD, 0xBD, 0x201, 0xBE, 0x205})


def xls_mutant(rng, data):
    if rng.random() < 0.2:
        return Mutant(cut_off(rng, data), "cut", cut=True)
    new, start, end, what = bitten(rng, data)
    if len(new) != len(data):
        return Mutant(new, what, rows=set(range(-1, len(NAMES))), columns=set(KEYS), cut=True)
    touched = {line for line in (line_at(data, start), line_at(new, start)) if line is not None}
    if not touched or end - start > 1:
        # Not one cell's own record: containers, strings, formats. Nothing but a typed outcome can be asked for.
        return Mutant(new, what, rows=set(range(-1, len(NAMES))), columns=set(KEYS), cut=True)
    return Mutant(
        new, what, rows={line - 1 for line in touched}, columns=set(KEYS) if 0 in touched else set(), cut=True
    )


def line_at(data, place):
    """Give the line of the cell whose record's body holds a place of the file; its head is not the cell's alone."""
    at = HEADER
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if at + 4 <= place < at + 4 + size:
            return struct.unpack_from("<H", data, at + 4)[0] if kind in CELL_RECORDS else None
        at += 4 + size
    return None


ORIGINALS = {
    "list.xlsx": (as_xlsx(), xlsx_mutant),
    "list.csv": (as_csv("utf-8-sig"), lambda rng, data: csv_mutant(rng, data, "utf-8-sig")),
    "gb.csv": (as_csv("gb18030"), lambda rng, data: csv_mutant(rng, data, "gb18030")),
    "list.xls": (as_xls(), xls_mutant),
    **{
        name: (as_text(lines()[1]), lambda rng, _data, lines=lines: lines_mutant(rng, *lines()))
        for name, lines in {"units.csv": units_lines, "signs.csv": signs_lines, "two-rows.csv": two_rows_lines}.items()
    },
}
SHARES = (
    ("list.xlsx",) * 5
    + ("list.csv",) * 2
    + ("gb.csv", "list.xls", "list.xls", "units.csv", "signs.csv", "two-rows.csv")
)


def mutant(seed):
    """Give a file's name and one mutant of it; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  # the same damage every time
    name = rng.choice(SHARES)
    data, mutate = ORIGINALS[name]
    return name, mutate(rng, data)
