"""What a row that is no row of the list may be: a total, headings again, a line of text; told by its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from arrears.intake.mapping.headings import bare
from arrears.tables.texts import clean, is_blank, narrow, simple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_SQUEEZED = re.compile(r"[\s*＊=~·.。、\"'“”]+")
_SUM = "合计|总计|小计|共计|总和|汇总|累计|总额|总数|总金额|总余额|总户数|总笔数|平均值|平均数|平均|均值|最大值|最小值|计数|求和|金额合计|合计金额|加总|总共|全部|计数项|求和项"
_TOTAL = re.compile(
    rf"[-—_(（\[【]*.{{0,20}}?(?:{_SUM})(?:(?:金额|人数|户数|笔数|件数|欠款|余额|本金)?[-—_:：(（\d,，].*|[)）\]】]*)"
    r"|[-—_(（]*(?:共|合计|总共|总计)?\d+(?:户|笔|条|件|人|个|案|行)(?:[,，;；:：(（].*)?[)）]*"
    r"|(?:户数|笔数|件数|人数|合)[:：]?\d*",
)
_TOTAL_EN = re.compile(
    r"\W*(?:(?:(?:grand|sub|page|report|running|overall|sum)[\s-]*)?totals?(?:\s*[:(#].*|\s+(?:\d.*|(?:for|of|due|amount|balance|by|cases|accounts)\b.*))?"
    r"|sub-?totals?|sum|averages?|avg|mean|counts?|max|min|maximum|minimum|all"
    r"|(?:.{1,30}\s)(?:sub)?(?:totals?|counts?|averages?|sum|max|min)"
    r"|\d+\s+(?:cases|accounts|rows|records|items|customers)(?:\s.*)?)\W*",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:制表|制单|填表|填报|审核|复核|审批|经办|批准|签字|签章|签名|盖章|负责人|主管|备注|说明|注|附注|提示|声明|免责|打印|导出|生成|编制|"
    r"制表日期|制表时间|日期|时间|数据截止|数据截至|数据日期|统计日期|统计口径|报表日期|截止|截至|联系人|联系电话|页码|单位|金额单位|币种|口径|来源|数据来源|"
    r"报送|报表|机构|委托方|受托方|以下空白|以下无正文|以上|此页|本页|本表|本清单|完|结束|end|eof)"
    r"(?:人|员|单位|日期|时间|签字|签名|部门|机构|意见|说明|范围)?(?:[:：].*|\s.*|\d.*|)|第\s*\d+\s*页.*|共\s*\d+\s*页.*|注[\d一二三四五]?[:：、.].*|[(（]?以下(?:空白|无正文)[)）]?|[-—=*_~·#\s]{3,}",
    re.DOTALL,
)
_FOOT_EN = re.compile(
    r"(?:prepared|checked|approved|reviewed|printed|generated|exported|created|signed|compiled)\s+(?:by|on|at|from)\b.*|"
    r"(?:notes?|remarks?|comments?|disclaimer|confidential(?:ity)?|source|legend|signature|date|as of|as at|run date|report date|report|print date)"
    r"(?:\s+date)?\s*(?:[:#].*|$)|page\s*\d+.*|end of (?:report|list|file|data).*|\*+\s*end.*|confidential\b.*|as (?:of|at)\s.*",
    re.IGNORECASE | re.DOTALL,
)
_LONG_TEXT = 20
_SENTENCE = re.compile(r"[：:，,。；;！!]")


def is_total_word(cell: object) -> bool:
    """Tell whether a cell names a sum, a count or an average, in whichever words.

    Examples
    --------
    >>> all(map(is_total_word, ("合 计", "王芳 小计", "本页合计：", "共2户", "平均值", "Sum", "Ann Total", "GRAND TOTAL", "Total:")))
    True
    >>> any(map(is_total_word, ("C-001", "SUMMIT-1", "累计单2026", "王芳", "Totality", "ACCOUNT", 3, None)))
    False
    """
    if not isinstance(cell, str) or not cell:
        return False
    text = simple(narrow(clean(cell)))
    return bool(_TOTAL.fullmatch(_SQUEEZED.sub("", text)) or _TOTAL_EN.fullmatch(text))


def is_foot(cell: object) -> bool:
    """Tell whether a cell begins a line about the list: who made it, a note, a page number.

    Examples
    --------
    >>> all(map(is_foot, ("制表人：张三", "备注：以上数据仅供参考", "第 1 页 共 3 页", "Prepared by: Ann", "Note: invented", "----")))
    True
    >>> any(map(is_foot, ("C1", "张三", "注册会员", "日照分行", "Noteworthy Ltd")))
    False
    """
    if not isinstance(cell, str) or not cell:
        return False
    text = simple(narrow(clean(cell)))
    return bool(_FOOT.fullmatch(text) or _FOOT_EN.fullmatch(text))


def is_sentence(cell: object) -> bool:
    """Tell whether a cell is a line of prose."""
    return isinstance(cell, str) and len(clean(cell)) > _LONG_TEXT and bool(_SENTENCE.search(narrow(cell)))


def key_of(row: Sequence[object]) -> tuple[str, ...]:
    """Give a row of texts without what only decorates it, to know it again."""
    return tuple(bare(cell) for cell in row if isinstance(cell, str) and not is_blank(cell))


def repeats(row: Sequence[object], known: Collection[tuple[str, ...]]) -> bool:
    """Tell whether a row is one of the rows of headings or titles again."""
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and all(isinstance(cell, str) for cell in filled) and key_of(filled) in known
