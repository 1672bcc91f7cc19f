from odoo import api, fields, models
from odoo.fields import Domain

from .fields import RuleMany2one

# What a purchase is by the source of a policy: the model of the documents, and which of them.
PURCHASES = {
    "sale": ("sale.order", [("state", "=", "sale")]),
    "invoice": (
        "account.move",
        [("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted")],
    ),
}
PURCHASE_ACTIONS = {
    "sale.order": "sale.action_orders",
    "account.move": "account.action_move_out_invoice_type",
}


class CustomerProfile(models.Model):
    """The computed portrait of a customer: one row per commercial entity and company.

    Written by runs only, in SQL (:mod:`..scoring.publish`): nobody has the right to edit it.
    """

    _name = "customer.profile"
    _description = "Customer Profile"
    _inherit = ["customer.tier.metrics"]
    _order = "monetary desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _rec_names_search = ["partner_id", "rfm_code"]

    tier_since = fields.Date(
        string="In This Tier Since",
        readonly=True,
        help="The day of the last change of tier.",
    )
    tier_trend = fields.Selection(
        selection=[("up", "Moved up"), ("down", "Moved down"), ("entered", "Entered")],
        string="Trend",
        readonly=True,
        help="Where the customer came from at the last change of tier.",
    )
    previous_tier_id = RuleMany2one(comodel_name="customer.tier", readonly=True)
    changed_at = fields.Datetime(
        string="Last Changed",
        readonly=True,
        help="When a run last found something new about this customer.",
    )
    tier_id = RuleMany2one(group_expand="_group_expand_tiers")
    tier_code = fields.Char(related="tier_id.code", string="Tier Code")
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
    active = fields.Boolean(related="partner_id.active")
    segment_description = fields.Text(related="segment_id.description")
    segment_advice = fields.Text(related="segment_id.advice")
    country_id = fields.Many2one(related="partner_id.country_id")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    category_id = fields.Many2many(related="partner_id.category_id")
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")

    # A constraint, not a unique index: the merge of contacts looks for constraints only.
    _customer_unique = models.Constraint(
        "UNIQUE (partner_id, company_id)", "A customer has one profile per company."
    )
    _company_tier_idx = models.Index("(company_id, tier_id)")
    # Who is nearest in revenue (insight/affinity.py): without it all profiles are sorted.
    _revenue_idx = models.Index(
        "(company_id, policy_id, monetary, partner_id) WHERE is_lapsed IS NOT TRUE"
    )

    def init(self):
        """Leave room on each page for the new versions of its rows.

        Every night every recency is a day older. A new version on the same page needs no entry in
        the indexes, which makes writing all profiles several times as fast.
        """
        self.env.cr.execute("ALTER TABLE customer_profile SET (fillfactor = 45)")

    @api.model
    def _group_expand_tiers(self, tiers, domain):
        """A column for every tier, an empty one too, unless some were asked for."""
        narrowed = any(
            condition.field_expr.startswith("tier_")
            for condition in Domain(domain).iter_conditions()
        )
        return tiers if narrowed and tiers else tiers.search([])

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.display_name

    def action_view_partner(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_move_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }

    def _purchase_documents(self):
        """What the customer is judged by: the name of the model, and the domain of its purchases.

        By the rules that gave the figures, though the policy was edited since. Departments and
        contacts buy for it; subsidiaries are customers of their own.
        """
        self.ensure_one()
        model, counted = PURCHASES[self._judged_by().source]
        return model, [
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            *counted,
        ]

    def action_view_purchases(self):
        """The orders or invoices that the customer's policy takes for purchases."""
        model, domain = self._purchase_documents()
        action = self.env["ir.actions.actions"]._for_xml_id(PURCHASE_ACTIONS[model])
        return action | {"domain": domain, "context": {"create": False}}

    def action_refresh(self):
        action = False
        refresh = self.env["customer.tier.refresh"]
        for company, profiles in self.grouped("company_id").items():
            action = refresh.with_company(company)._refresh_selected(
                profiles.partner_id
            )
        return action

    def action_plan_contact(self):
        return self.partner_id.action_plan_customer_contact()

    def action_start_campaign(self):
        """For the chosen customers; without any, for whoever matches the filters of the list."""
        if self:
            return self.partner_id.action_start_tier_campaign()
        return self.env["customer.tier.campaign.start"]._action_start(
            default_profile_domain=self.env.context.get("active_domain")
        )
