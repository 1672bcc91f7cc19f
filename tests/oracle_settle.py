"""How a customer's tier moves from run to run, written the slow and obvious way.

One customer at a time, by plain comparisons; nothing is shared with ``scoring/settle.py`` but the
values that describe the rules.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Standing:
    """What is kept of a customer from one run to the next."""

    tier: int
    since: date
    pending: int | None = None
    pending_since: date | None = None
    pending_runs: int | None = None
    pending_date: date | None = None


@dataclass(frozen=True)
class Figures:
    """What a run finds of a customer: ``points`` are its composite, ``segment`` an id."""

    amount: float
    points: float
    segment: int
    is_lapsed: bool = False


def first_reached(policy, figures, *, inside):
    """The best tier whose limit the customer reaches; from inside, its limit to leave."""
    for tier in policy.tiers[:-1]:
        if policy.tier_method == "score":
            value, limit, leave = figures.points, tier.score, tier.leave_score
            has_margin = leave is not None
        else:
            value, limit, leave = figures.amount, tier.border, tier.leave_border
            has_margin = tier.leave_until is not None
            if figures.is_lapsed or value <= 0:
                break
        if inside and has_margin:
            limit = leave
        if limit is not None and value >= limit:
            return tier.tier_id
    return policy.tiers[-1].tier_id


def places(policy, figures):
    """The places (0 is best) to come into from below, and to stay in down to."""
    ladder = [tier.tier_id for tier in policy.tiers]
    tiers = [
        first_reached(policy, figures, inside=False),
        first_reached(policy, figures, inside=True),
    ]
    if policy.tier_method == "grid":
        corrections = {(tier, seg): better for tier, seg, better in policy.grid}
        for number, tier in enumerate(tiers):
            better = corrections.get((tier, figures.segment))
            if better in ladder:
                tiers[number] = better
    enter, stay = map(ladder.index, tiers)
    if policy.tier_method == "grid":
        return max(enter, stay), min(enter, stay)
    return enter, min(enter, stay)


def next_standing(before, policy, figures, day, *, counts):
    """Where a customer stands after a run of a day.

    :param before: the :class:`Standing` it had, or None if it is new
    :param counts: whether the run counts among those that promote
    """
    ladder = [tier.tier_id for tier in policy.tiers]
    enter, stay = places(policy, figures)
    if before is None or before.tier not in ladder:
        return Standing(ladder[enter], day)
    held = ladder.index(before.tier)
    if enter < held:
        return _promoted(before, ladder, enter, policy.settle, day, counts)
    if stay > held:
        return _demoted(before, ladder, stay, policy.settle, day)
    return Standing(before.tier, before.since)


def _promoted(before, ladder, wanted, rules, day, counts):
    waited = before.pending in ladder[: ladder.index(before.tier)]
    # none yet of a fall that a new order of the tiers turned into a rise
    runs = (before.pending_runs or 0 if waited else 0) + (1 if counts else 0)
    since = before.pending_since if waited else day
    missing = rules.promote_after - runs
    if rules.promote_after == 1 or missing < 0:
        missing = 0
    on = day + timedelta(days=missing)
    return _when_due(before, ladder[wanted], since, runs, on, rules, day)


def _demoted(before, ladder, wanted, rules, day):
    waited = before.pending in ladder[ladder.index(before.tier) + 1 :]
    since = before.pending_since if waited else day
    on = since + timedelta(days=rules.grace_days)
    return _when_due(before, ladder[wanted], since, None, on, rules, day)


def _when_due(before, tier, since, runs, on, rules, day):
    on = max(on, before.since + timedelta(days=rules.min_stay_days))
    if on <= day:
        return Standing(tier, day)
    return Standing(before.tier, before.since, tier, since, runs, on)
