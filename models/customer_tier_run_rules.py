from odoo import models

from ..scoring.dimensions import DIMENSIONS
from ..scoring.rules import RunRules, SettleRules


class CustomerTierRun(models.Model):
    """The rules of a run, for people to read (template ``run_rules``)."""

    _inherit = "customer.tier.run"

    def _readable_rules(self):
        """The rules and cut points of this run, prepared for the page that shows them."""
        rules = RunRules.from_json(self.rules)
        policies = self.env["customer.tier.policy"].browse(
            policy.policy_id for policy in rules.policies
        )
        tiers = self._names_of("customer.tier", self.env._("(deleted tier)"))
        segments = self._names_of("customer.segment", self.env._("(deleted segment)"))
        return {
            "run": self,
            "policies": [
                {
                    "rules": policy,
                    "name": record.exists().name or self.env._("(deleted policy)"),
                    "dimensions": self._readable_dimensions(policy),
                    "tiers": [
                        self._readable_tier(tier, tiers) for tier in policy.tiers
                    ],
                    "has_margins": self._has_margins(policy),
                    "grid": [
                        (tiers(tier_id), segments(segment_id), tiers(corrected_id))
                        for tier_id, segment_id, corrected_id in policy.grid
                    ],
                    "at_once": policy.settle == SettleRules(),
                }
                for policy, record in zip(rules.policies, policies, strict=True)
            ],
        }

    def _names_of(self, model_name, gone):
        """Function from the id of a record to its name, however long ago it was archived."""
        records = self.env[model_name].with_context(active_test=False).search([])
        names = {record.id: record.name for record in records}
        return lambda id_: names.get(id_, gone)

    def _readable_dimensions(self, policy):
        """A column for each dimension: what it is called, how much it counts, the cut points."""
        lines = self.env["customer.tier.policy.dimension"]
        total = sum(rule.weight for rule in policy.dimensions)
        return [
            {
                "label": self.env._(DIMENSIONS[rule.dimension].label),
                "hint": DIMENSIONS[rule.dimension].hint
                and self.env._(DIMENSIONS[rule.dimension].hint),
                "method": rule.method,
                "part": f"{100 * rule.weight / total:.3g}" if total else "0",
                # score to what it takes; whichever nobody reached is left out
                "cuts": {
                    score: lines._cut_in_words(rule.dimension, cut, self.currency_id)
                    for score, cut in enumerate(rule.cuts, start=2)
                },
            }
            for rule in policy.dimensions
        ]

    def _readable_tier(self, tier, names):
        def amount(border):
            return None if border is None else self.currency_id.format(border)

        return {
            "name": names(tier.tier_id),
            "rules": tier,
            "border": amount(tier.border),
            "leave_border": amount(tier.leave_border),
        }

    def _has_margins(self, policy):
        field = "leave_score" if policy.tier_method == "score" else "leave_until"
        return any(getattr(tier, field) is not None for tier in policy.tiers)
