"""Train the wording model of the conduct check, and measure it. Needs scikit-learn, which the check itself does not.

Run: python benchmarks/conduct/train.py [--write]. Texts are split by template and style, never by row: what a fold is tested on was
written from other templates than what it learnt. The held-out sets are not read here.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))
from texts import written_out

from arrears.operations.contacts.conduct import even_texts, harmless_in
from arrears.policy import Policies
from arrears.rules.wording_score import FEWEST, grams_of, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arrears.rules.conduct import EvenTexts
    from arrears.rules.wording_score import Grams

ROOT = Path(__file__).parents[2]
OUT = ROOT / "lib" / "arrears" / "operations" / "contacts" / "wording_model.json"
_ENDS = str.maketrans(dict.fromkeys("。！？!?；;", ","))
TIMES, LEAST, STRENGTH, SINGLE = 8, 2, 30.0, 0.5
DAY = date(2026, 11, 28)


def learnt() -> pd.DataFrame:
    """Give all texts that are learnt from: those written for it, the lists' examples and the sets that were tuned to before."""
    rows = [(*row, f"own {number // TIMES}") for number, row in enumerate(written_out(TIMES))]
    table = pd.DataFrame(rows, columns=["label", "topic", "style", "text", "group"])
    old = [
        pd.read_csv(ROOT / "tests" / "cases" / f"conduct_{name}.csv", dtype=str) for name in ("samples", "development")
    ]
    old = pd.concat(old, ignore_index=True)
    old = old[old["set"].isin(["tuned", "development"])]
    extra = pd.DataFrame(
        {"label": old["label"], "topic": "", "style": old["set"], "text": old["text"], "group": old["set"]}
    )
    extra["group"] += (np.arange(len(extra)) // 25).astype(str)
    shipped = sorted((ROOT / "templates").rglob("*.txt"))
    lines = [
        re.sub(r"\{[^{}]*\}", "张三", line).strip()
        for file in shipped
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    polite = pd.DataFrame({"text": [line for line in lines if len(line) > 8]}).drop_duplicates()
    polite = polite.assign(
        label="polite", topic="", style="template", group=[f"t{i // 20}" for i in range(len(polite))]
    )
    every = pd.concat([table, extra, polite], ignore_index=True)
    # A friendly text is friendly in each of its sentences; which sentence of an offending one offends, nobody has said.
    friendly = every[every["label"] == "polite"]
    sentences = friendly.assign(text=friendly["text"].str.split(r"[。！？!?；;\n]")).explode("text")
    sentences = sentences[sentences["text"].str.strip().str.len() > 1]
    return pd.concat([every, sentences], ignore_index=True).drop_duplicates(["label", "text"], ignore_index=True)


def features(texts: Iterable[str], policies: Policies) -> tuple[EvenTexts, Grams]:
    """Even the texts out and give their grams, what is denied or reported left aside."""
    even = even_texts(np.array(texts, dtype=object), policies, DAY)
    return even, grams_of(even.text.translate(_ENDS), harmless_in(even, policies, DAY))


def vocabulary(even: EvenTexts, grams: Grams, least: int) -> tuple[np.ndarray, dict[int, str]]:
    """Give the grams of at least so many texts, and how each is written."""
    values, place, count = np.unique(grams.gram, return_inverse=True, return_counts=True)
    kept = count >= least
    first = np.full(values.size, grams.gram.size)
    np.minimum.at(first, place, np.arange(place.size))
    words = {int(values[i]): even.text[grams.start[first[i]] : grams.end[first[i]]] for i in np.flatnonzero(kept)}
    return values[kept], words


def matrix(grams: Grams, known: np.ndarray, texts: int, scale: np.ndarray) -> csr_matrix:
    """Give the features as `arrears.rules.wording_score.scores` reckons them, those of single tokens held back."""
    at = np.minimum(np.searchsorted(known, grams.gram), known.size - 1)
    own = known[at] == grams.gram
    count = np.bincount(grams.row[own], minlength=texts)
    data = 1 / np.sqrt(np.maximum(count[grams.row[own]], FEWEST))
    return csr_matrix((data, (grams.row[own], at[own])), shape=(texts, known.size)) @ diags(scale)


def fit(x: csr_matrix, table: pd.DataFrame) -> tuple[LogisticRegression, LogisticRegression]:
    """Fit who offends, and by which topic."""
    bad = (table["label"] == "bad").to_numpy()
    decide = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000, fit_intercept=False).fit(x, bad)
    named = bad & table["topic"].ne("").to_numpy()
    topic = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000).fit(
        x[named], table.loc[named, "topic"]
    )
    return decide, topic


def main() -> None:
    """Measure by folds of templates, and write the weights."""
    policies, table = Policies("cn"), learnt()
    even, grams = features(table["text"], policies)
    known, words = vocabulary(even, grams, LEAST)
    # What a single character or word says is learnt with half the trust; the weights that are written hold the half already.
    scale = np.array([SINGLE if len(tokens_of(words[int(gram)])) == 1 else 1.0 for gram in known])
    x = matrix(grams, known, len(table), scale)
    bad = (table["label"] == "bad").to_numpy()
    print(table.groupby(["label", "style"]).size().to_string(), "\ngrams", known.size)
    out = np.zeros(len(table))
    folds = pd.factorize(table["group"])[0] % 5
    for fold in range(0 if "--quick" in sys.argv else 5):
        test = folds == fold
        decide, _ = fit(x[~test], table[~test].reset_index(drop=True))
        out[test] = decide.decision_function(x[test])
    for threshold in () if "--quick" in sys.argv else (-0.5, 0.0, 0.5, 1.0, 1.5):
        flag = out > threshold
        tp = (flag & bad).sum()
        print(f"threshold {threshold}: precision {tp / flag.sum():.3f} recall {tp / bad.sum():.3f}")
    if "--show" in sys.argv:
        wrong = table[(out > 0.5) & ~bad]["text"].tolist()[:40], table[(out <= 0.5) & bad]["text"].tolist()[:60]
        print(*wrong[0], "-----", *wrong[1], sep="\n")
    if "--write" not in sys.argv:
        return
    decide, topic = fit(x, table)
    weights = np.column_stack([decide.coef_[0], topic.coef_.T]) * scale[:, np.newaxis]
    kept = np.abs(weights[:, 0]) > 0.05
    entries = {words[int(known[i])]: [round(float(w), 2) for w in weights[i]] for i in np.flatnonzero(kept)}
    model = {
        "trained": DAY.isoformat(),
        "texts": len(table),
        "topics": list(topic.classes_),
        "base": [round(float(value), 3) for value in (0.0, *topic.intercept_)],
        "grams": entries,
    }
    OUT.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    print(
        "written", OUT.stat().st_size, "bytes", len(entries), "grams;", len(gzip.compress(OUT.read_bytes())), "packed"
    )


if __name__ == "__main__":
    main()
