from odoo import api, fields, models

# States in which whoever is responsible may still change a campaign.
OWN_STATES = ("draft", "preparing", "ready", "proposed", "cancelled")
# States in which customers go through the steps.
LIVE_STATES = ("running", "paused")


class CustomerTierCampaign(models.Model):
    """What the form of a campaign shows besides its fields, and where its buttons lead.

    Numbers are those of what the reader may see: a salesperson limited to own customers counts
    these.
    """

    _inherit = "customer.tier.campaign"

    can_edit = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    next_step_id = fields.Many2one(
        comodel_name="customer.tier.campaign.step",
        compute="_compute_next_step_id",
        help="The first step that nobody has approved yet.",
    )
    mailing_count = fields.Integer(
        compute="_compute_mailing_count", string="Number of Mailings"
    )
    open_activity_count = fields.Integer(
        compute="_compute_open_activity_count", string="Open Activities"
    )
    order_count = fields.Integer(
        compute="_compute_document_counts", string="Number of Orders"
    )
    invoice_count = fields.Integer(
        compute="_compute_document_counts", string="Number of Invoices"
    )

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        is_manager = self.env.user.has_group("customer_tier.group_manager")
        for campaign in self:
            campaign.can_edit = is_manager or (
                campaign.user_id == self.env.user and campaign.state in OWN_STATES
            )

    @api.depends("state", "step_ids.is_approved", "step_ids.sequence")
    def _compute_next_step_id(self):
        for campaign in self:
            waiting = campaign.step_ids.filtered(lambda step: not step.is_approved)
            campaign.next_step_id = (
                waiting[:1] if campaign.state in LIVE_STATES else False
            )

    @api.depends("step_ids.mailing_ids")
    def _compute_mailing_count(self):
        # sudo: salespeople see that there are mailings; they open them by their own rights
        for campaign in self:
            campaign.mailing_count = len(campaign.sudo().step_ids.mailing_ids)

    @api.depends("state")
    def _compute_open_activity_count(self):
        counts = dict(
            self.env["customer.tier.campaign.touch"]._read_group(
                [
                    ("campaign_id", "in", self.ids),
                    # active: those done are kept by some activity types
                    ("activity_id", "any", [("active", "=", True)]),
                ],
                ["campaign_id"],
                ["activity_id:count_distinct"],
            )
        )
        for campaign in self:
            campaign.open_activity_count = counts.get(campaign, 0)

    @api.depends("utm_campaign_id")
    def _compute_document_counts(self):
        orders = self._counted_documents("sale.order", [("state", "=", "sale")])
        invoices = self._counted_documents(
            "account.move",
            [
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ],
        )
        for campaign in self:
            campaign.order_count = orders.get(campaign.utm_campaign_id.id, 0)
            campaign.invoice_count = invoices.get(campaign.utm_campaign_id.id, 0)

    def _counted_documents(self, model_name, domain):
        """Documents that link to the campaigns, as far as the user may read them."""
        documents = self.env[model_name]
        if not documents.has_access("read"):
            return {}
        rows = documents._read_group(
            [
                ("campaign_id", "in", self.utm_campaign_id.ids),
                ("company_id", "in", self.company_id.ids),
                *domain,
            ],
            ["campaign_id"],
            ["__count"],
        )
        return {utm_campaign.id: count for utm_campaign, count in rows}

    # ------------------------------------------------------------------- buttons

    def action_approve_next_step(self):
        """Send the first step that waits for it."""
        self.ensure_one()
        return self.next_step_id.action_approve()

    def action_view_entries(self):
        return self._view_records(
            "customer_tier.customer_tier_campaign_entry_action",
            [("campaign_id", "=", self.id)],
            self.env._("Customers of %(campaign)s", campaign=self.name),
        )

    def action_view_held_out(self):
        return self._view_records(
            "customer_tier.customer_tier_campaign_entry_action",
            [("campaign_id", "=", self.id), ("is_held_out", "=", True)],
            self.env._("Control Group of %(campaign)s", campaign=self.name),
        )

    def action_view_touches(self):
        return self._view_records(
            "customer_tier.customer_tier_campaign_touch_action",
            [("campaign_id", "=", self.id)],
            self.env._("Steps Taken of %(campaign)s", campaign=self.name),
        )

    def action_view_mailings(self):
        return self._view_records(
            "mass_mailing.mailing_mailing_action_mail",
            [("customer_tier_step_id.campaign_id", "=", self.id)],
            self.env._("Mailings of %(campaign)s", campaign=self.name),
        )

    def action_view_open_activities(self):
        return self._view_records(
            "mail.mail_activity_action",
            [("customer_tier_touch_ids.campaign_id", "=", self.id)],
            self.env._("Open Activities of %(campaign)s", campaign=self.name),
        )

    def action_view_orders(self):
        return self._view_records(
            "sale.action_orders",
            [
                ("campaign_id", "=", self.utm_campaign_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
            ],
            self.env._("Orders of %(campaign)s", campaign=self.name),
        )

    def action_view_invoices(self):
        return self._view_records(
            "account.action_move_out_invoice_type",
            [
                ("campaign_id", "=", self.utm_campaign_id.id),
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ],
            self.env._("Invoices of %(campaign)s", campaign=self.name),
        )

    def action_view_utm_campaign(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "utm.campaign",
            "res_id": self.utm_campaign_id.id,
            "view_mode": "form",
        }

    def _view_records(self, xml_id, domain, name):
        """An action of the menus, narrowed to this campaign."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(xml_id)
        return action | {
            "name": name,
            "display_name": name,
            "domain": domain,
            "context": {"create": False, "one_campaign": True},
        }
