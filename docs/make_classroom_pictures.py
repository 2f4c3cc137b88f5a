"""Make the pictures of a class again: `arrears train --class` with six trainees, and the trainer's page in Chromium.

Run: ``python docs/make_classroom_pictures.py``; needs chromium and playwright. With the name of a folder they go there, else to docs/images.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from arrears.panels.shell.server import free_port
from arrears.panels.training.model import Training
from arrears.training.scenarios.playing import best_road

IMAGES = Path(__file__).parent / "images"
COMMAND = [sys.executable, "-c", "from arrears.commands import main; main()", "train", "--class", "--no-browser"]
SEATS = 6


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


def main() -> None:
    images = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for lang in ("zh", "en"):
            options = ["--lang", lang, "--port", str(free_port()), "--folder", f"{folder}/{lang}"]
            with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True) as served:
                told = ""
                while "Ctrl" not in told:
                    told += served.stdout.readline() if served.stdout else ""
                trainer = re.findall(r"http://\S+/enter/\S+", told)[0]
                play(trainer.partition("/enter/")[0], re.findall(r"\b\d{6}\b", told)[0], lang)
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                page.goto(trainer)
                page.locator("svg").wait_for()
                page.screenshot(path=images / f"classroom-{lang}.png")
                served.terminate()
        browser.close()


if __name__ == "__main__":
    main()
