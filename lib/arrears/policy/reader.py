"""Read policy files and give the version of a rule that is in force on a day.

Layers, lowest first: ``house/`` (shipped practice where law is silent), a profile's parents, the profile itself, and the
user's own house folder, which has the last word. A higher layer states only the keys that it changes.

A rule has two days. ``effective`` is the day from which it binds; ``read_since`` and ``withdrawn`` say from when and until when
this house read the text so. A corrected reading leaves the old one in the file, so that a figure of yesterday can be
computed again as it was computed then: ``Policies("cn", read_on=date(2026, 11, 27))``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import ValidationError

from arrears.errors import PolicyError
from arrears.notations import NotationError, read_toml
from arrears.policy.faults import refusal, suggest
from arrears.policy.records import RECORDS, Overlay, Profile, Record
from arrears.policy.records.base import Stated
from arrears.policy.version import SHIPPED, VERSION, Version, named
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from arrears.words import Saying

R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Stated)


_GROUND = tuple(Stated.model_fields)
_HEAD = ("title", "title_zh", "unit", "version")
_KNOWN = ("read_since", "withdrawn")
_CHECKS = "checked.toml"
_NO_RULES = frozenset({"profile", "checked"})
"""Files of a folder that hold no rule: a profile's head, and the record of who checked which rule."""
_NEEDED = ("rule", "effective", "source", "trust", "words")
META = frozenset({*_GROUND, "until", "link", "checked", "effective_trust"})

_MOST_KEPT = 8192
"""Versions of rules that are kept as they were read; a house's old ones go first."""

PROFILES = ("cn", "cn_online", "cn_cfc", "us", "uk", "in", "hk")
"""The shipped profiles; the first is the default."""


class Policies:
    """The rules of one profile, with a house's own rules on top.

    Parameters
    ----------
    profile : str
        One of `PROFILES`; ``cn-online`` is read as ``cn_online``.
    house : path, optional
        A folder of TOML files of the same names that changes what is shipped.
    read_on : date, optional
        The day as whose reading of the texts the rules are taken; the latest reading if it is not given.

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
    arrears.errors.PolicyError: loan_class is not in force on 1999-01-01 in profile cn; its first day is 2023-07-01 (arrears/policy/cn/loan_class.toml, line 7: effective); ask about a day from then on, or state an earlier version of loan_class.toml in a house folder
    """

    def __init__(
        self, profile: str = PROFILES[0], house: str | Path | None = None, *, read_on: date | None = None
    ) -> None:
        house = None if house is None else Path(house)
        self.name = profile.replace("-", "_").lower()
        if self.name not in PROFILES:
            choice = ", ".join(PROFILES)
            raise PolicyError(both("policy.reader.there_no_profile_choose_one", profile=profile, choice=choice))
        if house is not None and not house.is_dir():
            raise PolicyError(
                both("policy.reader.house_folder_not_there_name", house=house),
            )
        self.house = house
        self.read_on = read_on
        self.layers = (*_parents(self.name), *([house] if house else []))
        self.profile = _profile(self.name)
        if house is not None:
            self._try(house)

    def _try(self, house: Path) -> None:
        """Refuse a house folder with a fault in it at once, not on the day on which the rule would be asked for."""
        _refuse_faulty(self, house)

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
        layers = self.in_force(name, on)
        if not layers:
            raise self._not_in_force(name, on)
        return cast("R", _made(record, _Layers(layers)))

    def versions_of(self, layer: Path, name: str) -> tuple[Version, ...]:
        """Give what one layer states of a rule, the first day first."""
        return _versions(layer / f"{name}.toml", self.read_on)

    def versions(self, name: str) -> list[Version]:
        """Give what every layer states of a rule, the lowest layer and the first day first."""
        return [version for layer in self.layers for version in self.versions_of(layer, name)]

    def frozen_on(self, day: date) -> Policies:
        """Give rules that answer for every day with what is in force on one: to see what a change of law means for the same facts.

        Examples
        --------
        >>> from arrears.policy.records import RateWarning
        >>> before = Policies("cn_online").frozen_on(date(2025, 9, 30))
        >>> before.get(RateWarning, on=date(2026, 1, 1)).rule
        'CN-P7'
        """
        return _Frozen(self, day)

    def in_force(self, name: str, on: date) -> list[Version]:
        """Give what each layer states of a rule on a day, the lowest layer first."""
        found = (_in_force(self.versions_of(layer, name), on) for layer in self.layers)
        return [version for version in found if version is not None]

    def names(self) -> list[str]:
        """Give the names of all rules of this profile, sorted."""
        files = {path.stem for layer in self.layers for path in layer.glob("*.toml")}
        return sorted(files - _NO_RULES)

    def records(self, on: date) -> Iterator[tuple[str, Record]]:
        """Give every rule in force on a day with its name."""
        for name in self.names():
            if any(_in_force(self.versions_of(layer, name), on) for layer in self.layers):
                yield name, self.get(record_type(name), on, name)

    def of_kind(self, record: type[R], on: date) -> list[tuple[str, R]]:
        """Give the rules of one kind that are in force on a day, with their names; other kinds are not read."""
        names = [name for name in self.names() if name == record.file or name.startswith(f"{record.file}_")]
        return [
            (name, self.get(record, on, name))
            for name in names
            if record_type(name) is record
            and any(_in_force(self.versions_of(layer, name), on) for layer in self.layers)
        ]

    def since(self, record: type[R], name: str | None = None) -> list[tuple[date, R | None]]:
        """Give each day from which something else applies, with the version then in force, or none; sorted."""
        name = name or record.file
        stacks = [self.versions_of(layer, name) for layer in self.layers]
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
                both("policy.reader.no_rule_force_profile_shows", name=self.name, on=on, rule=rule),
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
        versions = self.versions(name)
        if not versions:
            return PolicyError(
                both("policy.reader.profile_has_no_rule_shows", name=self.name, name_2=name),
            )
        nearest = min(versions, key=lambda version: (version["effective"] <= on, version["effective"]))
        early = nearest["effective"] > on
        file, line = nearest.place("effective" if early else "until")
        return PolicyError(
            both(
                f"policy.reader.not_in_force.{'yet' if early else 'any_more'}",
                name=name,
                on=on,
                profile=self.name,
                file=file,
                line=line,
                day=nearest["effective"] if early else nearest.get("until"),
            ),
        )


_FOUND_RIGHT: set[tuple[str, date | None, tuple[tuple[Path, int], ...]]] = set()
"""House folders, as they stood, in which nothing was found wrong."""


class _Frozen(Policies):
    """Rules of one day, whatever day is asked about."""

    def __init__(self, policies: Policies, day: date) -> None:
        super().__init__(policies.name, policies.house, read_on=policies.read_on)
        self.day = day

    def _try(self, house: Path) -> None:
        """Take the house's files as they are: whoever gave the rules has tried them."""

    def versions_of(self, layer: Path, name: str) -> tuple[Version, ...]:
        """Give what a layer states on the day, as if it were in force on every day."""
        version = _in_force(super().versions_of(layer, name), self.day)
        if version is None:
            return ()
        return (_always(_Layers([version])),)


class _Layers(tuple[Version, ...]):
    """What each layer states of a rule; equal where it is the very same, so that what was made of it is found again."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Layers) and list(map(id, self)) == list(map(id, other))

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))


@lru_cache(maxsize=_MOST_KEPT)
def _made(record: type[Record], layers: _Layers) -> Record:
    """Lay what each layer states over those below it; a record cannot change, so that one serves all who ask."""
    merged: dict[str, Any] = {}
    for version in layers:
        # What a lower layer says of itself, such as its words in Chinese, says nothing of the layer above.
        merged = {key: value for key, value in merged.items() if key not in META} | record.completed(version, merged)
    lowest, *overlays = map(_stated, layers)
    return _validated(record, merged | {"lowest": lowest, "overlays": tuple(overlays)}, layers)


@lru_cache(maxsize=_MOST_KEPT)
def _always(layers: _Layers) -> Version:
    """Give a version as in force on every day; what its file says of its days stands in the records that are not frozen."""
    version = layers[0]
    always = {key: value for key, value in version.items() if key != "until"} | {"effective": date.min}
    return Version(always, version.path, version.line)


def _refuse_faulty(policies: Policies, house: Path) -> None:
    files = tuple((path, path.stat().st_mtime_ns) for path in sorted(house.glob("*.toml")) if path.name != _CHECKS)
    key = (policies.name, policies.read_on, files)
    if key in _FOUND_RIGHT:
        return
    for path, _ in files:
        record, own = record_type(path.stem, named(path)), policies.versions_of(house, path.stem)
        begins = {version["effective"] for version in policies.versions(path.stem)}
        for version in own:
            # Below it the law may have changed while it was in force: it must fit what it stands on last.
            day = max(day for day in begins if version["effective"] <= day <= version.get("until", date.max))
            policies.get(record, day, path.stem)
    _FOUND_RIGHT.add(key)


def record_type(name: str, file: str = "") -> type[Record]:
    """Give the kind of record that a policy file holds, from its name; `file` is how a fault names it.

    Raises
    ------
    PolicyError
        If no kind of that name is known: most likely a misspelt file name.
    """
    for record in RECORDS:
        if name == record.file or name.startswith(f"{record.file}_"):
            return record
    known = sorted(record.file for record in RECORDS)
    remedy = suggest(name, known)
    raise PolicyError(
        both("policy.reader.no_kind_of_policy", file=file or f"{name}.toml", remedy=remedy, known=", ".join(known))
    )


def _stated(version: Version) -> Overlay:
    """Give what one layer states, and on what ground."""
    keys = tuple(sorted(version.keys() - META))
    ground = {key: version[key] for key in _GROUND if key in version}
    return _validated(Overlay, ground | {"keys": keys}, [version])


def _in_force(versions: tuple[Version, ...], on: date) -> Version | None:
    for version in reversed(versions):
        if version["effective"] <= on <= version.get("until", date.max):
            return version
    return None


@cache
def _document(path: Path, _stamp: int) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Read a file, with the line of each of its versions."""
    try:
        content = path.read_bytes()
        document = read_toml(content)
    except NotationError as error:
        raise PolicyError(
            both("policy.reader.cannot_read_toml_correct_line", path=named(path), error=error.why),
        ) from error
    return document, tuple(
        number for number, line in enumerate(content.decode("utf-8-sig").splitlines(), 1) if VERSION.match(line)
    )


def _read(path: Path) -> tuple[dict[str, Any], tuple[int, ...]]:
    # The stamp lets an edited house file be seen without a restart; shipped files are read once.
    return _document(path, path.stat().st_mtime_ns) if path.is_file() else ({}, ())


def _head(path: Path) -> dict[str, Any]:
    return {key: value for key, value in _read(path)[0].items() if key != "version"}


def _versions(path: Path, read_on: date | None = None) -> tuple[Version, ...]:
    return _versions_in(path, path.stat().st_mtime_ns, read_on) if path.is_file() else ()


@lru_cache(maxsize=_MOST_KEPT)
def _versions_in(path: Path, stamp: int, read_on: date | None) -> tuple[Version, ...]:
    document, lines = _document(path, stamp)
    file = named(path)
    unknown = [key for key in document if key not in _HEAD]
    stated = document.get("version")
    no_text = [key for key in _HEAD[:-1] if not isinstance(document.get(key, ""), str)]
    if unknown:
        raise _refusal_of_head(path, unknown[0], suggest(unknown[0], _HEAD))
    if no_text:
        raise _refusal_of_head(path, no_text[0], both("policy.faults.kind.string_type"))
    if not (isinstance(stated, list) and stated and all(isinstance(version, dict) for version in stated)):
        raise PolicyError(both("policy.reader.has_no_version_add_one", file=file))
    # A file that writes its versions inline has no line of its own for each: then the first stands for all.
    at = lines if len(lines) == len(stated) else (1,) * len(stated)
    versions = [Version(values, path, line) for values, line in zip(stated, at, strict=True)]
    for version in versions:
        _refuse_without_ground(version)
    read = [version for version in versions if _is_read(version, read_on)]
    return _with_ends(sorted(read, key=lambda version: version["effective"]))


def _refusal_of_head(path: Path, key: str, remedy: Saying) -> PolicyError:
    lines = path.read_text(encoding="utf-8").splitlines()
    stated = re.compile(rf"[\s\[]*[\"']?{re.escape(key)}\b")
    line = next((number for number, text in enumerate(lines, 1) if stated.match(text)), 1)
    values = {"file": named(path), "line": line, "key": key, "remedy": remedy}
    return PolicyError(both(f"policy.reader.head.{'wrong' if key in _HEAD else 'unknown'}", **values))


def _refuse_without_ground(version: Version) -> None:
    """Refuse a version that does not say since when, by what source and how surely."""
    missing = ", ".join(key for key in _NEEDED if key not in version)
    if missing:
        file, line = version.place()
        raise PolicyError(
            both("policy.reader.line_version_lacks_add", file=file, line=line, missing=missing),
        )
    for key in ("effective", "until", *_KNOWN):
        if key in version and type(version[key]) is not date:
            file, line = version.place(key)
            raise PolicyError(
                both("policy.reader.line_no_date_write_like", file=file, line=line, key=key),
            )
    if version.get("until", date.max) < version["effective"]:
        file, line = version.place("until")
        raise PolicyError(
            both(
                "policy.reader.line_until_before_effective_correct",
                file=file,
                line=line,
                until=version["until"],
                effective=version["effective"],
            ),
        )


def _is_read(version: Version, read_on: date | None) -> bool:
    """Tell whether the text was read so on a day; without a day, whether it still is."""
    if read_on is None:
        return "withdrawn" not in version
    return bool(version.get("read_since", date.min) <= read_on < version.get("withdrawn", date.max))


def _with_ends(versions: list[Version]) -> tuple[Version, ...]:
    """End each version on the day before the next begins, unless it says when it ended.

    Raises
    ------
    PolicyError
        If two versions are in force on one day: nobody could say which.
    """
    for version, later in pairwise(versions):
        if later["effective"] <= version.get("until", version["effective"]):
            file, line = later.place("effective")
            until = version.get("until", version["effective"])
            raise PolicyError(
                both(
                    "policy.reader.line_effective_overlaps_version_begins",
                    file=file,
                    line=line,
                    effective=later["effective"],
                    line_2=version.line,
                    effective_2=version["effective"],
                    until=until,
                ),
            )
    ended = []
    for number, version in enumerate(versions):
        plain = {key: value for key, value in version.items() if key not in _KNOWN}
        if number + 1 < len(versions):
            plain = {"until": versions[number + 1]["effective"] - timedelta(days=1)} | plain
        ended.append(Version(plain, version.path, version.line))
    return tuple(ended)


def _validated(record: type[S], values: dict[str, Any], layers: Sequence[Version]) -> S:
    try:
        return record.model_validate(values)
    except ValidationError as error:
        raise refusal(error, record, layers) from error


@cache
def _profile(name: str) -> Profile:
    head, _ = _read(SHIPPED / name / "profile.toml")
    try:
        return Profile.model_validate(head)
    except ValidationError as error:
        raise PolicyError(f"{name}/profile.toml is wrong: {error.errors()[0]['msg']}") from error


def _parents(name: str) -> tuple[Path, ...]:
    """Give the folders of a profile, its furthest parent first."""
    folder = SHIPPED / name
    if name == "house":
        return (folder,)
    return (*_parents(_profile(name).extends), folder)
