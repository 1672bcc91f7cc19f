from odoo import api, fields, models
from odoo.exceptions import UserError

from ..scoring import history
from .sight import customers_in_sight


class CustomerTierState(models.Model):
    """Who was in which tier and segment at the end of a day: ``tier_day`` in the context, or today.

    Read from the moves by a query (:func:`..scoring.history.state_on`), so that filters and
    groups of any date are plain SQL. A record is the state that one move led to and has the
    move's id; nothing in it depends on the day it is looked up for.
    """

    _name = "customer.tier.state"
    _description = "Customer Tier on a Date"
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
        ]
    }

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = fields.Many2one(comodel_name="customer.tier", readonly=True)
    segment_id = fields.Many2one(comodel_name="customer.segment", readonly=True)
    tier_color = fields.Integer(
        related="tier_id.color",
        string="Tier Color",
        aggregator=None,
        export_string_translation=False,
    )
    segment_color = fields.Integer(
        related="segment_id.color",
        string="Segment Color",
        aggregator=None,
        export_string_translation=False,
    )
    segment_group = fields.Selection(related="segment_id.group")
    date = fields.Date(
        string="Since",
        readonly=True,
        help="The day of the move to this tier or segment.",
    )
    monetary = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Revenue in the window of the policy at the time of that move, in company currency.",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    category_id = fields.Many2many(related="partner_id.category_id")

    @property
    def _table_query(self):
        return history.state_on(
            self._day_of_context("tier_day"), customers_in_sight(self)
        )

    @api.model
    def _day_of_context(self, key):
        """The day that the context asks for; without one, today in the company's time zone."""
        value = self.env.context.get(key)
        if isinstance(value, list):  # from a search bar; what was typed last counts
            value = value[-1] if value else None
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError):
            raise UserError(
                self.env._(
                    "“%(value)s” is no date. Enter it as year-month-day: 2026-01-31.",
                    value=value,
                )
            ) from None
        return day or self.env.company._tier_today()

    def action_view_customer(self):
        """Open the customer as it is now: its portrait, or the contact if it has none any more."""
        self.ensure_one()
        return self.partner_id._tier_portrait_action(self.company_id)
