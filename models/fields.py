"""Field types of this add-on."""

from odoo import fields


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
