"""Files in, clean typed cases out; every row that cannot be used comes back as values that say why.

One pass a file: its bytes are told apart (`files`), checked before anything opens them (`archive`, `sheetxml`, `biff`), read as
cells that keep their type (`workbook`, `text_files`), understood (`headings`, `choose`, `rows`) and typed (`typed`, `checks`).
"""

from arrears.errors import IntakeError
from arrears.intake.reading import read_cases, read_file
from arrears.intake.result import Finding, Intake, RejectedRow

__all__ = ["Finding", "Intake", "IntakeError", "RejectedRow", "read_cases", "read_file"]
