"""Where tiers begin and end on the curve of revenue.

A border claims something of everybody: whoever is to the left of it is in this tier or a better
one, whoever is to the right is not. So there are two kinds of borders, and no others:

- All buyers are judged by one policy whose tiers go by share of revenue: its limits of the last
  run, in money. The filters may show a part of its customers only: the limit stays where it is, at
  whatever share of *these* customers it lies. Customers on the wrong side of it (fixed by hand,
  kept by a margin or a grace period, or about to move) are counted as exceptions.
- Otherwise (several policies, scores, a grid): between two tiers that revenue does separate, the
  smallest buyer of the better ones being bigger than the biggest of the others.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Limit(NamedTuple):
    """The smallest amount with which a customer of a policy comes into a tier.

    :ivar tier_ids: the tier, and the better ones
    """

    policy_id: int
    tier_id: int
    amount: float
    tier_ids: list


def limits(rules):
    """The limits of all policies that go by share of revenue alone.

    :param rules: :class:`..scoring.rules.RunRules` of the last run
    """
    return [
        Limit(policy.policy_id, tier.tier_id, tier.border, policy.tier_ids[:place])
        for policy in rules.policies
        if policy.tier_method == "pareto"
        for place, tier in enumerate(policy.tiers, start=1)
        if tier.border is not None
    ]


@dataclass(frozen=True)
class Border:
    """The end of a tier on the curve.

    :ivar amount: of the smallest customer before it
    :ivar customers: before it
    :ivar exceptions: customers whose tier is not the one of their side
    """

    tier_id: int
    amount: float
    customers: int
    revenue: float
    exceptions: int


def borders(rows, limits, tier_ids):
    """The borders that can be drawn, the best tier's first, and how many cannot.

    :param rows: buyers by policy, tier and level (the number of limits of its policy that their
        revenue reaches), as :func:`.dashboard.overview` counts them
    :param limits: of all policies
    :param tier_ids: of all tiers, best first
    :rtype: tuple[list[Border], int]
    """
    policies = {row["policy_id"] for row in rows}
    own = [limit for limit in limits if {limit.policy_id} == policies]
    return (_by_limit(rows, own), 0) if own else _separating(rows, tier_ids)


def _by_limit(rows, limits):
    """A border at each limit of the only policy that has buyers on both sides."""
    amounts = sorted(limit.amount for limit in limits)
    drawn = {}
    for limit in sorted(limits, key=lambda limit: len(limit.tier_ids)):
        level = amounts.index(limit.amount) + 1  # of the smallest customer above
        above = [row for row in rows if row["level"] >= level]
        outside = [
            row
            for row in rows
            if (row["level"] >= level) != (row["tier_id"] in limit.tier_ids)
        ]
        if above and len(above) < len(rows):
            # a tier that begins where a better one does, has no place of its own
            drawn.setdefault(
                limit.amount,
                Border(
                    limit.tier_id,
                    limit.amount,
                    _sum(above, "customers"),
                    _sum(above, "revenue"),
                    _sum(outside, "customers"),
                ),
            )
    return list(drawn.values())


def _sum(rows, name):
    return sum(row[name] for row in rows)


def _separating(rows, tier_ids):
    """Borders between tiers that revenue separates, and how many it does not."""
    used = [id_ for id_ in tier_ids if any(row["tier_id"] == id_ for row in rows)]
    found = []
    for place, tier_id in enumerate(used[:-1], start=1):
        better = [row for row in rows if row["tier_id"] in used[:place]]
        worse = [row for row in rows if row["tier_id"] in used[place:]]
        smallest = min(row["smallest"] for row in better)
        if smallest > max(row["biggest"] for row in worse):
            customers, revenue = _sum(better, "customers"), _sum(better, "revenue")
            found.append(Border(tier_id, smallest, customers, revenue, 0))
    return found, max(len(used) - 1, 0) - len(found)
