"""The store as one person may see and use it: masked unless there is a role and a reason, and every look at full values recorded.

This keeps honest people within their role. What keeps others out is beneath it: on PostgreSQL a database login of one's own with
row-level security (`arrears.store.access.grants`), on SQLite the file's owner and sealed payloads: whoever has both the file and the
key of a SQLite store has all of it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.operations.contacts.masking import mask_table
from arrears.policy.records import Access
from arrears.store.access.exporting import AccessError, encrypted_file
from arrears.store.access.grants import known_as
from arrears.store.records import Event, Export
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from arrears.policy.records import Role
    from arrears.store.log.anchors import Head, Receipt
    from arrears.store.log.chain import Store

ENVELOPE = ("seq", "case_id", "kind", "happened_at", "recorded_at", "actor")
_EVERY = "*"
_LONGEST_NAME = 200
_SECRET = ("password",)
"""Fields that no view shows: who is given one was told it once."""
_CHECKED = {"actor", "kind", "case_id"}


def masked_texts(store: Store, table: pd.DataFrame, columns: Collection[str]) -> pd.DataFrame:
    """Cover what is personal in columns of free text before it is shown: numbers, e-mails, and the name that the store knows of the row's case.

    Parameters
    ----------
    store : Store
        What knows the names.
    table : DataFrame
        With ``case_id``, or the cases that a row may be of in ``candidates``.
    columns : collection of str
        The free texts; those that the table lacks are passed over.

    Returns
    -------
    DataFrame
        The table with these columns masked.
    """
    there = [name for name in columns if name in table]
    names = store.customer_names()
    cases = table["case_id"].map(lambda case: [case]) if "case_id" in table else table["candidates"]
    masked = table[there]
    most = max((len(mine) for mine in cases if isinstance(mine, list | tuple)), default=0)
    for place in range(max(most, 1)):
        known = [
            names.get(mine[place], "") if isinstance(mine, list | tuple) and place < len(mine) else "" for mine in cases
        ]
        masked = mask_table(masked, store.policies, store.clock().date(), known)
    return table.assign(**{name: masked[name] for name in there})


class SignedIn:
    """A store as one person may use it.

    Parameters
    ----------
    store : Store
        The open store.
    login : str
        Who it is; stands as ``actor`` in everything that is recorded, and as ``collector`` in assignments.
    role : str
        A role of the policy ``access``. On PostgreSQL it must be one that the database knows the login by; on SQLite, where whoever has
        the file and the key can do anything, it is a claim, and recorded as one.

    Raises
    ------
    AccessError
        If there is no such role, or the database knows the login by another name or role.
    """

    def __init__(self, store: Store, login: str, role: str) -> None:
        self.store = store
        self.login = login
        self.policy = store.policies.get(Access, store.clock().date())
        self.role = self._role(role)
        known = known_as(store)
        self.claimed = known is None
        """Whether the role is what the person says, because no database knows better: on SQLite, and for the owner of a PostgreSQL store."""
        if known is not None:
            self._demand_known(*known)

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
        return self.store.append(batch, expect=expect, expect_kinds=expect_kinds)

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

    def export(
        self, table: pd.DataFrame, reason: str = "", *, file_name: str | None = None, recipient: str | None = None
    ) -> pd.DataFrame:
        """Give a table as it may leave the house, every personal value masked; the export is recorded first.

        Parameters
        ----------
        table : DataFrame
            What is to be written to a file, such as a case list.
        reason : str
            Why, if anybody asks.
        file_name : str, optional
            Where it will be written.
        recipient : str, optional
            To whom it is given; whose cases it holds is recorded too then.

        Raises
        ------
        AccessError
            If the role may not.
        """
        self._may_export()
        cases = None if recipient is None else tuple(table["case_id"].astype(str))
        self._record("", table, reason=reason or "masked", file_name=file_name, recipient=recipient, cases=cases)
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

    def may_record(self, kind: str) -> None:
        """Refuse a role that may not record events of a kind.

        Raises
        ------
        AccessError
            If it may not.
        """
        if _EVERY not in self.role.records and kind not in self.role.records:
            raise self._may_not(*both("store.access.viewing.record", kind=kind))

    def may_release(self, reason: str, cases: Iterable[str]) -> None:
        """Refuse a release of full values by a role that may not, without a reason, or of another's cases.

        Raises
        ------
        AccessError
            If it is to be refused.
        """
        self._full(reason)
        own = self._visible_cases()
        strange = None if own is None else next((one for one in cases if one not in own), None)
        if strange is not None:
            raise self._not_yours(strange)

    def release(
        self,
        table: pd.DataFrame,
        reason: str,
        *,
        columns: Sequence[str],
        file_name: str,
        what: Sequence[Path] = (),
        recipient: str | None = None,
    ) -> Receipt:
        """Record that files with full values were given out, so that a lost one can be told from what was in it.

        Parameters
        ----------
        table : DataFrame
            The rows whose values they hold, with ``case_id``.
        reason : str
            What for.
        columns : sequence of str
            Which values are in full.
        file_name : str
            The file, or the folder of several.
        what : sequence of Path
            The file, where it is one, for its SHA-256.
        recipient : str, optional
            To whom.

        Raises
        ------
        AccessError
            As `may_release` does.
        """
        cases = tuple(table["case_id"].astype(str))
        self.may_release(reason, cases)
        digest = hashlib.sha256(what[0].read_bytes()).hexdigest() if len(what) == 1 else None
        return self._record("", table[[]].assign(**dict.fromkeys(columns, "")), reason=reason, masked=False,
                            file_name=file_name, file_sha256=digest, cases=cases, recipient=recipient)  # fmt: skip

    def give_out(
        self, case_id: str, rows: int, reason: str = "", *, masked: bool = True, file: str, sha256: str
    ) -> Receipt:
        """Record that a document about a case leaves the house, before it does.

        Parameters
        ----------
        case_id : str
            The case.
        rows : int
            How many lines it has.
        reason : str
            What for; needed where it shows personal data.
        masked : bool
            Whether what is personal is masked.
        file, sha256 : str
            Its name, and the digest of what it says.

        Raises
        ------
        AccessError
            If the role may not, the case is not the person's, or there is no reason.
        """
        self._may_export()
        own = self._visible_cases()
        if own is not None and case_id not in own:
            raise self._not_yours(case_id)
        if not masked:
            self._full(reason)
        table = pd.DataFrame(index=range(rows))
        return self._record(case_id, table, masked=masked, reason=reason, file_name=file, file_sha256=sha256)

    def _demand_known(self, login: str, roles: frozenset[str]) -> None:
        """Refuse a login or a role that is not what the database says."""
        if self.login != login:
            raise AccessError(
                both("store.access.viewing.database_knows_you_not_sign", login=login, login_2=self.login),
            )
        if self.role.key not in roles:
            known = ", ".join(sorted(roles)) or "nobody"
            raise AccessError(
                both(
                    "store.access.viewing.database_knows_not_ask_store",
                    login=login,
                    known=known,
                    key=self.role.key,
                    rule=self.policy.rule,
                ),
            )

    def _role(self, role: str) -> Role:
        for each in self.policy.roles:
            if each.key == role:
                return each
        known = ", ".join(each.key for each in self.policy.roles)
        raise AccessError(both("store.access.viewing.there_no_role_choose_one", role=role, known=known))

    def _check(self, event: Mapping[str, Any], own: set[str] | None) -> None:
        if event.get("actor") != self.login:
            raise AccessError(both("store.access.viewing.in_anothers_name", actor=event.get("actor"), login=self.login))
        self.may_record(str(event.get("kind")))
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
            raise self._may_not(*both("store.access.viewing.see_cases"))
        return self.own_cases() if self.role.cases == "own" else None

    def _full(self, reason: str) -> None:
        if not self.role.full:
            raise self._may_not(*both("store.access.viewing.see_full_values"))
        if len(reason.strip()) < self.policy.least_reason:
            raise AccessError(
                both(
                    "store.access.viewing.full_values_need_reason_least",
                    least_reason=self.policy.least_reason,
                    rule=self.policy.rule,
                ),
            )

    def _masked(self, table: pd.DataFrame, names: Sequence[str] | None = None) -> pd.DataFrame:
        table = table.drop(columns=[name for name in _SECRET if name in table])
        nested = [name for name in table.columns if any(isinstance(value, dict) for value in table[name])]
        return mask_table(table.drop(columns=nested), self.store.policies, self.store.clock().date(), names)

    def _record(self, case_id: str, table: pd.DataFrame, *, masked: bool = True, **fields: Any) -> Receipt:  # noqa: ANN401  # of the record
        event = Export(
            case_id=case_id,
            happened_at=self.store.clock(),
            actor=self.login,
            key=f"export-{uuid.uuid4()}",
            role=self.role.key,
            rows=len(table),
            columns=tuple(" ".join(str(name).split())[:_LONGEST_NAME] or "?" for name in table.columns),
            masked=masked,
            claimed=self.claimed,
            **fields,
        )
        return self.store.append(event)

    def _may_export(self) -> None:
        if not self.role.exports:
            raise self._may_not(*both("store.access.viewing.export"))

    def _may_not(self, what_zh: str, what: str) -> AccessError:
        role = Saying(self.role.zh, self.role.en)
        return AccessError(
            both("store.access.viewing.role_may_not", role=role, what=Saying(what_zh, what), rule=self.policy.rule)
        )

    def _not_yours(self, case_id: str) -> AccessError:
        return AccessError(
            both(
                "store.access.viewing.case_not_assigned_ask_team",
                case_id=case_id,
                login=self.login,
                rule=self.policy.rule,
            ),
        )
