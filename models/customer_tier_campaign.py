from secrets import token_hex

from odoo import api, fields, models


class CustomerTierCampaign(models.Model):
    """Something done for a group of customers, step by step, and what it brought.

    Mailings, orders and invoices link to ``utm_campaign_id``, as everywhere in Odoo. The customers
    in it are its entries, a lot of them held out as the control group; what was done for each is
    its touches.
    """

    _name = "customer.tier.campaign"
    _description = "Tier Campaign"
    _inherit = [
        "customer.tier.audience.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "launched_date desc, id desc"

    name = fields.Char(string="Campaign", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    playbook_id = fields.Many2one(
        comodel_name="customer.tier.playbook",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The rules and steps that the campaign was started with.",
    )
    utm_campaign_id = fields.Many2one(
        comodel_name="utm.campaign",
        string="Marketing Campaign",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        ondelete="restrict",
        help="Mailings, leads, orders and invoices link to it.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("preparing", "Being prepared"),
            ("ready", "Prepared"),
            ("proposed", "Proposed"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        help="Prepared: the customers are there, the control group is drawn. Proposed: a manager "
        "is asked to launch it. Done: nothing is sent any more; the outcome may still be counted.",
    )
    scope_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Only Customers of",
        readonly=True,
        help="Who started this campaign sees no customers of colleagues; so they are not in it.",
    )
    seed = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: token_hex(8),
        help="The control group is drawn from this and the customer's number alone: anybody "
        "can repeat the draw.",
    )
    strata = fields.Json(
        readonly=True,
        copy=False,
        help="The groups of tier and size that the lots were drawn in: "
        "[[[tier ids], [bounds]], ...]",
    )
    launched_date = fields.Date(
        readonly=True, copy=False, help="In the company's time zone."
    )
    launched_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    closed_date = fields.Date(
        string="Done On", readonly=True, copy=False, help="No step is taken after it."
    )
    margin_percent = fields.Float(
        string="Margin (%)",
        help="What remains of the revenue after the cost of the goods. Orders that know their "
        "own margin need none.",
    )
    step_ids = fields.One2many(
        comodel_name="customer.tier.campaign.step",
        inverse_name="campaign_id",
        string="Steps",
        copy=True,
    )
    entry_ids = fields.One2many(
        comodel_name="customer.tier.campaign.entry",
        inverse_name="campaign_id",
        string="Customers",
        readonly=True,
    )
    touch_ids = fields.One2many(
        comodel_name="customer.tier.campaign.touch",
        inverse_name="campaign_id",
        string="Touches",
        readonly=True,
    )
    entry_count = fields.Integer(
        compute="_compute_entry_counts", string="Number of Customers"
    )
    treated_count = fields.Integer(compute="_compute_entry_counts", string="Treated")
    held_out_count = fields.Integer(
        compute="_compute_entry_counts", string="Control Group"
    )
    goal_count = fields.Integer(
        compute="_compute_entry_counts",
        string="Aim Met",
        help="Of the treated ones.",
    )

    @api.depends("state")
    def _compute_entry_counts(self):
        counts = {}
        for campaign, is_held_out, count, goals in self.env[
            "customer.tier.campaign.entry"
        ]._read_group(
            [("campaign_id", "in", self.ids)],
            ["campaign_id", "is_held_out"],
            ["__count", "goal_date:count"],
        ):
            counts[campaign.id, is_held_out] = count, goals
        for campaign in self:
            treated, goals = counts.get((campaign.id, False), (0, 0))
            held_out, _goals = counts.get((campaign.id, True), (0, 0))
            campaign.entry_count = treated + held_out
            campaign.treated_count = treated
            campaign.held_out_count = held_out
            campaign.goal_count = goals

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            if not values.get("utm_campaign_id"):
                values["utm_campaign_id"] = self._create_utm_campaign(values).id
        return super().create(vals_list)

    def _create_utm_campaign(self, values):
        # sudo: salespeople may propose, and only marketing makes these
        return (
            self.env["utm.campaign"]
            .sudo()
            .create(
                {
                    "title": values["name"],
                    "user_id": values.get("user_id") or self.env.uid,
                    "company_id": values.get("company_id") or self.env.company.id,
                }
            )
        )

    def _today(self):
        """The date it is now, for the company of the campaign."""
        return self.company_id._tier_today()
