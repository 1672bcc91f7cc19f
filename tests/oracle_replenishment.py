"""When a product is needed again, once more: slow and obvious, a pair and a product at a time."""

import math
from statistics import NormalDist, mean, median

LEAST, PRIOR, TAU, LONE = 0.1**2, 4, 0.01, 1.0


def lower_median(values):
    return sorted(values)[(len(values) - 1) // 2]


def ratio(quantity, usual):
    return max(min(math.log(quantity / usual), math.log(4)), -math.log(4))


class Pair:
    """``days``: ``{day: quantity}``; ``last``: the day and quantity of the newest supply."""

    def __init__(self, days, last=None):
        days = sorted(days.items())
        self.count = len(days)
        self.usual = lower_median([quantity for _day, quantity in days[-5:]])
        self.last, self.last_quantity = last or days[-1]
        days = days[-13:]
        self.gaps = [
            (math.log(after - day), ratio(quantity, self.usual))
            for (day, quantity), (after, _q) in zip(days, days[1:], strict=False)
        ]

    def values(self, elasticity):
        return [gap - elasticity * size for gap, size in self.gaps]

    def squares(self, elasticity):
        values = self.values(elasticity)
        return sum((value - median(values)) ** 2 for value in values)

    def products(self):
        """Sums of squares and of products within the pair: of ratios, of ratios and gaps."""
        gap = mean(gap for gap, _size in self.gaps)
        size = mean(size for _gap, size in self.gaps)
        return (
            sum((s - size) ** 2 for _g, s in self.gaps),
            sum((s - size) * (g - gap) for g, s in self.gaps),
        )


def within(pairs, elasticity):
    """The variance within pairs of a product."""
    freedom = sum(len(pair.gaps) - 1 for pair in pairs)
    if not freedom:
        return 0.5**2
    return max(sum(pair.squares(elasticity) for pair in pairs) / freedom, LEAST)


def slope(pairs):
    sums = [pair.products() for pair in pairs]
    squares = sum(squares for squares, _both in sums)
    both = sum(both for _squares, both in sums)
    found = 0
    for _turn in range(2):
        noise = within(pairs, found)
        found = min(max(both / (squares + noise / 0.5**2), 0), 1)
    return found


def expect(pairs):
    """``{pair: (expected, early, late, rhythm, width)}`` of one product, days."""
    elasticity = slope(pairs)
    noise = within(pairs, elasticity)
    centre, tau = of_customers(pairs, elasticity, noise)
    return {pair: one(pair, elasticity, noise, centre, tau) for pair in pairs}


def of_customers(pairs, elasticity, noise):
    own = [median(pair.values(elasticity)) for pair in pairs]
    weights = [len(pair.gaps) / noise for pair in pairs]
    tau = LONE
    if len(pairs) > 1:
        whole = sum(weights)
        centre = sum(w * m for w, m in zip(weights, own, strict=True)) / whole
        excess = sum(w * (m - centre) ** 2 for w, m in zip(weights, own, strict=True))
        scale = whole - sum(w * w for w in weights) / whole
        tau = max((excess - (len(pairs) - 1)) / scale, TAU)
    weights = [1 / (1 / w + tau) for w in weights]
    centre = sum(w * m for w, m in zip(weights, own, strict=True)) / sum(weights)
    return centre, tau


def one(pair, elasticity, noise, centre, tau):
    count = len(pair.gaps)
    spread = (PRIOR * noise + pair.squares(elasticity)) / (PRIOR + count - 1)
    spread = max(spread, LEAST)
    precision = count / spread + 1 / tau
    own = median(pair.values(elasticity))
    middle = (own * count / spread + centre / tau) / precision
    width = math.sqrt(spread + 1 / precision)
    coming = middle + elasticity * ratio(pair.last_quantity, pair.usual)
    reach = NormalDist().inv_cdf(0.9) * width

    def days(value):
        return max(round(math.exp(value)), 1)

    return (
        pair.last + days(coming),
        pair.last + days(coming - reach),
        pair.last + days(coming + reach),
        days(middle),
        width,
    )
