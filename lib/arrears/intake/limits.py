"""How much a file may ask of the computer before it is refused: every such limit, in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass

from arrears.errors import ArrearsError
from arrears.words import both

MODE_VARIABLE = "ARREARS_INTAKE"
"""``in-process`` reads without a child process, for looking for errors and for tests; any other value reads in one."""
SECONDS_VARIABLE = "ARREARS_INTAKE_SECONDS"
MEMORY_VARIABLE = "ARREARS_INTAKE_MEMORY_MB"
_IN_PROCESS = "in-process"
READY = b"R"
"""First byte of every answer of the child process that reads: what fails before it is not the file's fault."""
NO_MEMORY = 77
"""Code with which the child ends when it can no more write its answer."""


@dataclass(frozen=True)
class Limits:
    """Limits of one reading. A list at a limit is still read; what goes beyond it refuses the whole file.

    Attributes
    ----------
    seconds : float
        From the start of the child process to the last byte of its answer. 100,000 rows take about a tenth of it.
    memory_bytes : int
        Of the child process. 100,000 rows of 24 columns take about half of it.
    file_bytes : int
        Of the file as it lies on the disk.
    unpacked_bytes : int
        Of all parts of a workbook together; XML packs ten to one.
    ratio : int
        How many times its packed size a part of a workbook may unpack to, from 8 MB on.
    parts : int
        Of a workbook.
    rows, columns : int
        How far the cells of a sheet, or the records of a text table, may reach.
    cells : int
        Of the rectangle from A1 to the last cell: the fast reader takes 32 bytes for each, empty or not.
    in_process : bool
        Read without a child process, hence without the first two limits: a hostile file can then end the program.
    """

    seconds: float = 120
    memory_bytes: int = 1_500 << 20
    file_bytes: int = 200 << 20
    unpacked_bytes: int = 800 << 20
    ratio: int = 100
    parts: int = 2_000
    rows: int = 200_000
    columns: int = 500
    cells: int = 8_000_000
    in_process: bool = False

    @classmethod
    def from_environment(cls) -> Limits:
        """Give the limits that the environment variables ask for.

        Raises
        ------
        ArrearsError
            If a variable is no positive number.
        """
        return cls(
            seconds=_number(SECONDS_VARIABLE, cls.seconds),
            memory_bytes=int(_number(MEMORY_VARIABLE, cls.memory_bytes >> 20) * (1 << 20)),
            in_process=os.environ.get(MODE_VARIABLE) == _IN_PROCESS,
        )


def _number(variable: str, usual: float) -> float:
    text = os.environ.get(variable, "")
    try:
        number = float(text) if text else usual
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise ArrearsError(
            both("intake.limits.must_positive_number_unset", variable=variable, text=text, usual=usual),
        )
    return number
