"""Field types of this add-on."""

from odoo import fields
from odoo.fields import Domain
from odoo.orm.utils import COLLECTION_TYPES
from odoo.tools import SQL


class RuleMany2one(fields.Many2one):
    """A link from computed rows to the rules that computed them, without a foreign key.

    A run writes a row per customer, each with links to a run, a company, a policy, tiers and
    segments. There are a handful of those, yet PostgreSQL checks each link of each row apart:
    at 100,000 customers the checks took three times as long as all the rest of a first run
    (``bench/recompute.py``). The few records linked to guard themselves instead, see
    :class:`customer.tier.rule`. The link to the customer, whom others delete and merge, is an
    ordinary many2one field (but see :class:`customer.profile.backup`).
    """

    def update_db_foreign_key(self, model, column):
        """Leave the column without a foreign key."""


class _ProfileNumber:
    """A number shown from a customer's profile; whoever has no profile has no number.

    A search of Odoo's own related fields takes a missing record for zero: "revenue
    above 0" and "bought 0 days ago" would find all who never bought anything.
    """

    def _search_related(self, records, operator, value):
        values = value if isinstance(value, COLLECTION_TYPES) else [value]
        if operator in Domain.NEGATIVE_OPERATORS or any(v is False for v in values):
            return super()._search_related(records, operator, value)
        path, name = self.related.split(".")
        return Domain(path, "any!", Domain(name, operator, value))


class ProfileInteger(_ProfileNumber, fields.Integer):
    pass


class ProfileFloat(_ProfileNumber, fields.Float):
    pass


class ProfileMonetary(_ProfileNumber, fields.Monetary):
    pass


# The operators of a number that one value is enough for.
COMPARISONS = {
    "<": (SQL("<"), lambda value, other: value < other),
    ">": (SQL(">"), lambda value, other: value > other),
    "<=": (SQL("<="), lambda value, other: value <= other),
    ">=": (SQL(">="), lambda value, other: value >= other),
}


class _DimensionNumber:
    """A number out of ``dimension_scores``, as if it were a column of its own.

    Searched, grouped, sorted and aggregated in SQL. A customer without the number (another
    policy judges it, or nothing is known) is found by no comparison, and counts in no average.

    The field is named after its dimension: ``growth_value``, ``growth_score``.
    """

    place = 0
    sql_type = SQL("numeric")

    def __init__(self, string=fields.Field.string, **kwargs):
        super().__init__(
            string=string,
            **{"compute": "_compute_dimension_numbers", "aggregator": "avg", **kwargs},
        )

    @property
    def dimension(self):
        return self.name.rpartition("_")[0]

    def number(self, record):
        """The number of a record, or None."""
        return (record.dimension_scores or {}).get(self.dimension, [None, None])[
            self.place
        ]

    def to_sql(self, model, alias):
        return SQL(
            "(%s -> %s ->> %s)::%s",
            model._field_to_sql(alias, "dimension_scores"),
            self.dimension,
            self.place,
            self.sql_type,
        )

    def search(self, records, operator, value):
        """A condition on the number; the opposite ones are Odoo's to turn around."""
        if operator not in COMPARISONS and operator != "in":
            return NotImplemented
        return Domain.custom(
            # what is neither true nor false could not be turned around
            to_sql=lambda model, alias, query: SQL(
                "COALESCE(%s, FALSE)",
                self._compared(
                    model._field_to_sql(alias, self.name, query), operator, value
                ),
            ),
            predicate=self.filter_function(records, self.name, operator, value),
        )

    def determine_domain(self, records, operator, value):
        return self.search(records, operator, value)

    def _compared(self, number, operator, value):
        """SQL of a comparison with this SQL of the number."""
        if operator in COMPARISONS:
            return SQL("%s %s %s", number, COMPARISONS[operator][0], value)
        return SQL(
            "(%s = ANY(%s::numeric[]) OR %s)",
            number,
            [wanted for wanted in value if wanted is not False],
            SQL("%s IS NULL", number)
            if any(wanted is False for wanted in value)
            else SQL("FALSE"),
        )

    def filter_function(self, records, field_expr, operator, value):
        """The same comparison for records in memory."""
        if operator in COMPARISONS:
            compare = COMPARISONS[operator][1]
            return lambda record: (
                (number := self.number(record)) is not None and compare(number, value)
            )
        # False equals 0, and is not meant by it
        unknown = any(wanted is False for wanted in value)
        numbers = [wanted for wanted in value if wanted is not False]
        return lambda record: (
            unknown if (number := self.number(record)) is None else number in numbers
        )


class DimensionValue(_DimensionNumber, fields.Float):
    """The value of an extra dimension."""


class DimensionScore(_DimensionNumber, fields.Integer):
    """The score of an extra dimension."""

    place = 1
    sql_type = SQL("integer")
