"""A list comes out of the reading process as it was there, whatever its texts hold."""

import pickle
from io import BytesIO

import pandas as pd
import pytest

from arrears.intake.transfer import send


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([], id="no rows"),
        pytest.param([None, None], id="nothing but blanks"),
        pytest.param(["王芳", None, "李伟"], id="a blank among texts"),
        pytest.param(["a\x1eb", "c"], id="a text that holds the sign between texts"),
        pytest.param(["同一个", None] * 5_000, id="few different texts"),
        pytest.param([str(number) for number in range(5_000)], id="all different"),
        pytest.param([""], id="an empty text"),
    ],
)
def test_columns_of_text_arrive_as_they_were(texts):
    table = pd.DataFrame({kind: pd.Series(texts, dtype=kind) for kind in ("str", "string", "object")})
    sent = BytesIO()
    send(("read", table), sent)
    kind, arrived = pickle.loads(sent.getvalue())  # noqa: S301  # our own
    assert kind == "read"
    pd.testing.assert_frame_equal(arrived, table)
