"""What people install along with the product may be used beside it: its licence is one of those that ask for no more than to be named or replaced."""

import re
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

EXTRAS = ("excel", "notebooks", "postgres")
# LGPL: used as it is, from its own package, which anybody may replace.
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|Zlib|CC0|LGPL|Lesser General Public|HPND|ZPL"
)


def needed(name, extras=(), seen=None):
    """Give the distributions that one brings along, of those that are installed here."""
    seen = {} if seen is None else seen
    try:
        found = distribution(name)
    except PackageNotFoundError:  # of another system
        return seen
    key = found.metadata["Name"].lower()
    if key in seen:
        return seen
    seen[key] = found
    for line in found.requires or ():
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            needed(wanted.name, wanted.extras, seen)
    return seen


def licence(found):
    told = found.metadata
    classified = [each for each in told.get_all("Classifier") or () if each.startswith("License ::")]
    return " ".join([told.get("License-Expression") or "", *classified, (told.get("License") or "")[:200]])


def test_every_library_that_comes_along_has_a_licence_that_fits():
    found = needed("arrears", EXTRAS)
    assert len(found) > 60
    assert {name: licence(each) for name, each in found.items() if not FREE.search(licence(each))} == {}
