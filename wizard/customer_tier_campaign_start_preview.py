from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ..campaigns import audience
from ..outcome.planning import arms, detectable_mean, detectable_share
from ..outcome.sums import Sums
from ..outcome.verdict import Evidence, Reason, too_early


class CustomerTierCampaignStart(models.TransientModel):
    """Who would be in, who would not, and what could be learned: before anything is made."""

    _inherit = "customer.tier.campaign.start"

    preview = fields.Json(
        compute="_compute_preview",
        export_string_translation=False,
        help="``count``: customers who are in; ``lines``: ``{reason, label, count, is_open}`` of "
        "those who are left out",
    )
    audience_count = fields.Integer(compute="_compute_preview", string="Customers")
    treated_count = fields.Integer(compute="_compute_preview", string="Treated")
    held_out_count = fields.Integer(compute="_compute_preview", string="Control Group")
    plan_words = fields.Text(compute="_compute_preview", string="Plan")
    plan_warning = fields.Text(compute="_compute_preview", string="Mind")

    @api.depends(
        lambda self: [
            *self._audience_fields(),
            "audience_source",
            "partner_ids",
            "company_id",
            "playbook_id",
        ]
    )
    def _compute_preview(self):
        for wizard in self:
            rows = wizard._summary() if wizard._is_audience_said() else []
            counts, bought, buyers = {}, [], 0
            for reason, _tier, customers, bought_lately, total, squares in rows:
                counts[reason] = counts.get(reason, 0) + customers
                if reason is None:
                    bought.append(Sums(customers, total or 0.0, squares or 0.0))
                    buyers += bought_lately
            share = wizard.holdout_percent / 100
            number = counts.get(None, 0)
            wizard.audience_count = number
            wizard.treated_count, wizard.held_out_count = arms(number, share)
            wizard.preview = wizard._preview_of(counts)
            wizard.plan_words = wizard.plan_warning = False
            if number:
                wizard.plan_words = wizard._plan_words(bought, buyers, share)
                wizard.plan_warning = wizard._plan_warning(buyers)

    def _is_audience_said(self):
        if self.audience_source == "selection":
            return bool(self.partner_ids)
        return self._has_rule()

    def _summary(self):
        """Rows of :func:`..campaigns.audience.summary`."""
        if self.audience_source == "rule":
            self._check_rule()
        judged = self._judged(self._today())
        days = max(self.outcome_days, 1)  # while it is being typed
        return self.env.execute_query(audience.summary(judged, days))

    def _preview_of(self, counts):
        return {
            "count": counts.get(None, 0),
            "lines": [
                {
                    "reason": reason,
                    "label": label,
                    "count": counts[reason],
                    # who may not see colleagues' customers is told their number only
                    "is_open": reason != "colleague",
                }
                for reason, label in self._exclusion_labels().items()
                if counts.get(reason)
            ],
        }

    def _plan_words(self, bought, buyers, share):
        """Who gets it, and the smallest effect that could be told from chance."""
        if not self.held_out_count:
            return self.env._(
                "%(treated)s customers get it.", treated=self.treated_count
            )
        words = self.env._(
            "%(treated)s customers get it, %(held_out)s are held out as the control group.",
            treated=self.treated_count,
            held_out=self.held_out_count,
        )
        if self._too_early(buyers) == Reason.CUSTOMERS:
            return words  # whatever the formulas say of so few
        buying = detectable_share(self.audience_count, buyers, share)
        if buying.effect is not None:
            words += " " + self.env._(
                "About %(usual)s %% of them buy within %(days)s days anyway; the campaign will "
                "show if it makes that %(raised)s %% or more.",
                days=self.outcome_days,
                usual=round(100 * buying.usual),
                raised=round(100 * (buying.usual + buying.effect)),
            )
        revenue = detectable_mean(bought, share)
        if revenue.effect is not None:
            amount = formatLang(
                self.env, revenue.effect, currency_obj=self.company_id.currency_id
            )
            words += " " + self.env._(
                "In revenue, it will show if it brings %(amount)s or more per customer.",
                amount=amount,
            )
        return words

    def _plan_warning(self, buyers):
        if not self.holdout_percent:
            return self.env._(
                "Without a control group nobody can tell what the campaign brought: those who "
                "buy might have bought anyway."
            )
        too_little = self._too_early(buyers)
        if too_little == Reason.CUSTOMERS:
            return self.env._(
                "These are too few customers to tell what the campaign brings. It can be run "
                "all the same; take its figures for what they are."
            )
        if too_little == Reason.BUYERS:
            return self.env._(
                "So few of these customers buy that its effect will be hard to see. Count the "
                "outcome for longer, or take in more customers."
            )
        return False

    def _too_early(self, buyers):
        """What would be too little to say anything even when all days are counted, or None."""
        evidence = Evidence(
            self.treated_count,
            self.held_out_count,
            buyers,
            self.outcome_days,
            self.outcome_days,
        )
        return next(iter(too_early(evidence)), None)

    def _check_audience(self):
        """Say what is missing before anything is made."""
        if self.audience_source == "selection" and not self.partner_ids:
            raise UserError(
                self.env._(
                    "No customers are selected. Select some, or start from a tier, a segment "
                    "or a filter."
                )
            )
        if self.audience_source == "rule" and not self._has_rule():
            raise UserError(
                self.env._(
                    "Choose whom this campaign is for: tiers, segments, a saved filter or "
                    "conditions. For all customers, choose all tiers."
                )
            )
        if not self.audience_count:
            lines = [
                self.env._(
                    "%(reason)s: %(count)s", reason=line["label"], count=line["count"]
                )
                for line in self.preview["lines"]
            ]
            raise UserError(
                "\n".join(
                    [
                        self.env._("Nobody is left for this campaign."),
                        *(lines or [self.env._("No customer matches.")]),
                    ]
                )
            )

    def action_view_line(self, reason):
        """Open the customers of one line of the preview.

        :param reason: an exclusion, or False for those who are in
        """
        self.ensure_one()
        self.check_access("read")
        label = (
            self._exclusion_labels()[reason]
            if reason
            else self.env._("In the Campaign")
        )
        action = {
            "type": "ir.actions.act_window",
            "name": label,
            "context": {"active_test": False, "create": False},
        }
        if reason == "not_customer":
            # without a tier record: contacts are all there is to show
            customers = audience.of_reason(self._judged(self._today()), reason)
            rows = self.env.execute_query(
                SQL("SELECT partner_id FROM (%s) AS customer", customers)
            )
            return action | {
                "res_model": "res.partner",
                "view_mode": "list,form",
                "domain": [("id", "in", [partner for (partner,) in rows])],
            }
        return action | {
            "res_model": "customer.profile",
            "view_mode": "list,kanban,form",
            "domain": [("campaign_start_reason", "=", f"{self.id}:{reason or ''}")],
        }
