"""Only the BSD part of xlwings is used: what is shipped never names its other parts."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    path
    for folder in ("lib", "xl_addin", "notebooks", "templates")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".bas", ".ipynb", ".j2"}
)
NOT_BSD = re.compile(
    r"xlwings[.\s]+(import\s+)?(pro|server|reports)\b|xw\.(pro|server|reports)\b|LICENSE_KEY|Book\(json="
)


@pytest.mark.parametrize(
    "name", ["from xlwings import pro", "import xlwings.server", "xw.reports.render", "xw.Book(json=data)"]
)
def test_the_pattern_finds_what_it_is_for(name):
    assert NOT_BSD.search(name)


def test_nothing_that_is_shipped_names_what_is_not_free():
    assert len(SHIPPED) > 200
    code = {
        path: "\n".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
        for path in SHIPPED
    }
    assert [str(path.relative_to(ROOT)) for path, text in code.items() if NOT_BSD.search(text)] == []
