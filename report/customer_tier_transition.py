from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..scoring import history
from .sight import customers_in_sight

# Read from two days of the context: the cache must keep them apart.
DAYS = ("tier_day_from", "tier_day_to")


class CustomerTierTransition(models.Model):
    """Where each customer was at the end of two days: ``tier_day_from`` and ``tier_day_to``
    in the context.

    Read from the moves by a query (:func:`..scoring.history.transitions`): one row per
    customer and company with a tier on at least one of the days. Counted up, it is the matrix of
    movement; listed, the customers behind one of its cells.
    """

    _name = "customer.tier.transition"
    _description = "Customer Tier between Two Dates"
    _inherit = ["customer.tier.matrix.mixin"]
    _auto = False
    _order = "monetary desc, id"
    _rec_name = "partner_id"
    _depends = {
        "customer.tier.move": [
            "company_id",
            "partner_id",
            "date",
            "monetary",
            "to_tier_id",
            "to_segment_id",
        ],
        "customer.tier": ["sequence"],
    }

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        depends_context=DAYS,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        depends_context=DAYS,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    from_tier_id = fields.Many2one(
        comodel_name="customer.tier",
        readonly=True,
        depends_context=DAYS,
        help="Tier at the end of the first day; empty for who was no customer yet.",
    )
    to_tier_id = fields.Many2one(
        comodel_name="customer.tier",
        readonly=True,
        depends_context=DAYS,
        help="Tier at the end of the second day; empty for who was no customer any more.",
    )
    from_segment_id = fields.Many2one(
        comodel_name="customer.segment",
        readonly=True,
        depends_context=DAYS,
    )
    to_segment_id = fields.Many2one(
        comodel_name="customer.segment",
        readonly=True,
        depends_context=DAYS,
    )
    direction = fields.Selection(
        selection=[
            ("up", "Moved up"),
            ("down", "Moved down"),
            ("entered", "Entered"),
            ("left", "Left"),
            ("same", "Same tier"),
        ],
        readonly=True,
        depends_context=DAYS,
    )
    monetary = fields.Monetary(
        string="Revenue",
        readonly=True,
        depends_context=DAYS,
        help="Revenue in the window of the policy, at the customer's last move until the second "
        "day; of those who left, until the first day.",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    category_id = fields.Many2many(related="partner_id.category_id")

    @property
    def _table_query(self):
        return history.transitions(*self._days_of_context(), customers_in_sight(self))

    @api.model
    def _days_of_context(self):
        """``(first day, second day)``; without a first one, both are the same."""
        state = self.env["customer.tier.state"]
        to_day = state._day_of_context("tier_day_to")
        from_day = (
            state._day_of_context("tier_day_from")
            if self.env.context.get("tier_day_from")
            else to_day
        )
        if from_day > to_day:
            raise UserError(
                self.env._(
                    "The first date must not be after the second: choose %(date)s or earlier.",
                    date=fields.Date.to_string(to_day),
                )
            )
        return from_day, to_day

    def action_view_customer(self):
        """Open the customer as it is now: its portrait, or the contact if it has none any more."""
        self.ensure_one()
        return self.partner_id._tier_portrait_action(self.company_id)

    @api.model
    @api.readonly
    def movement_matrix(self, domain=None, by="tier"):
        """The matrix of movement between the days of the context, as far as the user may see.

        :param domain: of this model: which customers
        :param by: ``tier`` or ``segment``
        :return: see :meth:`customer.tier.matrix.mixin._movement_matrix`
        """
        return self._movement_matrix(domain or [], *self._matrix_fields(by))

    @api.model
    def movement_cell_action(self, by, row_id, column_id, domain=None):
        """Open the customers that a cell of :meth:`movement_matrix` counts.

        By a domain and two days, not by their ids, so that a cell of 100,000 customers opens as
        fast as one of ten.
        """
        names = self._matrix_fields(by)
        from_day, to_day = self._days_of_context()
        cell = self._movement_cell_domain(*names, row_id, column_id)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_transition_action"
        )
        name = self._cell_name(by, row_id, column_id)
        return action | {
            "name": name,
            "display_name": name,
            "domain": list(Domain(domain or []) & cell),
            "context": {
                "tier_day_from": fields.Date.to_string(from_day),
                "tier_day_to": fields.Date.to_string(to_day),
            },
        }

    @api.model
    def _matrix_fields(self, by):
        try:
            return {
                "tier": ("from_tier_id", "to_tier_id"),
                "segment": ("from_segment_id", "to_segment_id"),
            }[by]
        except KeyError:
            raise UserError(
                self.env._("The matrix is by tier or by segment, not by “%s”.", by)
            ) from None

    def _cell_name(self, by, row_id, column_id):
        """What is in a cell, in words, with the days."""
        model = self.env[f"customer.{by}"]
        nobody = {"row": self.env._("Entered"), "column": self.env._("Left")}
        anybody = self.env._("All")
        row, column = (
            anybody if id_ is None else model.browse(id_).name if id_ else nobody[side]
            for side, id_ in (("row", row_id), ("column", column_id))
        )
        days = [format_date(self.env, day) for day in self._days_of_context()]
        return self.env._(
            "%(row)s → %(column)s, %(from_day)s – %(to_day)s",
            row=row,
            column=column,
            from_day=days[0],
            to_day=days[1],
        )
