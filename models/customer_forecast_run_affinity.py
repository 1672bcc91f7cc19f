from odoo import models

from ..foresight import co_purchase, goods
from ..foresight.purchases_of import day_number


class CustomerForecastRun(models.Model):
    """Products bought together."""

    _inherit = "customer.forecast.run"

    def _step_affinity(self):
        company = self.company_id
        first_day = day_number(self.as_of) - company._affinity_days(self.as_of) + 1
        return co_purchase.refresh(
            self.env.cr,
            company.id,
            goods.of_night(self._bought_table(), first_day),
            company._affinity_limits(),
        )
