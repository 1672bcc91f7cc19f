from odoo import models

from ..outcome.verdict import MIN_BUYERS, MIN_CUSTOMERS
from .customer_tier_outcome_mixin import MEASURES


class CustomerTierCampaign(models.Model):
    """The outcome for the picture on the campaign: rows with numbers and their words."""

    _inherit = "customer.tier.campaign"

    def get_outcome(self):
        """What ``customer_tier_campaign_outcome`` (static/src/outcome) draws.

        Rows of colleagues are left out by the record rules.
        """
        self.ensure_one()
        order = {name: place for place, (name, _label) in enumerate(MEASURES)}
        rows = self.outcome_ids.sorted(lambda row: order[row.measure])
        labels = dict(rows._fields["measure"]._description_selection(self.env))
        return {
            "measures": [
                {
                    **row._picture_row(),
                    "label": labels[row.measure],
                    "is_main": row.measure == self._main_measure(),
                }
                for row in rows
                if row.scope == "all"
            ],
            "choices": [
                {"measure": name, "label": labels[name]}
                for name, _label in MEASURES
                if name in rows.mapped("measure")
            ],
            "main": self._main_measure(),
            "tiers": self._picture_rows(rows, "tier"),
            "salespeople": self._picture_rows(rows, "salesperson"),
            "steps": self._picture_steps(),
            "rule": {"customers": MIN_CUSTOMERS, "buyers": MIN_BUYERS},
            "has_result": bool(self.look_date),
        }

    def _picture_rows(self, rows, scope):
        """Of each tier or salesperson, in all measures."""
        return [
            {**row._picture_row(), "label": row._scope_name()}
            for row in rows
            if row.scope == scope
        ]

    def _picture_steps(self):
        channels = dict(
            self.step_ids._fields["channel"]._description_selection(self.env)
        )
        return [
            {
                "key": step.id,
                "label": step.name,
                "channel": channels[step.channel],
                "is_mail": step.channel == "mail",
                **{
                    name: step[f"{name}_count"]
                    for name in (
                        *("due", "done", "skipped", "failed"),
                        *("opened", "clicked", "replied", "bought"),
                    )
                },
            }
            for step in self.step_ids
        ]
