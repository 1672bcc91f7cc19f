from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What a step cannot do without, by channel.
CONTENT_FIELDS = {
    "mail": "subject",
    "activity": "activity_type_id",
    "offer": "offer_ref",
    "sms": "text",
}


class CustomerTierStepMixin(models.AbstractModel):
    """One step of a playbook or a campaign: when, for whom, through which channel, and what."""

    _name = "customer.tier.step.mixin"
    _description = "Step of a Campaign"
    _order = "sequence, id"

    name = fields.Char(string="Step", required=True, translate=True)
    sequence = fields.Integer(default=10)
    delay_days = fields.Integer(
        string="Days Later",
        help="Days after the step before, or after the customer entered.",
    )
    condition = fields.Selection(
        selection=[
            ("always", "Always"),
            ("not_bought", "If there was no order since entering"),
            ("not_opened", "If no mail was opened"),
            ("opened", "If a mail was opened"),
            ("not_replied", "If nobody answered"),
        ],
        required=True,
        default="always",
        help="Whoever does not fulfil it skips this step and goes on to the next.",
    )
    channel = fields.Selection(
        selection=[
            ("mail", "Email"),
            ("activity", "Activity of the salesperson"),
            ("offer", "Price list or coupon"),
            ("sms", "Text message"),
        ],
        required=True,
        default="mail",
    )
    subject = fields.Char(translate=True)
    body = fields.Html(string="Text", translate=True, sanitize="email_outgoing")
    text = fields.Text(
        string="Text Message",
        translate=True,
        help="What the text message says.",
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        ondelete="restrict",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
    )
    summary = fields.Char(translate=True, help="What the salesperson is to do.")
    note = fields.Html(translate=True, string="Guide for the Salesperson")
    max_per_day = fields.Integer(
        string="At Most per Person and Day",
        default=5,
        help="More activities than that are spread over the next working days.",
    )
    offer_ref = fields.Reference(
        selection="_selection_offer_ref",
        string="Price List or Coupon",
        help="A price list is set on the customer; of a coupon program a coupon is made for each.",
    )

    _delay_days_positive = models.Constraint(
        "CHECK (delay_days >= 0)", "A step cannot come before the one before it."
    )
    _max_per_day_positive = models.Constraint(
        "CHECK (max_per_day > 0)", "At least one activity a day has to be allowed."
    )

    @api.model
    def _selection_offer_ref(self):
        offers = {
            "product.pricelist": self.env._("Price list"),
            "loyalty.program": self.env._("Coupon program"),
        }
        # not every company has coupons
        return [(name, label) for name, label in offers.items() if name in self.env]

    @api.constrains("channel", *CONTENT_FIELDS.values())
    def _check_content(self):
        for step in self:
            if not step[CONTENT_FIELDS[step.channel]]:
                raise ValidationError(step._missing_content())

    def _missing_content(self):
        """What to fill in for this channel."""
        words = {
            "mail": self.env._(
                "The step “%(step)s” needs an email subject.", step=self.name
            ),
            "activity": self.env._(
                "The step “%(step)s” needs an activity type.", step=self.name
            ),
            "offer": self.env._(
                "The step “%(step)s” needs a price list or coupon program.",
                step=self.name,
            ),
            "sms": self.env._(
                "The step “%(step)s” needs the text of the message.", step=self.name
            ),
        }
        return words[self.channel]

    @api.model
    def _step_fields(self):
        """The names of the fields that a step is copied with."""
        return [
            name
            for name, field in self.env["customer.tier.step.mixin"]._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        ]
