"""What may be said about an outcome, and when it is too early to say anything.

The rule is stated before the campaign starts and looks at nothing that could make a result look
better. It is too early while

- *time*: it is no day of a look (:mod:`.looks`). The interval is right for looks decided
  beforehand; whoever looks every day and stops at the first success finds one in nothing
  (Armitage, McPherson and Rowe 1969: five looks at 5 % are wrong 14 % of the time);
- *customers*: an arm has fewer than ``MIN_CUSTOMERS`` customers;
- *buyers*: the smaller arm would have fewer than ``MIN_BUYERS`` buyers if the campaign had changed
  nothing (the expected count of Cochran's rule, 1954). Below that one order more or less is the
  result.
"""

from dataclasses import dataclass
from enum import Enum

MIN_CUSTOMERS = 10
MIN_BUYERS = 5


class Reason(Enum):
    TIME = "time"
    CUSTOMERS = "customers"
    BUYERS = "buyers"


class Verdict(Enum):
    TOO_EARLY = "too_early"
    UP = "up"
    DOWN = "down"
    # The interval has room for no effect: none was shown, which is not that there is none.
    OPEN = "open"


@dataclass(frozen=True)
class Evidence:
    """What there is to judge from.

    :ivar treated: customers treated; at a look those whose own days are over
    :ivar control: customers held out; the same
    :ivar buyers: how many of both bought
    :ivar days: that have passed
    :ivar window: days that have to pass before something may be said
    """

    treated: int
    control: int
    buyers: int
    days: int
    window: int


def too_early(evidence, min_customers=MIN_CUSTOMERS, min_buyers=MIN_BUYERS):
    """Why nothing should be said yet.

    :return: list of :class:`Reason`, most important first; empty when it is time
    """
    smaller = min(evidence.treated, evidence.control)
    both = evidence.treated + evidence.control
    reasons = []
    if evidence.days < evidence.window:
        reasons.append(Reason.TIME)
    if smaller < min_customers:
        reasons.append(Reason.CUSTOMERS)
    if evidence.buyers * smaller < min_buyers * both:
        reasons.append(Reason.BUYERS)
    return reasons


def verdict(effect, reasons=()):
    """What to say about an effect.

    :param effect: :class:`.effect.Effect` or None
    :param reasons: of :func:`too_early`
    """
    if effect is None or reasons:
        return Verdict.TOO_EARLY
    if effect.difference.low > 0:
        return Verdict.UP
    if effect.difference.high < 0:
        return Verdict.DOWN
    return Verdict.OPEN


def shared_confidence(confidence, results):
    """The confidence each of several results needs, so that all hold together (Bonferroni).

    For results that are read side by side: salespeople, tiers, playbooks.

    :param results: how many, >= 1
    """
    return 1 - (1 - confidence) / results
