from odoo import models


class CustomerProfile(models.Model):
    """What is wrong with the customer, in its portrait."""

    _inherit = "customer.profile"

    def _portrait_parts(self):
        return super()._portrait_parts() | {"warnings": self._portrait_warnings}

    def _portrait_warnings(self, scene):
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
