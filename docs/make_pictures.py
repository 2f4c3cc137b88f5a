"""Make the README's pictures again from the real thing: the demo's workbook in LibreOffice, its page in Chromium.

Run: ``python docs/make_pictures.py``; needs soffice, pdftoppm and chromium.
"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import tempfile
from pathlib import Path

from arrears.daily import run_day
from arrears.policy import Policies
from arrears.resources import shipped
from arrears.training.portfolio import DEMO_AS_OF

IMAGES = Path(__file__).parent / "images"
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
# LibreOffice brings its own Python and dies on another one's environment.
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


def sheet(book: Path, image: Path, folder: Path, height: int = 1000) -> None:
    """Picture the upper part of a workbook's first page."""
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book)]
    subprocess.run(command, check=True, capture_output=True, env=CLEAN | {"PATH": "/usr/bin:/bin"})
    pdf = folder / f"{book.stem}.pdf"
    crop = ["-x", "80", "-y", "120", "-W", "2650", "-H", str(height)]
    subprocess.run(
        ["pdftoppm", "-png", "-r", "230", *crop, "-singlefile", str(pdf), str(image.with_suffix(""))], check=True
    )


def page(html: Path, image: Path, folder: Path, height: int) -> None:
    """Picture a page."""
    options = [f"--user-data-dir={folder / 'chromium'}", f"--screenshot={image}", f"--window-size=1366,{height}"]
    subprocess.run([*CHROMIUM, *options, html.as_uri()], check=True, capture_output=True)


def functions(lang: str, folder: Path) -> None:
    """Picture a list worked on by functions in cells."""
    script = shipped("sample_workbooks", "make_worksheet_functions.py")
    book = runpy.run_path(str(script))["make"](folder / f"functions-{lang}.xlsx", lang)
    sheet(book, IMAGES / f"functions-{lang}.png", folder, 620)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lang in ("zh", "en"):
            out = folder / lang
            book = shipped("sample_workbooks", "portfolio.xlsx")
            run_day(book, out, as_of=DEMO_AS_OF, policies=Policies(), lang=lang, desk=True)
            first = min((out / "collectors").iterdir())
            shutil.copy(first, folder / f"collector-{lang}.xlsx")
            sheet(folder / f"collector-{lang}.xlsx", IMAGES / f"collector-{lang}.png", folder, 1700)
            page(out / "summary.html", IMAGES / f"summary-{lang}.png", folder, 1000)
            functions(lang, folder)


if __name__ == "__main__":
    main()
