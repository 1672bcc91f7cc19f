from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Comes with the app Loyalty, which need not be installed.
PROGRAM = "loyalty.program"
CARD = "loyalty.card"
HISTORY = "loyalty.history"
# The one kind of program whose coupons are handed out to chosen customers.
COUPONS = "coupons"
# Customers or coupons written at once: few enough to hold in memory.
BATCH = 500


class CustomerTierCampaign(models.Model):
    """Steps that are an offer: a price list set on the customer, or a coupon of its own."""

    _inherit = "customer.tier.campaign"

    def _deliver_offer(self, step, today):
        """Give each customer that is due its price list or coupon, if the step was approved."""
        self.ensure_one()
        if not step.is_approved:
            return
        step._check_offer()
        give = (
            self._give_pricelist
            if step.offer_ref._name == "product.pricelist"
            else self._give_coupons
        )
        # sudo: touches, prices and coupons are written by the campaign, for all customers
        due = self.env["customer.tier.campaign.touch"].sudo()
        domain = [
            ("step_id", "=", step.id),
            ("channel", "=", "offer"),
            ("state", "=", "due"),
            ("entry_id.is_held_out", "=", False),
        ]
        while touches := due.search(domain, limit=BATCH, order="id"):
            give(step.offer_ref.sudo(), touches)
            touches.write({"state": "done", "done_at": fields.Datetime.now()})
            self.env.flush_all()
            self.env.invalidate_all()

    def _give_pricelist(self, pricelist, touches):
        """Set it for this company until the last day that counts for the outcome.

        What the customers had before is noted, to be put back then.
        """
        customers = touches.partner_id.with_company(self.company_id)
        before = {
            customer.id: customer.specific_property_product_pricelist
            for customer in customers
        }
        for previous, group in touches.grouped(
            lambda touch: before[touch.partner_id.id]
        ).items():
            group.write(
                {
                    "previous_pricelist_id": previous.id,
                    "offered_pricelist_id": pricelist.id,
                }
            )
        for touch in touches:
            touch.pricelist_until = touch.entry_id.outcome_end
        customers.write({"specific_property_product_pricelist": pricelist.id})

    def _give_coupons(self, program, touches):
        """One coupon for each customer, worth what the program asks for its cheapest reward.

        Valid until the last day that counts for the outcome, or the last day of the program.
        Odoo sends no mail about it: the campaign does, or the salesperson.
        """
        points = min(program.reward_ids.mapped("required_points"), default=1)
        cards = (
            self.env[CARD]
            .sudo()
            .with_context(loyalty_no_mail=True, action_no_send_mail=True)
            .create(
                [
                    {
                        "program_id": program.id,
                        "partner_id": touch.partner_id.id,
                        "points": points,
                        "expiration_date": self._coupon_until(program, touch),
                    }
                    for touch in touches
                ]
            )
        )
        self.env[HISTORY].sudo().create(
            [
                {"description": self.name, "card_id": card.id, "issued": points}
                for card in cards
            ]
        )
        for touch, card in zip(touches, cards, strict=True):
            touch.write(
                {
                    "coupon_code": card.code,
                    "coupon_until": card.expiration_date,
                    "coupon_res_id": card.id,
                }
            )

    def _coupon_until(self, program, touch):
        ends = [day for day in (program.date_to, touch.entry_id.outcome_end) if day]
        return min(ends, default=False)

    def _withdraw_offers(self):
        """Put the price lists back and take back unused coupons, for undoing a launch.

        A price list that somebody has changed since is left as it is, and so is a coupon that
        was used.
        """
        touches = self.sudo().touch_ids.filtered(
            lambda touch: touch.channel == "offer" and touch.state == "done"
        )
        for campaign, given in touches.grouped("campaign_id").items():
            campaign._put_pricelists_back(given.filtered("offered_pricelist_id"))
        self._withdraw_coupons(touches.filtered("coupon_res_id"))

    def _put_pricelists_back(self, touches):
        for (offered, previous), group in touches.grouped(
            lambda touch: (touch.offered_pricelist_id, touch.previous_pricelist_id)
        ).items():
            customers = group.partner_id.with_company(self.company_id)
            customers.filtered(
                lambda customer, offered=offered: (
                    customer.specific_property_product_pricelist == offered
                )
            ).write({"specific_property_product_pricelist": previous.id})
        touches.pricelist_until = False

    def _with_ended_pricelists(self):
        """Campaigns, over or not, that may have price lists to put back."""
        # the companies' days begin at other hours: each campaign looks at its own
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        return self.with_context(active_test=False).search(
            [("touch_ids.pricelist_until", "<", tomorrow)]
        )

    def _end_pricelists(self, today):
        """Customers whose days are over get back the price list that they had before."""
        touches = self.env["customer.tier.campaign.touch"]
        domain = [("campaign_id", "=", self.id), ("pricelist_until", "<", today)]
        while ended := touches.search(domain, limit=BATCH, order="id"):
            self._put_pricelists_back(ended)
            self.env.flush_all()
            self.env.invalidate_all()

    def _withdraw_coupons(self, touches):
        if touches and CARD in self.env:
            cards = (
                self.env[CARD].sudo().browse(touches.mapped("coupon_res_id")).exists()
            )
            cards.filtered(lambda card: not card.use_count).write({"active": False})


class CustomerTierCampaignStep(models.Model):
    _inherit = "customer.tier.campaign.step"

    def _check_offer(self):
        """Refuse an offer that cannot be made in this database, to this company's customers."""
        self.ensure_one()
        name = self._offer_model()
        if name == PROGRAM and name not in self.env:
            raise ValidationError(
                self.env._(
                    "The step “%(step)s” hands out coupons: that needs the app Loyalty. Have it "
                    "installed, or choose a price list.",
                    step=self.name,
                )
            )
        offer = self.sudo().offer_ref
        if not offer or not offer.exists():
            raise ValidationError(
                self.env._(
                    "The price list or coupon program of the step “%(step)s” is gone. Choose "
                    "another one.",
                    step=self.name,
                )
            )
        company = self.campaign_id.company_id
        if offer.company_id and offer.company_id != company:
            raise ValidationError(
                self.env._(
                    "“%(offer)s” belongs to another company than the campaign. Choose one of "
                    "%(company)s, or one of all companies.",
                    offer=offer.display_name,
                    company=company.name,
                )
            )
        if name == PROGRAM and offer.program_type != COUPONS:
            raise ValidationError(
                self.env._(
                    "“%(offer)s” makes no coupons of its own for each customer. Choose a "
                    "program of the type Coupons.",
                    offer=offer.display_name,
                )
            )

    def _offer_model(self):
        """The name of the model offered, even if that model is not there any more."""
        self.flush_recordset(["offer_ref"])
        [[reference]] = self.env.execute_query(
            SQL(
                "SELECT offer_ref FROM %s WHERE id = %s",
                SQL.identifier(self._table),
                self.id,
            )
        )
        return (reference or "").partition(",")[0]


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_tier_coupon_code = fields.Char(
        string="Campaign Coupon",
        compute="_compute_customer_tier_coupon_code",
        groups="customer_tier.group_user",
        help="The coupon that this customer was last given in a tier campaign. In the text of a "
        "mail: object.customer_tier_coupon_code",
    )

    @api.depends_context("customer_tier_campaign_ids", "allowed_company_ids")
    def _compute_customer_tier_coupon_code(self):
        """Of the campaigns that a mailing is part of, else of the company."""
        domain = Domain(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("coupon_code", "!=", False),
                ("campaign_id.state", "in", ("running", "paused")),
            ]
        )
        campaign_ids = self.env.context.get("customer_tier_campaign_ids")
        if campaign_ids:
            domain &= Domain("campaign_id", "in", campaign_ids)
        else:
            domain &= Domain("company_id", "=", self.env.company.id)
        if not self.env.su:  # the queue is in no company
            domain &= Domain("company_id", "in", self.env.companies.ids)
        # sudo: the code is for the customer, whoever writes the mail
        touches = (
            self.env["customer.tier.campaign.touch"].sudo().search(domain, order="id")
        )
        latest = {touch.partner_id: touch.coupon_code for touch in touches}
        for partner in self:
            partner.customer_tier_coupon_code = latest.get(
                partner.commercial_partner_id, False
            )

    @api.model
    def mail_allowed_qweb_expressions(self):
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.customer_tier_coupon_code",
        )
