"""A row's own name is covered in that row's text, however people write it; nothing else is touched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.known_names import mask_known_names
from arrears.rules.masking import Shown, mask_name

FIRST = Shown(first=1, last=0, hidden=1)


def masked(text, name):
    return mask_known_names(np.array([text], dtype=object), np.array([name], dtype=object), FIRST).tolist()[0]


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        pytest.param("张三说张三明天还", "张三", "张*说张*明天还", id="every time it stands there"),
        pytest.param("欧阳娜娜未接", "欧阳娜娜", "欧***未接", id="a compound surname"),
        pytest.param("阿卜杜拉买买提来电", "阿卜杜拉·买买提", "阿******来电", id="without its dot"),
        pytest.param("Mr JOHN SMITH", "John Smith", "Mr J*** *****", id="in capitals"),
        pytest.param("john smith called", "John Smith", "j*** ***** called", id="in small letters"),
        pytest.param("Called JohnSmith", "John Smith", "Called J********", id="without its space"),
        pytest.param("李先生来电", "李", "李先生来电", id="a single character is not looked for"),
        pytest.param("王五来电", "李四", "王五来电", id="another person's name stays"),
        pytest.param("无人接听", "", "无人接听", id="no name is known"),
        pytest.param("", "张三", "", id="no text"),
    ],
)
def test_a_known_name_is_covered(text, name, shown):
    assert masked(text, name) == shown


def test_each_row_has_its_own_name():
    texts = np.array(["张三 李四", "张三 李四"], dtype=object)
    names = np.array(["张三", "李四"], dtype=object)
    assert mask_known_names(texts, names, FIRST).tolist() == ["张* 李四", "张三 李*"]


def test_there_must_be_one_name_a_text():
    with pytest.raises(ValueError, match=r"one name a text; there are 2 for 1 \(CN-MASK\)"):
        mask_known_names(np.array(["x"]), np.array(["a", "b"]), FIRST)


NAMES = st.text("张三丰李四娜·", min_size=2, max_size=5).filter(lambda name: len(name.replace("·", "")) > 1)
CLEAR = st.text("说来电明天还款，。", max_size=8)


@given(name=NAMES, before=CLEAR, after=CLEAR)
def test_what_stands_around_a_name_stays(name, before, after):
    assert masked(before + name + after, name) == before + mask_name(np.array([name]), FIRST)[0] + after
