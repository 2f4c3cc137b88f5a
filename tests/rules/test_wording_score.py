import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.wording_score import FEWEST, Model, fingerprint, grams_of, scores, tokens_of, words_that_decided

TEXT = st.text(alphabet="还钱你我，!a1 b", max_size=12)


def model(**weights):
    pairs = sorted((fingerprint(tokens_of(gram)), weight) for gram, weight in weights.items())
    return Model(np.array([p[0] for p in pairs], dtype=np.uint64), np.array([[p[1]] for p in pairs]), np.zeros(1))


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_grams_are_all_runs_of_one_to_four_tokens_of_each_text_once(texts):
    found = grams_of("\n".join(texts))
    for row, text in enumerate(texts):
        tokens = tokens_of(text)
        runs = {fingerprint(tokens[i : i + n]) for n in range(1, 5) for i in range(len(tokens) - n + 1)}
        own = found.gram[found.row == row].tolist()
        assert set(own) == runs
        assert len(own) == len(runs)


def test_a_text_of_few_known_grams_decides_little_and_one_of_none_nothing():
    known = model(还钱=4.0)
    score, _, _ = scores(grams_of("还钱\n好"), known, 2)
    assert score[:, 0].tolist() == [4.0 / np.sqrt(FEWEST), 0.0]


def test_what_is_harmless_is_read_as_one_sign_and_joins_nothing():
    harmless = np.array([False, True, True, False])
    found = grams_of("你打人我", harmless)
    assert fingerprint(["你", "我"]) not in found.gram.tolist()
    assert fingerprint(["打", "人"]) not in found.gram.tolist()


def test_the_words_that_decided_reach_from_the_first_to_the_last_of_the_strongest_grams():
    text = "好好还钱吧\n你还钱"
    grams = grams_of(text)
    _, known, adds = scores(grams, model(还钱=4.0, 好好=0.5), 2)
    start, end = words_that_decided(grams, known, adds, np.array([0, 1]), 1)
    assert [text[a:b] for a, b in zip(start, end, strict=True)] == ["还钱", "还钱"]


def test_no_text_gives_no_gram():
    assert grams_of("").row.size == 0
    assert scores(grams_of(""), model(还钱=1.0), 0)[0].shape == (0, 1)
