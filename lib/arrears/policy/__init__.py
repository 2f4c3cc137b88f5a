"""Law and house rules as dated, sourced data; the kinds of record are in `arrears.policy.records`.

>>> from datetime import date
>>> from arrears.policy import Policies
>>> from arrears.policy.records import Buckets
>>> Policies("cn").get(Buckets, on=date(2026, 1, 31)).labels[:3]
('M0', 'M1', 'M2')
"""

from arrears.policy.reader import PROFILES, Policies, record_type

__all__ = ["PROFILES", "Policies", "record_type"]
