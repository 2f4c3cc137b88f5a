"""A VBA project that was changed without Excel is read back by others exactly as it was meant."""

import io

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from olevba_reader import decompressed, modules

from xl_addin.hosts.excel.project.compound import compound_file
from xl_addin.hosts.excel.project.compression import CHUNK, compress, decompress
from xl_addin.hosts.excel.project.modules import Project
from xl_addin.hosts.excel.template import template_project

FEW = settings(max_examples=60, deadline=None)
TEXT = st.text("abcde \r\n()=\"'", max_size=3 * CHUNK).map(str.encode)


@FEW
@given(TEXT | st.binary(max_size=3600) | st.binary(max_size=40).map(lambda part: part * 300))
def test_what_is_compressed_comes_back_by_our_reader_and_by_olevbas(data):
    packed = compress(data)
    assert decompress(packed) == data
    if data:
        assert decompressed(packed) == data


@pytest.mark.parametrize("size", [0, 1, 2, 3, 15, 16, 17, 4095, 4096, 4097, 8192, 8193])
def test_lengths_on_both_sides_of_every_chunk(size):
    data = (b"abcabcabd" * 2000)[:size]
    assert decompress(compress(data)) == data


def test_the_specifications_example_without_repeats():
    # [MS-OVBA] 3.2.1
    packed = compress(b"abcdefghijklmnopqrstuv.")
    assert packed.hex(" ") == "01 19 b0 00 61 62 63 64 65 66 67 68 00 69 6a 6b 6c 6d 6e 6f 70 00 71 72 73 74 75 76 2e"


def test_another_writers_choice_among_equal_runs_is_read_too():
    # As Office itself writes [MS-OVBA] 3.2.2: of equally long runs it takes one further back.
    packed = bytes.fromhex(
        "01 2f b0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6a 01 38 08 61 6b 6c 00 30 6d 6e 6f 70 "
        "06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7a 00 3c"
    )
    text = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    assert decompress(packed) == text
    assert decompressed(packed) == text


@pytest.mark.parametrize("bad", [b"", b"\x02abc", b"\x01\x19", b"\x01\x19\xb0\x00ab", b"\x01\x02\xb0\x01\x00\x00"])
def test_what_is_no_compressed_source_is_refused(bad):
    with pytest.raises(ValueError, match="VBA source"):
        decompress(bad)


NAMES = st.text("abcdefgXYZ_19", min_size=1, max_size=25)
SIZES = st.sampled_from([0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 9000])


@FEW
@given(st.dictionaries(NAMES, SIZES, max_size=24), st.dictionaries(NAMES, SIZES, max_size=9))
def test_every_stream_of_a_compound_file_is_found_by_its_name(top, below):
    unlike = {name.upper(): size for name, size in below.items()}
    streams = {name.lower(): bytes([size % 251]) * size for name, size in top.items()}
    folder = {name: bytes([size % 241]) * size for name, size in unlike.items()}
    made = compound_file({**streams, "ZZ folder": folder})
    with olefile.OleFileIO(io.BytesIO(made), raise_defects=olefile.DEFECT_POTENTIAL) as read:
        found = {"/".join(path): read.openstream(path).read() for path in read.listdir()}
    assert found == {**streams, **{f"ZZ folder/{name}": content for name, content in folder.items()}}


def test_a_search_tree_has_as_many_black_entries_on_every_path():
    def blacks(entry):
        if entry is None:
            return 1
        below = {blacks(entry.left), blacks(entry.right)}
        assert len(below) == 1
        return below.pop() + entry.black

    class Entry:
        def __init__(self, data, place):
            at = 128 * place
            self.black = data[at + 67]
            left, right = (int.from_bytes(data[at + 68 + 4 * i : at + 72 + 4 * i], "little") for i in range(2))
            self.left, self.right = (None if each == 0xFFFFFFFF else Entry(data, each) for each in (left, right))

    for count in range(1, 40):
        made = compound_file({f"s{number:02}": b"x" for number in range(count)})
        first = int.from_bytes(made[48:52], "little")
        directory = made[512 * (first + 1) :]
        root_child = int.from_bytes(directory[76:80], "little")
        top = Entry(directory, root_child)
        assert top.black
        blacks(top)


def test_a_file_beyond_what_the_header_can_name_is_refused():
    with pytest.raises(ValueError, match="more than a compound file of ours holds"):
        compound_file({"big": b"x" * 8_000_000})


def test_added_replaced_and_removed_modules_are_read_by_olevba():
    project = Project(template_project())
    project.put("New", 'Attribute VB_Name = "New"\nSub Hello()\nEnd Sub\n')
    project.put("xlwings", 'Attribute VB_Name = "xlwings"\n')
    project.take_away("RibbonMyAddin")
    project.copy_document("Sheet2", "Sheet3")
    found = modules(project.data())
    assert sorted(found) == ["Dictionary", "New", "Sheet2", "Sheet3", "ThisWorkbook", "xlwings"]
    assert "Sub Hello()\nEnd Sub" in found["New"]


def test_a_changed_project_read_again_is_the_same_project():
    project = Project(template_project())
    project.put("New", "Sub Hello()\nEnd Sub\n")
    again = Project(project.data())
    assert again.names == project.names
    assert [again.source(name) for name in again.names] == [project.source(name) for name in project.names]
    assert again.data() == project.data()


def test_text_beyond_ascii_is_refused_with_the_character():
    with pytest.raises(ValueError, match="module New: '催' is not ASCII"):
        Project(template_project()).put("New", "' 催收\n")
