"""What differs between the rules of two runs, as pairs of before and after.

What people enter and what a run finds in the data (cut points by rank, borders of tiers) are
told apart: the latter differ a little every day.
"""

from dataclasses import dataclass

# Read as they are, in this order.
POLICY_VALUES = ("domain", "source", "window_days", "bins", "tier_method", "grid")
SETTLE_VALUES = ("promote_after", "grace_days", "min_stay_days")
GATE_VALUES = ("min_history_days", "min_purchases", "max_moved", "max_moved_revenue")
# What counts depends on how the policy makes tiers.
SHARE_VALUES, SCORE_VALUES = ("until", "leave_until"), ("score", "leave_score")
TIER_VALUES = {"pareto": SHARE_VALUES, "grid": SHARE_VALUES, "score": SCORE_VALUES}
TIER_FINDINGS = ("border", "leave_border")


@dataclass(frozen=True)
class Change:
    """One value that differs.

    :ivar policy_id: None for what holds for all policies
    :ivar what: name of the value: that of the attribute of the rules, or ``order``,
        ``segment_order`` or ``box`` (of a segment); or ``policy``, ``dimension``, ``tier`` or
        ``segment``, of which None before says that it is new, None after that it is gone
    :ivar of: the dimension's name, the tier's or the segment's id that the value belongs to
    :ivar found: whether a run found it in the data; otherwise somebody entered it
    """

    policy_id: int | None
    what: str
    before: object
    after: object
    of: object = None
    found: bool = False


def diff(before, after):
    """The changes from one :class:`.rules.RunRules` to another.

    :return: list of :class:`Change`: policy by policy as they come after, the entered ones
        before the found ones
    """
    policies = [{p.policy_id: p for p in rules.policies} for rules in (before, after)]
    segments = [{s.segment_id: s for s in rules.segments} for rules in (before, after)]
    changes, pairs = _matched(None, "policy", *policies)
    for policy_id, old, new in pairs:
        changes += _of_policy(policy_id, old, new)
    changes += _order("order", *policies)
    news, pairs = _matched(None, "segment", *segments)
    changes += news
    for segment_id, old, new in pairs:
        boxes = [(box.recency, box.frequency, box.monetary) for box in (old, new)]
        if boxes[0] != boxes[1]:
            changes.append(Change(None, "box", *boxes, of=segment_id))
    changes += _order("segment_order", *segments)
    return sorted(changes, key=lambda change: change.found)


def _order(what, old, new):
    """The change of order among those that are on both sides: the first that matches wins."""
    before, after = (
        tuple(id_ for id_ in ids if id_ in old and id_ in new) for ids in (old, new)
    )
    return [Change(None, what, before, after)] if before != after else []


def _of_policy(policy_id, old, new):
    return [
        *_values(policy_id, POLICY_VALUES, old, new),
        *_dimensions(policy_id, old, new),
        *_tiers(policy_id, old, new),
        *_values(policy_id, SETTLE_VALUES, old.settle, new.settle),
        *_values(policy_id, GATE_VALUES, old.gate, new.gate),
    ]


def _values(policy_id, names, old, new, **place):
    """The changes among attributes of the same kind of rules."""
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return [
        Change(policy_id, name, before, after, **place)
        for name, before, after in pairs
        if before != after
    ]


def _matched(policy_id, what, old, new):
    """``(changes, pairs)``: what only one side has, and ``(key, old, new)`` of the rest."""
    changes = [
        Change(
            policy_id,
            what,
            key if key in old else None,
            key if key in new else None,
            of=key,
        )
        for key in [*old, *(key for key in new if key not in old)]
        if (key in old) != (key in new)
    ]
    return changes, [(key, old[key], new[key]) for key in new if key in old]


def _dimensions(policy_id, old, new):
    changes, pairs = _matched(
        policy_id,
        "dimension",
        {rules.dimension: rules for rules in old.dimensions},
        {rules.dimension: rules for rules in new.dimensions},
    )
    for name, before, after in pairs:
        changes += _values(policy_id, ("weight", "method"), before, after, of=name)
        changes += _values(
            policy_id,
            ("cuts",),
            before,
            after,
            of=name,
            found=before.method == after.method == "quantile",
        )
    return changes


def _tiers(policy_id, old, new):
    changes, pairs = _matched(
        policy_id,
        "tier",
        {tier.tier_id: tier for tier in old.tiers},
        {tier.tier_id: tier for tier in new.tiers},
    )
    methods = dict.fromkeys((old.tier_method, new.tier_method))
    names = dict.fromkeys(name for method in methods for name in TIER_VALUES[method])
    for tier_id, before, after in pairs:
        changes += _values(policy_id, names, before, after, of=tier_id)
        changes += _values(
            policy_id, TIER_FINDINGS, before, after, of=tier_id, found=True
        )
    return changes
