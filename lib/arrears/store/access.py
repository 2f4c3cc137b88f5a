"""The store as one person may see and use it: masked unless there is a role and a reason, and every look at full values recorded.

This keeps honest people within their role. What keeps others out is beneath it: on PostgreSQL a database login of one's own with
row-level security (`arrears.store.grants`), on SQLite the file's owner and sealed payloads: whoever has both the file and the
key of a SQLite store has all of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.desk.masking import mask_table
from arrears.policy.records import Access
from arrears.store.exporting import AccessError, encrypted_file
from arrears.store.grants import assign_rows
from arrears.store.records import Event, Export

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from arrears.policy.records import Role
    from arrears.store.anchors import Head, Receipt
    from arrears.store.store import Store

ENVELOPE = ("seq", "case_id", "kind", "happened_at", "recorded_at", "actor")
_EVERY = "*"
_LONGEST_NAME = 200
_CHECKED = {"actor", "kind", "case_id"}


class SignedIn:
    """A store as one person may use it.

    Parameters
    ----------
    store : Store
        The open store.
    login : str
        Who it is; stands as ``actor`` in everything that is recorded, and as ``collector`` in assignments.
    role : str
        A role of the policy ``access``.

    Raises
    ------
    AccessError
        If there is no such role.
    """

    def __init__(self, store: Store, login: str, role: str) -> None:
        self.store = store
        self.login = login
        self.policy = store.policies.get(Access, store.clock().date())
        self.role = self._role(role)

    def own_cases(self) -> set[str]:
        """Give the cases that are assigned to this person now."""
        assigned = self.store.events(kind="assignment").drop_duplicates("case_id", keep="last")
        mine = [payload.get("collector") == self.login for payload in assigned["payload"]]
        return set(assigned.loc[mine, "case_id"])

    def append(
        self,
        events: Event | Mapping[str, Any] | Iterable[Event | Mapping[str, Any]],
        *,
        expect: Head | None = None,
        expect_kinds: Collection[str] = (),
    ) -> Receipt:
        """Record events in this person's own name, of kinds that the role may record and on cases that it may see.

        Parameters
        ----------
        events, expect, expect_kinds
            As `Store.append` takes them.

        Raises
        ------
        AccessError
            If one is in another's name, of another kind or on another's case; nothing is stored then.
        StoreError
            As `Store.append` does.
        """
        batch = [events] if isinstance(events, Event | Mapping) else list(events)
        own = self.own_cases() if self.role.cases == "own" else None
        for event in batch:
            self._check(event.model_dump(include=_CHECKED) if isinstance(event, Event) else event, own)
        receipt = self.store.append(batch, expect=expect, expect_kinds=expect_kinds)
        if self.store.engine.dialect.name == "postgresql" and any(_kind(event) == "assignment" for event in batch):
            assign_rows(self.store)
        return receipt

    def events(self, case_id: str | None = None, kind: str | None = None) -> pd.DataFrame:
        """Give the events that the role may see, one column a field, with every personal value masked.

        Raises
        ------
        AccessError
            If the role sees no cases, or not this one.
        """
        table = self._visible(case_id, kind)
        names = self.store.customer_names()
        return self._masked(table, [names.get(case, "") for case in table["case_id"]])

    def find_customer(
        self, *, id_number: str | None = None, phone: str | None = None, card_number: str | None = None
    ) -> pd.DataFrame:
        """Find a customer's cases, among those that the role may see; see `Store.find_customer`.

        Raises
        ------
        AccessError
            If the role sees no cases.
        """
        visible = self._visible_cases()
        found = self.store.find_customer(id_number=id_number, phone=phone, card_number=card_number)
        return found if visible is None else found[found["case_id"].isin(visible)].reset_index(drop=True)

    def reveal(self, case_id: str, reason: str, kind: str | None = None) -> pd.DataFrame:
        """Give one case's events in full; who looked, at what and why is recorded first.

        Raises
        ------
        AccessError
            If the role may not, or there is no reason.
        """
        self._full(reason)
        table = self._visible(case_id, kind)
        self._record(case_id, table, reason=reason, masked=False)
        return table

    def export(self, table: pd.DataFrame, reason: str = "", *, file_name: str | None = None) -> pd.DataFrame:
        """Give a table as it may leave the house, every personal value masked; the export is recorded first.

        Parameters
        ----------
        table : DataFrame
            What is to be written to a file, such as a case list.
        reason : str
            Why, if anybody asks.
        file_name : str, optional
            Where it will be written.

        Raises
        ------
        AccessError
            If the role may not.
        """
        self._may_export()
        self._record("", table, reason=reason or "masked", file_name=file_name)
        return self._masked(table)

    def export_full(
        self, table: pd.DataFrame, reason: str, file: Path, write: Callable[[pd.DataFrame, Path], object]
    ) -> Receipt:
        """Write a table in full to a new encrypted file, the only way in which full values leave the house.

        Parameters
        ----------
        table : DataFrame
            What is to be written.
        reason : str
            What for; it is recorded, with the file's name and SHA-256.
        file : Path
            The new file; it is there only once it was found to be encrypted and the export is recorded.
        write : function
            Writes the table, encrypted, to the path that it is given.

        Raises
        ------
        AccessError
            If the role may not, there is no reason, the file is there already, or what was written is not encrypted.
        """
        self._may_export()
        self._full(reason)
        with encrypted_file(file, partial(write, table.copy())) as digest:
            return self._record("", table, reason=reason, masked=False, file_name=file.name, file_sha256=digest)

    def _role(self, role: str) -> Role:
        for each in self.policy.roles:
            if each.key == role:
                return each
        known = ", ".join(each.key for each in self.policy.roles)
        raise AccessError(f"there is no role {role!r}; choose one of {known}", f"没有岗位“{role}”；可选：{known}")

    def _check(self, event: Mapping[str, Any], own: set[str] | None) -> None:
        kind = str(event.get("kind"))
        if event.get("actor") != self.login:
            raise AccessError(
                f"an event in the name of {event.get('actor')!r} cannot be recorded by {self.login!r}; sign in as oneself",
                f"不能以“{event.get('actor')}”的名义登记；请以本人账号登录",
            )
        if _EVERY not in self.role.records and kind not in self.role.records:
            raise self._may_not(f"record a {kind}", f"登记 {kind}")
        if own is not None and event.get("case_id") not in own:
            raise self._not_yours(str(event.get("case_id")))

    def _visible(self, case_id: str | None, kind: str | None) -> pd.DataFrame:
        own = self._visible_cases()
        if own is not None and case_id is not None and case_id not in own:
            raise self._not_yours(case_id)
        found = self.store.events(case_id=case_id, kind=kind)
        if own is not None:
            found = found[found["case_id"].isin(own)]
        fields = pd.DataFrame(list(found["payload"]), index=found.index)
        return found[list(ENVELOPE)].join(fields)

    def _visible_cases(self) -> set[str] | None:
        """Give the cases that the role sees; None is all."""
        if self.role.cases == "none":
            raise self._may_not("see cases", "查看案件")
        return self.own_cases() if self.role.cases == "own" else None

    def _full(self, reason: str) -> None:
        if not self.role.full:
            raise self._may_not("see full values", "查看完整信息")
        if len(reason.strip()) < self.policy.least_reason:
            raise AccessError(
                f"full values need a reason of at least {self.policy.least_reason} characters ({self.policy.rule}); say what for",
                f"查看完整信息须填写理由，至少{self.policy.least_reason}个字（{self.policy.rule}）",
            )

    def _masked(self, table: pd.DataFrame, names: Sequence[str] | None = None) -> pd.DataFrame:
        nested = [name for name in table.columns if any(isinstance(value, dict) for value in table[name])]
        return mask_table(table.drop(columns=nested), self.store.policies, self.store.clock().date(), names)

    def _record(self, case_id: str, table: pd.DataFrame, *, masked: bool = True, **fields: str | None) -> Receipt:
        event = Export(
            case_id=case_id,
            happened_at=self.store.clock(),
            actor=self.login,
            key=f"export-{uuid.uuid4()}",
            role=self.role.key,
            rows=len(table),
            columns=tuple(" ".join(str(name).split())[:_LONGEST_NAME] or "?" for name in table.columns),
            masked=masked,
            **fields,
        )
        return self.store.append(event)

    def _may_export(self) -> None:
        if not self.role.exports:
            raise self._may_not("export", "导出数据")

    def _may_not(self, what: str, what_zh: str) -> AccessError:
        return AccessError(
            f"the role {self.role.en} may not {what} ({self.policy.rule}); ask a team lead",
            f"岗位“{self.role.zh}”无权{what_zh}（{self.policy.rule}）；请联系组长",
        )

    def _not_yours(self, case_id: str) -> AccessError:
        return AccessError(
            f"case {case_id} is not assigned to {self.login} ({self.policy.rule}); ask a team lead to assign it",
            f"案件 {case_id} 不在 {self.login} 名下（{self.policy.rule}）；请联系组长分案",
        )


def _kind(event: Event | Mapping[str, Any]) -> str:
    return event.kind if isinstance(event, Event) else str(event["kind"])
