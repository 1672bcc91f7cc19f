from collections import defaultdict

from odoo import api, fields, models

from ..campaigns.results import SHARES
from ..outcome import answer, looks
from ..outcome.sums import Sums


class CustomerTierPlaybookOutcome(models.Model):
    """Which playbook works for which tier: the last results of all its campaigns as one.

    Each stratum of each campaign stays a stratum of its own, so campaigns are compared within
    themselves and never with each other. A purchase that counts in several campaigns counts in
    the one that its customer entered last. Where customers keep entering, the looks at those
    campaigns add up: with each the interval is wider. Rewritten with each measurement.
    """

    _name = "customer.tier.playbook.outcome"
    _description = "Outcome of a Playbook"
    _inherit = "customer.tier.outcome.mixin"
    _order = "company_id, playbook_id, scope, tier_id, id"
    _rec_name = "playbook_id"
    _log_access = False

    playbook_id = fields.Many2one(
        comodel_name="customer.tier.playbook",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    scope = fields.Selection(
        selection=[("all", "All customers"), ("tier", "A tier")],
        string="Of",
        required=True,
        readonly=True,
    )
    tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Tier Then",
        readonly=True,
        ondelete="cascade",
        help="The tier of the customers when they entered.",
    )
    campaign_count = fields.Integer(
        string="Campaigns",
        readonly=True,
        aggregator=None,
        help="With a result in which treated customers can be compared with held out ones.",
    )

    _measure_unique = models.UniqueIndex(
        "(company_id, playbook_id, measure, scope, COALESCE(tier_id, 0))",
        "The outcome of this playbook is there already.",
    )

    @api.model
    def _rewrite(self, companies):
        """Add up the last results of these companies anew. Reads no purchases."""
        self.search([("company_id", "in", companies.ids)]).unlink()
        for company in companies:
            self.create(self._values(company))

    def _values(self, company):
        groups = self._groups(company)
        # read side by side: all playbooks and tiers of the company
        beside = {
            scope: answer.confidence_beside(
                [
                    self._comparable(rows)
                    for (_playbook, other, _tier), measures in groups.items()
                    for measure, rows in measures.items()
                    if other == scope and measure == "bought"
                ]
            )
            for scope in ("all", "tier")
        }
        return [
            {
                "company_id": company.id,
                "playbook_id": playbook_id,
                "scope": scope,
                "tier_id": tier_id,
                **self._measure_values(measure, measures, beside[scope]),
            }
            for (playbook_id, scope, tier_id), measures in groups.items()
            for measure in measures
        ]

    def _groups(self, company):
        """``{(playbook id, scope, tier id): {measure: [(campaign id, sums, look), ...]}}``"""
        groups = defaultdict(lambda: defaultdict(list))
        for row in self.env["customer.tier.campaign.outcome"].search(
            [
                ("company_id", "=", company.id),
                ("playbook_id", "!=", False),
                ("scope", "in", ("all", "tier")),
                ("look_date", "!=", False),
            ],
            order="campaign_id, id",
        ):
            key = row.playbook_id.id, row.scope, row.tier_id.id
            groups[key][row.measure].append((row.campaign_id.id, row.sums, row.look))
        return groups

    def _measure_values(self, measure, measures, confidence):
        is_share = measure in SHARES
        rows = measures[measure]
        told = [row for row in rows if answer.strata(row[1])] or rows
        ids = {row[0] for row in told}
        buyers = [
            row for row in measures[measure if is_share else "bought"] if row[0] in ids
        ]
        return {
            "measure": measure,
            "campaign_count": len(told),
            **self._answer_values(
                answer.answer_of(
                    self._comparable(told),
                    self._arms(told),
                    self._arms(buyers),
                    answer.OVER,
                    is_share,
                    # each look of a campaign that goes on changed this as well
                    looks.spent(confidence, sum(row[2] for row in told)),
                )
            ),
        }

    def _comparable(self, rows):
        """The strata of all campaigns: joined within a campaign only, never across."""
        return [stratum for _id, sums, _look in rows for stratum in answer.strata(sums)]

    def _arms(self, rows):
        arms = [answer.arms(sums) for _id, sums, _look in rows]
        return tuple(sum(arm, Sums()) for arm in zip(*arms, strict=True))

    @api.depends("scope", "tier_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._scope_name()

    def _scope_name(self):
        if self.scope == "all":
            return self.env._("All customers")
        return self.tier_id.name or self.env._("Without a tier")

    def action_view_campaigns(self):
        """Open the campaigns that were added up."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.playbook_id.name,
            "res_model": "customer.tier.campaign",
            "view_mode": "list,form",
            "domain": [
                ("playbook_id", "=", self.playbook_id.id),
                ("company_id", "=", self.company_id.id),
                ("look_date", "!=", False),
            ],
        }
