import base64
import hashlib
import hmac
import json
import logging

import keyring.backends.fail
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.store.secrets.crypto import FieldCipher, Place, SealedFieldError
from arrears.store.secrets.keys import VARIABLE, KeyMissingError, Keys, keep_key, load_keys, new_key

OLD, NEW = new_key(), new_key()
PLACE = Place("cases", "A1", "card_number")
CARD = "6222020000000015"


def cipher(texts=NEW):
    return FieldCipher(Keys(texts))


class Ring:
    """A keyring in memory."""

    def __init__(self, secret=None):
        self.kept = {} if secret is None else {("arrears", "field key"): secret}

    def get_password(self, service, name):
        return self.kept.get((service, name))

    def set_password(self, service, name, secret):
        self.kept[service, name] = secret


NO_RING = keyring.backends.fail.Keyring()

WORD = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@settings(max_examples=50)
@given(text=WORD, table=WORD, row=WORD, column=WORD)
def test_what_is_sealed_opens_at_its_place_and_shows_nothing(text, table, row, column):
    place = Place(table, row, column)
    token = cipher().seal(text, place)
    assert cipher().open(token, place) == text
    assert token.isascii()
    body = base64.urlsafe_b64decode(token.split(".")[2])
    assert len(body) == 12 + len(text.encode()) + 16


@pytest.mark.parametrize(
    "other",
    [Place("notes", "A1", "card_number"), Place("cases", "A2", "card_number"), Place("cases", "A1", "id_number")],
    ids=["another table", "another row", "another column"],
)
def test_a_token_does_not_open_at_another_place(other):
    token = cipher().seal(CARD, PLACE)
    with pytest.raises(
        SealedFieldError, match=f"row {other.row}, column {other.column}: .*changed, or moved"
    ) as caught:
        cipher().open(token, other)
    assert caught.value.text("zh").startswith(f"表 {other.table}，行 {other.row}，列 {other.column}：")


def test_places_whose_names_run_together_are_different():
    token = cipher().seal(CARD, Place("a", "bc", "d"))
    with pytest.raises(SealedFieldError):
        cipher().open(token, Place("ab", "c", "d"))


def test_a_change_of_any_character_is_noticed():
    token = cipher().seal(CARD, PLACE)
    for at, letter in enumerate(token):
        changed = token[:at] + ("A" if letter != "A" else "B") + token[at + 1 :]
        with pytest.raises(SealedFieldError, match="table cases, row A1, column card_number"):
            cipher().open(changed, PLACE)


@pytest.mark.parametrize("cut", [0, 3, 4, 12, 13, 30, -1], ids=lambda cut: f"cut at {cut}")
def test_a_cut_token_is_refused(cut):
    with pytest.raises(SealedFieldError):
        cipher().open(cipher().seal(CARD, PLACE)[:cut], PLACE)


@pytest.mark.parametrize(
    "clear",
    [CARD, "", "张三", f"ar1.{Keys(NEW).ids[0]}.张三", f"ar1.{Keys(NEW).ids[0]}"],
    ids=["a number", "nothing", "a name", "a name after a key's id", "a key's id alone"],
)
def test_clear_text_in_place_of_a_token_is_refused_and_not_repeated(clear):
    with pytest.raises(SealedFieldError) as caught:
        cipher().open(clear, PLACE)
    assert CARD not in str(caught.value)
    assert "张三" not in str(caught.value) + caught.value.zh


def test_each_token_has_a_nonce_of_its_own():
    tokens = {cipher().seal(CARD, PLACE) for _ in range(500)}
    nonces = {base64.urlsafe_b64decode(token.split(".")[2])[:12] for token in tokens}
    assert len(nonces) == 500


def test_a_wrong_key_is_named_by_its_short_name_and_the_remedy():
    token = cipher(OLD).seal(CARD, PLACE)
    with pytest.raises(SealedFieldError) as caught:
        cipher(NEW).open(token, PLACE)
    message = str(caught.value)
    assert message.startswith("table cases, row A1, column card_number: the stored value needs another key than ")
    assert Keys(NEW).ids[0] in message
    assert VARIABLE in message
    assert VARIABLE in caught.value.text("zh")
    assert CARD not in message
    assert NEW not in message


def test_a_key_with_a_forged_short_name_does_not_open():
    token = cipher(OLD).seal(CARD, PLACE)
    forged = token.replace(Keys(OLD).ids[0], Keys(NEW).ids[0])
    with pytest.raises(SealedFieldError, match="changed, or moved"):
        cipher(NEW).open(forged, PLACE)


def test_keys_are_changed_by_putting_the_new_one_first():
    token = cipher(OLD).seal(CARD, PLACE)
    both = cipher(f"{NEW}, {OLD}")
    assert both.open(token, PLACE) == CARD
    fresh = both.seal(CARD, PLACE)
    assert cipher(NEW).open(fresh, PLACE) == CARD
    with pytest.raises(SealedFieldError):
        both.open(token, Place("cases", "B2", "card_number"))


def test_the_index_is_equal_for_one_number_however_it_is_written():
    writings = ["6222 0200 0000 0015", "6222-0200-0000-0015", "６２２２０２００００００００１５", CARD]
    assert len({cipher().blind_index(text, "card_number") for text in writings}) == 1
    assert cipher().blind_index("11010519491231002x", "id") == cipher().blind_index("11010519491231002X", "id")


def test_the_index_differs_by_column_by_value_and_by_key():
    own = cipher().blind_index(CARD, "card_number")
    assert len(own) == 64
    assert own != cipher().blind_index(CARD, "id_number")
    assert own != cipher().blind_index("6222020000000016", "card_number")
    assert own != cipher(OLD).blind_index(CARD, "card_number")
    assert cipher().blind_index("b", "a") != cipher().blind_index("", "ab")


def test_the_index_is_no_plain_hash_that_could_be_tried_out():
    plain = hashlib.sha256(json.dumps(["card_number", CARD]).encode()).hexdigest()
    by_key = hmac.new(base64.b64decode(NEW), json.dumps(["card_number", CARD]).encode(), "sha256").hexdigest()
    assert cipher().blind_index(CARD, "card_number") not in {plain, by_key}


def test_an_index_of_an_older_key_is_found_while_keys_are_changed():
    old = cipher(OLD).blind_index(CARD, "card_number")
    both = cipher(f"{NEW},{OLD}")
    assert both.matches(CARD, "card_number", old)
    assert both.matches(CARD, "card_number", cipher(NEW).blind_index(CARD, "card_number"))
    assert not both.matches("6222020000000016", "card_number", old)
    assert not cipher(NEW).matches(CARD, "card_number", old)
    assert both.blind_index(CARD, "card_number") == both.blind_indexes(CARD, "card_number")[0]
    assert both.blind_indexes(CARD, "card_number")[1] == old


@pytest.mark.parametrize("ring", [Ring(), Ring(""), NO_RING], ids=["empty keyring", "blank secret", "no keyring"])
def test_without_a_key_nothing_is_loaded_and_the_message_says_how_to_make_one(ring):
    with pytest.raises(
        KeyMissingError, match=r"nothing is stored in clear; make one with `arrears store key`"
    ) as caught:
        load_keys({}, ring)
    assert "不会以明文保存" in caught.value.text("zh")
    assert "arrears store key" in caught.value.text("zh")


def test_the_environment_goes_before_the_keyring():
    assert load_keys({VARIABLE: f" {NEW} "}, Ring(OLD)).ids == Keys(NEW).ids
    assert load_keys({VARIABLE: " "}, Ring(OLD)).ids == Keys(OLD).ids
    assert load_keys({}, Ring(OLD)).ids == Keys(OLD).ids


def test_the_key_of_the_process_is_read_from_its_environment(monkeypatch):
    monkeypatch.setenv(VARIABLE, NEW)
    assert load_keys().ids == Keys(NEW).ids


def test_a_key_is_kept_in_the_keyring_and_found_there():
    ring = Ring()
    keep_key(NEW, ring)
    assert load_keys({}, ring).ids == Keys(NEW).ids


def test_keeping_fails_where_there_is_no_keyring_and_says_what_to_do():
    with pytest.raises(KeyMissingError, match="no keyring to keep the key in; set ARREARS_KEY"):
        keep_key(NEW, NO_RING)


@pytest.mark.parametrize(
    "bad",
    [NEW[:-4], "secret-in-clear", base64.b64encode(b"x" * 31).decode(), base64.b64encode(b"x" * 33).decode(), "钥匙"],
    ids=["cut short", "a password", "31 bytes", "33 bytes", "Chinese"],
)
def test_what_is_no_key_is_refused_and_not_repeated(bad):
    for attempt in (lambda: Keys(bad), lambda: keep_key(bad, Ring())):
        with pytest.raises(KeyMissingError, match="key 1 in ARREARS_KEY is not 32 bytes in base64") as caught:
            attempt()
        assert bad not in str(caught.value) + caught.value.zh
        assert caught.value.__suppress_context__


def test_a_wrong_older_key_is_named_by_its_place():
    with pytest.raises(KeyMissingError, match="key 2 in"):
        Keys(f"{NEW},abc")
    with pytest.raises(KeyMissingError, match="there is no key"):
        Keys(f"{NEW},")


def test_keys_do_not_show_in_their_repr_nor_in_logs(caplog):
    keys = Keys(f"{NEW},{OLD}")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("%r %s", keys, vars(FieldCipher(keys)))
    assert NEW not in caplog.text
    assert OLD not in caplog.text
    assert repr(keys) == f"Keys({keys.ids[0]}, {keys.ids[1]})"


def test_tokens_of_the_first_version_can_always_be_opened():
    key = base64.b64encode(bytes(range(32))).decode()
    first = "ar1.2c300e26.ACI7EeMX6GZqqhclJi42JDfNt3Zi-rkrsvFkngfFI4iCqb3ENZnad-grUx8="
    assert cipher(key).open(first, PLACE) == CARD
    assert (
        cipher(key).blind_index(CARD, "card_number")
        == "aa7e7737a31ab7a112af884b7681b825ee7d8cff4a52c7cbb9c38eebb06efb4e"
    )
