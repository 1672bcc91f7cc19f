"""Treated against control: what difference a campaign made, and how sure that is.

Everybody drawn counts in the arm that was drawn, whether or not a message reached them
("intention to treat"): those who were reached are not like those who were not.

Estimate: the mean of the treated minus the mean of the control group, stratum by stratum,
weighted by the treated (the "effect on the treated"; Imbens and Rubin, *Causal Inference*,
2015, ch. 9). So the treated's own figure is their plain mean, and the control group's is what a
group of the same mix would have without the campaign.

Interval of means (money, orders): Student's t, with the average of two variances.

- Neyman's (1923), each arm its own: sum of w² (s1²/n1 + s0²/n0);
- pooled, as if both arms spread alike, which they do when a campaign changes little:
  sum of w² s² (1/n1 + 1/n0), s² = (SS1 + SS0) / (n1 + n0 - 2).

Few customers buy and a few of those buy a lot. A small control group without a big buyer has a
low mean and a low variance at once, so Neyman's interval claims a success far too often, and
harm too seldom; pooling errs the other way round by as much. Their average errs to both sides
alike and covers about as often as it says: ``bench/outcome_coverage.py`` shows all three. With
equal arms they are the same. Degrees of freedom after Satterthwaite (1946) over the strata,
each with n1 + n0 - 2.

Interval of shares: see :mod:`.shares`.
"""

from dataclasses import dataclass
from math import sqrt

from . import shares
from .quantiles import t_quantile
from .sums import merged, treated_weights

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval."""

    value: float
    low: float
    high: float

    def times(self, factor):
        """Multiplied by a positive number."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)

    def plus(self, amount):
        return Estimate(self.value + amount, self.low + amount, self.high + amount)


@dataclass(frozen=True)
class Effect:
    """What a campaign did to one measure, per customer.

    :ivar treated_customers: number of customers in that arm
    :ivar treated: mean of the treated
    :ivar control: mean of the control group, in the mix of the treated
    :ivar difference: :class:`Estimate` of ``treated - control``
    :ivar confidence: of the interval, 0 to 1
    """

    treated_customers: int
    control_customers: int
    treated: float
    control: float
    difference: Estimate
    confidence: float

    @property
    def total(self):
        """:class:`Estimate` of what the campaign brought with all the treated together."""
        return self.difference.times(self.treated_customers)


def mean_effect(strata, confidence=CONFIDENCE):
    """The effect on a measure such as money or orders.

    :param strata: list of :class:`.sums.Stratum`
    :return: :class:`Effect`, or None if there are not two customers in each arm
    """
    return _effect(strata, confidence, _mean_interval)


def share_effect(strata, confidence=CONFIDENCE):
    """The effect on a share: of customers who bought, who moved up, who moved down.

    :param strata: list of :class:`.sums.Stratum` of zeros and ones
    :return: :class:`Effect` of shares from 0 to 1, or None as in :func:`mean_effect`
    """
    return _effect(strata, confidence, shares.score_interval)


def _effect(strata, confidence, interval):
    strata = merged(strata)
    if not strata:
        return None
    weights = treated_weights(strata)
    low, high = interval(strata, weights, confidence)
    treated = sum(w * one.treated.mean for w, one in zip(weights, strata, strict=True))
    control = sum(w * one.control.mean for w, one in zip(weights, strata, strict=True))
    return Effect(
        treated_customers=sum(stratum.treated.n for stratum in strata),
        control_customers=sum(stratum.control.n for stratum in strata),
        treated=treated,
        control=control,
        difference=Estimate(treated - control, low, high),
        confidence=confidence,
    )


def _mean_interval(strata, weights, confidence):
    difference = shares.difference(strata, weights)
    variance, degrees = variance_of_difference(strata, weights)
    reach = t_quantile((1 + confidence) / 2, degrees) * sqrt(variance)
    return difference - reach, difference + reach


def variance_of_difference(strata, weights):
    """The average of Neyman's and the pooled variance, and the degrees of freedom.

    :return: ``(variance, degrees)``
    """
    own, pooled, squared = 0.0, 0.0, 0.0
    for weight, stratum in zip(weights, strata, strict=True):
        treated, control = stratum.treated, stratum.control
        own += weight**2 * (
            treated.deviations / (treated.n - 1) / treated.n
            + control.deviations / (control.n - 1) / control.n
        )
        degrees = treated.n + control.n - 2
        spread = (treated.deviations + control.deviations) / degrees
        part = weight**2 * spread * (1 / treated.n + 1 / control.n)
        pooled += part
        squared += part**2 / degrees
    # nobody differs from anybody: any number of degrees will do
    return (own + pooled) / 2, pooled**2 / squared if squared else 1.0
