import pytest
from intake.lists import AS_OF, workbook_bytes

from arrears.intake import read_cases


@pytest.fixture
def read(tmp_path):
    """Read bytes, text or rows as a case list."""

    def read_any(content, name="list.xlsx", options=None, touch=None, **how):
        path = tmp_path / name
        if isinstance(content, str):
            content = content.encode()
        elif isinstance(content, list):
            content = workbook_bytes({"案件": content}, options, touch)
        elif isinstance(content, dict):
            content = workbook_bytes(content, options, touch)
        path.write_bytes(content)
        return read_cases(path, as_of=how.pop("as_of", AS_OF), **how)

    return read_any
