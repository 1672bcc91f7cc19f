from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .fields import RuleMany2one


class CustomerTierRunLine(models.Model):
    """What a simulation computed of one customer; live profiles stay as they are."""

    _name = "customer.tier.run.line"
    _description = "Simulated Customer Profile"
    _inherit = ["customer.tier.metrics"]
    _order = "run_id desc, monetary desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(index=True)
    run_id = RuleMany2one(
        comodel_name="customer.tier.run",
        string="Run",
        required=True,
        readonly=True,
        index=True,
    )
    direction = fields.Selection(
        selection=[
            ("up", "Would move up"),
            ("down", "Would move down"),
            ("entered", "Would enter"),
            ("same", "Stays"),
        ],
        string="Change",
        readonly=True,
    )
    from_tier_id = RuleMany2one(
        comodel_name="customer.tier", string="Tier Before", readonly=True
    )
    from_segment_id = RuleMany2one(
        comodel_name="customer.segment", string="Segment Before", readonly=True
    )
    from_monetary = fields.Monetary(string="Revenue Before", readonly=True)
    has_new_segment = fields.Boolean(
        string="Would Change Segment",
        compute="_compute_has_new_segment",
        search="_search_has_new_segment",
        help="Had a segment before, and would get another one.",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")

    @api.depends("from_segment_id", "segment_id", "direction")
    def _compute_has_new_segment(self):
        for line in self:
            line.has_new_segment = (
                line.direction != "entered" and line.from_segment_id != line.segment_id
            )

    def _search_has_new_segment(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%(direction)s <> 'entered' AND %(before)s IS DISTINCT FROM %(after)s)"
                " = ANY(%(values)s)",
                direction=SQL.identifier(alias, "direction"),
                before=SQL.identifier(alias, "from_segment_id"),
                after=SQL.identifier(alias, "segment_id"),
                values=[bool(v) for v in value],
            )
        )


class CustomerTierRunLeaver(models.Model):
    """A customer that a simulation finds without a result: it would lose its profile."""

    _name = "customer.tier.run.leaver"
    _description = "Customer that Would Leave in a Simulation"
    _order = "run_id desc, from_monetary desc, id"
    _rec_name = "partner_id"
    _log_access = False

    run_id = RuleMany2one(
        comodel_name="customer.tier.run",
        string="Run",
        required=True,
        readonly=True,
        index=True,
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    from_tier_id = RuleMany2one(
        comodel_name="customer.tier", string="Tier Before", readonly=True
    )
    from_segment_id = RuleMany2one(
        comodel_name="customer.segment", string="Segment Before", readonly=True
    )
    from_monetary = fields.Monetary(string="Revenue Before", readonly=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
