import zipfile
from pathlib import Path

import pytest
import xlsxwriter

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"


@pytest.fixture(scope="session")
def samples():
    return SAMPLES


@pytest.fixture(scope="session")
def assert_made_again():
    """Compare a shipped workbook with a fresh one: each part to the byte, the order of parts, and their dates.

    The compressed bytes may differ where Python was built with another zlib, so it is the parts that are compared. Another
    version of XlsxWriter may write other parts: then the values are compared by the other tests, and the file is to be made again.
    """

    def compare(shipped, fresh):
        with zipfile.ZipFile(shipped) as old, zipfile.ZipFile(fresh) as new:
            if f"XlsxWriter {xlsxwriter.__version__}<" not in old.read("docProps/core.xml").decode():
                pytest.skip(
                    f"{shipped.name} was made with another XlsxWriter than {xlsxwriter.__version__}; make it again"
                )
            assert [(part.filename, part.date_time) for part in old.infolist()] == [
                (part.filename, part.date_time) for part in new.infolist()
            ]
            different = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert not different, f"{shipped.name} is stale; run its script in sample_workbooks/ and commit what it writes"

    return compare
