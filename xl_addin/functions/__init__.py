"""The worksheet functions: `ar_dpd` is ``AR_DPD`` in a cell; callable with single values or rows of cells on any system.

Each module is a group. In it stand together, for each function: what it gives, in both languages; what its own arguments are; its
shape; examples; what explains its figure; and the function. A function is added there, and nowhere else.
"""

from xl_addin.functions.ageing import *  # noqa: F403  # the functions; what each module imports itself stays there
from xl_addin.functions.contacts import *  # noqa: F403
from xl_addin.functions.declare import declared
from xl_addin.functions.follow_ups import *  # noqa: F403
from xl_addin.functions.messages import *  # noqa: F403
from xl_addin.functions.money import *  # noqa: F403
from xl_addin.functions.plans import *  # noqa: F403
from xl_addin.functions.texts import *  # noqa: F403
from xl_addin.functions.why import *  # noqa: F403

__all__ = sorted(name.lower() for name in declared())  # noqa: PLE0605  # by what is declared
