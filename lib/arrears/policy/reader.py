"""Read policy files and give the version of a rule that is in force on a day.

Layers, lowest first: ``house/`` (shipped practice where law is silent), a profile's parents, the profile itself, and the
user's own house folder, which has the last word. A higher layer states only the keys that it changes.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from arrears.errors import PolicyError
from arrears.policy.records import RECORDS, Overlay, Profile, Record
from arrears.policy.records.base import Stated

if TYPE_CHECKING:
    from collections.abc import Iterator

R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Stated)
Version = dict[str, Any]

_SHIPPED = Path(__file__).parent
_GROUND = tuple(Stated.model_fields)
_NEEDED = ("rule", "effective", "source", "trust", "words")
_FAULTS_ZH = {
    "extra_forbidden": "没有这个键",
    "missing": "缺少这个键",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "greater_than": "数值过小",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "literal_error": "不在可选值之内",
}
_META = frozenset({*_GROUND, "until", "link", "checked"})

PROFILES = ("cn", "cn_online", "us", "uk", "in", "hk")
"""The shipped profiles; the first is the default."""


class Policies:
    """The rules of one profile, with a house's own rules on top.

    Parameters
    ----------
    profile : str
        One of `PROFILES`; ``cn-online`` is read as ``cn_online``.
    house : path, optional
        A folder of TOML files of the same names that changes what is shipped.

    Raises
    ------
    PolicyError
        If the profile is unknown or the folder is not there.

    Examples
    --------
    >>> from arrears.policy.records import LoanClass
    >>> Policies("cn").get(LoanClass, on=date(2024, 1, 1)).rule
    'CN-2023'
    >>> Policies("cn").get(LoanClass, on=date(1999, 1, 1))
    Traceback (most recent call last):
    ...
    arrears.errors.PolicyError: loan_class is not in force on 1999-01-01 in profile cn; its first day is 2023-07-01
    """

    def __init__(self, profile: str = PROFILES[0], house: str | Path | None = None) -> None:
        house = None if house is None else Path(house)
        self.name = profile.replace("-", "_").lower()
        if self.name not in PROFILES:
            choice = ", ".join(PROFILES)
            raise PolicyError(
                f"there is no profile {profile!r}; choose one of {choice}", f"没有规则集“{profile}”；可选：{choice}"
            )
        if house is not None and not house.is_dir():
            raise PolicyError(
                f"the house folder {house} is not there; name a folder of TOML policy files",
                f"找不到本机构规则文件夹 {house}；请指定存放 TOML 规则文件的文件夹",
            )
        self.house = house
        self.layers = (*_parents(self.name), *([house] if house else []))
        self.profile = _profile(self.name)

    def get(self, record: type[R], on: date, name: str | None = None) -> R:
        """Give the version of a rule that is in force on a day.

        Parameters
        ----------
        record : type
            Which kind of record, such as ``Buckets``.
        on : date
            The day; a rule that did not exist yet is an error, never a guess.
        name : str, optional
            The file's name where one kind of record has several, such as ``loan_class_2011``.

        Raises
        ------
        PolicyError
            If no layer has the rule, or none of its versions is in force on that day.
        """
        name = name or record.file
        merged: Version = {}
        stated: list[Overlay] = []
        for layer in self.layers:
            version = _in_force(_versions(layer / f"{name}.toml"), on)
            if version is not None:
                # What a lower layer says of itself, such as its words in Chinese, says nothing of the layer above.
                merged = {key: value for key, value in merged.items() if key not in _META} | version
                stated.append(_stated(version, name))
        if not stated:
            raise self._not_in_force(name, on)
        return _validated(record, merged | {"lowest": stated[0], "overlays": tuple(stated[1:])}, name)

    def names(self) -> list[str]:
        """Give the names of all rules of this profile, sorted."""
        files = {path.stem for layer in self.layers for path in layer.glob("*.toml")}
        return sorted(files - {"profile"})

    def records(self, on: date) -> Iterator[tuple[str, Record]]:
        """Give every rule in force on a day with its name."""
        for name in self.names():
            if any(_in_force(_versions(layer / f"{name}.toml"), on) for layer in self.layers):
                yield name, self.get(record_type(name), on, name)

    def since(self, record: type[R], name: str | None = None) -> list[tuple[date, R | None]]:
        """Give each day from which something else applies, with the version then in force, or none; sorted."""
        name = name or record.file
        stacks = [_versions(layer / f"{name}.toml") for layer in self.layers]
        begins = {version["effective"] for stack in stacks for version in stack}
        ends = {version["until"] + timedelta(days=1) for stack in stacks for version in stack if "until" in version}
        return [
            (day, self.get(record, day, name) if any(_in_force(stack, day) for stack in stacks) else None)
            for day in sorted(begins | ends)
        ]

    def find(self, rule: str, on: date) -> list[tuple[str, Record]]:
        """Give the rules of that name or rule id.

        Raises
        ------
        PolicyError
            If there is none in force on that day.
        """
        wanted = rule.casefold()
        if wanted in self.names():
            return [(wanted, self.get(record_type(wanted), on, wanted))]
        found = [
            (name, record)
            for name, record in self.records(on)
            if wanted in {layer.rule.casefold() for layer in (record, record.lowest, *record.overlays) if layer}
        ]
        if not found:
            raise PolicyError(
                f"no rule {rule!r} is in force on {on} in profile {self.name}; `arrears policy list` shows all",
                f"规则集 {self.name} 在 {on} 没有生效的规则“{rule}”；可用 `arrears policy list` 查看全部",
            )
        return found

    def title(self, name: str, lang: str = "zh") -> str:
        """Give a rule's title in a language, from the highest layer that has one."""
        for layer in reversed(self.layers):
            head = _head(layer / f"{name}.toml")
            title = head.get("title_zh" if lang == "zh" else "title") or head.get("title")
            if title:
                return str(title)
        return name

    def _not_in_force(self, name: str, on: date) -> PolicyError:
        firsts = [v["effective"] for layer in self.layers for v in _versions(layer / f"{name}.toml")]
        if not firsts:
            return PolicyError(
                f"profile {self.name} has no rule {name}; `arrears policy list --profile {self.name}` shows what it has",
                f"规则集 {self.name} 没有规则 {name}；可用 `arrears policy list --profile {self.name}` 查看",
            )
        return PolicyError(
            f"{name} is not in force on {on} in profile {self.name}; its first day is {min(firsts)}",
            f"规则 {name} 在 {on} 尚未生效（规则集 {self.name}）；生效日为 {min(firsts)}",
        )


def record_type(name: str) -> type[Record]:
    """Give the kind of record that a policy file holds, from its name.

    Raises
    ------
    PolicyError
        If no kind of that name is known: most likely a misspelt file name.
    """
    for record in RECORDS:
        if name == record.file or name.startswith(f"{record.file}_"):
            return record
    known = ", ".join(sorted(record.file for record in RECORDS))
    raise PolicyError(f"{name}.toml is no kind of policy that is known; known are {known}")


def _stated(version: Version, name: str) -> Overlay:
    """Give what one layer states, and on what ground."""
    keys = tuple(sorted(version.keys() - _META))
    ground = {key: version[key] for key in _GROUND if key in version}
    return _validated(Overlay, ground | {"keys": keys}, name)


def _in_force(versions: tuple[Version, ...], on: date) -> Version | None:
    for version in reversed(versions):
        if version["effective"] <= on <= version.get("until", date.max):
            return version
    return None


@cache
def _document(path: Path, _stamp: int) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"{path.name} cannot be read as TOML: {error}; correct that line",
            f"{path.name} 不是有效的 TOML（{error}）；请改正该行",
        ) from error


def _read(path: Path) -> dict[str, Any]:
    # The stamp lets an edited house file be seen without a restart; shipped files are read once.
    return _document(path, path.stat().st_mtime_ns) if path.is_file() else {}


def _head(path: Path) -> dict[str, Any]:
    return {key: value for key, value in _read(path).items() if key != "version"}


def _versions(path: Path) -> tuple[Version, ...]:
    document = _read(path)
    if not document:
        return ()
    file = f"{path.parent.name}/{path.name}"
    unknown = sorted(document.keys() - {"title", "title_zh", "unit", "version"})
    versions = document.get("version")
    if unknown:
        raise PolicyError(f"{file} has unknown keys {unknown}; remove them", f"{file} 含有未知的键 {unknown}；请删除")
    if not (isinstance(versions, list) and versions and all(isinstance(version, dict) for version in versions)):
        raise PolicyError(f"{file} has no [[version]]; add one", f"{file} 没有 [[version]] 段；请补充")
    for version in versions:
        missing = ", ".join(key for key in _NEEDED if key not in version)
        if missing:
            raise PolicyError(
                f"a version in {file} lacks {missing}; add it", f"{file} 的某个版本缺少 {missing}；请补充"
            )
        if type(version["effective"]) is not date:
            raise PolicyError(
                f"effective in {file} is no date; write it like 2026-01-01, without quotes",
                f"{file} 的 effective 不是日期；请写成 2026-01-01，不加引号",
            )
    return _with_ends(sorted(versions, key=lambda version: version["effective"]))


def _with_ends(versions: list[Version]) -> tuple[Version, ...]:
    """End each version on the day before the next begins, unless it says when it ended."""
    nexts = [later["effective"] for later in versions[1:]]
    ends = [{"until": day - timedelta(days=1)} for day in nexts]
    return tuple(end | version for end, version in zip([*ends, {}], versions, strict=True))


def _validated(record: type[S], values: Version, name: str) -> S:
    try:
        return record.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        fault = _FAULTS_ZH.get(first["type"], first["msg"])
        raise PolicyError(
            f"{name}.toml ({values['rule']}, from {values['effective']}): {place}: {first['msg']}; correct it",
            f"{name}.toml（{values['rule']}，{values['effective']} 起）的 {place}：{fault}；请改正",
        ) from error


@cache
def _profile(name: str) -> Profile:
    head = _read(_SHIPPED / name / "profile.toml")
    try:
        return Profile.model_validate(head)
    except ValidationError as error:
        raise PolicyError(f"{name}/profile.toml is wrong: {error.errors()[0]['msg']}") from error


def _parents(name: str) -> tuple[Path, ...]:
    """Give the folders of a profile, its furthest parent first."""
    folder = _SHIPPED / name
    if name == "house":
        return (folder,)
    return (*_parents(_profile(name).extends), folder)
