"""The add-in file as a workbook, for programs that open no add-ins: the same parts under another type."""

import io
import zipfile


def as_workbook(addin):
    """Give the bytes of an .xlsm with everything that the .xlam has."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(addin)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(b"addin.macroEnabled", b"sheet.macroEnabled"))
    return out.getvalue()
