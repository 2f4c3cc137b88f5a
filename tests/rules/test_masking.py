import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.masking import (
    _UNSEEN,
    KINDS,
    Shown,
    holds_personal,
    mask,
    mask_address,
    mask_card,
    mask_name,
    mask_phone,
)

SHOWN = {
    "name": Shown(1, 0, 1),
    "id": Shown(1, 1, 4),
    "phone": Shown(3, 4, 4),
    "card": Shown(6, 4, 3),
    "email": Shown(1, 0, 1),
    "address": Shown(6, 0, 1),
}


def masked(text, kind):
    return mask(np.array([text]), kind, SHOWN)[0]


@pytest.mark.parametrize(
    ("kind", "text", "seen"),
    [
        pytest.param("name", "张三", "张*", id="a name of two characters"),
        pytest.param("name", "李", "*", id="a name of one character shows nothing"),
        pytest.param("name", "欧阳修", "欧**", id="a compound surname shows its first character only"),
        pytest.param("name", "阿卜杜拉·买买提", "阿***·***", id="a minority name keeps its dot"),
        pytest.param("name", "Mary-Jane O'Neil", "M***-**** *'****", id="a Latin name keeps its shape"),
        pytest.param("name", "𠮷野家", "𠮷**", id="a rare character counts as one"),
        pytest.param("name", " 王五 ", " 王* ", id="spaces around are not counted"),
        pytest.param("id", "11010519491231002X", "1****************X", id="an id of 18"),
        pytest.param("id", "110105491231002", "1*************2", id="an old id of 15"),
        pytest.param("id", "E12345678", "E*******8", id="a passport"),
        pytest.param("id", "H1234567890", "H*********0", id="a home return permit"),
        pytest.param("id", "A123456(7)", "A******(7)", id="a Hong Kong id"),
        pytest.param("id", "12345", "****5", id="too short: the last character only"),
        pytest.param("id", "1234", "****", id="shorter still: nothing"),
        pytest.param("phone", "13800138000", "138****8000", id="a mobile number"),
        pytest.param("phone", "+86 138 0013 8000", "+86 138 **** 8000", id="+86 is not counted"),
        pytest.param("phone", "8613800138000", "86138****8000", id="86 without a plus"),
        pytest.param("phone", "0086-13800138000", "0086-138****8000", id="0086"),
        pytest.param("phone", "+86 13999999999", "+86 139****9999", id="nines are digits too"),
        pytest.param("phone", "861380013800", "861*****3800", id="86 is no country code before ten digits"),
        pytest.param("phone", "１３８００１３８０００", "１３８****８０００", id="full-width digits"),
        pytest.param("phone", "＋８６１３８００１３８０００", "＋８６１３８****８０００", id="full-width with code"),
        pytest.param("phone", "010-12345678", "010-****5678", id="a landline"),
        pytest.param("phone", "12345678901", "123****8901", id="eleven digits show seven"),
        pytest.param("phone", "1234567890", "******7890", id="ten digits leave fewer than four hidden: the last four"),
        pytest.param("phone", "12345678", "****5678", id="eight digits show the last four"),
        pytest.param("phone", "1234567", "*******", id="seven digits show nothing"),
        pytest.param("card", "6222021234567890123", "622202*********0123", id="a card of 19"),
        pytest.param("card", "4111 1111 1111 1111", "4111 11** **** 1111", id="spaces stay"),
        pytest.param("card", "4222222222222", "422222***2222", id="a card of 13"),
        pytest.param("card", "422222222222", "********2222", id="twelve digits show the last four"),
        pytest.param("card", "6222021", "***2021", id="seven digits show the last four"),
        pytest.param("card", "622202", "******", id="six digits show nothing"),
        pytest.param("email", "zhang.san@example.com", "z****.***@example.com", id="the domain stays"),
        pytest.param("email", "zs@example.com", "z*@example.com", id="two before the @"),
        pytest.param("email", "z@example.com", "*@example.com", id="one before the @ shows nothing"),
        pytest.param("email", "a@b@example.com", "*@b@example.com", id="the first @ ends the covered part"),
        pytest.param("email", "zhangsan", "z*******", id="no @: the whole is covered"),
        pytest.param("address", "北京市朝阳区建国路88号", "北京市朝阳区******", id="six characters of an address"),
        pytest.param("address", "北京市朝阳区", "******", id="six characters in all show nothing"),
        pytest.param("address", "北京市朝阳区东", "北京市朝阳区*", id="seven characters"),
        pytest.param("address", "海淀区3号院5号楼", "海淀区*号院***", id="digits are covered wherever they stand"),
        pytest.param("address", "12 High Street, Leeds", "** **** ******, *****", id="Latin letters are covered"),
    ],
)
def test_a_value_shows_what_the_policy_lets_it_show(kind, text, seen):
    assert masked(text, kind) == seen


@pytest.mark.parametrize(
    ("kind", "text", "seen"),
    [
        pytest.param("name", "*三", "*三", id="a name masked the other way round"),
        pytest.param("name", "张*丰", "张**", id="a mask that shows too much is masked again"),
        pytest.param("phone", "138****8000", "138****8000", id="ours"),
        pytest.param("phone", "****8000", "****8000", id="the last four"),
        pytest.param("phone", "138＊＊＊＊8000", "138＊＊＊＊8000", id="full-width stars"),
        pytest.param("phone", "1380013*000", "138*****000", id="a star that hides one digit"),
        pytest.param("card", "6222***0123", "6222***0123", id="a shorter mask"),
        pytest.param("card", "●●●●0123", "●●●●0123", id="bullets"),
        pytest.param(
            "address", "5号楼×", "*号楼×", id="a digit of an address is covered though a part was masked before"
        ),
    ],
)
def test_what_is_masked_already_stays_unless_it_shows_more_than_the_policy(kind, text, seen):
    assert masked(text, kind) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("他说改打13912345678，卡号6222021234567890", "他说改打139****5678，卡号622202******7890"),
        ("身份证11010519491231002x。", "身份证1****************x。"),
        ("身份证：110105 19491231 002X", "身份证：1***** ******** ***X"),
        ("老证110105491231002", "老证1*************2"),
        ("邮箱zhangsan@qq.com。谢谢", "邮箱z*******@qq.com。谢谢"),
        ("mail: Z.San+x@mail.example.com, ok", "mail: Z.***+*@mail.example.com, ok"),
        ("电话+8613800138000", "电话+86138****8000"),
        ("8613800138000", "86138****8000"),
        ("138-0013-8000或1380 0138 000", "138-****-8000或138* ***8 000"),
        ("138 001 38000；13800 138000", "138 *** *8000；138** **8000"),
        ("座机010-12345678", "座机010-****5678"),
        ("call +852 9123 4567 now", "call +852 **** 4567 now"),
        ("护照E12345678，通行证H12345678", "护照E*******8，通行证H*******8"),
        ("HKID A123456(7)", "HKID A******(7)"),
        ("Amex 3782 822463 10005", "Amex 3782 82**** *0005"),
        ("１３８００１３８０００", "１３８****８０００"),
    ],
)
def test_numbers_and_e_mails_in_free_text_are_covered(text, seen):
    assert masked(text, "auto") == seen


@pytest.mark.parametrize(
    "text",
    [
        "张三说下周一还款1,500.00元",
        "2026-11-23 2026-12-23",
        "2026年11月23日14:05",
        "案件AR-00012345",
        "共欠12345678.90元",
        "尾号1234",
        "12800138000",
        "1380013800",
        "a@b",
        "",
    ],
)
def test_amounts_dates_case_numbers_and_names_in_free_text_stay(text):
    assert masked(text, "auto") == text


def test_country_codes_of_many_rows_are_told_apart():
    rows = ["+86 13800138000", "13800138000", "", "008613800138000", "8613800138000"]
    seen = ["+86 138****8000", "138****8000", "", "0086138****8000", "86138****8000"]
    assert mask_phone(np.array(rows), SHOWN["phone"]).tolist() == seen
    assert mask(np.array(rows), "auto", SHOWN).tolist() == seen


def test_a_number_does_not_reach_over_two_rows():
    rows = np.array(["1380013", "8000", "1222021234", "567890"])
    assert mask(rows, "auto", SHOWN).tolist() == rows.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_empty_and_missing_give_empty(kind):
    texts = np.array(["", None, np.nan, pd.NA, pd.NaT], dtype=object)
    assert mask(texts, kind, SHOWN).tolist() == [""] * 5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [object, np.str_])
def test_shape_and_kind_of_array_stay_and_the_input_is_left_alone(kind, dtype):
    texts = np.array([["张三丰张三丰张三丰", ""], ["13800138000", "b"]], dtype=dtype)
    before = texts.copy()
    out = mask(texts, kind, SHOWN)
    assert out.shape == (2, 2)
    assert (out.dtype == object) == (dtype is object)
    assert (texts == before).all()
    assert mask(texts[:0], kind, SHOWN).shape == (0, 2)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (np.array([13800138000]), "int64"),
        (np.array(["a", 13800138000.0], dtype=object), "float"),
        (np.array([["a"], 5], dtype=object), "list"),
    ],
)
def test_a_number_is_refused_without_being_quoted(texts, kind):
    with pytest.raises(ValueError, match=rf"not {kind}; read ids, phones and cards as text \(CN-MASK\)") as caught:
        mask(texts, "phone", SHOWN)
    assert "138" not in str(caught.value)


def test_an_unknown_kind_names_those_there_are():
    with pytest.raises(ValueError, match="name, id, phone, card, email, address, auto; it is 'iban'"):
        mask(np.array(["x"]), "iban", SHOWN)
    with pytest.raises(ValueError, match="it is 'name'"):
        mask(np.array(["x"]), "name", {})
    with pytest.raises(ValueError, match="readable of card, phone; it does not"):
        mask(np.array(["x"]), "auto", {"id": SHOWN["id"], "email": SHOWN["email"]})


@pytest.mark.parametrize("shown", [Shown(-1, 0, 1), Shown(0, -1, 1), Shown(0, 0, -1)])
def test_a_negative_number_of_characters_is_refused(shown):
    with pytest.raises(ValueError, match="must not be negative; they are"):
        mask_name(np.array(["张三"]), shown)


def test_a_text_with_the_separator_is_refused():
    with pytest.raises(
        ValueError, match=r"^a text holds the character U\+FFFF, which is no character; remove it \(CN-MASK\)$"
    ):
        mask_name(np.array(["张\uffff三"]), SHOWN["name"])


def test_nothing_hidden_at_least_lets_a_short_value_show_both_ends():
    assert mask_card(np.array(["1234567890", "123456789"]), Shown(6, 4, 0)).tolist() == ["1234567890", "*****6789"]


TEXTS = st.lists(st.text(st.characters(exclude_characters="\uffff"), max_size=30), min_size=1, max_size=8)
MASKS = {"name": mask_name, "phone": mask_phone, "card": mask_card, "address": mask_address}


@given(rows=TEXTS, kind=st.sampled_from(sorted(MASKS)))
def test_masking_twice_is_masking_once_and_never_shows_more_than_the_policy(rows, kind):
    texts = np.array(rows, dtype=object)
    once = MASKS[kind](texts, SHOWN[kind])
    assert MASKS[kind](once, SHOWN[kind]).tolist() == once.tolist()
    assert [len(text) for text in once] == [len(text) for text in texts]
    separators = set("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u2212\\|~")
    separators |= set(map(chr, _UNSEEN))
    separators |= set(" \t\r\n\u00a0\u3000-‐‑–—_.,，。、·・‧()（）[]【】/／+＋:：;；'’\"“”#")
    covers = set("*＊•●×█")
    most = SHOWN[kind].first + SHOWN[kind].last + 5 * (kind == "phone")
    for text in once:
        assert sum(character not in separators | covers for character in text) <= most


NUMBERS = st.lists(st.text("1380+6 -@a", max_size=18) | st.just("+86 13800138000"), min_size=1, max_size=8)


@given(rows=TEXTS | NUMBERS)
def test_each_row_is_masked_by_itself(rows):
    texts = np.array(rows, dtype=object)
    for kind in KINDS:
        alone = [mask(texts[i : i + 1], kind, SHOWN)[0] for i in range(texts.size)]
        assert mask(texts, kind, SHOWN).tolist() == alone


ANYHOW = [
    "186.1234.5678",
    "186/1234/5678",
    "186，1234，5678",
    "186-12-34-56-78",
    "1 8 6 1 2 3 4 5 6 7 8",
    "186·1234·5678",
]
UNSEEN = ["\u200b", "\u2060", "\u00ad", "\ufeff", "\u200d", "\u202e"]
HOME = ["(212) 555-0187", "212.555.0187", "01632 960 123", "020-7946-0021", "020 7946 0021", "07700 900123", "98765 43210", "2345 6789", "+44 (0)20 7946 0021", "2125550187", "9876543210"]  # fmt: skip
CARDS = [
    "6222.0212.3456.7890",
    "6222\u200b0212\u200b3456\u200b7890",
    "6222 0212 3456 7890 123",
    "6 2 2 2 0 2 1 2 3 4 5 6 7 8 9 0",
]
PLAIN = ["还款 1500.00 200.50 元 2026-11-23 14:30:15", "2025-2026 年", "1,234,567.89", "本金 130,000.00；滞纳金 15,000.00", "逾期 186 天", "192.168.1.254", "1222021234", "2026112801", "AJ2611000001", "ref-9876543210", "9876543210.50", "CASE-00012345"]  # fmt: skip


@pytest.mark.parametrize(
    "text", [*ANYHOW, *HOME, *CARDS, "一三八零零一三八零零零", "１３９１２３４５６７８", "٠١ ①③⑨①②③④⑤⑥⑦⑧"]
)
def test_a_number_in_free_text_is_covered_however_it_is_written(text):
    (found,) = mask(np.array([f"他说改打{text}。"], dtype=object), "auto", SHOWN)
    assert found.count("*") >= 4
    assert len(found) == len(f"他说改打{text}。")
    assert holds_personal(text)


@pytest.mark.parametrize("number", ["123-45-6789", "ABCPK1234F", "QQ 12 34 56 C", "1234 5678 9012", "A123456(3)"])
def test_a_number_of_a_person_of_another_country_is_covered(number):
    (found,) = mask(np.array([f"证件 {number} 已核"], dtype=object), "auto", SHOWN)
    assert found.count("*") >= 3
    assert holds_personal(number)


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("number", ["18612345678", "6222021234567890", "11010519491231002X"])
def test_what_nobody_sees_hides_no_number(number, unseen):
    (found,) = mask(np.array([unseen.join(number)], dtype=object), "auto", SHOWN)
    assert found.count("*") >= 4


@pytest.mark.parametrize("text", PLAIN)
def test_dates_amounts_and_addresses_of_machines_stay(text):
    assert mask(np.array([text], dtype=object), "auto", SHOWN).tolist() == [text]
    assert not holds_personal(text)
