"""Make the README's pictures again from the real thing: the demo's workbook in LibreOffice, its page in Chromium.

Run: ``python docs/make_pictures.py``; needs soffice, pdftoppm, chromium, Xvfb and xdotool. ``python docs/make_pictures.py screens`` makes
only those of a collector's workbook in Calc's window, at the sizes of common screens.
"""

from __future__ import annotations

import os
import runpy
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from arrears.commands.daily.day import run_day
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


SCREENS = ((1366, 768), (1600, 900), (1920, 1080))
QUIET = """<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="LastTimeDonateShown" oor:op="fuse"><value>9999999999</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="LastTimeGetInvolvedShown" oor:op="fuse"><value>9999999999</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.9</value></prop></item>
</oor:items>"""
"""No tip, no infobar: a picture shows what somebody sees on the second day."""


def screens(book: Path, lang: str, folder: Path) -> None:
    """Picture a workbook in Calc's window at the sizes of common screens, as it opens, at 100 %."""
    profile = folder / f"screen-{lang}"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(QUIET, encoding="utf-8")
    widest, highest = SCREENS[-1]
    frame = folder / "Xvfb_screen0"
    display, shown = screen(folder, widest, highest)
    office = None
    try:
        command = [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--norestore",
            "--nologo",
            "--calc",
            str(book),
        ]
        office = subprocess.Popen(command, env=shown)
        window = window_of(book.stem, shown)
        for width, height in SCREENS:
            for action in (["windowmove", window, "0", "0"], ["windowsize", window, str(width), str(height)]):
                subprocess.run(["xdotool", *action], check=True, env=shown)
            time.sleep(4)
            png(frame.read_bytes(), width, height, IMAGES / f"collector-{lang}-{width}.png")
    finally:
        if office is not None:
            office.terminate()
            office.wait(30)
        display.terminate()
        display.wait(30)


def screen(folder: Path, width: int, height: int) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """Start a display that is free, its screen a file in a folder; give it and the environment of what is shown there."""
    room = ["-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder), "-noreset"]
    display = subprocess.Popen(["Xvfb", "-displayfd", "1", *room], stdout=subprocess.PIPE, text=True)
    if display.stdout is None:
        raise SystemExit("Xvfb does not say which display it took")
    shown = CLEAN | {"PATH": "/usr/bin:/bin", "DISPLAY": f":{display.stdout.readline().strip()}"}
    for _ in range(120):
        asked = ["xdotool", "getdisplaygeometry"]
        if subprocess.run(asked, env=shown, capture_output=True, check=False).stdout:
            return display, shown
        time.sleep(0.5)
    raise SystemExit("Xvfb showed no display within a minute")


def window_of(name: str, shown: dict[str, str]) -> str:
    """Give the window of a workbook, once it is there."""
    for _ in range(120):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", name],
            env=shown,
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split()
        if found:
            time.sleep(5)
            return found[0]
        time.sleep(0.5)
    raise SystemExit(f"LibreOffice showed no window of {name} within a minute")


def png(dump: bytes, width: int, height: int, image: Path) -> None:
    """Write the upper left part of a dump of the screen (XWD, 32 bits a pixel, blue first) as PNG."""
    head = struct.unpack(">25I", dump[:100])
    start, line = head[0] + 12 * head[19], head[12]
    rows = []
    for row in range(height):
        pixels = dump[start + row * line : start + row * line + 4 * width]
        colours = bytearray(3 * width)
        colours[0::3], colours[1::3], colours[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
        rows.append(b"\0" + bytes(colours))

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(rows), 9)
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", size) + part(b"IDAT", packed) + part(b"IEND", b""))


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
            screens(folder / f"collector-{lang}.xlsx", lang, folder)
            if sys.argv[1:] == ["screens"]:
                continue
            page(out / "summary.html", IMAGES / f"summary-{lang}.png", folder, 1000)
            functions(lang, folder)


if __name__ == "__main__":
    main()
