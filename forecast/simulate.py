"""Made-up customers that do exactly what the models say: for tests and for measuring speed."""

import numpy as np

from .history import history


def base(buying, spending, customers, days, seed, as_of=20_000):
    """A :class:`.history.History` of customers that follow BG/NBD and Gamma-Gamma.

    :param buying: :class:`.bg_nbd.Parameters`, of days
    :param spending: :class:`.gamma_gamma.Parameters`
    :param days: first purchases are spread evenly over so many days up to ``as_of``
    """
    random = np.random.default_rng(seed)
    first = random.integers(as_of - days + 1, as_of + 1, customers)
    customer, day = _purchases(random, buying, first, as_of)
    rate = random.gamma(spending.q, 1 / spending.v, customers)
    amount = random.gamma(spending.p, 1 / rate[customer])
    return history(customer, day, np.round(amount, 2) + 0.01, as_of)


def _purchases(random, buying, first, as_of):
    """Rows ``(customer, day)``: all at once, one purchase further in each round."""
    r, alpha, a, b = buying
    rate = random.gamma(r, 1 / alpha, len(first))
    leaves = random.beta(a, b, len(first))
    customer, at = np.arange(len(first)), first.astype(float)
    rows = [(customer, first)]
    while len(customer):
        with np.errstate(divide="ignore"):
            at = at + random.exponential(size=len(customer)) / rate[customer]
        here = at < as_of + 1
        customer, at = customer[here], at[here]
        rows.append((customer, np.floor(at).astype(int)))
        stays = random.random(len(customer)) >= leaves[customer]
        customer, at = customer[stays], at[stays]
    return tuple(np.concatenate(each) for each in zip(*rows, strict=True))


def purchases_ahead(buying, x, t_x, age, horizon, draws, seed):
    """Purchases in the horizon of customers with that past, shape (draws, n), drawn at random.

    Of :mod:`.bg_nbd`, from the same posterior, but by way of ``λ``, ``p`` and dropping out.
    """
    from .bg_nbd import alive_probability

    random = np.random.default_rng(seed)
    r, alpha, a, b = buying
    x, age = np.asarray(x, dtype=float), np.asarray(age, dtype=float)
    size = (draws, len(x))
    alive = random.random(size) < alive_probability(buying, x, t_x, age)
    rate = random.gamma(r + x, 1 / (alpha + age), size)
    leaves = random.beta(a, b + x, size)
    until_left = random.geometric(np.maximum(leaves, 1e-12))
    return alive * np.minimum(random.poisson(rate * horizon), until_left)
