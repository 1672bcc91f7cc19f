"""The rules of scoring once more: slow, obvious, and without a database.

Written from the description of the rules, not from the SQL, so that the two can be
held against each other. Exact numbers only (int, Decimal, Fraction): ties are ties.

- *Purchases*. A row is (customer, local date, amount in company currency, is it a
  purchase). Orders of zero or less and invoices credited in full are money, but no
  purchase.
- *Who*. Customers with a purchase ever on or before ``as_of``: active with one in the
  window, else lapsed. Those without any are prospects, and have no result at all.
- *Window*. The local dates in (``as_of`` − ``window_days``, ``as_of``].
- *Recency* in days since the last purchase ever, *frequency* purchases in the window,
  *monetary* the sum of all amounts in the window, rounded once, half away from zero.
- *Scores by rank*: 1 + ⌊k · (2·below + equal) / (2·N)⌋ among active customers: Hazen's
  plotting position of the mid-rank (Hazen, A., "Storage to be provided in impounding
  reservoirs", Transactions of the ASCE 77, 1914).
- *Scores by thresholds*: 1 + the number of cut points that the value reaches.
- *Composite*: 100 × Σ w·(s−1)/(k−1) ÷ Σ w, one decimal, half away from zero.
- *Tiers*: the 80/20 rule of Pareto (Dickie, H. F., "ABC inventory analysis shoots for
  dollars, not pennies", Factory Management and Maintenance 109, 1951). The share of the
  revenue that lies strictly above a customer's amount stays below the end of its tier.
- *Segments*: boxes in the cube of scores, drawn on a scale of 1 to 5 (after Hughes,
  A. M., "Strategic Database Marketing", 1994); other numbers of steps are put on that
  scale, rounded half up. The first box that holds the scores wins.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple


class Purchase(NamedTuple):
    customer: object
    day: date
    amount: Fraction
    is_purchase: bool


@dataclass(frozen=True)
class Dimension:
    """How to score one dimension; ``thresholds`` are c_2..c_k, or None: by rank."""

    weight: Fraction = Fraction(1)
    thresholds: tuple | None = None


@dataclass(frozen=True)
class Segment:
    """A box in the cube; ranges are (from, to), both inclusive, from 1 to 5."""

    name: object
    recency: tuple
    frequency: tuple
    monetary: tuple


@dataclass(frozen=True)
class Policy:
    """``tier_ends`` are per cents of the revenue; one more tier takes the rest."""

    window_days: int
    bins: int = 5
    recency: Dimension = Dimension()
    frequency: Dimension = Dimension()
    monetary: Dimension = Dimension()
    tier_ends: tuple = (Fraction(80), Fraction(95))
    segments: tuple = ()
    decimals: int = 2


@dataclass
class Result:
    last_order_date: date
    recency_days: int
    frequency: int
    monetary: Decimal
    is_lapsed: bool
    recency_score: int = 1
    frequency_score: int = 1
    monetary_score: int = 1
    rfm_code: str = ""
    rfm_score: Decimal = Decimal(0)
    tier: int = 0  # 0 is the best
    segment: object = None


def judge(purchases, as_of, policy):
    """The results of the customers of one policy.

    :param purchases: of :class:`Purchase`; later ones than ``as_of`` are passed over
    :return: dict of customer to :class:`Result`; prospects are not in it
    """
    results = measure(purchases, as_of, policy)
    active = [result for result in results.values() if not result.is_lapsed]
    for result in results.values():
        if not result.is_lapsed:
            score(result, active, policy)
        scores = (result.recency_score, result.frequency_score, result.monetary_score)
        result.rfm_code = "".join(map(str, scores))
        result.rfm_score = composite(scores, policy)
        result.tier = tier(result, active, policy)
        result.segment = segment(scores, policy)
    return results


def measure(purchases, as_of, policy):
    """Recency, frequency and monetary of everyone who ever bought."""
    results = {}
    of_customer = {}
    for purchase in purchases:
        if purchase.day <= as_of:
            of_customer.setdefault(purchase.customer, []).append(purchase)
    before_window = as_of - timedelta(days=policy.window_days)
    for customer, all_rows in of_customer.items():
        days = [row.day for row in all_rows if row.is_purchase]
        if not days:
            continue
        in_window = [row for row in all_rows if row.day > before_window]
        frequency = sum(1 for row in in_window if row.is_purchase)
        monetary = sum((Fraction(row.amount) for row in in_window), Fraction(0))
        results[customer] = Result(
            last_order_date=max(days),
            recency_days=(as_of - max(days)).days,
            frequency=frequency,
            monetary=rounded(monetary, policy.decimals),
            is_lapsed=frequency == 0,
        )
    return results


def score(result, active, policy):
    """Score one active customer among all active ones."""
    result.recency_score = dimension_score(
        -result.recency_days,
        [-other.recency_days for other in active],
        policy.recency,
        policy.bins,
        sign=-1,
    )
    result.frequency_score = dimension_score(
        result.frequency,
        [other.frequency for other in active],
        policy.frequency,
        policy.bins,
    )
    result.monetary_score = dimension_score(
        result.monetary,
        [other.monetary for other in active],
        policy.monetary,
        policy.bins,
    )


def dimension_score(value, everyone, dimension, bins, sign=1):
    """More is better in ``value`` and ``everyone``; ``sign`` turns the thresholds."""
    if dimension.thresholds is not None:
        return 1 + sum(1 for cut in dimension.thresholds if value >= sign * cut)
    below = sum(1 for other in everyone if other < value)
    equal = sum(1 for other in everyone if other == value)
    quantile = Fraction(2 * below + equal, 2 * len(everyone))
    return 1 + floor(bins * quantile)


def composite(scores, policy):
    weights = (policy.recency.weight, policy.frequency.weight, policy.monetary.weight)
    weighted = sum(
        weight * Fraction(points - 1, policy.bins - 1)
        for weight, points in zip(weights, scores, strict=True)
    )
    return rounded(100 * weighted / sum(weights), 1)


def tier(result, active, policy):
    last = len(policy.tier_ends)
    if result.is_lapsed or result.monetary <= 0:
        return last
    amounts = [other.monetary for other in active if other.monetary > 0]
    above = sum(amount for amount in amounts if amount > result.monetary)
    share_above = 100 * Fraction(above) / Fraction(sum(amounts))
    for place, end in enumerate(policy.tier_ends):
        if share_above < end:
            return place
    return last


def segment(scores, policy):
    recency, frequency, monetary = (on_scale_of_5(s, policy.bins) for s in scores)
    for box in policy.segments:
        if (
            box.recency[0] <= recency <= box.recency[1]
            and box.frequency[0] <= frequency <= box.frequency[1]
            and box.monetary[0] <= monetary <= box.monetary[1]
        ):
            return box.name
    return None


def on_scale_of_5(points, bins):
    """Where a score of 1..bins lies on a scale of 1 to 5, rounded half up."""
    return floor(1 + Fraction(4 * (points - 1), bins - 1) + Fraction(1, 2))


def rounded(value, decimals):
    """Rounded half away from zero."""
    units = floor(abs(Fraction(value)) * 10**decimals + Fraction(1, 2))
    return Decimal(units if value >= 0 else -units).scaleb(-decimals)
