from odoo import models

SHOWN = 5  # of each list; the rest is a click away


class CustomerProfile(models.Model):
    """What is expected of the customer, in its portrait: figures, due products, devices."""

    _inherit = "customer.profile"

    def _portrait_parts(self):
        return super()._portrait_parts() | {
            "forecast": self._portrait_forecast,
            "due_products": self._portrait_due_products,
            "devices": self._portrait_devices,
        }

    def _portrait_forecast(self, scene):
        """The row of :class:`customer.forecast`, as numbers and ISO dates; False before there is
        one.
        """
        # sudo: whoever sees the profile sees the forecast
        forecast = self.sudo().forecast_id.with_env(self.env).sudo()
        if not forecast:
            return False
        labels = dict(forecast._fields["confidence"]._description_selection(self.env))
        dates = {
            name: forecast[field] and forecast[field].isoformat()
            for name, field in (
                ("next", "next_purchase_date"),
                ("early", "next_purchase_early"),
                ("late", "next_purchase_late"),
                ("was_due", "due_date"),
                ("as_of", "as_of"),
            )
        }
        return dates | {
            "days": forecast.horizon_days,
            "buy_probability": forecast.buy_probability,
            "is_at_risk": forecast.is_at_risk,
            "is_gone": forecast.is_gone,
            "revenue": forecast.expected_revenue,
            "low": forecast.expected_revenue_low,
            "high": forecast.expected_revenue_high,
            "confidence": forecast.confidence,
            "confidence_label": labels.get(forecast.confidence, ""),
            "confidence_words": forecast.confidence_words,
        }

    def _portrait_due_products(self, scene):
        """``total`` of the products that are due, ``can_quote``, and the first ``rows``."""
        products = self.env["customer.replenishment"]
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("is_due", "=", True),
        ]
        found = products.search(domain, limit=SHOWN)
        total = len(found) if len(found) < SHOWN else products.search_count(domain)
        # sudo: the name of a product that the customer buys, and of its unit
        return {
            "total": total,
            "can_quote": self.env["sale.order"].has_access("create"),
            "rows": [
                {
                    "id": row.id,
                    "name": row.sudo().product_id.with_env(self.env).sudo().name,
                    "quantity": row.quantity,
                    "unit": row.sudo().uom_id.with_env(self.env).sudo().name,
                    "value": row.expected_value,
                    "date": row.next_date.isoformat(),
                    "is_overdue": row.is_overdue,
                    "days_late": row.overdue_days,
                }
                for row in found
            ],
        }

    def _portrait_devices(self, scene):
        """``total`` of the devices in use, and ``rows``: those to do something about come first."""
        items = self.env["customer.installed.item"]
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("state", "=", "in_use"),
        ]
        found = items.search(domain)
        # a customer has some dozens of devices, not thousands
        found = found.sorted(
            lambda item: (not item.next_step, item.renewal_date or item.installed_on)
        )
        return {
            "total": len(found),
            "rows": [
                {
                    "id": item.id,
                    "name": item.display_name,
                    "department": item.department_id.sudo().name or "",
                    "next_step": item.next_step or "",
                    "installed": item.installed_on.isoformat(),
                    "warranty": item.warranty_end and item.warranty_end.isoformat(),
                    "renewal": item.renewal_date and item.renewal_date.isoformat(),
                }
                for item in found[:SHOWN]
            ],
        }

    def action_view_installed_items(self):
        self.ensure_one()
        return self.partner_id.with_company(
            self.company_id
        ).action_view_installed_items()

    def action_view_forecast(self):
        """The numbers of the forecast, with those of the other customers a click away."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_forecast_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
