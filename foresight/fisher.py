"""How likely chance alone makes a pair, in SQL; see :mod:`.co_purchase` for the source."""

from odoo.tools import SQL


def ln_tail():
    """SQL of the logarithm of Fisher's one-sided probability of ``k`` or more, never below it.

    Of columns ``n`` (customers), ``a`` and ``b`` (who buy the one, the other), ``k`` (both).

    The terms of the hypergeometric tail fall, above its mean, at least as fast as from the first to
    the second one: the sum is at most that of the geometric series.
    """
    return SQL(
        """
        (%s + %s + %s + %s - %s - %s - %s - %s - %s
         - LN(1 - (a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1))))
        """,
        *(
            _ln_factorial(number)
            for number in (
                *(SQL("a"), SQL("(n - a)"), SQL("b"), SQL("(n - b)")),
                *(SQL("n"), SQL("k"), SQL("(a - k)"), SQL("(b - k)")),
                SQL("(n - a - b + k)"),
            )
        ),
    )


def _ln_factorial(number):
    """By J. Stirling's series, to less than 0.0001."""
    return SQL(
        """
        CASE WHEN %(n)s < 2 THEN 0
             ELSE (%(n)s + 0.5) * LN(GREATEST(%(n)s, 2)) - %(n)s + LN(2 * PI()) / 2
                  + 1 / (12 * %(n)s) - 1 / (360 * %(n)s ^ 3)
         END
        """,
        n=number,
    )
