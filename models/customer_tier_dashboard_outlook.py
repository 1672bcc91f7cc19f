from odoo import api, models
from odoo.fields import Domain

from ..insight import outlook
from .customer_warning_rule import SEVERITIES

WORST = SEVERITIES[-1][0]
# tile -> the list behind it
ACTIONS = {
    "revenue": "customer_tier.customer_forecast_action",
    "at_risk": "customer_tier.customer_forecast_action",
    "warnings": "customer_tier.customer_warning_action",
    "due_products": "customer_tier.customer_replenishment_action",
}


class CustomerTierDashboard(models.AbstractModel):
    """What is ahead, in four figures: revenue, who may leave, warnings, products due."""

    _inherit = "customer.tier.dashboard"

    @api.model
    @api.readonly
    def get_outlook(self, domain):
        """``as_of``, ``customers``, ``revenue`` with ``low`` and ``high``, ``at_risk``,
        ``warnings``, ``due_products``; False before customers were forecast.

        The interval of the revenue is at least as wide as forecasts of the past missed by.

        :param domain: of ``customer.profile``: which customers
        """
        dashboard = self._of_one_company()
        run = dashboard.env.company.sudo().customer_forecast_run_id
        if not run:
            return False
        profiles = dashboard.env["customer.profile"]
        chosen = dashboard._chosen(domain)
        query = dashboard._query(chosen)
        dashboard.env["customer.forecast"].flush_model()
        [[customers, at_risk, revenue, margin]] = dashboard.env.execute_query(
            outlook.total(
                query.select(profiles._field_to_sql(query.table, "forecast_id", query))
            )
        )
        missed = abs((run.facts or {}).get("year", {}).get("amount_error") or 0)
        margin = max(margin, missed * revenue)
        return {
            "as_of": run.as_of.isoformat(),
            "customers": customers,
            "revenue": revenue,
            "low": max(revenue - margin, 0),
            "high": revenue + margin,
            "at_risk": at_risk,
            "warnings": dashboard._count_behind("warnings", chosen),
            "due_products": dashboard._count_behind("due_products", chosen),
        }

    def _count_behind(self, tile, chosen):
        model = self.env["ir.actions.actions"]._for_xml_id(ACTIONS[tile])["res_model"]
        return self.env[model].search_count(self._behind(tile, chosen))

    def _behind(self, tile, chosen):
        """Domain of the rows behind a tile."""
        which = {
            "revenue": Domain.TRUE,
            "at_risk": Domain("is_at_risk", "=", True),
            "warnings": Domain("state", "=", "open") & Domain("severity", "=", WORST),
            "due_products": Domain("is_due", "=", True),
        }[tile]
        customers = Domain(
            "partner_id", "any", [("customer_profile_id", "any", list(chosen))]
        )
        return which & Domain("company_id", "=", self.env.company.id) & customers

    @api.model
    @api.readonly
    def outlook_action(self, domain, tile):
        """Open the rows behind a tile."""
        dashboard = self._of_one_company()
        action = self.env["ir.actions.actions"]._for_xml_id(ACTIONS[tile])
        chosen = dashboard._chosen(domain)
        return action | {
            "domain": list(dashboard._behind(tile, chosen)),
            "context": {},
        }
