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
    :ivar is_limit: whether it is a limit of the policy, and not just found in the data
    """

    tier_id: int
    amount: float
    customers: int
    revenue: float
    exceptions: int
    is_limit: bool


def borders(figures, tier_ids):
    """The borders that can be drawn, the best tier's first, and how many cannot.

    :param figures: the answer of :func:`.dashboard.overview`
    :param tier_ids: of all tiers, best first
    :rtype: tuple[list[Border], int]
    """
    rows = [row for row in figures["tiers"] if row["buyers"]]
    buyers = sum(row["buyers"] for row in rows)
    if figures["limits"]:
        by_amount = {}
        for row in figures[
            "limits"
        ]:  # a tier that is a part of no customer ends nowhere
            by_amount.setdefault(row["amount"], row)
        found = [
            Border(
                row["tier_id"],
                row["amount"],
                row["customers"],
                row["revenue"],
                row["exceptions"],
                True,
            )
            for row in by_amount.values()
        ]
        return [border for border in found if 0 < border.customers < buyers], 0
    return _separating(rows, tier_ids)


def _separating(rows, tier_ids):
    """Borders between tiers that revenue separates, and how many it does not."""
    used = [
        tier_id
        for tier_id in tier_ids
        if any(row["tier_id"] == tier_id for row in rows)
    ]
    found = []
    for place, tier_id in enumerate(used[:-1], start=1):
        better = [row for row in rows if row["tier_id"] in used[:place]]
        worse = [row for row in rows if row["tier_id"] in used[place:]]
        smallest = min(row["smallest"] for row in better)
        if smallest > max(row["biggest"] for row in worse):
            customers = sum(row["buyers"] for row in better)
            revenue = sum(row["bought"] for row in better)
            found.append(Border(tier_id, smallest, customers, revenue, 0, False))
    return found, max(len(used) - 1, 0) - len(found)
