"""What a campaign will be able to show, before it starts.

The minimum detectable effect is the smallest true effect that the interval will tell from
nothing with a given power: ``(t(1 - alpha/2) + t(power)) x standard error`` (H. S. Bloom,
"Minimum detectable effects", Evaluation Review 19 (1995), 547-556). What is known beforehand is
what the same customers did in an earlier period as long as the campaign's; without effect they
would do about the same.
"""

from dataclasses import dataclass
from math import asin, inf, pi, sin, sqrt

from .effect import CONFIDENCE
from .quantiles import normal_quantile, t_quantile
from .sums import SMALLEST_ARM, Sums

POWER = 0.8


@dataclass(frozen=True)
class Detectable:
    """What can be seen.

    :ivar treated: customers who will be treated
    :ivar control: customers who will be held out
    :ivar usual: mean (or share) of the earlier period
    :ivar effect: smallest difference that will be seen, in the unit of ``usual``; None if no
        difference could be seen
    """

    treated: int
    control: int
    usual: float
    effect: float | None

    @property
    def lift(self):
        """The effect in relation to what is usual, 0.25 = a quarter more; None if unknown."""
        return self.effect / self.usual if self.effect and self.usual > 0 else None


def arms(customers, share):
    """``(treated, control)``: how many of so many customers."""
    control = round(customers * share)
    return customers - control, control


def detectable_mean(strata, share, confidence=CONFIDENCE, power=POWER):
    """The smallest effect on money or orders per customer that will be seen.

    :param strata: list of :class:`.sums.Sums` of the earlier period, a stratum each
    :param share: of customers held out
    """
    everybody = sum(strata, Sums())
    treated, control = arms(everybody.n, share)
    answer = Detectable(treated, control, everybody.mean, None)
    if min(treated, control) < SMALLEST_ARM or not everybody.deviations:
        return answer
    variance, squared = 0.0, 0.0
    for stratum in strata:
        if stratum.n < 2:
            continue
        degrees = stratum.n - 1
        # w² s² (1/n1 + 1/n0), with the same share held out of each
        part = (
            (stratum.n / everybody.n) ** 2
            * (stratum.deviations / degrees)
            / (stratum.n * share * (1 - share))
        )
        variance += part
        squared += part**2 / degrees
    degrees = variance**2 / squared if squared else inf
    reach = t_quantile((1 + confidence) / 2, degrees) + t_quantile(power, degrees)
    return Detectable(treated, control, everybody.mean, reach * sqrt(variance))


def detectable_share(customers, yes, share, confidence=CONFIDENCE, power=POWER):
    """The smallest rise of a share that will be seen.

    With the arcsine transformation, whose variance does not depend on the share (J. Cohen,
    *Statistical Power Analysis*, 1988, ch. 6), so it also tells something when nobody bought.

    :param customers: in the audience
    :param yes: how many of them did it in the earlier period
    :param share: of customers held out
    """
    treated, control = arms(customers, share)
    usual = yes / customers if customers else 0.0
    if min(treated, control) < SMALLEST_ARM:
        return Detectable(treated, control, usual, None)
    reach = normal_quantile((1 + confidence) / 2) + normal_quantile(power)
    angle = asin(sqrt(usual)) + reach * sqrt(1 / treated + 1 / control) / 2
    effect = sin(angle) ** 2 - usual if angle <= pi / 2 else None
    return Detectable(treated, control, usual, effect)
