"""The numbers of an outcome as people read them, in the language of whoever reads."""

from math import floor

from odoo.tools import formatLang

SHARES = ("bought", "moved_up", "moved_down")
MONEY = ("revenue", "margin")
# Amounts from here on are written without cents: nobody knows them that exactly.
WHOLE_FROM = 100


class OutcomeWords:
    """Writes values, differences and totals of each measure.

    :param currency: of the amounts
    """

    def __init__(self, env, currency):
        self.env = env
        self.currency = currency

    def value(self, measure, value):
        """The mean of a group: a share, an amount, or a number of orders."""
        if measure in SHARES:
            return self.share(value)
        if measure in MONEY:
            return self._negative(value) + self._amount(value)
        return self._negative(value) + self._number(value, 2)

    def difference(self, measure, value):
        """A difference of means, with its sign and unit."""
        if measure not in SHARES:
            return self._signed(value, self._size(measure, value, 2))
        number = self.points(value)
        return self.env._(
            "%(number)s points", number=self._signed(self._points(value), number)
        )

    def limit(self, measure, value):
        """A limit of a difference: as the difference, but the unit is said already."""
        if measure in SHARES:
            return self._signed(self._points(value), self.points(value))
        return self.difference(measure, value)

    def total(self, measure, value):
        """What all the treated make together: buyers, orders, or money."""
        return self._signed(value, self._size(measure, value, 0))

    def points(self, value):
        """Percentage points, without sign."""
        return self._number(self._points(value), 1)

    def share(self, value):
        return self.env._("%(number)s %%", number=self._number(100 * value, 1))

    def confidence(self, value):
        """Never more than there is: 99.97 % is not 100 %."""
        return self.env._(
            "%(number)s %%", number=self._number(floor(round(1000 * value, 6)) / 10, 1)
        )

    def percent(self, value):
        """A part of something, with its sign: +150 %."""
        return self.env._(
            "%(number)s %%", number=self._signed(value, self._number(100 * value, 0))
        )

    def count(self, value):
        """How many, without decimals."""
        return self._number(value, 0)

    def money(self, value):
        return self._negative(value) + self._amount(value)

    # ---------------------------------------------------------------- numbers

    def _points(self, value):
        return round(100 * value, 1)

    def _size(self, measure, value, digits):
        if measure in MONEY:
            return self._amount(value)
        return self._number(value, digits)

    def _number(self, value, digits):
        """Without sign, and without zeros at the end: 20, not 20.0."""
        rounded = round(abs(value), digits)
        while digits and round(rounded, digits - 1) == rounded:
            digits -= 1
        return formatLang(self.env, rounded, digits=digits)

    def _amount(self, value):
        places = self.currency.decimal_places if abs(value) < WHOLE_FROM else 0
        number = formatLang(self.env, round(abs(value), places), digits=places)
        parts = [number, self.currency.symbol or ""]
        if self.currency.position == "before":
            parts.reverse()
        return "\N{NO-BREAK SPACE}".join(filter(None, parts))

    def _signed(self, value, size):
        return f"+{size}" if value > 0 else f"{self._negative(value)}{size}"

    def _negative(self, value):
        return "\N{MINUS SIGN}" if value < 0 else ""
