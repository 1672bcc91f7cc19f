from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..scoring.judge import Figures, Judge, exact
from ..scoring.rules import RunRules
from ..scoring.what_if import Case, History, Standing

# What purchases are read from, to be flushed before.
PURCHASE_FIELDS = {
    "res.partner": ("commercial_partner_id",),
    "sale.order": (
        *("partner_id", "company_id", "state", "date_order"),
        *("amount_untaxed", "currency_id", "currency_rate"),
    ),
    "account.move": (
        *("partner_id", "company_id", "state", "move_type", "invoice_date"),
        *("amount_untaxed", "amount_untaxed_signed", "reversed_entry_id"),
        *("currency_id", "invoice_currency_rate"),
    ),
}


class CustomerProfile(models.Model):
    """The way from a profile to :mod:`..scoring.what_if`: its rules, figures and purchases."""

    _inherit = "customer.profile"

    def _run_rules(self):
        """The rules that the customers of this company are judged by now, or None."""
        # sudo: users may know by which rules a customer was judged
        run = self.sudo().company_id.customer_tier_run_id
        # the rules of a published run never change: a page of customers reads them once
        read = self.env.cr.cache.setdefault("customer_tier_rules", {})
        if run and run.id not in read:
            read[run.id] = RunRules.from_json(run.rules) if run.rules else None
        return read.get(run.id)

    def _judge(self):
        """The rules that gave the scores, though the policy was edited since.

        :rtype: Judge
        """
        rules = self._run_rules() or RunRules()
        policy = next(
            (p for p in rules.policies if p.policy_id == self.policy_id.id), None
        )
        # sudo: likewise; without a published run there are no cut points and limits
        return Judge(policy or self.sudo().policy_id._scoring_rules(), rules.segments)

    def _judged_by(self):
        """The rules of the policy that gave the scores."""
        return self._judge().policy

    def _case(self):
        """The customer as it would be judged by a quick refresh of today.

        :rtype: Case
        """
        self.ensure_one()
        return self._cases()[self]

    def _cases(self):
        """Each customer as it would be judged by a quick refresh of today.

        :return: dict of profile to :class:`Case`
        """
        return self._cases_and_histories()[0]

    def _cases_and_histories(self):
        """The same, with what had to be read for it.

        The figures of the profiles that are of today. Since older ones purchases may have fallen
        out of the window: that takes one query for each company and window.

        :return: dict of profile to :class:`Case`, and dict of some profiles to :class:`History`
        """
        judges = {profile: profile._judge() for profile in self}
        days = {profile: profile.sudo().company_id._tier_today() for profile in self}
        outdated = self.filtered(lambda profile: profile._as_of() != days[profile])
        histories = outdated._histories(judges)
        cases = {}
        for profile, judge in judges.items():
            figures = profile._figures()
            if profile in histories:
                past = histories[profile]
                figures = past.figures(days[profile], figures.more) or figures
            cases[profile] = Case(
                judge,
                figures,
                profile._standing(judge),
                days[profile],
                profile._money_unit(),
            )
        return cases, histories

    def _as_of(self):
        """The day that the figures of this profile are of."""
        return self.last_order_date + timedelta(self.recency_days)

    def _figures(self):
        return Figures(
            self.recency_days,
            self.frequency,
            exact(self.monetary),
            {
                name: exact(value)
                for name, (value, _score) in (self.dimension_scores or {}).items()
            },
        )

    def _standing(self, judge):
        tier_ids = judge.policy.tier_ids

        def place(tier):
            return tier_ids.index(tier.id) + 1 if tier.id in tier_ids else None

        return Standing(
            held=place(self.computed_tier_id),
            since=self.computed_since or self.tier_since or None,
            pending=place(self.pending_tier_id),
            pending_since=self.pending_since or None,
            pending_runs=self.pending_runs,
        )

    def _money_unit(self):
        return Decimal(1).scaleb(-self.sudo().currency_id.decimal_places)

    def _history(self, judge):
        """What the customer bought up to today, day by day. One query.

        :rtype: History
        """
        self.ensure_one()
        return self._histories({self: judge})[self]

    def _histories(self, judges):
        """What each customer bought up to today. One query for each company and window.

        :param dict judges: profile to the rules that say what counts, for these and maybe others
        :return: dict of profile to :class:`History`
        """
        histories = {}
        for (company, source, window_days), profiles in self.grouped(
            lambda profile: (
                profile.sudo().company_id,
                judges[profile].policy.source,
                judges[profile].policy.window_days,
            )
        ).items():
            days = profiles._bought_by_day(company, source, window_days)
            for profile in profiles:
                histories[profile] = History(
                    tuple(days[profile.partner_id._origin.id]),
                    window_days,
                    company.currency_id.decimal_places,
                )
        return histories

    def _bought_by_day(self, company, source, window_days):
        """``{customer id: rows (day, amount, number of purchases)}``, oldest first. One query."""
        for model_name, names in PURCHASE_FIELDS.items():
            self.env[model_name].flush_model(names)
        window = company._tier_window(source, window_days, self.partner_id.ids)
        rows = self.env.execute_query(
            SQL(
                """
                -- numeric as text: psycopg2 is set up to make it a float
                SELECT customer_id, %(day)s AS day, SUM(amount)::text,
                       COUNT(*) FILTER (WHERE is_purchase)
                  FROM (%(rows)s) AS purchase
              GROUP BY customer_id, day
              ORDER BY day
                """,
                day=window.purchases.local_date(SQL("bought_at")),
                rows=window.by_customer(),
            )
        )
        days = defaultdict(list)
        for customer_id, day, amount, count in rows:
            days[customer_id].append((day, Decimal(amount), count))
        return days
