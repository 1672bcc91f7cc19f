from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring.purchases import SOURCES
from ..scoring.window import Window


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "customer.tier.rule"]

    customer_tier_run_id = fields.Many2one(
        comodel_name="customer.tier.run",
        string="Last Published Run",
        readonly=True,
        copy=False,
        groups="customer_tier.group_user",
        export_string_translation=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_default_tier_policies()
        return companies

    def _create_default_tier_policies(self):
        """One policy for all customers, for each company that has none yet."""
        policies = self.env["customer.tier.policy"].sudo()
        governed = policies.with_context(active_test=False).search(
            [("company_id", "in", self.ids)]
        )
        policies.create(
            [
                {"name": self.env._("All customers"), "company_id": company.id}
                for company in self - governed.company_id
            ]
        )

    def _lock_tiers(self):
        """Take the lock that a run of this company holds until the end of its transaction.

        The lock alone would not do: this transaction may look at a snapshot from before the last
        run's commit. Each published run writes the company's row, so reading that row for share
        fails to serialize then, and the work is tried again.

        :return: whether the lock was free
        """
        self.ensure_one()
        [[locked]] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('customer_tier'), %s)",
                self.id,
            )
        )
        if locked:
            self.env.cr.execute(
                SQL("SELECT id FROM res_company WHERE id = %s FOR SHARE", self.id)
            )
        return locked

    def _tier_time_zone(self):
        """Where the company's days begin and end: the time zone of its own contact."""
        self.ensure_one()
        return self.sudo().partner_id.tz or "UTC"

    def _tier_today(self):
        """The date it is now, for the company."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self._tier_time_zone()))

    def _tier_purchases(self, source, window_days, until=None, customer_ids=None):
        """What counts as a purchase of this company's customers.

        :param source: ``sale`` or ``invoice``
        :param until: the last day that counts; by default today
        :param customer_ids: of these customers only, at their cost; None for all
        :rtype: odoo.addons.customer_tier.scoring.purchases.Purchases
        """
        self.ensure_one()
        return SOURCES[source](
            self.id,
            until or self._tier_today(),
            window_days,
            self._tier_time_zone(),
            self.currency_id.id,
            customer_ids,
        )

    def _tier_window(self, source, window_days, customer_ids):
        """What a policy looks at today, of these customers.

        :rtype: odoo.addons.customer_tier.scoring.window.Window
        """
        today = self._tier_today()
        return Window(
            self.id,
            today,
            window_days,
            source,
            self._tier_purchases(source, window_days, today, customer_ids),
            tuple(customer_ids),
        )
