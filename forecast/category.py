"""One category of products by its own clock: devices every seven years, reagents every month.

The history is that of the purchases of the category alone, and the horizon grows with the time
that usually passes between them: over three months nobody buys a device, and nobody is lost for it.
"""

from dataclasses import dataclass

import numpy as np

from . import rhythm
from .outlook import AHEAD, Dates, dates_of

USUAL_GAPS = 1.5  # of the category, that the horizon is at least as long as


@dataclass(frozen=True)
class CategoryOutlook:
    """Of shape (n,), one a customer of the history, but ``horizon``.

    :param horizon: days
    :param probability: of at least one purchase within the horizon; nan if nothing is known
    :param dates: :class:`.outlook.Dates`
    """

    horizon: int
    probability: np.ndarray
    dates: Dates


def category_outlook(history, horizon):
    """The :class:`CategoryOutlook` of the purchases of a category.

    By rhythms (:mod:`.rhythm`). Where the category has too few gaps between purchases, nothing is
    told but what a customer's own gaps say.

    :param horizon: days; of the company, the least one
    """
    found = rhythm.fit(history, AHEAD, thin=True) if len(history) else None
    if found is None:
        unknown = np.full(len(history), np.nan)
        return CategoryOutlook(horizon, unknown, dates_of(history, None))
    usual = int(np.ceil(USUAL_GAPS * np.median(found.median)))
    horizon = min(max(horizon, usual), AHEAD)
    probability = rhythm.purchase_probability(found, horizon)
    return CategoryOutlook(horizon, probability, dates_of(history, found))
