"""``arrears policy``: the rules in force, what changes in them, and what is left to be checked."""

from arrears.commands.policy import diff as diff  # its commands join `arrears policy`
from arrears.commands.policy import unchecked as unchecked  # same
from arrears.commands.policy.showing import app

__all__ = ["app"]
