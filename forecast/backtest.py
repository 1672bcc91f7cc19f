"""Which model is best for this base, and whether it is any good: tried out on the past.

The history is cut at several past days, a horizon apart. At each cut all models and naive rules see
what was known then, and are graded on the window that followed, which none of them has seen. The
choice at each cut is the one that would have been made there, from the windows before; the first
is ``FIRST_CHOICE``. So the grade is of the whole procedure, with the choice, not of the luckiest
model (Dawid, A. P., "The prequential approach", JRSS A 147, 1984).
"""

from dataclasses import dataclass

import numpy as np

from . import grade as grading
from .candidates import MODELS, Base, Unfit, tell
from .naive import RULES, Forecast

CUTS = 4
FIRST_CHOICE = "both"
FIRST_RULE = "recency_bins"
LAST_RESORT = "own_rate"
HASH = 2654435761  # 2**32 / golden ratio: Knuth, "The Art of Computer Programming", 6.4


@dataclass(frozen=True)
class Backtest:
    """What the past says.

    :param horizon: days
    :param cuts: the days at which the past was cut, ascending; empty if the history is too short
    :param grades: name to :class:`.grade.Grade`, all cuts together; without ``unfit``
    :param unfit: name to the reason, of models that did not fit at the last cut
    :param used: name of the model or rule to forecast with
    :param used_amount: of the one for amounts: the least error of the totals. Who buys and for how
        much are two questions: a few giants decide the second one
    :param rule, rule_amount: names of the best naive rules for these
    :param grade: of the choice as it would have been made at each cut; None without cuts
    :param rule_grade: the same of the rule
    :param amount_grade, rule_amount_grade: the same of the choices for amounts
    :param comparison: of ``grade`` and ``rule_grade``; None without cuts
    :param verdict: of :func:`.grade.verdict`
    """

    horizon: int
    cuts: tuple
    grades: dict
    unfit: dict
    used: str
    used_amount: str
    rule: str
    rule_amount: str
    grade: grading.Grade = None
    rule_grade: grading.Grade = None
    amount_grade: grading.Grade = None
    rule_amount_grade: grading.Grade = None
    comparison: grading.Comparison = None
    verdict: str = grading.TOO_FEW


def backtest(history, horizon, cuts=CUTS):
    """The :class:`Backtest` of a :class:`.history.History`, ``horizon`` in days."""
    days = _cut_days(history, horizon, cuts)
    if not days:
        return Backtest(horizon, (), {}, {}, *[LAST_RESORT] * 4)
    windows = [_Window(history, day, horizon) for day in days]
    unfit = windows[-1].unfit
    fit = [name for name in (*MODELS, *RULES) if name not in unfit]
    whole = _Pooled(windows)
    grades = {name: whole.grade([name] * len(windows)) for name in fit}
    result = _judge(windows, whole)
    models = [name for name in fit if name in MODELS]
    better = result["verdict"] == grading.BETTER and models
    return Backtest(
        horizon=horizon,
        cuts=tuple(days),
        grades=grades,
        unfit=unfit,
        used=_best(windows, models if better else fit),
        used_amount=_nearest(windows, fit),
        rule=_best(windows, RULES),
        rule_amount=_nearest(windows, RULES),
        **result,
        **_judge_amounts(windows, whole),
    )


def sample(history, customers):
    """The history of about so many customers, if there are more: always the same ones.

    Chosen by a fixed hash of what they are called (whole numbers), so that neither a purchase nor
    a new customer changes who is in it (but for the few at the border).
    """
    if len(history) <= customers:
        return history
    mixed = (history.customer.astype(np.uint64) * np.uint64(HASH)) % np.uint64(2**32)
    return history.only(mixed < 2**32 * customers / len(history))


def forecast(history, horizon, name, fits=None):
    """``(forecast, name)`` from the end of the history on, by the model or rule ``name``.

    Where it does not fit (any more), by ``LAST_RESORT``, which always does; the name says so.

    :param fits: the :class:`.candidates.Fits` of the history, if there are some already
    """
    base = Base(history, horizon, fits)
    try:
        return tell(base, name), name
    except Unfit:
        return tell(base, LAST_RESORT), LAST_RESORT


def _cut_days(history, horizon, cuts):
    """A horizon apart, so that windows do not overlap; a horizon of history before each."""
    if not len(history):
        return []
    first = history.day.min() + horizon
    days = [history.as_of - horizon * back for back in range(cuts, 0, -1)]
    return [int(day) for day in days if day >= first]


class _Window:
    """All forecasts at a cut, and what came after.

    A model that does not fit gives way as it does in :func:`forecast`: ``unfit`` says why.
    """

    def __init__(self, history, day, horizon):
        past = history.until(day)
        later = history.until(day + horizon)
        self.customer = past.customer
        self.purchases, self.amount = later.after(past)
        self.bought = self.purchases > 0
        self.forecasts, self.unfit = {}, {}
        base = Base(past, horizon)
        for name in (LAST_RESORT, *MODELS, *RULES):
            try:
                told = tell(base, name)
                # seven digits do, in half of the memory
                self.forecasts[name] = Forecast(
                    *(each.astype(np.float32) for each in told)
                )
            except Unfit as reason:
                self.unfit[name] = str(reason)
                self.forecasts[name] = self.forecasts[LAST_RESORT]

    def squares(self, name):
        """Sum of the squared errors: of those with the least, the best Brier score."""
        return np.sum((self.bought - self.forecasts[name].probability) ** 2)

    def miss(self, name):
        """By how much the total of the amounts was missed, in currency."""
        return abs(self.forecasts[name].amount.sum() - self.amount.sum())


class _Pooled:
    """Several windows as one set of forecasts."""

    def __init__(self, windows):
        self.windows = windows
        names, self.purchases, self.amount, self.bought = (
            np.concatenate([getattr(window, each) for window in windows])
            for each in ("customer", "purchases", "amount", "bought")
        )
        self.customer = np.unique(names, return_inverse=True)[1]
        sizes = [len(window.customer) for window in windows]
        self.window = np.repeat(np.arange(len(windows)), sizes)

    def of(self, names):
        """The forecasts of the model that is named for each window."""
        chosen = [
            window.forecasts[name]
            for window, name in zip(self.windows, names, strict=True)
        ]
        return Forecast(*(np.concatenate(each) for each in zip(*chosen, strict=True)))

    def grade(self, names):
        return grading.grade(
            self.of(names), self.purchases, self.amount, self.customer, self.window
        )


def _best(windows, names):
    """The name with the best Brier score over the windows; the first one of equals."""
    return min(names, key=lambda name: sum(window.squares(name) for window in windows))


def _nearest(windows, names):
    """The name whose totals of the amounts were nearest over the windows; the first of equals."""
    return min(names, key=lambda name: sum(window.miss(name) for window in windows))


def _judge(windows, pooled):
    """Grades of the choices as they would have been made, without knowing the window itself.

    Where no model fits the rule is used, which is no better than itself.
    """
    chosen, rules = [], []
    for count, window in enumerate(windows):
        rules.append(_best(windows[:count], RULES) if count else FIRST_RULE)
        models = [name for name in MODELS if name not in window.unfit]
        if count and models:
            chosen.append(_best(windows[:count], models))
        else:
            chosen.append(_first(models, rules[-1]))
    ours, theirs = pooled.of(chosen), pooled.of(rules)
    own = pooled.grade(chosen)
    comparison = grading.compare(
        ours.probability, theirs.probability, pooled.bought, pooled.customer
    )
    return {
        "grade": own,
        "rule_grade": pooled.grade(rules),
        "comparison": comparison,
        "verdict": grading.verdict(own, comparison),
    }


def _judge_amounts(windows, pooled):
    """The same for the totals of the amounts, where a rule is as welcome as a model."""
    chosen, rules = [], []
    for count, window in enumerate(windows):
        rules.append(_nearest(windows[:count], RULES) if count else FIRST_RULE)
        fit = [name for name in (*MODELS, *RULES) if name not in window.unfit]
        chosen.append(
            _nearest(windows[:count], fit) if count else _first(fit, rules[-1])
        )
    return {
        "amount_grade": pooled.grade(chosen),
        "rule_amount_grade": pooled.grade(rules),
    }


def _first(fit, rule):
    """Of the models that fit, where there is no past to choose by; the rule if there are none."""
    models = [name for name in (FIRST_CHOICE, *MODELS) if name in fit]
    return [*models, rule][0]
