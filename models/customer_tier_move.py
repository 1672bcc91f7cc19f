from odoo import fields, models

from .fields import RuleMany2one


class CustomerTierMove(models.Model):
    """One customer changing tier or segment in one run.

    Append-only: nobody edits or deletes moves. Where the company sets a rule for it, old ones are
    thinned to one per customer and period (``_thin`` in customer_tier_move_thinning.py).
    """

    _name = "customer.tier.move"
    _description = "Customer Tier Move"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    run_id = RuleMany2one(
        comodel_name="customer.tier.run",
        string="Run",
        required=True,
        readonly=True,
        index=True,
    )
    date = fields.Date(required=True, readonly=True)
    direction = fields.Selection(
        selection=[
            ("up", "Moved up"),
            ("down", "Moved down"),
            ("entered", "Entered"),
            ("left", "Left"),
            ("same", "Other segment only"),
        ],
        required=True,
        readonly=True,
        help="Entered: the customer had no tier before. Left: no purchase counts any more, or no "
        "policy governs the customer.",
    )
    from_tier_id = RuleMany2one(comodel_name="customer.tier", readonly=True)
    to_tier_id = RuleMany2one(comodel_name="customer.tier", readonly=True)
    from_segment_id = RuleMany2one(comodel_name="customer.segment", readonly=True)
    to_segment_id = RuleMany2one(comodel_name="customer.segment", readonly=True)
    monetary = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Revenue in the window at the time of the move, in company currency.",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")

    _company_date_idx = models.Index("(company_id, date)")
    # All that a state on a date needs (scoring/history.py), without a look at the rows: at
    # 100,000 customers with 13 moves each that takes a third of the time.
    _history_idx = models.Index(
        "(company_id, partner_id, date, id) "
        "INCLUDE (to_tier_id, to_segment_id, monetary)"
    )

    def action_view_profile(self):
        """Open the customer's portrait, or the contact of one who has none any more."""
        self.ensure_one()
        return self.partner_id._tier_portrait_action(self.company_id)
