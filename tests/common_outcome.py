"""Random campaigns whose true effect is known, for tests and bench/outcome_coverage.py.

Only the standard library, and no Odoo. Revenue as distributors know it: tiers of very different
size, log-normal amounts, and 70 to 95 % of the customers buy nothing in the campaign's days.
"""

from dataclasses import dataclass
from math import exp, log

TIERS = (1, 2, 3)
# Effects: how much likelier a purchase becomes, and how much bigger.
EFFECTS = {
    "none": (1.0, 1.0),
    "more buyers": (1.6, 1.0),
    "bigger orders": (1.0, 1.4),
    "both": (1.5, 1.2),
    "harm": (0.7, 0.9),
}


@dataclass(frozen=True)
class Shape:
    """:ivar zeros: share of customers who would buy nothing
    :ivar spread: standard deviation of the logarithm of sizes within a tier; of one order's amount
        it is four fifths of that
    :ivar ratio: of sizes between the best and the last tier
    """

    customers: int
    share: float
    zeros: float
    spread: float
    ratio: float
    effect: str


@dataclass(frozen=True)
class Campaign:
    """:ivar money, bought: :class:`outcome.sums.Stratum` by stratum
    :ivar true_money, true_share: the effect on the treated, by what was likely, not by luck
    :ivar people: ``(tier, stratum, held out, what was bought)`` of each customer
    """

    shape: Shape
    seed: int
    money: list
    bought: list
    true_money: float
    true_share: float
    people: tuple

    @property
    def customers(self):
        """``(treated, control)``"""
        return (
            sum(stratum.treated.n for stratum in self.bought),
            sum(stratum.control.n for stratum in self.bought),
        )

    @property
    def buyers(self):
        return sum(one.treated.total + one.control.total for one in self.bought)


def random_shape(chance, customers=(60, 5000), share=(0.1, 0.5), effect=None):
    return Shape(
        customers=round(exp(chance.uniform(log(customers[0]), log(customers[1])))),
        share=chance.uniform(*share),
        zeros=chance.uniform(0.7, 0.95),
        spread=chance.uniform(0.5, 1.3),
        ratio=exp(chance.uniform(0, log(30))),
        effect=effect or chance.choice([*EFFECTS]),
    )


def random_campaign(chance, shape, outcome):
    """One campaign, drawn and held.

    :param chance: :class:`random.Random`
    :param outcome: the package, however it was imported
    """
    people = [_customer(chance, shape) for _number in range(shape.customers)]
    audience = {
        number: (tier, before) for number, (tier, _s, before, _u) in enumerate(people)
    }
    groups = outcome.strata.design(audience, TIERS, shape.share)
    strata = {
        number: outcome.strata.stratum(groups, *one) for number, one in audience.items()
    }
    seed = chance.getrandbits(48)
    held_out = outcome.holdout.draw(strata, shape.share, seed)
    rows = _play(chance, shape, people, strata, held_out)
    return _campaign(outcome, shape, seed, rows)


def random_looks(chance, shape, outcome, looks=4):
    """One campaign that customers keep entering, as it stands at each look.

    Half of them are there at the start; the others come in equal parts before each further look
    and are drawn one by one.

    :return: list of :class:`Campaign`, each with the customers of those before it
    """
    people = [_customer(chance, shape) for _number in range(shape.customers)]
    audience = [(tier, before) for tier, _size, before, _urge in people]
    begun = shape.customers // 2
    groups = outcome.strata.design(
        dict(enumerate(audience[:begun])), TIERS, shape.share
    )
    strata = {
        number: outcome.strata.stratum(groups, *one)
        for number, one in enumerate(audience)
    }
    seed = chance.getrandbits(48)
    at_start = {number: strata[number] for number in range(begun)}
    held_out = outcome.holdout.draw(at_start, shape.share, seed) | {
        number
        for number in range(begun, shape.customers)
        if outcome.holdout.held_out_later(seed, number, shape.share)
    }
    rows = _play(chance, shape, people, strata, held_out)
    part = (shape.customers - begun) // (looks - 1)
    return [
        _campaign(outcome, shape, seed, rows[: begun + part * number])
        for number in range(looks)
    ]


def _play(chance, shape, people, strata, held_out):
    """What each does: ``(tier, stratum, held out, amount, likely money and share more)``"""
    likelier, bigger = EFFECTS[shape.effect]
    shift = _shift([urge for _tier, _size, _before, urge in people], 1 - shape.zeros)
    rows = []
    for number, (tier, size, _before, urge) in enumerate(people):
        usual = _logistic(urge + shift)
        treated = number not in held_out
        buys = min(usual * likelier, 0.98) if treated else usual
        grows = bigger if treated else 1.0
        amount = 0.0
        if chance.random() < buys:
            noise = shape.spread * 0.8
            amount = size * grows * exp(chance.gauss(-(noise**2) / 2, noise))
        more = size * (buys * grows - usual), buys - usual
        rows.append((tier, strata[number], not treated, amount, *more))
    return rows


def _campaign(outcome, shape, seed, rows):
    money, bought = {}, {}
    true_money = true_share = 0.0
    for _tier, stratum, is_held_out, amount, more_money, more_share in rows:
        key = stratum, is_held_out
        money.setdefault(key, []).append(amount)
        bought.setdefault(key, []).append(float(amount > 0))
        true_money += more_money
        true_share += more_share
    treated = sum(not row[2] for row in rows)
    return Campaign(
        shape,
        seed,
        _strata(outcome.sums, money),
        _strata(outcome.sums, bought),
        true_money / treated,
        true_share / treated,
        tuple(row[:4] for row in rows),
    )


def _customer(chance, shape):
    """``(tier, usual amount of an order, revenue before, urge to buy)``"""
    tier = chance.choices(TIERS, (2, 3, 5))[0]
    luck = chance.gauss(0, 1)
    size = 1000 * exp(log(shape.ratio) * (3 - tier) / 2 + shape.spread * luck)
    before = size * exp(chance.gauss(0, 0.6)) if chance.random() < 0.9 else 0.0
    return tier, size, before, 0.5 * luck + 0.7 * (2 - tier)


def _logistic(value):
    return 1 / (1 + exp(-value))


def _shift(urges, wanted):
    """What to add to the urges, so that about this share buys."""
    some = urges[:: max(len(urges) // 200, 1)]
    low, high = -12.0, 12.0
    for _step in range(25):
        middle = (low + high) / 2
        if sum(_logistic(urge + middle) for urge in some) > wanted * len(some):
            high = middle
        else:
            low = middle
    return low


def _strata(sums, values):
    rows = []
    for (stratum, is_held_out), some in values.items():
        one = sums.Sums.of(some)
        rows.append((stratum, is_held_out, one.n, one.total, one.squares))
    return sums.strata_of(rows)
