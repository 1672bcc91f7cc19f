"""Strata of an audience: tiers, and within them bands of size.

Size is what the customer bought before the campaign (company currency). Revenue has a long
tail, so the bands are not of equal numbers: from the biggest customers down, each is about
twice as full as the one before, as far as the smallest stratum allows. That is close to what
Dalenius and Hodges' (1959) rule gives for a log-normal population, and whole numbers suffice to
compute it.

Strata are few and full enough to hold out at least ``MIN_HELD_OUT`` customers of each, or to
leave as many treated, so that each stratum can tell something about both.
"""

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, inf

# Of each stratum, in the smaller arm: two give a variance, one is for rounding.
MIN_HELD_OUT = 3


@dataclass(frozen=True)
class Group:
    """Tiers that are stratified together, because one alone has too few customers.

    :ivar tiers: ids, best first
    :ivar bounds: the smallest size in each band but the lowest, ascending
    """

    tiers: tuple
    bounds: tuple = ()


def smallest_stratum(share, min_held_out=MIN_HELD_OUT):
    """How many customers a stratum needs at least.

    :param share: of customers held out, 0 < share < 1
    """
    if not 0 < share < 1:
        raise ValueError("The share held out must lie between 0 and 1.")
    # 2 / 0.1 may be a hair above 20 elsewhere: rounded before it is rounded up
    return ceil(round(min_held_out / min(share, 1 - share), 9))


def tier_groups(counts, smallest):
    """Neighbouring tiers together, until each group has enough customers.

    :param counts: ``{tier id: customers}``, best tier first; a customer without tier has its own
        key, last
    :return: list of tuples of tier ids; what is left at the end joins the group before it
    """
    groups, current, customers = [], [], 0
    for tier, count in counts.items():
        current.append(tier)
        customers += count
        if customers >= smallest:
            groups.append(tuple(current))
            current, customers = [], 0
    if current and groups:
        groups[-1] += tuple(current)
    elif current:
        groups.append(tuple(current))
    return groups


def candidate_ranks(customers, smallest):
    """The ranks by size, 1 = biggest, at which bands would end: m, 3m, 7m, ...

    :param customers: number of customers of the group
    """
    ranks, end, width = [], smallest, smallest
    while end + smallest <= customers:
        ranks.append(end)
        width *= 2
        end += width
    return ranks


def bounds(candidates, customers, smallest):
    """Where bands end, once customers of equal size stay together.

    :param candidates: ``(size, number of customers of at least that size)`` at each of
        :func:`candidate_ranks`, in that order
    :return: bounds for :class:`Group`
    """
    kept, inside = [], 0
    for size, at_least in candidates:
        if at_least - inside >= smallest and customers - at_least >= smallest:
            kept.append(size)
            inside = at_least
    return tuple(reversed(kept))


def design(customers, tiers, share, min_held_out=MIN_HELD_OUT):
    """The strata of an audience, for it and for whoever joins later.

    :param customers: ``{customer id: (tier id, size)}``
    :param tiers: all tier ids, best first, with the one (None or 0) of customers without tier
    :return: list of :class:`Group`
    """
    smallest = smallest_stratum(share, min_held_out)
    counts = dict.fromkeys(tiers, 0)
    for tier, _size in customers.values():
        counts[tier] += 1
    groups = []
    for members in tier_groups(counts, smallest):
        sizes = sorted(
            (size for tier, size in customers.values() if tier in members), reverse=True
        )
        negated = [-size for size in sizes]
        candidates = [
            (sizes[rank - 1], bisect_right(negated, -sizes[rank - 1]))
            for rank in candidate_ranks(len(sizes), smallest)
        ]
        groups.append(Group(members, bounds(candidates, len(sizes), smallest)))
    return groups


def bands(groups):
    """The strata as a table, to look customers up in.

    :return: list of ``(tier id, lowest size, size too big, stratum)``; strata are numbered
        from 0, best tiers and biggest customers first
    """
    rows, first = [], 0
    for group in groups:
        edges = (-inf, *group.bounds, inf)
        for place, (low, high) in enumerate(zip(edges, edges[1:], strict=False)):
            stratum = first + len(group.bounds) - place
            rows += [(tier, low, high, stratum) for tier in group.tiers]
        first += len(group.bounds) + 1
    return rows


def stratum(groups, tier, size):
    """The stratum of one customer; of a tier that came later: the last group's.

    :return: number as in :func:`bands`
    """
    first = 0
    for group in groups:
        if tier in group.tiers or group is groups[-1]:
            return first + len(group.bounds) - bisect_right(group.bounds, size)
        first += len(group.bounds) + 1
    raise ValueError("There are no strata.")
