"""The worker process: runs in the project's environment and answers Calc's add-in (`xl_addin.hosts.calc.inside`).

The first line on stdin is the secret; the first line on stdout tells the port. It serves whoever sends the secret on a loopback
connection, and ends when stdin ends, so that nothing stays behind when Calc ends or dies. Inside LibreOffice's own Python the
functions would need numpy and pandas of exactly its version there, and an error in them could take Calc along; so it is a process
of its own everywhere.
"""

from __future__ import annotations

import base64
import gc
import hmac
import json
import os
import socket
import sys
import threading
from array import array
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from xl_addin.cells.serials import counted_from
from xl_addin.hosts.calc.inside.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable

USUAL = "1899-12-30"
VALUE = "#VALUE!"
_MANY, _MOST_WORDS = 64, 60_000
"""Columns of so many cells travel as bytes, and so many different words are numbered."""
_GREETING_BYTES = 4096
_YOUNG, _MIDDLE, _OLD = 200_000, 20, 50
"""Objects, and rounds, before garbage is looked for; columns took three times as long with Python's usual 700."""
_GREETING_SECONDS = 10.0
_LEFT_OUT = VALUE
"""What a call gives that lacks an argument; Excel does not even take it."""
_BLANK_AS_ZERO = frozenset({"day", "moment", "text", "word"})
"""Kinds of argument for which the number 0 is no value: there it is Calc's way to hand over a single empty cell."""


def main() -> None:
    """Serve until stdin ends."""
    secret = sys.stdin.readline().strip()
    if not secret:
        sys.exit("this process is started by Calc's add-in, which tells it a secret")
    collect_rarely()
    with socket.create_server(("127.0.0.1", 0)) as server:
        sys.stdout.write(json.dumps({"port": server.getsockname()[1]}) + "\n")
        sys.stdout.flush()
        # What a library prints has nobody to read it, and must not fill the pipe.
        sys.stdout = sys.stderr
        threading.Thread(target=_end_with_stdin, daemon=True).start()
        while True:
            link, _ = server.accept()
            threading.Thread(target=serve, args=(link, secret), daemon=True).start()


def collect_rarely() -> None:
    """Look for garbage rarely: a column of 100,000 cells is as many lists, which Python would walk again and again while they are made."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def serve(link: socket.socket, secret: str) -> None:
    """Answer one connection until it ends; one that does not begin with the secret gets no answer at all."""
    wire = Wire(link)
    try:
        greeting = wire.receive(_GREETING_SECONDS, longest=_GREETING_BYTES)
        given = greeting.get("secret") if isinstance(greeting, dict) else None
        if not hmac.compare_digest(str(given), secret):
            return
        wire.send({"version": version("arrears")})
        while True:
            wire.send(answer(wire.receive()))
    except (OSError, ValueError):
        return  # the other end is gone, or was never ours
    finally:
        wire.close()


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Run a function or a macro.

    Parameters
    ----------
    request : dict
        ``call`` and ``arguments``, or ``macro``, ``snapshot`` and ``answers``.

    Returns
    -------
    dict
        Of a function: ``rows``, rows of cells that are numbers or texts, and ``errors``, whether texts such as #VALUE! are among
        them. Of a macro: what `xl_addin.macros.run.run_macro` gives. ``failed``, the kind of error, where it could not be done.

    Examples
    --------
    >>> answer({"call": "AR_DPD", "arguments": [[[46032.0], ["x"]], 46053.0]})
    {'rows': [[21.0], ['#VALUE!']], 'errors': True}
    >>> answer({"call": "AR_DPD", "arguments": [0.0, 46053.0]})
    {'rows': [['']], 'errors': False}
    """
    try:
        if "macro" in request:
            from xl_addin.macros.run import run_macro  # noqa: PLC0415  # most workers run functions only

            return run_macro(request["macro"], request["snapshot"], request["answers"])
        with counted_from(request.get("day_zero") or USUAL):
            if "batch" in request:
                return {"answers": batched(request["batch"])}
            return as_cells(called(request["call"], unpacked(request["arguments"], request.get("blob", ()))))
    except Exception as error:  # noqa: BLE001  # one bad call must not end the worker; its text may quote somebody's data
        return {"failed": type(error).__name__}


def called(name: str, arguments: list[Any]) -> Any:  # noqa: ANN401  # cells are anything
    """Run a worksheet function on what Calc hands over: what was left out is None, a single empty cell is 0."""
    function = _functions()[name]
    needed = sum(not (argument.optional or argument.repeated) for argument in function.arguments)
    if len(arguments) < needed:
        return _LEFT_OUT
    kinds = [argument.kind for argument in function.arguments]
    kinds += kinds[-1:] * (len(arguments) - len(kinds))
    given = [
        None if kind in _BLANK_AS_ZERO and isinstance(value, float) and value == 0 else value
        for value, kind in zip(arguments, kinds, strict=False)
    ]
    while given and given[-1] is None and len(given) > needed:
        given.pop()
    return function.call(*given)


def unpacked(arguments: list[Any], blobs: list[str]) -> list[Any]:
    """Give the arguments with columns of numbers for those that came as bytes."""
    if not blobs:
        return arguments
    return [
        np.frombuffer(base64.b64decode(blobs[value["column"]])).reshape(-1, 1) if isinstance(value, dict) else value
        for value in arguments
    ]


def batched(calls: list[list[Any]]) -> list[dict[str, Any]]:
    """Run many calls of single values: those of one function whose single cells are equal as columns of one call.

    >>> [each["rows"] for each in batched([["AR_DPD", [46032.0, 46053.0]], ["AR_DPD", [None, 46053.0]], ["AR_BUCKET", [45.0]]])]
    [[[21.0]], [['']], [['M2']]]
    """
    answers: list[dict[str, Any]] = [{}] * len(calls)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, (name, arguments) in enumerate(calls):
        function = _functions()[name]
        pairs = list(zip(function.arguments, arguments, strict=False))
        ranged = any(isinstance(value, list) for value in arguments)
        if ranged or function.shape not in {"same", "row"} or len(pairs) < len(arguments):
            answers[place] = as_cells(called(name, arguments))
            continue
        fixed = tuple(None if each.many else value for each, value in pairs)
        groups.setdefault((name, len(arguments), fixed), []).append(place)
    for (name, width, fixed), places in groups.items():
        given = [
            [[calls[place][1][column]] for place in places]
            if _functions()[name].arguments[column].many
            else fixed[column]
            for column in range(width)
        ]
        rows = as_rows(called(name, given))
        shown = rows if len(rows) == len(places) else [[VALUE]] * len(places)
        for place, row in zip(places, shown, strict=True):
            answers[place] = as_cells([row])
    return answers


def as_rows(result: Any) -> list[list[Any]]:  # noqa: ANN401  # cells are anything
    """Give a result as rows of cells."""
    return result if isinstance(result, list) else [[result]]


def as_cells(result: Any) -> dict[str, Any]:  # noqa: ANN401  # same
    """Give a result as rows of numbers and texts: Calc's bridge takes no truth values and no whole numbers over 32 bits.

    >>> as_cells([[True, 12, "a", None]])
    {'rows': [[1.0, 12.0, 'a', '']], 'errors': False}
    """
    rows = as_rows(result)
    if len(rows) >= _MANY and len(rows[0]) == 1 and (column := _packed([cell for (cell,) in rows])):
        return column
    shown = [[cell if type(cell) is float else _cell(cell) for cell in row] for row in rows]
    return {"rows": shown, "errors": any(type(cell) is str and cell[:1] == "#" for row in shown for cell in row)}


def _packed(cells: list[Any]) -> dict[str, Any] | None:
    """Give a long column as bytes: numbers as they are, few different texts by their places among them; None where it is neither."""
    kinds = set(map(type, cells))
    if kinds <= {float, int}:
        return {"numbers": base64.b64encode(array("d", cells).tobytes()).decode("ascii")}
    words = dict.fromkeys(cells) if kinds == {str} else {}
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    places = {word: place for place, word in enumerate(words)}
    codes = array("H", map(places.__getitem__, cells))
    return {"words": list(words), "codes": base64.b64encode(codes.tobytes()).decode("ascii")}


def _cell(cell: Any) -> float | str:  # noqa: ANN401  # same
    if isinstance(cell, str):
        return cell
    return "" if cell is None else float(cell)


def _functions() -> dict[str, Any]:
    if not _KNOWN:
        from xl_addin.registry import FUNCTIONS  # noqa: PLC0415  # the port is told before a second's imports

        _KNOWN.update((function.name, function) for function in FUNCTIONS)
    return _KNOWN


_KNOWN: dict[str, Any] = {}


def _end_with_stdin() -> None:
    _read_to_end(sys.stdin.read)
    os._exit(0)


def _read_to_end(read: Callable[[], str]) -> None:
    try:
        read()
    except (OSError, ValueError):
        return


if __name__ == "__main__":
    main()
