"""The digest of what was agreed: whoever consents, consents to these terms and to no others."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def content_sha256(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a content of texts, whole numbers, truth values, lists and tables, whatever the order of its keys.

    Examples
    --------
    >>> content_sha256({"a": 1, "b": "元"}) == content_sha256({"b": "元", "a": 1})
    True
    >>> content_sha256({"a": 1})[:8]
    '015abd7f'
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()
