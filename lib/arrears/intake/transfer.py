"""How a list goes from the process that read it to the one that asked: columns of text as one text each, which is quick."""

from __future__ import annotations

import copyreg
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from typing import BinaryIO

    from numpy.typing import NDArray

_END = "\x1e"
_SAMPLE = 1_000
_FEW_OF_MANY = 4
"""A column with this many times fewer different texts than texts goes as its different ones, which stay shared."""


def send(answer: object, to: BinaryIO) -> None:
    """Write an answer; `pickle.loads` reads it.

    Examples
    --------
    >>> from io import BytesIO
    >>> sent = BytesIO()
    >>> send(pd.DataFrame({"name": ["王芳", None, "李伟"]}, dtype="str"), sent)
    >>> pickle.loads(sent.getvalue())["name"].tolist()
    ['王芳', nan, '李伟']
    """
    sender = pickle.Pickler(to, protocol=5)
    sender.dispatch_table = copyreg.dispatch_table | {pd.arrays.StringArray: _as_one_text}
    sender.dump(answer)


def _as_one_text(column: pd.arrays.StringArray) -> Any:  # noqa: ANN401  # what pickle takes
    values, missing = np.asarray(column, dtype=object), np.asarray(column.isna())
    texts: list[str] = (np.where(missing, "", values) if missing.any() else values).tolist()
    codes = None
    some = texts[:: max(len(texts) // _SAMPLE, 1)]
    if len(set(some)) * _FEW_OF_MANY < len(some):
        different = dict.fromkeys(texts)
        place_of = dict(zip(different, range(len(different)), strict=True))
        codes = np.fromiter(map(place_of.__getitem__, texts), dtype=np.int32, count=len(texts))
        texts = list(different)
    whole = _END.join(texts)
    is_parted = bool(texts) and whole.count(_END) == len(texts) - 1
    return (_texts_again, (whole, codes, missing, column.dtype)) if is_parted else column.__reduce_ex__(5)


def _texts_again(whole: str, codes: NDArray[np.int32] | None, missing: NDArray[np.bool_], dtype: Any) -> Any:  # noqa: ANN401  # of pandas
    """Give a column of text back that was sent as one text."""
    texts = whole.split(_END)
    values = np.empty(len(texts), dtype=object)
    values[:] = texts
    if codes is not None:
        values = values[codes]
    values[missing] = None
    return pd.array(values, dtype=dtype)
