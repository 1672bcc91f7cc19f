from odoo import fields, models


class CustomerTierDuplicate(models.Model):
    """Two customers that may be one."""

    _name = "customer.tier.duplicate"
    _description = "Suspected Duplicate"
    _order = "strength, similarity desc, id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The customer that was here first.",
    )
    other_id = fields.Many2one(
        comodel_name="res.partner",
        string="Looks Like",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    same_tax_id = fields.Boolean(string="Same Tax ID", readonly=True)
    same_phone = fields.Boolean(readonly=True)
    same_email_domain = fields.Boolean(readonly=True)
    similar_name = fields.Boolean(readonly=True)
    similarity = fields.Float(
        string="Name Similarity",
        readonly=True,
        aggregator="avg",
        help="How alike the names are: 1 is the same but for spelling and legal form.",
    )
    strength = fields.Selection(
        selection=[("strong", "Strong"), ("weak", "Weak")],
        required=True,
        readonly=True,
        help="Strong: same tax ID, same phone, or a similar name and the same email domain.",
    )
    state = fields.Selection(
        selection=[("open", "To Check"), ("dismissed", "Not a Duplicate")],
        required=True,
        default="open",
        readonly=True,
    )

    # A constraint, not a unique index: the merge of contacts looks for constraints only.
    _pair_unique = models.Constraint(
        "UNIQUE (partner_id, other_id)", "These two customers are a pair already."
    )
    _pair_ordered = models.Constraint(
        "CHECK (partner_id < other_id)", "A pair names the older customer first."
    )
