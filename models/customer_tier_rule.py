from odoo import api, models
from odoo.exceptions import UserError

from .fields import RuleMany2one


class CustomerTierRule(models.AbstractModel):
    """A record that computed rows link to (:class:`.fields.RuleMany2one`), and guards itself."""

    _name = "customer.tier.rule"
    _description = "Rule that Computed Rows Link to"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_linked(self):
        """Refuse to delete what a computed row links to, as a foreign key would."""
        for model_name in (
            "customer.profile",
            "customer.tier.run.line",
            "customer.tier.move",
        ):
            # sudo: rows of other companies count as well
            model = self.env[model_name].sudo().with_context(active_test=False)
            for name, field in model._fields.items():
                if (
                    isinstance(field, RuleMany2one)
                    and field.comodel_name == self._name
                    and model.search_count([(name, "in", self.ids)], limit=1)
                ):
                    raise UserError(
                        self.env._(
                            "“%(record)s” is part of your tiers or of their history and "
                            "cannot be deleted. Archive it instead.",
                            record=self[:1].display_name,
                        )
                    )
