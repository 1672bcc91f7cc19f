"""The dimensions beyond recency, frequency and monetary: slow, obvious, without a database.

Like :mod:`.oracle`, written from the description of the rules. Values are rounded where users
see them rounded, half away from zero; a customer that is not in a result is unknown there.

- *Length*: days from the first purchase ever to the last one.
- *Regularity*: the standard deviation of the gaps between the days of purchase in the window, in
  per cent of their mean. Unknown below two gaps.
- *Growth*: money of the window against money of the window before, in per cent. Unknown without
  money then.
- *Breadth*: distinct categories among the lines of the purchases in the window, else 0.
- *Returns*: negative money in per cent of positive money, in the window, else 0.
- *Payment*: days overdue of each part of each invoice due in the window, weighted by amount.
- *Referrals*: customers brought who bought, ever, else 0.
- *Composite*: of the dimensions that are known, by their weights.
- *Margins*: a customer moves up at the limit, and down only beyond limit and margin.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

try:
    from . import oracle
except ImportError:  # run by a program of bench/
    import oracle

LOWER_IS_BETTER = {"regularity", "payment", "returns"}
ZERO_IF_MISSING = {"breadth", "returns", "referrals"}


class Document(NamedTuple):
    """An order or invoice; ``categories`` are those of its lines that count."""

    customer: object
    day: date
    amount: Fraction
    is_purchase: bool
    categories: tuple = ()


class Due(NamedTuple):
    """An instalment: ``payments`` are ``(day, amount)``."""

    customer: object
    day: date
    amount: int
    payments: tuple = ()


def by_customer(rows):
    result = {}
    for row in rows:
        result.setdefault(row.customer, []).append(row)
    return result


def between(documents, after, until):
    return [document for document in documents if after < document.day <= until]


def length(documents, as_of):
    values = {}
    for customer, rows in by_customer(documents).items():
        days = [row.day for row in rows if row.is_purchase and row.day <= as_of]
        if days:
            values[customer] = (max(days) - min(days)).days
    return values


def regularity(documents, as_of, window_days):
    start = as_of - timedelta(days=window_days)
    values = {}
    for customer, rows in by_customer(between(documents, start, as_of)).items():
        days = sorted({row.day for row in rows if row.is_purchase})
        gaps = [(later - day).days for day, later in zip(days, days[1:], strict=False)]
        if len(gaps) < 2:
            continue
        mean = Fraction(sum(gaps), len(gaps))
        variance = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
        deviation = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        values[customer] = oracle.rounded(100 * Fraction(deviation) / mean, 1)
    return values


def growth(documents, as_of, window_days):
    start = as_of - timedelta(days=window_days)
    values = {}
    for customer, rows in by_customer(documents).items():
        now = sum(row.amount for row in between(rows, start, as_of))
        before = sum(
            row.amount
            for row in between(rows, start - timedelta(days=window_days), start)
        )
        if before > 0:
            values[customer] = oracle.rounded(100 * (Fraction(now) / before - 1), 1)
    return values


def breadth(documents, as_of, window_days):
    start = as_of - timedelta(days=window_days)
    return {
        customer: len(
            {name for row in rows if row.is_purchase for name in row.categories}
        )
        for customer, rows in by_customer(between(documents, start, as_of)).items()
    }


def returns(documents, as_of, window_days):
    start = as_of - timedelta(days=window_days)
    values = {}
    for customer, rows in by_customer(between(documents, start, as_of)).items():
        bought = sum(row.amount for row in rows if row.amount > 0)
        returned = -sum(row.amount for row in rows if row.amount < 0)
        if bought:
            values[customer] = oracle.rounded(Fraction(100 * returned) / bought, 1)
    return values


def payment(dues, as_of, window_days):
    start = as_of - timedelta(days=window_days)
    values = {}
    for customer, rows in by_customer(between(dues, start, as_of)).items():
        weighted = 0
        for due in rows:
            still_open = due.amount
            for day, amount in due.payments:
                if day <= as_of:
                    weighted += amount * max((day - due.day).days, 0)
                    still_open -= amount
            weighted += still_open * (as_of - due.day).days
        values[customer] = oracle.rounded(
            Fraction(weighted) / sum(due.amount for due in rows), 1
        )
    return values


def referrals(documents, as_of, referrers):
    """:param referrers: customer to the customer that brought it"""
    buyers = {row.customer for row in documents if row.is_purchase and row.day <= as_of}
    values = {}
    for customer, referrer in referrers.items():
        if customer in buyers:
            values[referrer] = values.get(referrer, 0) + 1
    return values


def score(name, values, results, dimension, bins):
    """Customer to its score in one dimension, or None: among those who bought and are known.

    :param results: of :func:`oracle.judge`
    """
    sign = -1 if name in LOWER_IS_BETTER else 1
    known = {
        customer: sign * value
        for customer, value in values.items()
        if value is not None and not results[customer].is_lapsed
    }
    scores = {
        customer: oracle.dimension_score(
            value, list(known.values()), dimension, bins, sign
        )
        for customer, value in known.items()
    }
    return {
        customer: 1 if result.is_lapsed else scores.get(customer)
        for customer, result in results.items()
    }


def composite(weighted, bins):
    """:param weighted: list of ``(weight, score or None)``"""
    known = [(weight, points) for weight, points in weighted if points is not None]
    total = sum(weight for weight, _points in known)
    if not total:
        return Decimal(0)
    earned = sum(weight * Fraction(points - 1, bins - 1) for weight, points in known)
    return oracle.rounded(100 * earned / total, 1)


def place_by_share(result, results, ends):
    """The place of a customer among tiers that end at these shares of the revenue."""
    policy = oracle.Policy(window_days=1, tier_ends=ends)
    active = [other for other in results.values() if not other.is_lapsed]
    return oracle.tier(result, active, policy)


def place_by_score(points, limits):
    for place, limit in enumerate(limits):
        if points >= limit:
            return place
    return len(limits)


def keep_or_move(held, enter, stay):
    """The place that a customer gets: up at the limit, down only beyond the margin."""
    if held is None or enter < held:
        return enter
    return max(held, stay)
