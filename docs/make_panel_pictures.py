"""Make the pictures of the team lead's panels again: the demonstration, as `arrears dashboard --demo` shows it, in Chromium.

Run: ``python docs/make_panel_pictures.py``; needs chromium and playwright. With the name of a folder every panel at both sizes goes
there, to be looked at; without, those of `KEPT` go to docs/images.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from arrears.panels.shell.catalogue import PANELS
from arrears.panels.shell.server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).parent / "images"
SIZES = {"": (1366, 768), "-wide": (1920, 1080)}
KEPT = (
    "panel-assign-zh.png",
    "panel-assign-en.png",
    "panel-progress-zh.png",
    "panel-progress-en.png",
    "panel-home-zh.png",
    "panel-home-en.png",
)
READY = ".ar-page .ar-grid tbody tr, .ar-page svg, .ar-page .ar-table, .ar-page .ar-step, .ar-page .ar-ready, .ar-page .ar-change, .ar-page .ar-board"
WORDS = {"zh": ("试算均衡分案", "试算完成", "^拟调整 "), "en": ("Try a fair assignment", "Worked out", "^Moves ")}
COMMAND = [sys.executable, "-c", "from arrears.commands import main; main()", "dashboard", "--demo", "--no-browser"]


def take(browser: Browser, links: Iterator[str], lang: str, images: Path) -> None:
    """Picture every panel at both sizes."""
    for ending, (width, height) in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(next(links))
        address = page.url
        for name in (panel.name for panel in PANELS):
            page.goto(f"{address}voila/render/{name}.ipynb")
            # Today draws what others ask for at once, and the month when it has been read.
            page.locator(".ar-kpis" if name == "home" else READY).first.wait_for(timeout=60_000)
            page.wait_for_timeout(1_000)
            if name == "assign":
                work_out(page, lang)
            page.screenshot(path=images / f"panel-{name}-{lang}{ending}.png")
        page.goto("about:blank")
        context.close()


def work_out(page: Page, lang: str) -> None:
    """Try an assignment out, so that there is something to see."""
    button, told, moves = WORDS[lang]
    page.get_by_role("button", name=button).click()
    page.get_by_text(re.compile(told)).wait_for(timeout=60_000)
    page.get_by_role("button", name=re.compile(moves)).click()
    page.wait_for_timeout(800)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        images = Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        images.mkdir(exist_ok=True)
        take_all(images)
        if str(images) == folder:
            for name in KEPT:
                shutil.copy(images / name, IMAGES / name)


def take_all(images: Path) -> None:
    """Picture the demonstration in both languages."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        for lang in ("zh", "en"):
            port = str(free_port())
            with subprocess.Popen(
                [*COMMAND, "--port", port, "--lang", lang], stdout=subprocess.PIPE, text=True
            ) as served:
                # Each address works once; the next is said when it has been used.
                links = (line.strip() for line in served.stdout or () if re.match(r"http://\S+/enter/", line))
                try:
                    take(browser, links, lang, images)
                finally:
                    served.terminate()
        browser.close()


if __name__ == "__main__":
    main()
