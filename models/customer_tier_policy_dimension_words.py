from odoo import api, models

from ..scoring.dimensions import DIMENSIONS


class CustomerTierPolicyDimension(models.Model):
    """How values and cut points of a dimension read: with their units, in words."""

    _inherit = "customer.tier.policy.dimension"

    @api.model
    def _value_in_words(self, dimension, value, currency):
        """A value of a dimension with its unit.

        :param dimension: its name
        :param value: a number, or None where it is unknown
        """
        if value is None:
            return self.env._("unknown")
        unit = DIMENSIONS[dimension].unit
        if unit == "money":
            return currency.format(value)
        number = f"{value:g}"
        if unit == "days":
            return self.env._("%(count)s days", count=number)
        if unit == "purchases":
            return self.env._("%(count)s purchases", count=number)
        if unit == "percent":
            return self.env._("%(number)s %%", number=number)
        return number

    @api.model
    def _cut_in_words(self, dimension, cut, currency):
        """What a customer needs for a score, given the score's cut point."""
        value = self._value_in_words(dimension, cut, currency)
        if DIMENSIONS[dimension].lower_is_better:
            return self.env._("%(value)s or less", value=value)
        return self.env._("%(value)s or more", value=value)

    def _unit_of_cut(self, currency):
        """What stands behind the input of a threshold."""
        self.ensure_one()
        dimension = DIMENSIONS[self.dimension]
        less = dimension.lower_is_better
        if dimension.unit == "days":
            return self.env._("days or less") if less else self.env._("days or more")
        if dimension.unit == "percent":
            return self.env._("% or less") if less else self.env._("% or more")
        if dimension.unit == "purchases":
            return self.env._("purchases or more")
        if dimension.unit == "money":
            return self.env._("%(currency)s or more", currency=currency.name)
        return self.env._("or less") if less else self.env._("or more")
