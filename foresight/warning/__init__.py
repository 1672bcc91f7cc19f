"""Warnings: what is wrong with a customer, as numbers, and the ledger of what was warned of.

Each kind of warning is one function that returns SQL of rows ``(partner_id, measure, fires,
facts)``, at most one a customer:

* ``measure``: how bad it is, in the unit of the kind; the limits of a rule are compared with it;
* ``fires``: whether all else that a rule asks for a *new* warning is there, too;
* ``facts``: the evidence as JSON: numbers and days, never words.

A warning is opened where ``fires`` and the measure is at the low limit or above, stays while there
is a row at the limit ``over`` or above, and closes itself otherwise (:mod:`.ledger`).

Nothing here looks past ``as_of``.
"""

from . import buying, mails, payments, returns, revenue

# The kinds of warnings, the most telling first.
KINDS = {
    "slow": buying.slow,
    "revenue": revenue.falling,
    "category": buying.category_lost,
    "returns": returns.rising,
    "payments": payments.overdue,
    "mails": mails.ignored,
}
