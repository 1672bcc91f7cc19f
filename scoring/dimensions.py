"""What can be scored of a customer.

Recency, frequency and monetary are collected for everyone (:mod:`.metrics`). Every other
dimension is measured (:mod:`.measures`) only where a policy scores it. Another add-on
contributes one with :func:`register`; the policy form, the cut points, the scores, the composite
and the explanations take it up by its name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from . import measures
from .window import Window

_lt = LazyTranslate(__name__)


# eq: lazy translations refuse to be compared
@dataclass(frozen=True, eq=False)
class Dimension:
    """A measure that can be scored.

    :ivar label: what users call it; translatable
    :ivar hint: what exactly is measured, in a few words; translatable
    :ivar unit: ``days``, ``purchases``, ``money``, ``percent`` or ``count``: how values read
    :ivar measure: from a :class:`Window` to SQL of rows ``(customer_id, value)``, at most one a
        customer, or None for what :mod:`.metrics` collects anyway
    :ivar typical: thresholds to begin with where no run has found any, worst first
    :ivar missing: the value of customers without a row. None: unknown, then the customer has no
        score here, and its composite is that of the other dimensions
    :ivar steady: an order of the customer leaves the value as it is, so that what the order does
        to the tier can be told in advance
    """

    name: str
    label: object
    unit: str
    hint: object = ""
    lower_is_better: bool = False
    measure: Callable[[Window], SQL] | None = None
    missing: int | None = None
    typical: tuple = ()
    steady: bool = False
    column: str = ""
    score_column: str = ""

    def __post_init__(self):
        object.__setattr__(self, "column", self.column or f"{self.name}_value")
        object.__setattr__(self, "score_column", f"{self.name}_score")


# The digits of an RFM code and the axes of the segments, in this order.
RFM = ("recency", "frequency", "monetary")

DIMENSIONS = {}


def register(dimension):
    """Make a dimension one that policies can score."""
    DIMENSIONS[dimension.name] = dimension
    return dimension


for _dimension in (
    Dimension(
        "recency",
        _lt("Recency"),
        "days",
        hint=_lt("days since the last purchase"),
        lower_is_better=True,
        column="recency_days",
    ),
    Dimension(
        "frequency",
        _lt("Frequency"),
        "purchases",
        hint=_lt("purchases in the window"),
        column="frequency",
    ),
    Dimension(
        "monetary",
        _lt("Monetary"),
        "money",
        hint=_lt("net untaxed amount in the window"),
        column="monetary",
    ),
    Dimension(
        "length",
        _lt("Length of the relation"),
        "days",
        hint=_lt("days from first to last purchase"),
        measure=measures.length,
        typical=(90, 180, 365, 730),
    ),
    Dimension(
        "regularity",
        _lt("Regularity"),
        "percent",
        hint=_lt("variation of the gaps between purchases, %"),
        lower_is_better=True,
        measure=measures.regularity,
        typical=(150, 100, 70, 40),
    ),
    Dimension(
        "growth",
        _lt("Growth"),
        "percent",
        hint=_lt("revenue against the window before, %"),
        measure=measures.growth,
        typical=(-30, -5, 5, 30),
    ),
    Dimension(
        "breadth",
        _lt("Breadth"),
        "count",
        hint=_lt("product categories bought in the window"),
        measure=measures.breadth,
        typical=(1, 2, 3, 4),
        missing=0,
    ),
    Dimension(
        "payment",
        _lt("Payment discipline"),
        "days",
        hint=_lt("days overdue"),
        lower_is_better=True,
        measure=measures.payment_delay,
        typical=(60, 30, 10, 0),
        steady=True,
    ),
    Dimension(
        "returns",
        _lt("Returns"),
        "percent",
        hint=_lt("% of what was bought"),
        lower_is_better=True,
        measure=measures.returns,
        typical=(20, 10, 5, 0),
        missing=0,
    ),
    Dimension(
        "institution",
        _lt("Institution level"),
        "count",
        hint=_lt("1 to 5"),
        measure=measures.institution_level,
        typical=(2, 3, 4, 5),
        steady=True,
    ),
    Dimension(
        "influence",
        _lt("Market influence"),
        "count",
        hint=_lt("1 to 5 stars"),
        measure=measures.influence,
        typical=(2, 3, 4, 5),
        steady=True,
    ),
    Dimension(
        "referrals",
        _lt("Referrals"),
        "count",
        hint=_lt("customers it brought who bought"),
        measure=measures.referrals,
        typical=(1, 2, 3, 5),
        steady=True,
        missing=0,
    ),
):
    register(_dimension)
