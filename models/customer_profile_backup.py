from odoo import fields, models

from .fields import RuleMany2one


class CustomerProfileBackup(models.Model):
    """A profile as it was before the last live run of its company, or a quick refresh by the rules
    of that run, first changed it.

    Kept until the next live run, for rolling back, and for saying what changed.
    """

    _name = "customer.profile.backup"
    _description = "Customer Profile before the Last Run"
    _inherit = ["customer.tier.metrics"]
    _rec_name = "partner_id"
    _log_access = False

    run_id = RuleMany2one(
        comodel_name="customer.tier.run",
        string="Run",
        required=True,
        readonly=True,
        index=True,
    )
    is_new = fields.Boolean(
        readonly=True, help="The customer had no profile before the run."
    )
    tier_since = fields.Date(readonly=True)
    tier_trend = fields.Char(readonly=True)
    previous_tier_id = RuleMany2one(comodel_name="customer.tier", readonly=True)
    changed_at = fields.Datetime(readonly=True)

    # A constraint, not a unique index: the merge of contacts looks for constraints only.
    _customer_unique = models.Constraint(
        "UNIQUE (partner_id, company_id)", "A customer has one backup per company."
    )
