"""How customers buy: a few kinds of history, and the days and baskets they give."""

from datetime import timedelta
from typing import NamedTuple

from .catalogue import DEVICES, SERVICES
from .needs import due

HISTORY_DAYS = 3 * 365
SHRINK_DAYS = 80


class Behaviour(NamedTuple):
    """The history of one kind of customer, in days before today.

    Purchases run from `first` to `last` days ago, `gap` days apart; each is a
    (low, high) range. No gap: a single purchase. No `last`: never bought.
    """

    name: str
    count: int
    last: tuple | None
    gap: tuple | None
    first: tuple
    size: tuple  # how much they take at a time, 1 = a small clinic
    devices: float = 0.02  # share of the orders that contain a device
    shrinks: float = 1  # of what it took, so much in the last weeks


OLD = (HISTORY_DAYS - 60, HISTORY_DAYS)

# The long tail: few customers bring most of the revenue
BEHAVIOURS = (
    Behaviour("big steady", 12, (1, 16), (18, 28), OLD, (9, 26), 0.16),
    Behaviour("fallen giant", 9, (130, 250), (22, 36), OLD, (8, 18), 0.14),
    Behaviour("moving on", 3, (1, 6), (7, 9), (400, 440), (4, 8), 0, 0.15),
    Behaviour("steady", 11, (2, 62), (38, 60), OLD, (1, 4)),
    Behaviour("small and often", 8, (2, 24), (32, 46), OLD, (0.3, 0.8), 0),
    Behaviour("growing", 10, (3, 26), (34, 56), (150, 260), (2, 7), 0.05),
    Behaviour("sporadic", 18, (8, 125), (120, 190), OLD, (1, 4), 0.08),
    Behaviour("fading", 14, (95, 215), (34, 54), OLD, (1, 3)),
    Behaviour("newcomer", 9, (1, 9), None, (0, 0), (1, 8), 0.2),
    Behaviour("promising", 8, (17, 29), None, (0, 0), (1, 5), 0.2),
    Behaviour("one-off", 12, (110, 345), None, (0, 0), (1, 3)),
    Behaviour("lapsed", 10, (390, 700), (70, 130), OLD, (1, 6), 0.05),
    Behaviour("prospect", 8, None, None, (0, 0), (1, 2)),
)

# The same for the younger, smaller subsidiary, in invoices
SUBSIDIARY_BEHAVIOURS = (
    Behaviour("big steady", 6, (2, 25), (62, 80), (700, 900), (8, 20), 0.15),
    Behaviour("fallen giant", 4, (150, 280), (60, 80), (700, 900), (6, 14), 0.12),
    Behaviour("steady", 12, (5, 75), (95, 140), (600, 900), (1, 4), 0.04),
    Behaviour("sporadic", 10, (20, 200), (190, 260), (500, 800), (1, 3), 0.05),
    Behaviour("fading", 6, (120, 230), (80, 120), (700, 900), (1, 3)),
    Behaviour("newcomer", 6, (1, 35), None, (0, 0), (1, 6), 0.2),
    Behaviour("one-off", 7, (120, 345), None, (0, 0), (1, 3)),
    Behaviour("lapsed", 6, (400, 600), (90, 150), (700, 900), (1, 3)),
    Behaviour("prospect", 3, None, None, (0, 0), (1, 2)),
)


def purchase_days(behaviour, today, random):
    """The days on which such a customer bought, newest first, never at weekends."""
    if not behaviour.last:
        return []
    ago = random.randint(*behaviour.last)
    days = [today - timedelta(ago)]
    first = random.randint(*behaviour.first)
    while behaviour.gap:
        step = random.uniform(*behaviour.gap) * random.uniform(0.7, 1.3)
        ago += max(1, round(step / season(today - timedelta(ago))))
        if ago > first:
            break
        days.append(today - timedelta(ago))
    return [before_weekend(day) for day in days]


def season(day):
    """How busy a time of the year is: budgets end in December, the Chinese New
    Year and August are quiet."""
    if day.month in (11, 12):
        return 1.5
    if day.month == 8 or (day.month, day.day) > (1, 20) and day.month < 3:
        return 0.7
    return 1.0


def before_weekend(day):
    """The same day, or the Friday before it."""
    return day - timedelta(max(0, day.weekday() - 4))


def basket(behaviour, needs, number, size, day, random):
    """What one order contains: [(product, quantity, discount in percent)].

    :param needs: what the customer uses up
    :param number: how many orders ago it placed its first one
    """
    lines = [
        (need.product, quantity(need, size, random), discount(size, random))
        for need in due(needs, number, day)
    ]
    if random.random() < behaviour.devices * season(day):
        dear = len(DEVICES) if size > 6 else 4
        device = random.choice(sorted(DEVICES, key=lambda item: item.price)[:dear])
        lines.append((device, 1, discount(size, random)))
        if random.random() < 0.4:
            lines.append((random.choice(SERVICES), 1, 0))
    return lines


def quantity(need, size, random):
    """Cheap things are taken by the dozen, always about as many; probes one at a time."""
    if need.product.price > 1000:
        return max(1, round(size / 8))
    return max(1, round(size * need.quantity * random.uniform(0.9, 1.15)))


def discount(size, random):
    """Big customers bargain more often."""
    return random.choice((5, 8, 10)) if random.random() < 0.05 + size / 100 else 0
