from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class CustomerTierCampaignStart(models.TransientModel):
    """Starts a campaign: a draft mailing of Email Marketing on a new UTM campaign.

    A selection is frozen. A tier or segment is living: whoever is in it when the mailing is sent
    gets it. Nothing is sent from here.
    """

    _name = "customer.tier.campaign.start"
    _description = "Start a Tier Campaign"

    name = fields.Char(
        string="Campaign",
        required=True,
        default=lambda self: self.env._("Tier campaign"),
    )
    subject = fields.Char(
        required=True,
        default=lambda self: self.env._(
            "News from %(company)s", company=self.env.company.name
        ),
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    audience = fields.Selection(
        selection=[
            ("selection", "The selected customers"),
            ("tier", "Everyone in a tier"),
            ("segment", "Everyone in a segment"),
        ],
        required=True,
        default=lambda self: self._default_audience(),
        help="Tier and segment are living: whoever is in it when the mailing is sent gets it.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Selected Customers",
        context={"active_test": False},
    )
    tier_id = fields.Many2one(comodel_name="customer.tier")
    segment_id = fields.Many2one(comodel_name="customer.segment")
    leave_out_doubtful = fields.Boolean(
        string="Leave Out Customers with Doubtful Data",
        default=True,
        help="Customers marked “low confidence”: bought for the first time only lately, in a "
        "currency without a rate, or suspected to be there twice. Their tier may be wrong.",
    )
    total_count = fields.Integer(compute="_compute_counts", string="Customers")
    audience_count = fields.Integer(compute="_compute_counts", string="Will Be Mailed")
    blacklisted_count = fields.Integer(compute="_compute_counts", string="Blacklisted")
    no_email_count = fields.Integer(compute="_compute_counts", string="Without Email")
    doubtful_count = fields.Integer(
        compute="_compute_counts",
        string="Left Out as Doubtful",
        help="Customers who could be mailed, but whose data is doubtful.",
    )

    @api.model
    def _default_audience(self):
        return "selection" if self.env.context.get("default_partner_ids") else "tier"

    @api.depends(
        "audience",
        "partner_ids",
        "tier_id",
        "segment_id",
        "company_id",
        "leave_out_doubtful",
    )
    def _compute_counts(self):
        # sudo: like the mail queue, which reaches more than a salesperson may see
        partners = self.env["res.partner"].sudo()
        for campaign in self:
            audience = campaign._audience_domain()
            no_email = Domain("email_normalized", "=", False)
            blacklisted = Domain("is_blacklisted", "=", True)
            campaign.total_count = partners.search_count(audience)
            campaign.no_email_count = partners.search_count(audience & no_email)
            campaign.blacklisted_count = partners.search_count(
                audience & ~no_email & blacklisted
            )
            campaign.audience_count = partners.search_count(campaign._mailing_domain())
            campaign.doubtful_count = (
                partners.search_count(audience & ~no_email & ~blacklisted)
                - campaign.audience_count
            )

    def _audience_domain(self):
        """Who is meant, as conditions that hold for any user and company.

        The mail queue reads them as superuser in another company, so nothing may depend on
        who asks: company and tier are named, on the same profile.
        """
        self.ensure_one()
        if self.audience == "selection":
            return Domain("id", "in", self.partner_ids.ids) & Domain(
                "active", "=", True
            )
        field = f"{self.audience}_id"
        profile = [
            ("company_id", "=", self.company_id.id),
            (field, "=", self[field].id),
        ]
        return Domain("customer_profile_ids", "any", profile) & Domain(
            "active", "=", True
        )

    def _trusted_domain(self):
        """Whose data is not doubtful, as a condition that holds for any user and company.

        Contacts and departments are as trusted as their customer; whoever has no profile in the
        company is no customer of doubtful data.
        """
        if not self.leave_out_doubtful:
            return Domain.TRUE
        doubtful = [
            ("company_id", "=", self.company_id.id),
            ("low_confidence", "=", True),
        ]
        return Domain(
            "commercial_partner_id",
            "not any",
            [("customer_profile_ids", "any", doubtful)],
        )

    def _mailing_domain(self):
        return (
            self._audience_domain()
            & self._trusted_domain()
            & Domain("email_normalized", "!=", False)
            & Domain("is_blacklisted", "=", False)
        )

    def action_create(self):
        """Make the campaign and its draft mailing, and open the mailing."""
        self.ensure_one()
        if not self.env.user.has_group("mass_mailing.group_mass_mailing_user"):
            raise AccessError(
                self.env._(
                    "To start a campaign you need access to Email Marketing. "
                    "Ask your administrator for it."
                )
            )
        if self.audience != "selection" and not self[f"{self.audience}_id"]:
            raise UserError(self.env._("Choose the tier or the segment to write to."))
        if not self.audience_count:
            raise UserError(
                self.env._(
                    "Nobody is left to write to: all of these customers have no email address, "
                    "are blacklisted, or are left out because their data is doubtful."
                )
            )
        campaign = self.env["utm.campaign"].create(
            {
                "title": self.name,
                "user_id": self.env.user.id,
                "company_id": self.company_id.id,
            }
        )
        mailing = self.env["mailing.mailing"].create(self._prepare_mailing(campaign))
        return {
            "type": "ir.actions.act_window",
            "res_model": "mailing.mailing",
            "res_id": mailing.id,
            "view_mode": "form",
        }

    def _prepare_mailing(self, campaign):
        return {
            "name": self.name,
            "subject": self.subject,
            "campaign_id": campaign.id,
            "user_id": self.env.user.id,
            "mailing_type": "mail",
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "mailing_domain": repr(list(self._mailing_domain())),
            "use_exclusion_list": True,
        }
