from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ..foresight import (
    installed,
    installed_returns,
    installed_state,
    installed_stock,
)


class CustomerInstalledItem(models.Model):
    """From sales to items, a fixed number of statements for a whole company."""

    _inherit = "customer.installed.item"

    @api.model
    def _intake(self, company, as_of, since=None, template_ids=None):
        """What to take in.

        :param since: by default the first day that the company takes in by itself
        :rtype: odoo.addons.customer_tier.foresight.installed.Intake
        """
        zone = company._tier_time_zone()
        values = {}
        if self._has_deliveries():
            values["deliveries"] = installed_stock.deliveries(as_of, zone)
        return installed.Intake(
            company_id=company.id,
            as_of=as_of,
            since=since or company.customer_installed_since or date.max,
            time_zone=zone,
            unit_limit=company.customer_installed_unit_limit,
            user_id=self.env.uid,
            now=self.env.cr.now(),
            template_ids=template_ids,
            **values,
        )

    def _has_deliveries(self):
        """Is Inventory installed, and does it know which order a delivery is for?"""
        return "sale_line_id" in getattr(self.env.get("stock.move"), "_fields", ())

    @api.model
    def _take_in(self, intake):
        """Make the items that are missing, take back those that were returned.

        :return: ``(items made, items changed)``
        """
        self._lock(intake.company_id)
        self.env.flush_all()
        self.env.cr.execute(installed.create_sold(intake))
        made = self._execute(installed.make_items(intake))
        if made:
            # or the next statements are planned for the few items there were before
            self.env.cr.execute("ANALYZE customer_installed_item")
        has_lots = self._has_deliveries()
        is_back = None
        if has_lots:
            self.env.cr.execute(installed_stock.create_moved(intake))
            is_back = installed_stock.is_back()
        changed = self._execute(installed_returns.resize_bulk(intake))
        changed += self._execute(installed_returns.take_back_orphans(intake))
        changed += self._execute(installed_returns.take_back(intake, is_back))
        changed += self._execute(installed_returns.give_again(intake))
        if has_lots:
            changed += self._execute(installed_stock.give_serials())
        return made, changed

    @api.model
    def _age(self, company, as_of):
        """Bring up to date what depends on the day; the number of items changed."""
        self.env.flush_all()
        ageing = company._ageing(as_of)
        if "repair.order" in self.env:
            self._execute(
                installed_stock.log_repairs(
                    company.id, as_of, company._tier_time_zone()
                )
            )
        changed = sum(
            self._execute(step(ageing))
            for step in (
                installed_state.follow_customers,
                installed_state.renew,
                installed_state.check_consumables,
                installed_state.suggest_replacements,
            )
        )
        self.env.invalidate_all()
        return changed

    def _execute(self, statement):
        self.env.cr.execute(statement)
        return self.env.cr.rowcount

    def _lock(self, company_id):
        """One intake of a company at a time; the other one waits and finds nothing left to do."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtext('customer_tier_installed'), %s)",
                company_id,
            )
        )
