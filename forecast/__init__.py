"""What will be: who buys again, how often, for how much, when, and how far to believe it.

Plain functions over NumPy arrays; nothing here knows Odoo. Read them in that order::

    history ─▶ bg_nbd (▶ beta_mean, maximum_likelihood) ─▶ bg_nbd_interval ┐
            ─▶ gamma_gamma ─▶ spend ───────────────────────────────────────┴▶ value
            ─▶ season ─▶ rhythm
            ─▶ naive
    candidates (all of them in one form) ─▶ grade ─▶ backtest

A night's work is ``history(...)``, ``backtest(history, horizon)`` and
``forecast(history, horizon, backtest.used)``; the verdict says whether the result may be shown as
knowledge. :mod:`.simulate` makes up customers for tests and for measuring.
"""

from . import one_thread
