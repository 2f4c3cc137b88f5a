import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.conduct import Spelling, even_out, find_wording

SPELLING = Spelling(traditional="騙無賴", simplified="骗无赖", filling=" .*-，")


def even(*texts):
    return even_out(np.array(texts, dtype=object), SPELLING)


def found(texts, patterns, spares=()):
    return list(zip(*(column.tolist() for column in find_wording(even(*texts), patterns, spares)), strict=True))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("骗 子", "骗子"),
        ("骗 * . 子", "骗子"),
        ("骗\u200b子", "骗子"),
        ("a\u200bb", "ab"),
        ("騙子", "骗子"),
        ("騙 無", "骗无"),
        ("ＡＢＣ！", "abc!"),
        ("～！", "~!"),
        ("ZzAa", "zzaa"),
        ("[`{@", "[`{@"),
        ("骗 a", "骗 a"),
        ("a 骗", "a 骗"),
        (" 骗", " 骗"),
        ("骗 ", "骗 "),
        ("骗 \u200b 子", "骗子"),
        ("㐀 鿿", "㐀鿿"),
        ("㏿ 一", "㏿ 一"),
        ("i d i o t", "idiot"),
        ("i.d.i.o.t", "idiot"),
        ("i_d_i", "idi"),
        ("i d i!", "idi!"),
        ("i  d  i", "idi"),
        ("x i d", "xid"),
        ("a b", "a b"),
        ("a z a", "aza"),
        ("z a z", "zaz"),
        ("to be a", "to be a"),
        ("i d i o t, i d i", "idiot, idi"),
        ("一\n二", "一 二"),
        ("一\t二\r三\u3000四\u00a05", "一 二 三四 5"),
        ("", ""),
        ("...", "..."),
    ],
)
def test_a_text_is_evened_out(written, read):
    assert even(written).text == read


def test_texts_stand_on_lines_of_their_own_and_filling_does_not_join_them():
    texts = even("骗", "子", "", " 二", None)
    assert texts.text == "骗\n子\n\n 二\n"
    assert texts.starts.tolist() == [0, 2, 4, 5, 8]
    assert texts.whole == "骗\uffff子\uffff\uffff 二\uffff"


def test_every_character_knows_where_it_came_from():
    texts = even("骗 * 子", "i d i")
    assert texts.origin.tolist() == [0, 4, 5, 6, 8, 10]


def test_without_traditional_forms_nothing_is_simplified():
    assert even_out(np.array(["騙"]), Spelling("", "", "")).text == "騙"
    # A character beyond the last known form stays.
    assert even_out(np.array(["龍"]), Spelling("騙", "骗", "")).text == "龍"


def test_a_stretch_is_given_as_it_was_written():
    assert found(["您好", "这 骗  * 子！", "", "騙子"], ["骗子"]) == [(1, 2, 8), (3, 0, 2)]
    assert found(["ab", "骗子骗子"], ["骗子"]) == [(1, 0, 2), (1, 2, 4)]


def test_two_texts_are_never_read_as_one():
    assert found(["骗", "子"], ["骗.{0,3}子"]) == []
    assert found(["骗\n子"], ["骗.{0,3}子"]) == [(0, 0, 3)]


def test_any_of_several_patterns_is_found_once():
    assert found(["骗子无赖"], ["骗子", "无赖", "骗子无"]) == [(0, 0, 2), (0, 2, 4)]
    assert found(["骗子"], []) == found(["骗子"], [], ["您好"]) == []
    assert found([""], ["骗子"]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不要说骗子", []),
        ("不要说骗子骗子", [(0, 5, 7)]),
        ("骗子不要说骗子", [(0, 0, 2)]),
        ("不要说骗", []),
        ("他说骗子", [(0, 2, 4)]),
    ],
)
def test_harmless_wording_spares_what_lies_wholly_inside_it(text, expected):
    assert found([text], ["骗子"], ["不要说骗子"]) == expected


def test_what_reaches_out_of_harmless_wording_on_either_side_is_found():
    assert found(["说骗子啊"], ["骗子啊"], ["说骗子"]) == [(0, 1, 4)]
    assert found(["说骗子啊"], ["说骗子"], ["骗子啊"]) == [(0, 0, 3)]
    assert found(["说骗子啊"], ["说骗子"], ["说骗子"]) == []


def test_a_number_is_refused():
    with pytest.raises(ValueError, match="not int"):
        even(5)


@given(st.lists(st.text("骗子 *a\n您", max_size=8), min_size=1, max_size=6))
def test_what_is_found_reads_as_the_pattern_when_evened_out(texts):
    for row, start, end in found(texts, ["骗子"]):
        assert even(texts[row][start:end]).text == "骗子"
    for row, text in enumerate(texts):
        own = [(start, end) for r, start, end in found(texts, ["骗子"]) if r == row]
        assert own == [(start, end) for _, start, end in found([text], ["骗子"])]
