from odoo import api, fields, models
from odoo.exceptions import ValidationError

USERS = "customer_tier.group_user"


class ResPartner(models.Model):
    """Which customer brought which."""

    _inherit = "res.partner"

    referred_by_id = fields.Many2one(
        copy=False,  # who may not see it may still duplicate a contact
        comodel_name="res.partner",
        groups=USERS,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="The customer, or somebody who works there, that brought this one.",
    )
    referral_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="referred_by_id",
        string="Referred by This Contact",
        groups=USERS,
        copy=False,
    )
    referral_count = fields.Integer(
        compute="_compute_referral_count",
        string="Referrals",
        groups=USERS,
        help="How many customers this one, or somebody who works there, brought.",
    )

    @api.depends("commercial_partner_id")
    def _compute_referral_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                self._referral_domain(),
                ["referred_by_id.commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            customer = partner._origin.commercial_partner_id
            partner.referral_count = counts.get(customer, 0)

    def _referral_domain(self):
        customers = self._origin.commercial_partner_id
        return [("referred_by_id.commercial_partner_id", "in", customers.ids)]

    @api.constrains("referred_by_id", "parent_id", "is_company")
    def _check_referred_by(self):
        # sudo: the chain may lead through contacts of other companies
        for partner in self.sudo().filtered("referred_by_id"):
            customer = partner.commercial_partner_id
            if partner.referred_by_id.commercial_partner_id == customer:
                raise ValidationError(
                    self.env._(
                        "%(customer)s cannot be referred by itself or by one of its own "
                        "departments and contacts. Choose another customer.",
                        customer=customer.display_name,
                    )
                )
            if customer in partner._referrers():
                raise ValidationError(
                    self.env._(
                        "%(referrer)s was itself referred by %(customer)s, directly or through "
                        "others. One of the two referrals must be wrong.",
                        referrer=partner.referred_by_id.commercial_partner_id.display_name,
                        customer=customer.display_name,
                    )
                )

    def _referrers(self):
        """The customers that led to this one, the nearest first."""
        self.ensure_one()
        found = self.browse()
        customer = self.referred_by_id.commercial_partner_id
        while customer and customer not in found:
            found += customer
            customer = customer.referred_by_id.commercial_partner_id
        return found

    def _forget_referrals_among(self, customers):
        """Of customers about to become one, drop the links that would lead back to it."""
        for partner in self.filtered("referred_by_id"):
            if partner._referrers() & customers:
                partner.referred_by_id = False

    def action_view_referrals(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("contacts.action_contacts")
        return action | {
            "name": self.env._(
                "Referred by %(customer)s",
                customer=self.commercial_partner_id.display_name,
            ),
            "domain": self._referral_domain(),
            "context": {},
        }
