from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .fields import ProfileInteger, ProfileMonetary

RECENT = 5  # purchases and moves shown on the contact


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.profile.mixin"]

    customer_profile_ids = fields.One2many(
        comodel_name="customer.profile",
        inverse_name="partner_id",
        string="Customer Profiles",
        readonly=True,
        copy=False,
        groups="customer_tier.group_user",
        help="One per company. Domains that must name a company go through here.",
    )
    rfm_recency_days = ProfileInteger(
        related="customer_profile_id.recency_days",
        string="Recency (days)",
        groups="customer_tier.group_user",
        aggregator="avg",
    )
    rfm_frequency = ProfileInteger(
        related="customer_profile_id.frequency",
        string="Frequency",
        groups="customer_tier.group_user",
    )
    rfm_monetary = ProfileMonetary(
        related="customer_profile_id.monetary",
        string="Monetary",
        currency_field="rfm_currency_id",
        groups="customer_tier.group_user",
    )
    rfm_currency_id = fields.Many2one(
        related="customer_profile_id.currency_id",
        string="RFM Currency",
        groups="customer_tier.group_user",
        export_string_translation=False,
    )
    rfm_recency_words = fields.Char(
        related="customer_profile_id.recency_words", groups="customer_tier.group_user"
    )
    rfm_frequency_words = fields.Char(
        related="customer_profile_id.frequency_words", groups="customer_tier.group_user"
    )
    rfm_monetary_words = fields.Char(
        related="customer_profile_id.monetary_words", groups="customer_tier.group_user"
    )
    customer_segment_advice = fields.Text(
        related="customer_profile_id.segment_advice", groups="customer_tier.group_user"
    )
    customer_tier_policy_id = fields.Many2one(
        comodel_name="customer.tier.policy",
        compute="_compute_customer_tier_policy_id",
        search="_search_customer_tier_policy_id",
        groups="customer_tier.group_user",
        string="Governing Policy",
        help="The policy that governs this customer as the policies stand now.",
    )
    customer_last_order_ids = fields.Many2many(
        comodel_name="sale.order",
        compute="_compute_customer_last_purchases",
        compute_sudo=True,  # or nobody without access to these documents opens a contact
        groups="customer_tier.group_user",
        string="Last Orders",
    )
    customer_last_invoice_ids = fields.Many2many(
        comodel_name="account.move",
        compute="_compute_customer_last_purchases",
        compute_sudo=True,  # or nobody without access to these documents opens a contact
        groups="customer_tier.group_user",
        string="Last Invoices",
    )
    customer_last_move_ids = fields.Many2many(
        comodel_name="customer.tier.move",
        compute="_compute_customer_last_move_ids",
        groups="customer_tier.group_user",
        string="Tier History",
    )

    def _customer_of_profile(self):
        return self.commercial_partner_id

    def _customer_of_profile_sql(self, alias, query):
        return SQL.identifier(alias, "commercial_partner_id")

    @api.model
    def _readable_profiles(self):
        """Record rules decide here: a contact may be open to all, its revenue is not.

        Related fields read as superuser, so the user's own rights are put back; whoever has
        no access to profiles at all comes here only through sudo, and means it.
        """
        profiles = self.env["customer.profile"].sudo(False)
        return profiles if profiles.has_access("read") else profiles.sudo(self.env.su)

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid")
    def _compute_customer_profile_id(self):
        return super()._compute_customer_profile_id()

    @api.depends_context("company")
    def _compute_customer_tier_policy_id(self):
        self.customer_tier_policy_id = False
        for policy in reversed(
            self.env["customer.tier.policy"]._of_company(self.env.company)
        ):
            customers = self.commercial_partner_id.sudo()
            governed = customers.filtered_domain(policy._parsed_domain())
            for partner in self:
                if partner.commercial_partner_id in governed:
                    partner.customer_tier_policy_id = policy

    def _search_customer_tier_policy_id(self, operator, value):
        """Customers (with at least one purchase) that one of these policies governs."""
        if operator != "in":
            return NotImplemented
        # search, not browse: the policies of other companies choose nobody for this user
        policies = self.env["customer.tier.policy"].with_context(active_test=False)
        return Domain.OR(
            Domain.custom(
                to_sql=lambda model, alias, query, policy=policy: SQL(
                    "%s IN (%s)",
                    SQL.identifier(alias, "id"),
                    policy.sudo()._customers_sql(),
                )
            )
            for policy in policies.search([("id", "in", [id_ for id_ in value if id_])])
        )

    @api.depends_context("company", "uid")
    def _compute_customer_last_purchases(self):
        """What the customer's policy takes for purchases, as far as the user may read it."""
        self.customer_last_order_ids = False
        self.customer_last_invoice_ids = False
        for partner in self:
            profile = partner.customer_profile_id
            if not profile:
                continue
            model, domain = profile._purchase_documents()
            field, order = {
                "sale.order": ("customer_last_order_ids", "date_order desc, id desc"),
                "account.move": (
                    "customer_last_invoice_ids",
                    "invoice_date desc, id desc",
                ),
            }[model]
            documents = self.env[model].sudo(False)
            if documents.has_access("read"):
                partner[field] = documents.search(domain, order=order, limit=RECENT)

    @api.depends_context("company", "uid")
    def _compute_customer_last_move_ids(self):
        for partner in self:
            partner.customer_last_move_ids = self.env["customer.tier.move"].search(
                [
                    ("partner_id", "in", partner.commercial_partner_id._origin.ids),
                    ("company_id", "=", self.env.company.id),
                ],
                limit=RECENT,
            )

    def write(self, vals):
        """Contacts that change hands take their orders along: judge both customers anew."""
        if not {"parent_id", "is_company"} & set(vals):
            return super().write(vals)
        before = {partner: partner.commercial_partner_id for partner in self}
        result = super().write(vals)
        moved = self.filtered(lambda p: p.commercial_partner_id != before[p])
        if moved:
            self.env["customer.tier.refresh"]._mark_customers(
                moved.commercial_partner_id.union(*(before[p] for p in moved))
            )
        return result

    def action_view_customer_profile(self):
        """Open the portrait of this contact's customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Tier"),
            "res_model": "customer.profile",
            "res_id": self.customer_profile_id.id,
            "view_mode": "form",
        }

    def action_refresh_customer_tier(self):
        return self.env["customer.tier.refresh"]._refresh_selected(self)

    def action_plan_customer_contact(self):
        """Plan a call or a visit for the salesperson of each of these customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Call or Visit"),
            "res_model": "customer.tier.plan.activity",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.commercial_partner_id.ids},
        }

    def action_start_tier_campaign(self):
        """Start a campaign for the customers of these contacts."""
        return self.env["customer.tier.campaign.start"]._action_start(
            default_partner_ids=self.ids
        )
