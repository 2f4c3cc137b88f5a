"""What all events have in common, and the kinds of value that they hold."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from arrears.store.log.canonical import canonical_json
from arrears.tables.contacts import CHANNELS
from arrears.tables.texts import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

ENVELOPE = frozenset({"kind", "case_id", "happened_at", "actor", "key", "corrects"})
"""What stands in an event's own columns; the rest is payload."""
_ENVELOPE = set(ENVELOPE)

MOST_FEN = 10**15
Fen = Annotated[int, Field(ge=0, le=MOST_FEN, strict=True)]
PositiveFen = Annotated[int, Field(gt=0, le=MOST_FEN, strict=True)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^\S(?:[^\x00-\x1f]*\S)?$")]
"""A text on one line with no blanks around it."""
Note = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def one_of(words: Iterable[str]) -> AfterValidator:
    """Give what lets only these words through."""
    known = tuple(words)

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return value

    return AfterValidator(check)


def _exact(value: dict[str, Any]) -> dict[str, Any]:
    if not is_exact(value):
        raise ValueError("must hold texts, whole numbers, truth values, lists and tables only")
    return value


def is_exact(value: object) -> bool:
    """Tell whether a value has one canonical form: floats have not."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_exact(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(is_exact(item) for item in value)
    return value is None or isinstance(value, str | bool | int)


Channel = Annotated[str, one_of(CHANNELS)]
Exact = Annotated[dict[str, Any], AfterValidator(_exact)]
"""A table of texts, whole numbers and truth values, one in another if need be."""


class Event(BaseModel):
    """What all events have.

    Attributes
    ----------
    case_id : str
        The case, or empty where an event belongs to none (an export, a change of policy).
    happened_at : datetime
        The instant, with its zone; stored in UTC.
    actor : str
        Who records it: a login or staff number, not a customer.
    key : str
        Idempotency key: the same key with the same content is stored once, with other content it is refused.
    corrects : str, optional
        Key of the event that this one replaces; of the payment, for a reversal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=False)

    kind: str
    case_id: Annotated[str, Field(max_length=200, pattern=r"^(?:\S(?:[^\x00-\x1f]*\S)?)?$")]
    happened_at: Annotated[AwareDatetime, AfterValidator(lambda instant: instant.astimezone(UTC))]
    actor: Name
    key: Name
    corrects: Name | None = None

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show which event it is, and nothing of what it says."""
        yield from (("case_id", self.case_id), ("key", self.key))

    def payload(self) -> str:
        """Give what the event says as canonical JSON; a field that was not given leaves no trace."""
        return canonical_json(self.model_dump(mode="json", exclude=_ENVELOPE, exclude_none=True))


class CaseEvent(Event):
    """An event that belongs to a case."""

    case_id: Name


def is_future(happened: datetime, now: datetime, seconds: int) -> bool:
    """Tell whether an instant is more than so many seconds ahead of the store's clock."""
    return (happened - now).total_seconds() > seconds
