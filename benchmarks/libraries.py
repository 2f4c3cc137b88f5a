"""Own code beside a library that does the same: canonical JSON (rfc8785), encodings (charset-normalizer), strict XML (defusedxml), internal rates (pyxirr).

``pip install rfc8785 charset-normalizer defusedxml pyxirr`` first; what is missing is left out and said.
"""

from __future__ import annotations

import random
import time
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20261129
WORDS = "客户约定周五前还款五百元李明王芳张伟已联系未接听北京市朝阳区龘"


def timed(call: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Give the least processor time of a call, and what it gave."""
    least, given = float("inf"), None
    for _ in range(times):
        begun = time.process_time()
        given = call()
        least = min(least, time.process_time() - begun)
    return least, given


def text(draw: random.Random, most: int = 40) -> str:
    return "".join(draw.choices(WORDS + 'abcXYZ 0123456789"\\/\n\x07é😀', k=draw.randrange(most)))


def canonical() -> None:
    import rfc8785  # noqa: PLC0415  # where it is installed

    from arrears.store.log.canonical import canonical_json  # noqa: PLC0415  # with its peer

    draw = random.Random(SEED)  # noqa: S311  # invented data
    payloads = [
        {
            "amount_fen": draw.randrange(-(10**12), 10**12),
            "text": text(draw),
            text(draw, 6): [draw.random() < 0.5, None, text(draw)],
            "due_on": "2026-12-01",
        }
        for _ in range(20_000)
    ]
    ours, mine = timed(lambda: [canonical_json(each).encode() for each in payloads])
    theirs, other = timed(lambda: [rfc8785.dumps(each) for each in payloads])
    alike = sum(one == two for one, two in zip(mine, other, strict=True))
    print(
        f"canonical JSON: {alike:,} of {len(payloads):,} alike; rfc8785 takes {theirs / ours:.1f} times our processor time"
    )


def encodings() -> None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # where it is installed

    from arrears.intake.formats.text import _decoded  # noqa: PLC0415  # with its peer

    draw = random.Random(SEED)  # noqa: S311  # invented data
    lists = []
    for size in (3, 30, 300):
        for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"):
            for _ in range(12):
                rows = (
                    f"AJ{draw.randrange(10**6)},{draw.choice('李王张欧阳')}{draw.choice('明芳伟')},{draw.randrange(10**5)}.50"
                    for _ in range(size)
                )
                written = "案件编号,客户姓名,欠款本金\n" + "\n".join(rows) + "\n"
                lists.append((written.encode(encoding), written))
    ours, mine = timed(lambda: [_decoded(data, "list.csv") for data, _ in lists])
    theirs, other = timed(lambda: [str(from_bytes(data).best()) for data, _ in lists], times=1)
    right = [
        sum(found.lstrip("\ufeff") == meant for found, (_, meant) in zip(all_found, lists, strict=True))
        for all_found in (mine, other)
    ]
    print(
        f"encodings: of {len(lists)} lists we read {right[0]} as they were written, charset-normalizer {right[1]}, "
        f"at {theirs / ours:,.0f} times our processor time"
    )


def strict_xml() -> None:
    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415  # where it is installed

    from arrears.intake.formats.archive import _parse, _strict_parser  # noqa: PLC0415  # with its peer

    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>李明</t></is></c><c r="B{row}"><v>{row}</v></c></row>'
        for row in range(100_000)
    )
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'.encode()

    def mine() -> None:
        parser, source = _strict_parser("list.xlsx", "sheet1.xml"), BytesIO(sheet)
        while chunk := source.read(1 << 16):
            _parse(parser, chunk, "list.xlsx", "sheet1.xml")
        _parse(parser, b"", "list.xlsx", "sheet1.xml", final=True)

    def other() -> object:
        parser, source = DefusedXMLParser(forbid_dtd=True), BytesIO(sheet)
        while chunk := source.read(1 << 16):
            parser.feed(chunk)
        return parser.close()

    ours, theirs = timed(mine)[0], timed(other)[0]
    print(
        f"strict XML: {len(sheet) >> 20} MB of a sheet; defusedxml, which builds the tree as it goes, takes {theirs / ours:.1f} times our processor time"
    )


def rates() -> None:
    import pyxirr  # noqa: PLC0415  # where it is installed

    from arrears.rules.cost import internal_rate  # noqa: PLC0415  # with its peer

    draw = np.random.default_rng(SEED)
    counts = draw.integers(2, 61, 20_000)
    lent = draw.integers(1_000_00, 500_000_00, counts.size)
    plan = np.repeat(np.arange(counts.size), counts)
    when = np.concatenate([np.arange(1.0, count + 1) for count in counts])
    paid = (np.repeat(lent / counts * draw.uniform(1.0, 1.6, counts.size), counts)).astype(np.int64)
    ours, mine = timed(lambda: internal_rate(plan, when, paid, lent))
    starts = np.concatenate([[0], np.cumsum(counts)])
    flows = [
        np.concatenate([[-lent[at]], paid[starts[at] : starts[at + 1]]]).astype(float) for at in range(counts.size)
    ]
    theirs, other = timed(lambda: [pyxirr.irr(each, silent=True) for each in flows], times=1)
    other = np.array([np.nan if each is None else each for each in other])
    found = ~np.isnan(other)
    apart = np.abs(mine[found] - other[found])
    print(
        f"internal rates: {counts.size:,} plans; pyxirr finds {found.sum():,}; largest difference {apart.max():.1e}, "
        f"at {theirs / ours:.1f} times our processor time"
    )


for library, weigh in {
    "rfc8785": canonical,
    "charset_normalizer": encodings,
    "defusedxml": strict_xml,
    "pyxirr": rates,
}.items():
    if find_spec(library):
        weigh()
    else:
        print(f"{library} is not installed")
