import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.workbooks.sheets.names import distinct, file_stem, sheet_name


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        pytest.param("王芳", "王芳", id="a plain name stays"),
        pytest.param('\\/:*?"<>|', "_________", id="what Windows forbids becomes _"),
        pytest.param("com1", "com1_", id="a device name in any case"),
        pytest.param("LPT9.队", "LPT9_.队", id="a device name before a dot"),
        pytest.param("COM10", "COM10", id="no device has that number"),
        pytest.param("../../etc/passwd", "_.._etc_passwd", id="no way out of the folder"),
        pytest.param("名.", "名", id="Windows drops a last dot"),
        pytest.param("~$名", "名", id="Office's lock files begin so"),
        pytest.param("张\u202e三\u200b\n", "张三", id="what nobody sees is dropped"),
        pytest.param("", "_", id="nothing"),
        pytest.param("长" * 300, "长" * 50, id="within 255 bytes"),
    ],
)
def test_a_file_name_that_every_system_takes(name, stem):
    assert file_stem(name) == stem


@given(names=st.lists(st.text(max_size=60), unique=True, max_size=8))
def test_no_two_names_share_a_file_or_a_sheet_and_all_fit(names):
    for clean in (file_stem, sheet_name):
        given_names = list(distinct(names, clean, taken=["说明"]).values())
        assert len({name.casefold() for name in given_names} | {"说明"}) == len(given_names) + 1
        assert all(len(name.encode()) < 240 for name in given_names)
    assert all(len(name.encode("utf-16-le")) <= 62 for name in given_names)
    assert not any(set(name) & set("\\/:*?[]") or name.startswith("'") or name.endswith("'") for name in given_names)
