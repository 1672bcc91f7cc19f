from odoo import fields, models
from odoo.tools import SQL

from .fields import RuleMany2one


class CustomerProfileBackup(models.Model):
    """A profile as it was before the last live run of its company, or a quick refresh by the rules
    of that run, first changed it.

    Kept until the next live run, for rolling back, and for saying what changed. As good as all
    profiles of a company are written here every night, so it has as few indexes as can be, and
    its link to the customer is not a foreign key either: its checks took longer than the rows,
    and locked every contact.
    """

    _name = "customer.profile.backup"
    _description = "Customer Profile before the Last Run"
    _inherit = ["customer.tier.metrics"]
    _rec_name = "partner_id"
    _log_access = False

    partner_id = RuleMany2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True
    )
    run_id = RuleMany2one(
        comodel_name="customer.tier.run", string="Run", required=True, readonly=True
    )
    is_new = fields.Boolean(
        readonly=True, help="The customer had no profile before the run."
    )
    tier_since = fields.Date(readonly=True)
    tier_trend = fields.Char(readonly=True)
    previous_tier_id = RuleMany2one(comodel_name="customer.tier", readonly=True)
    changed_at = fields.Datetime(readonly=True)

    _customer_unique = models.Constraint(
        "UNIQUE (partner_id, company_id)", "A customer has one backup per company."
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        """Take the backups along, as a foreign key would; those of merged contacts, too."""
        partner_ids = self.ids
        result = super().unlink()
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_profile_backup WHERE partner_id = ANY(%s)",
                partner_ids,
            )
        )
        return result
