"""Programs that recalculate a workbook, each giving what the cells of its sheets hold afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from waiting import PATIENCE

_ALWAYS = """<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""

Sheets = dict[str, list[list[Any]]]


def read(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def libreoffice(path: Path) -> Sheets:
    """Recalculate every cell: the setting "always" on loading, because LibreOffice keeps stored results otherwise."""
    folder = Path(tempfile.mkdtemp(dir=path.parent))
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={user.parent.as_uri()}", "--convert-to", "xlsx", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, env=kept | {"PATH": "/usr/bin:/bin"}, timeout=PATIENCE,
    )  # fmt: skip
    return read(folder / path.name)


def gnumeric(path: Path) -> Sheets:
    out = path.with_name(f"{path.stem}_gnumeric.xlsx")
    subprocess.run(["ssconvert", "--recalc", str(path), str(out)], check=True, capture_output=True, timeout=PATIENCE)
    return read(out)


def ironcalc(path: Path) -> Sheets:
    import ironcalc as engine

    model = engine.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    out = path.with_name(f"{path.stem}_ironcalc.xlsx")
    out.unlink(missing_ok=True)
    model.save_to_xlsx(str(out))
    return read(out)


def there(program: str) -> bool:
    return shutil.which(program, path="/usr/bin:/bin") is not None


def serial(day: date | datetime) -> float:
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    gap = moment - datetime(1899, 12, 30)
    return gap.days + gap.seconds / 86_400
