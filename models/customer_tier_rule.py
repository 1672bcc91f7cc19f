from odoo import api, models
from odoo.exceptions import UserError

from ..scoring.rules import RunRules
from .fields import RuleMany2one


class CustomerTierRule(models.AbstractModel):
    """A record that computed rows link to (:class:`.fields.RuleMany2one`), and guards itself."""

    _name = "customer.tier.rule"
    _description = "Rule that Computed Rows Link to"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_linked(self):
        """Refuse to delete what a computed row links to, as a foreign key would.

        Or may come to link to: quick refreshes go on applying the rules of the last run.
        """
        linked = self & self._in_published_rules()
        for model_name in (
            "customer.profile",
            "customer.profile.backup",
            "customer.tier.run.line",
            "customer.tier.run.leaver",
            "customer.tier.move",
            "customer.tier.promise",
            "customer.tier.campaign.entry",
            "customer.tier.campaign.touch",
            "customer.forecast",
            "customer.forecast.category",
        ):
            # sudo: rows of other companies count as well
            model = self.env[model_name].sudo().with_context(active_test=False)
            for name, field in model._fields.items():
                if isinstance(field, RuleMany2one) and field.comodel_name == self._name:
                    rows = model.search([(name, "in", self.ids)], limit=1)
                    linked |= self & rows[name]
        if linked:
            raise UserError(
                self.env._(
                    "“%(record)s” is part of your tiers or of their history and cannot be "
                    "deleted. Archive it instead.",
                    record=linked[0].display_name,
                )
            )

    @api.model
    def _in_published_rules(self):
        """The records of this model that the last published run of some company went by."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        ids = set()
        for run in companies.search([]).customer_tier_run_id.filtered("rules"):
            rules = RunRules.from_json(run.rules)
            ids.update(
                {
                    "customer.tier.policy": {p.policy_id for p in rules.policies},
                    "customer.tier": {
                        t.tier_id for p in rules.policies for t in p.tiers
                    },
                    "customer.segment": {s.segment_id for s in rules.segments},
                }.get(self._name, ())
            )
        return self.browse(ids)
