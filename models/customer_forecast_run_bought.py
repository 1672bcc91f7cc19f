from odoo import models

from ..foresight import bought_table


class CustomerForecastRun(models.Model):
    """What was bought, product by product: read once for all steps of a run."""

    _inherit = "customer.forecast.run"

    def _bought_table(self):
        """The table of :mod:`..foresight.bought_table`, made by whichever step asks first.

        It outlives the transaction of a step, which in the background is committed, and goes when
        the run is over. A step that fails may take it along: then the next one makes it again.
        """
        self.ensure_one()
        if not bought_table.exists(self.env.cr, self.id):
            company = self.company_id
            buyers = bought_table.with_orders(
                company._tier_buyers(self.as_of),
                # all of them up to the day: the window says nothing here
                company._tier_purchases("sale", 1, self.as_of),
            )
            bought_table.create(self.env.cr, self.id, buyers)
        return bought_table.name_of(self.id)

    def _finish(self):
        bought_table.drop(self.env.cr, self.id)
        return super()._finish()

    def _fail(self, error):
        bought_table.drop(self.env.cr, self.id)
        return super()._fail(error)
