from odoo import models

from ..foresight import co_purchase


class CustomerForecastRun(models.Model):
    """Products bought together."""

    _inherit = "customer.forecast.run"

    def _step_affinity(self):
        company = self.company_id
        return co_purchase.refresh(
            self.env.cr,
            company.id,
            company._affinity_buyers(self.as_of),
            company._affinity_limits(),
        )
