from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "customer.profile.mixin"]

    def _company_of_profile(self):
        return self.company_id or self.env.company

    def _company_of_profile_sql(self, alias, query):
        return SQL(
            "COALESCE(%s, %s)",
            self._field_to_sql(alias, "company_id", query),
            self.env.company.id,
        )

    @api.depends("partner_id", "company_id")
    @api.depends_context("company", "uid")
    def _compute_customer_profile_id(self):
        return super()._compute_customer_profile_id()
