from odoo import api, models


class CustomerProfile(models.Model):
    """What is wrong with the customer, in its portrait."""

    _inherit = "customer.profile"

    @api.readonly
    def get_portrait(self, department_id=False, parts=None):
        """With a part ``warnings``: those that are open, as :meth:`_portrait_warnings` has them."""
        portrait = super().get_portrait(department_id, parts)
        if parts is None or "warnings" in parts:
            portrait["warnings"] = self._portrait_warnings()
        return portrait

    def _portrait_warnings(self):
        """``[{id, kind, label, severity, severity_label, text, since}, ...]``, the worst first."""
        warnings = self.env["customer.warning"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "open"),
            ]
        )
        kinds, severities = (
            dict(warnings._fields[name]._description_selection(self.env))
            for name in ("kind", "severity")
        )
        return [
            {
                "id": warning.id,
                "kind": warning.kind,
                "label": kinds[warning.kind],
                "severity": warning.severity,
                "severity_label": severities[warning.severity],
                "text": warning.evidence,
                "since": warning.opened_on.isoformat(),
            }
            for warning in warnings
        ]
