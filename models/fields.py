"""Field types of this add-on."""

from odoo import fields
from odoo.fields import Domain
from odoo.orm.utils import COLLECTION_TYPES


class RuleMany2one(fields.Many2one):
    """A link from computed rows to the rules that computed them, without a foreign key.

    A run writes a row per customer, each with links to a run, a company, a policy, tiers and
    segments. There are a handful of those, yet PostgreSQL checks each link of each row apart:
    at 100,000 customers the checks took three times as long as all the rest of a first run
    (``bench/recompute.py``). The few records linked to guard themselves instead, see
    :class:`customer.tier.rule`. The link to the customer, whom others delete and merge, is an
    ordinary many2one field.
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
