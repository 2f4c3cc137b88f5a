"""Make the documentation site from the repository: Chinese at its root, English under `en/`, readable without a network.

Run: ``python docs/make_site.py [FOLDER]`` (needs ``pip install -e '.[docs]'``). The pages stand in `docs/` as
`NAME.md` (English) and `NAME.zh-CN.md`; the pages of policies, of the guideline items and of commands are made here
from the policy files, the README and the program itself, so that they cannot say anything else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from arrears.commands import app
from arrears.policy import PROFILES, Policies

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SITE = DOCS / "site"
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
OUTSIDE = {
    "README.md": "about.md",
    "README.zh-CN.md": "about.md",
    "CONTRIBUTING.md": "developers.md",
    "CHANGELOG.md": "changes.md",
    "SECURITY.md": "security.md",
    "benchmarks/README.md": "benchmarks.md",
    "sample_workbooks/README.md": "samples.md",
    "templates/README.md": "templates.md",
}
"""Pages that stand elsewhere in the repository, and their names in the site."""
TRUST = {
    "zh": {"P": "P 已核原文", "S": "S 转引", "M": "M 凭记忆", "H": "H 本机构规定"},
    "en": {"P": "P primary text read", "S": "S seen quoted", "M": "M from memory", "H": "H the house's own"},
}
POLICIES = {
    "zh": ("现行规则及出处", "本页由随附的规则文件生成，为 {day} 现行的规则。标 S、M 的规则须由法务对照原文核对后使用；`arrears policy unchecked` 列出尚待核对的规则。", ("编号", "名称", "生效日", "可信度", "出处", "要点")),
    "en": ("Rules in force and their sources", "Made from the shipped policy files, as in force on {day}. Rows marked S or M must be checked against the primary text before use; `arrears policy unchecked` lists them.", ("id", "title", "from", "trust", "source", "in words")),
}  # fmt: skip


def link_into_site(folder: Path, known: dict[Path, str]) -> object:
    """Give what turns a link of a page in `folder` into a link of the site; what the site does not hold becomes plain text."""

    def turn(found: re.Match[str]) -> str:
        picture, text, to = found.groups()
        if "://" in to or to.startswith(("#", "mailto:")):
            return found.group()
        path, mark, part = to.partition("#")
        target = (folder / path).resolve()
        if target in known:
            return f"{picture}[{text}]({known[target]}{mark}{part})"
        return f"`{text}`" if not picture and "`" not in text else text

    return turn


def pages() -> dict[Path, tuple[str, str]]:
    """Give each page of the repository with its name in the site and its language."""
    found: dict[Path, tuple[str, str]] = {}
    for path in sorted(DOCS.rglob("*.md")):
        name = path.relative_to(DOCS).as_posix()
        if name.endswith(".zh-CN.md"):
            found[path] = (name.replace(".zh-CN.md", ".md"), "zh")
        else:
            found[path] = (name.replace("README.md", "all.md"), "en")
    found |= {ROOT / path: (name, "zh" if "zh-CN" in path else "en") for path, name in OUTSIDE.items()}
    return {path: what for path, what in found.items() if path.is_file()}


def copy_pages(into: Path) -> None:
    """Copy the pages; Chinese ones take the plain name, English ones `.en.md`."""
    every = pages()
    pictures = {path: path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.png")}
    pictures |= {path: f"images/{path.name}" for path in (ROOT / "sample_workbooks").rglob("*.png")}
    for path, name in pictures.items():
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, into / name)
    for path, (name, lang) in every.items():
        up = "../" * name.count("/")
        known = {other: up + there for other, (there, _) in every.items()} | {
            picture: up + there for picture, there in pictures.items()
        }
        text = LINK.sub(link_into_site(path.parent, known), path.read_text(encoding="utf-8"))  # type: ignore[arg-type]
        write(into, name, lang, text)
        if lang == "en" and (name, "zh") not in every.values():
            # A page that is there in English alone stands in the Chinese site too, and says so.
            write(into, name, "zh", f'!!! note "本页仅有英文"\n\n{text}')


def write(into: Path, name: str, lang: str, text: str) -> None:
    path = into / (name if lang == "zh" else name.replace(".md", ".en.md"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def policy_page(lang: str, on: date) -> str:
    """Give the rules of every profile as tables, each with its source."""
    title, said, heads = POLICIES[lang]
    lines = [f"# {title}", "", said.format(day=on), ""]
    seen: set[tuple[str, str, str]] = set()
    for profile in PROFILES:
        policies = Policies(profile)
        rows = []
        for name, record in policies.records(on):
            # A profile repeats what it takes over from another; each row stands once.
            key = (name, record.rule, str(record.effective))
            if key in seen:
                continue
            seen.add(key)
            zh = lang == "zh"
            source = (zh and record.source_zh) or record.source
            words = (zh and record.words_zh) or record.words
            told = (record.rule, policies.title(name, lang), record.effective, TRUST[lang][record.trust], source, words)
            rows.append(f"| {' | '.join(map(cell, told))} |")
        if rows:
            named = policies.profile.title_zh if lang == "zh" else policies.profile.title
            lines += [f"## {named} (`{profile}`)", "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows, ""]
    return "\n".join(lines)


def command_page(lang: str) -> str:
    """Give the help of every command, as the program prints it."""
    head = {
        "zh": "# 命令\n\n本页由程序自身的帮助生成；在终端用 `arrears 命令 --help` 可看到同样的内容。\n",
        "en": "# Commands\n\nMade from the program's own help; `arrears COMMAND --help` shows the same.\n",
    }
    environment = {**os.environ, "ARREARS_LANG": lang, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    parts = [head[lang]]
    for name in (name for name in app if not name.startswith("-")):
        done = subprocess.run(  # our own program
            [str(Path(sys.executable).with_name("arrears")), name, "--help"],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        parts.append(f"## arrears {name}\n\n```text\n{done.stdout.strip()}\n```\n")
    return "\n".join(parts)


def guideline_page(lang: str) -> str:
    """Give the table of the 25 guideline items out of the README."""
    readme = (ROOT / ("README.zh-CN.md" if lang == "zh" else "README.md")).read_text(encoding="utf-8")
    table = readme.split("<!-- guidelines -->")[1].split("\n\n")[0].strip()
    # What the code and its tests are is for developers, who have the README.
    rows = ["|".join(line.split("|")[:4]) + "|" for line in table.splitlines()]
    title = {"zh": "# 三份指引的 25 项要求在哪里实现", "en": "# The 25 guideline items and where each works"}[lang]
    return "\n".join([title, "", *rows, ""])


def make(to: Path) -> None:
    """Gather the pages and build the site."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "pages"
        copy_pages(into)
        for lang in ("zh", "en"):
            write(into, "policies.md", lang, policy_page(lang, date.today()))  # noqa: DTZ011  # the page says its day
            write(into, "commands.md", lang, command_page(lang))
            write(into, "guidelines.md", lang, guideline_page(lang))
        shutil.copytree(SITE / "assets", into / "assets")
        settings = (SITE / "mkdocs.yml").read_text(encoding="utf-8").replace("PAGES", into.as_posix())
        (Path(folder) / "mkdocs.yml").write_text(settings, encoding="utf-8")
        subprocess.run(  # mkdocs of this environment
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", f"{folder}/mkdocs.yml", "-d", str(to)],
            check=True,
        )
    # The build of the second language has written its own words alone where pages are opened from a folder.
    index = (to / "search" / "search_index.json").read_text(encoding="utf-8")
    (to / "search" / "search_index.js").write_text(f"var __index = {index}", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site").resolve())
