"""Verify a store: every change, insertion, deletion and cut is found, and located as narrowly as hashes and anchors allow."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from arrears.store.log.anchors import Head
from arrears.store.log.canonical import event_hash, genesis, payload_hash
from arrears.store.log.engine import reading
from arrears.store.log.schema import ERASURES, EVENTS, HASHED, META, PAYLOADS
from arrears.store.records.form import has_form
from arrears.store.secrets.sealing import FOREIGN, payload_as_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

_CHUNK = 10_000
"""Events read in one transaction: a long one would keep writers waiting."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was stored.

    Attributes
    ----------
    code : str
        CHANGED, UNLINKED, MISSING, PAYLOAD_CHANGED, PAYLOAD_MISSING, PAYLOAD_FORM, PAYLOAD_STRANGE, OTHER_KEY, CUT, REWRITTEN, ERASURE_STRANGE or GENESIS of the
        log; PAGES, GUARDS, INDEX, ACCESS, RIGHTS, UNSCRUBBED, NO_HEADS or OTHER_STORE of what stands around it.
    first, last : int
        Numbers of the first and last event that it may concern; 0 if it concerns none.
    what : str
        What it names besides.
    """

    code: str
    first: int
    last: int
    what: str = field(default="", compare=False)

    def text(self, lang: str = "zh") -> str:
        """Say it in a line."""
        where = f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"
        return SAY[lang][self.code].format(where=where, what=self.what)


SAY = {
    "zh": {
        "CHANGED": "第 {where} 号事件被改动",
        "UNLINKED": "第 {where} 号事件与前一事件的链接不符：此处有插入、删除或替换",
        "MISSING": "缺少第 {where} 号事件",
        "PAYLOAD_CHANGED": "第 {where} 号事件的内容被改动",
        "PAYLOAD_MISSING": "第 {where} 号事件的内容缺失，且无依法删除的记录",
        "PAYLOAD_FORM": "第 {where} 号事件的内容不是该类事件应有的形式，未计入",
        "PAYLOAD_STRANGE": "第 {where} 号内容没有对应事件，或在依法删除后又出现",
        "CUT": "链尾被截断：缺少第 {where} 号事件",
        "REWRITTEN": "第 {where} 号事件之间的历史被改写：与锚定的链头不符",
        "ERASURE_STRANGE": "第 {where} 号事件的删除登记与链上记录不符",
        "GENESIS": "存储库编号与起始哈希不符",
        "OTHER_KEY": "第 {where} 号事件的内容由其他密钥（{what}）加密，无法查验",
        "PAGES": "数据库文件有损坏：{what}",
        "GUARDS": "数据库的表、索引、触发器或函数缺失或被改动：{what}",
        "INDEX": "客户索引与事件不符（第 {where} 号，共 {what} 处）；请运行 arrears store reindex",
        "ACCESS": "案件归属表与分案记录不符：{what}；请由所有者运行 arrears store grant",
        "RIGHTS": "各岗位的权限与授权时不同：{what}；请由所有者运行 arrears store grant",
        "UNSCRUBBED": "已依法删除的内容尚未从数据库文件中清除（{what} 次删除）；请由所有者运行 arrears store repair --reason …",
        "NO_HEADS": "旁边的链头文件不见了，链尾若被截断无法发现；请用 --anchor 提供回执或日报中的链头，再运行 arrears store repair",
        "OTHER_STORE": "旁边的链头文件或本机记录属于另一存储库（{what}）：库文件可能被调换",
    },
    "en": {
        "CHANGED": "event {where} was changed",
        "UNLINKED": "event {where} does not follow the one before it: something was inserted, deleted or replaced here",
        "MISSING": "event {where} is missing",
        "PAYLOAD_CHANGED": "what event {where} says was changed",
        "PAYLOAD_MISSING": "what event {where} says is missing, and no erasure names it",
        "PAYLOAD_FORM": "what event {where} says has not the form of its kind, and is not counted",
        "PAYLOAD_STRANGE": "payload {where} has no event, or is back after its erasure",
        "CUT": "the end was cut: event {where} is missing",
        "REWRITTEN": "history was rewritten within events {where}: it does not meet an anchored head",
        "ERASURE_STRANGE": "the register of erasures differs from the chain at event {where}",
        "GENESIS": "the store's name does not fit its first hash",
        "OTHER_KEY": "what event {where} says is sealed with another key ({what}) and cannot be checked",
        "PAGES": "the database's file is damaged: {what}",
        "GUARDS": "tables, indexes, triggers or functions of the database are missing or were changed: {what}",
        "INDEX": "the index of customers differs from the events (event {where}, {what} places); run arrears store reindex",
        "ACCESS": "whose each case is differs from the assignments in the log: {what}; let the owner run arrears store grant",
        "RIGHTS": "what roles may see and do is not as it was granted: {what}; let the owner run arrears store grant",
        "UNSCRUBBED": "what was erased may still stand in the database's file ({what} erasures); let the owner run arrears store repair --reason …",
        "NO_HEADS": "the file of heads beside the store is gone, so a cut end cannot be seen; give a head from a receipt or a daily report with --anchor, then run arrears store repair",
        "OTHER_STORE": "the file of heads beside the store, or this computer's memory, is of another store ({what}): the file may have been swapped",
    },
}


@dataclass
class Verification:
    """What a verification has found.

    Attributes
    ----------
    head : Head
        The number of the last event and its hash as it stands.
    findings : list of Finding
    erased : list of int
        Numbers of the events whose content was lawfully erased.
    anchors : int
        How many heads were compared; with none a cut end cannot be seen.
    known : list of (Finding, int)
        Faults that a repair has put on record, and the number of the event that did; they stay provable.
    """

    head: Head
    anchors: int = 0
    findings: list[Finding] = field(default_factory=list)
    erased: list[int] = field(default_factory=list)
    known: list[tuple[Finding, int]] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class _Walk:
    """The state of one pass over all events."""

    def __init__(self, start: str, wanted: set[int]) -> None:
        self.last, self.previous = 0, start
        self.hashes: dict[int, str] = {0: start}
        self.wanted = wanted
        self.findings: list[Finding] = []
        self.without: list[int] = []
        self.erasures: dict[int, int] = {}
        self.repairs: dict[tuple[str, int, int, str], int] = {}
        self.given_up: set[Head] = set()

    def event(self, row: Sequence[Any]) -> None:
        fields, stored, salt, body = tuple(row[: len(HASHED)]), row[-3], row[-2], row[-1]
        seq = fields[0]
        if seq != self.last + 1:
            self.findings.append(Finding("MISSING", self.last + 1, seq - 1))
        elif fields[-1] != self.previous:
            self.findings.append(Finding("UNLINKED", seq, seq))
        if event_hash(fields) != stored:
            self.findings.append(Finding("CHANGED", seq, seq))
        if body is None:
            self.without.append(seq)
        elif body.startswith(FOREIGN):
            self.findings.append(Finding("OTHER_KEY", seq, seq, body.removeprefix(FOREIGN)))
        elif payload_hash(salt, body) != fields[-2]:
            self.findings.append(Finding("PAYLOAD_CHANGED", seq, seq))
        elif not has_form(str(fields[2]), str(body)):
            self.findings.append(Finding("PAYLOAD_FORM", seq, seq))
        else:
            self._tell(seq, str(fields[2]), str(body))
        if seq in self.wanted:
            self.hashes[seq] = stored
        self.last, self.previous = seq, stored

    def _tell(self, seq: int, kind: str, body: str) -> None:
        """Take in what the store itself has said: what it erased, and what a repair put on record."""
        if kind == "erasure":
            for first, last in json.loads(body)["first_to_last"]:
                self.erasures.update(dict.fromkeys(range(first, last + 1), seq))
        elif kind == "repair":
            told = json.loads(body)
            self.repairs.update(dict.fromkeys(map(tuple, told["faults"]), seq))
            self.given_up |= {Head.read(text) for text in told.get("anchors", ())}


def verify(engine: Engine, anchors: Iterable[Head] = ()) -> Verification:
    """Check every event against its hash, its payload, its place and the anchored heads.

    A change is located to the event. A history that was rewritten as a whole, hashes and all, is located between two anchors.

    Parameters
    ----------
    engine : Engine
        A store's.
    anchors : several Head
        Heads that were kept outside the store.
    """
    anchors = sorted(set(anchors))
    with reading(engine).begin() as connection:
        meta = {row.key: row.value for row in connection.execute(select(META))}
    walk = _Walk(meta.get("genesis", ""), {anchor.count for anchor in anchors})
    for row in _rows(engine):
        walk.event(row)
    result = Verification(Head(walk.last, walk.previous), len(anchors), walk.findings)
    if genesis(meta.get("store_id", "")) != meta.get("genesis"):
        result.findings.append(Finding("GENESIS", 0, 0))
    _check_payloads(engine, walk, result)
    result.findings.extend(_against([anchor for anchor in anchors if anchor not in walk.given_up], walk))
    _put_known_aside(engine, walk, result)
    return result


def _put_known_aside(engine: Engine, walk: _Walk, result: Verification) -> None:
    """Tell what a repair has recorded from what is new: the rows must stand as they stood then."""
    if not walk.repairs:
        return
    left = []
    with reading(engine).begin() as connection:
        for finding in result.findings:
            fault = finding.code, finding.first, finding.last, digest_of(connection, finding)
            if fault in walk.repairs:
                result.known.append((finding, walk.repairs[fault]))
            else:
                left.append(finding)
    result.findings[:] = left
    seen = {(finding.code, finding.first, finding.last) for finding, _ in result.known}
    # What leaves no trace of its own, such as an end that was cut, is told from the record.
    result.known += [
        (Finding(code, first, last), seq)
        for (code, first, last, _), seq in walk.repairs.items()
        if (code, first, last) not in seen
    ]


def digest_of(connection: Connection, finding: Finding) -> str:
    """Give a hash of the rows that a finding is about, as they stand."""
    columns = (*EVENTS.c, PAYLOADS.c.salt, PAYLOADS.c.body)
    events = select(*columns).outerjoin(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq).order_by(EVENTS.c.seq)
    rows = [tuple(row) for row in connection.execute(events.where(EVENTS.c.seq.between(finding.first, finding.last)))]
    alone = select(PAYLOADS).where(PAYLOADS.c.seq.between(finding.first, finding.last)).order_by(PAYLOADS.c.seq)
    rows += [tuple(row) for row in connection.execute(alone)]
    return sha256(repr(rows).encode()).hexdigest()


def _rows(engine: Engine) -> Iterator[Sequence[Any]]:
    columns = (*(EVENTS.c[name] for name in HASHED), EVENTS.c.hash, PAYLOADS.c.salt, PAYLOADS.c.body)
    query = select(*columns).outerjoin(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq).order_by(EVENTS.c.seq).limit(_CHUNK)
    last = None
    while True:
        with reading(engine).begin() as connection:
            chosen = query if last is None else query.where(EVENTS.c.seq > last)
            rows = connection.execute(chosen).fetchall()
            told = [(*row[:-2], *payload_as_told(connection, row[0], *row[-2:])) for row in rows]
        yield from told
        if len(rows) < _CHUNK:
            return
        last = rows[-1][0]


def _check_payloads(engine: Engine, walk: _Walk, result: Verification) -> None:
    """Hold what is missing against the erasures that the chain tells of."""
    with reading(engine).begin() as connection:
        orphans = select(PAYLOADS.c.seq).outerjoin(EVENTS, EVENTS.c.seq == PAYLOADS.c.seq).where(EVENTS.c.seq.is_(None))
        strange = [row.seq for row in connection.execute(orphans)]
        # An event that came in behind the pass may have brought an erasure: only what the pass has seen is compared.
        register = {
            row.seq: row.erased_by
            for row in connection.execute(select(ERASURES))
            # A number that is none is strange, and compared.
            if not isinstance(row.erased_by, int) or row.erased_by <= walk.last
        }
    missing = set(walk.without)
    result.erased = sorted(missing & walk.erasures.keys())
    result.findings += [Finding("PAYLOAD_MISSING", seq, seq) for seq in sorted(missing - walk.erasures.keys())]
    # Erased while the pass went on: its payload was read before its erasure.
    back = {seq for seq in walk.erasures if seq not in missing} if walk.erasures else set()
    with reading(engine).begin() as connection:
        still = [seq for seq in back if connection.execute(select(PAYLOADS.c.seq).where(PAYLOADS.c.seq == seq)).first()]
    result.findings += [Finding("PAYLOAD_STRANGE", seq, seq) for seq in sorted({*strange, *still})]
    differing = {seq for seq in register.keys() | walk.erasures.keys() if register.get(seq) != walk.erasures.get(seq)}
    result.findings += [Finding("ERASURE_STRANGE", seq, seq) for seq in sorted(differing)]


def _against(anchors: list[Head], walk: _Walk) -> Iterator[Finding]:
    """Hold anchored heads against what stands there: the first that does not fit bounds what was rewritten."""
    good = 0
    for anchor in anchors:
        if anchor.count > walk.last:
            yield Finding("CUT", walk.last + 1, anchors[-1].count)
            return
        if walk.hashes.get(anchor.count) == anchor.hash:
            good = anchor.count
        else:
            yield Finding("REWRITTEN", min(good + 1, anchor.count), anchor.count)
            return
