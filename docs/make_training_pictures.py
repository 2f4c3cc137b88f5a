"""Make the pictures of training again: the trainer's page of a class of six, and the virtual year after nine months, in Chromium.

Run: ``python docs/make_training_pictures.py``; needs chromium and playwright. With the name of a folder they go there, else to docs/images.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import sync_playwright

from arrears.panels.shell.server import free_port
from arrears.panels.training.model import Training
from arrears.training.scenarios.playing import best_road

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).parent / "images"
COMMAND = [sys.executable, "-c", "from arrears.commands import main; main()", "train", "--no-browser"]
SEATS, QUARTERS = 6, 3
ONE_GLANCE = {"width": 1366, "height": 768}


def play(address: str, code: str, lang: str) -> None:
    """Let trainees decide: the first knows everything, the others less and less."""
    view = Training()
    for seat in range(SEATS):
        with httpx.Client(base_url=address) as browser:
            name = f"座位 {seat + 1}" if lang == "zh" else f"Seat {seat + 1}"
            browser.post("/join", data={"who": name, "code": code})
            for scenario in view.scenarios[: 2 + seat % 2]:
                ask(browser, {"t": "open", "scenario": scenario.id})
                for place, (step, best) in enumerate(best_road(scenario)[: 4 - seat % 3]):
                    wrong = next((each for each in step.options if each.id != best.id and each.next == best.next), best)
                    ask(browser, {"t": "choose", "option": (best if place >= seat // 2 else wrong).id})
                    ask(browser, {"t": "next"})


def ask(browser: httpx.Client, said: dict[str, str]) -> None:
    browser.post("/play", json=said, headers={"X-Arrears": "1"}).raise_for_status()


def served(*options: str) -> tuple[subprocess.Popen[str], str]:
    """Start a server; give it and what it says of its addresses."""
    begun = subprocess.Popen([*COMMAND, "--port", str(free_port()), *options], stdout=subprocess.PIPE, text=True)
    told = ""
    for line in begun.stdout or ():
        told += line
        if "Ctrl" in line:
            break
    return begun, told


def picture_class(browser: Browser, lang: str, folder: str, images: Path) -> None:
    server, told = served("--class", "--folder", folder, "--lang", lang)
    with server:
        trainer = re.findall(r"http://\S+/enter/\S+", told)[0]
        play(trainer.partition("/enter/")[0], re.findall(r"\b\d{6}\b", told)[0], lang)
        page = browser.new_page(viewport=ONE_GLANCE)
        page.goto(trainer)
        page.locator("svg").wait_for()
        page.screenshot(path=images / f"classroom-{lang}.png")
        server.terminate()


def picture_year(browser: Browser, lang: str, images: Path) -> None:
    server, told = served("--lang", lang)
    with server:
        page = browser.new_page(viewport=ONE_GLANCE)
        address = re.findall(r"http://\S+/enter/\S+", told)[0]
        page.goto(address)
        page.goto(f"{address.partition('/enter/')[0]}/voila/render/year.ipynb")
        page.locator(".ar-board").first.wait_for(timeout=60_000)
        # What presses: more is promised, and it costs more than it brings.
        page.locator("select").nth(1).select_option(index=2)
        for quarter in range(1, QUARTERS + 1):
            page.get_by_role("button", name=re.compile("3")).first.click()
            page.get_by_role("heading", name=re.compile(rf"\b{3 * quarter}\b")).first.wait_for(timeout=60_000)
        page.screenshot(path=images / f"panel-year-{lang}.png")
        page.goto("about:blank")
        server.terminate()


def main() -> None:
    images = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for lang in ("zh", "en"):
            picture_class(browser, lang, f"{folder}/{lang}", images)
            picture_year(browser, lang, images)
        browser.close()


if __name__ == "__main__":
    main()
