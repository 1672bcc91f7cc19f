from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from . import svg


class TierReport(models.AbstractModel):
    """The customer base of a company on paper, for the meeting of managers."""

    _name = "report.customer_tier.report_tiers"
    _description = "Tier Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        """
        :param docids: profiles that were selected, if any
        :param data: ``domain`` (of profiles), ``from_day`` and ``to_day`` (ISO dates) of the
            dashboard; by default all customers, and the last three months
        """
        companies = self.env["customer.profile"].browse(docids).company_id
        if len(companies) > 1:
            raise UserError(
                self.env._(
                    "These are customers of several companies: select those of one, as a "
                    "report has one currency."
                )
            )
        return self.with_company(companies or self.env.company)._values(
            docids, data or {}
        )

    def _values(self, docids, data):
        domain = [("id", "in", docids)] if docids else data.get("domain") or []
        dashboard = self.env["customer.tier.dashboard"]
        today = self.env.company._tier_today()
        from_day = data.get("from_day") or fields.Date.to_string(
            fields.Date.subtract(today, months=3)
        )
        to_day = data.get("to_day") or fields.Date.to_string(today)
        overview = dashboard.get_overview(domain, from_day)
        currency = self.env.company.currency_id
        return {
            "doc_ids": docids or [],
            "doc_model": "customer.profile",
            "company": self.env.company,
            "is_part": bool(domain),
            "today": format_date(self.env, today),
            "from_day": format_date(self.env, from_day),
            "overview": overview,
            "movement": self._movement(
                dashboard.get_movement(domain, from_day, to_day)
            ),
            "moved": self.env._(
                "Movement from %(from_day)s to %(to_day)s",
                from_day=format_date(self.env, from_day),
                to_day=format_date(self.env, to_day),
            ),
            "total": sum(max(row["revenue"], 0) for row in overview["segments"]),
            "money": lambda amount: currency.format(currency.round(amount)),
            "percent": lambda part: f"{100 * part:.1f} %",
            "share": svg.share,
            "changed": lambda number: f"{number:+d}" if number else "±0",
        }

    def _movement(self, matrix):
        """The matrix as rows of counts; who was and is no customer is left out."""
        counts = {(cell["row"], cell["column"]): cell for cell in matrix["cells"]}
        return {
            "columns": [label["name"] for label in matrix["column_labels"]],
            "rows": [
                {
                    "name": row["name"],
                    "cells": [
                        {
                            "count": counts.get((row["id"], column["id"]), {}).get(
                                "count", 0
                            ),
                            "stayed": row["id"] and row["id"] == column["id"],
                        }
                        for column in matrix["column_labels"]
                    ],
                }
                for row in matrix["row_labels"]
            ],
        }
