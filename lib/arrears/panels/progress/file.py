"""A board as one file that opens anywhere: no script, no network, prints well."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.progress.markup import Html

STATIC = Path(__file__).parents[1] / "static"
_OWN = """
body { margin: 0; background: #f4f6f6; font: 14px/1.55 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 32px 40px; background: #fff; }
header { border-bottom: 2px solid #0b5394; padding-bottom: 10px; margin-bottom: 12px; }
h1 { margin: 0; font-size: 24px; color: #0b3a66; }
header p { margin: 2px 0 0; color: #44505c; }
footer { margin-top: 28px; padding-top: 10px; border-top: 1px solid #d5dce2; color: #44505c; font-size: 12px; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { background: none; font-size: 11px; } main { max-width: none; padding: 0; } section, figure, tr { break-inside: avoid; } details { display: none; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def board_style() -> str:
    """Give the style of boards, which the page and the file share."""
    return (STATIC / "board.css").read_text(encoding="utf-8")


def board_file(title: str, about: Sequence[str], sections: Sequence[tuple[str, Html]], lang: str) -> bytes:
    """Give a page by itself.

    Parameters
    ----------
    title : str
        Its heading.
    about : sequence of str
        Lines below it: of when, of whom, from which store.
    sections : sequence of (title, content)
        In their order.
    lang : str
        ``zh`` or ``en``.

    Examples
    --------
    >>> from arrears.panels.progress.markup import Html
    >>> page = board_file("进度", ["2026-11"], [("余额", Html("<p>1</p>"))], "zh").decode()
    >>> "default-src 'none'" in page, "<script" in page, "<h2>余额</h2><p>1</p>" in page
    (True, False, True)
    """
    lines = "".join(f"<p>{escape(line)}</p>" for line in about)
    body = "".join(f"<section><h2>{escape(name)}</h2>{content}</section>" for name, content in sections)
    foot = say("panels.progress.file.internal_contains_data_cases_staff", lang)
    return (
        f'<!doctype html><html lang="{"en" if lang == "en" else "zh-CN"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_OWN}{board_style()}</style></head><body><main class=ar-board>"
        f"<header><h1>{escape(title)}</h1>{lines}</header>{body}<footer>{foot}</footer></main></body></html>"
    ).encode()
