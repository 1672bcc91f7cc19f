"""From the sums of one measure to all that is said about it."""

from dataclasses import dataclass

from . import effect as effects
from . import verdict as verdicts
from .sums import Sums, merged, strata_of


@dataclass(frozen=True)
class Counted:
    """The days until the next look, as far as they have passed.

    :ivar days: since the first customer entered
    :ivar window: from then to the look
    """

    days: int
    window: int


# of a look: the days of all its customers are over
OVER = Counted(0, 0)


@dataclass(frozen=True)
class Answer:
    """What became of one measure.

    :ivar treated, control: :class:`.sums.Sums` of the arms as they are
    :ivar effect: :class:`.effect.Effect`; None while the days are not over, or with fewer than two
        customers in an arm
    :ivar reasons: why it is too early to tell, of :class:`.verdict.Reason`
    :ivar verdict: :class:`.verdict.Verdict`, None if nobody was held out
    :ivar confidence: of the interval
    """

    treated: Sums
    control: Sums
    effect: effects.Effect | None
    reasons: list
    verdict: verdicts.Verdict | None
    confidence: float


def strata(rows):
    """Strata of the rows of a measure that tell something about both arms; may be none."""
    return merged(strata_of(rows))


def arms(rows):
    """``(treated, control)``: the sums of all strata."""
    both = strata_of(rows)
    return (
        sum((stratum.treated for stratum in both), Sums()),
        sum((stratum.control for stratum in both), Sums()),
    )


def answer(rows, buyers, counted, is_share, confidence=effects.CONFIDENCE):
    """The answer for one measure.

    :param rows: as for :func:`.sums.strata_of`
    :param buyers: the same of the measure whose number of customers decides whether there are
        enough: who bought, for money; for a share its own
    :param counted: :class:`Counted`
    :param is_share: whether the measure is 1 or 0
    """
    return answer_of(
        strata(rows), arms(rows), arms(buyers), counted, is_share, confidence
    )


def answer_of(comparable, both, buyers, counted, is_share, confidence):
    """The same from :func:`strata` and :func:`arms`."""
    treated, control = both
    evidence = verdicts.Evidence(
        treated.n,
        control.n,
        sum(arm.total for arm in buyers),
        counted.days,
        counted.window,
    )
    reasons = verdicts.too_early(evidence)
    compare = effects.share_effect if is_share else effects.mean_effect
    effect = None
    # an interval that is looked at every day finds a success in nothing
    if verdicts.Reason.TIME not in reasons:
        effect = compare(comparable, confidence)
    verdict = verdicts.verdict(effect, reasons) if control.n else None
    return Answer(treated, control, effect, reasons, verdict, confidence)


def confidence_beside(groups, confidence=effects.CONFIDENCE):
    """The confidence of results that are read side by side, so that all of them hold together.

    :param groups: list of strata as of :func:`strata`, one per result; those without are no
        results
    """
    return verdicts.shared_confidence(confidence, max(sum(map(bool, groups)), 1))
