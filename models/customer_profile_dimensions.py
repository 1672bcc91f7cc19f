from odoo import api, fields, models

from ..scoring.dimensions import DIMENSIONS, RFM


class CustomerProfile(models.Model):
    """What a customer's policy scores beyond recency, frequency and monetary."""

    _inherit = "customer.profile"

    dimension_table = fields.Html(
        string="More Dimensions",
        compute="_compute_dimension_table",
        sanitize=False,
        export_string_translation=False,
    )

    @api.depends("dimension_scores", "policy_id")
    @api.depends_context("lang")
    def _compute_dimension_table(self):
        for profile in self:
            rows = profile._dimension_rows() if profile.dimension_scores else []
            profile.dimension_table = rows and self.env["ir.qweb"]._render(
                "customer_tier.profile_dimensions", {"rows": rows}
            )

    def _dimension_rows(self):
        """The dimensions by which this customer was judged, in the order of its policy.

        :return: list of dicts of ``label``, ``hint``, ``value`` (in words), ``score`` (or None),
            ``best`` and ``weight``
        """
        lines = self.env["customer.tier.policy.dimension"]
        rules = self._judged_by()
        rows = []
        for rule in rules.dimensions:
            dimension = DIMENSIONS.get(rule.dimension)
            # an add-on that was removed took its dimension along
            if rule.dimension in RFM or not dimension:
                continue
            value, score = self.dimension_scores.get(rule.dimension, (None, None))
            rows.append(
                {
                    "label": self.env._(dimension.label),
                    "hint": dimension.hint and self.env._(dimension.hint),
                    "value": lines._value_in_words(
                        rule.dimension, value, self.currency_id
                    ),
                    "score": score,
                    "best": rules.bins,
                    "weight": rule.weight,
                }
            )
        return rows
