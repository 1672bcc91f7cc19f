from odoo import fields, models


class CustomerTierCampaignTouch(models.Model):
    """What the channels note down, beyond done or not."""

    _inherit = "customer.tier.campaign.touch"

    reason = fields.Selection(
        selection_add=[
            ("twice", "The same address got it already"),
            ("removed", "The activity was deleted"),
        ],
        ondelete={"twice": "set null", "removed": "set null"},
    )
    previous_pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price List Before",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What the customer had before, so that it can be put back. Empty: none of its own.",
    )
    offered_pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price List",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    pricelist_until = fields.Date(
        string="Price List Until",
        readonly=True,
        index="btree_not_null",
        help="The last day with this price list. Empty: the one before was put back.",
    )
    coupon_code = fields.Char(string="Coupon", readonly=True)
    coupon_until = fields.Date(string="Coupon Valid Until", readonly=True)
    # No Many2one: coupons are there only if loyalty is installed.
    coupon_res_id = fields.Integer(
        readonly=True, aggregator=None, export_string_translation=False
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_tier_touch_ids = fields.One2many(
        comodel_name="customer.tier.campaign.touch",
        inverse_name="recipient_id",
        string="Campaign Steps",
        readonly=True,
        copy=False,
        groups="customer_tier.group_user",
        help="Steps of tier campaigns that reach this contact. Mailings of a step find their "
        "recipients through it.",
    )
