import logging

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..scoring import history

_logger = logging.getLogger(__name__)


class CustomerTierMove(models.Model):
    """Thinning of old moves, by the rule of each company."""

    _inherit = "customer.tier.move"

    @api.autovacuum
    def _gc_thin(self):
        """Thin one period of one company, and ask to be called again while there are more.

        A company that is being recomputed has its turn another night.

        :return: ``(moves taken away, whether to call again)``
        """
        companies = self.env["res.company"].sudo()
        for company in companies.search([("customer_tier_history_months", ">", 0)]):
            limit = company._tier_thinning_limit(
                company.customer_tier_history_months,
                company.customer_tier_history_grain,
            )
            done_until = company.customer_tier_thinned_until
            if (not done_until or done_until < limit) and company._lock_tiers():
                return self._thin_next_period(company, limit), 1
        return 0, 0

    def _thin_next_period(self, company, limit):
        """Thin the oldest period of a company that was not thinned yet, in one statement.

        :param limit: first day that is not thinned
        :return: the number of moves taken away
        """
        grain = company.customer_tier_history_grain
        [[oldest]] = self.env.execute_query(
            SQL(
                "SELECT MIN(date) FROM customer_tier_move"
                " WHERE company_id = %s AND date >= %s AND date < %s",
                company.id,
                company.customer_tier_thinned_until
                or fields.Date.to_date("1900-01-01"),
                limit,
            )
        )
        if not oldest:
            company.customer_tier_thinned_until = limit
            return 0
        start = fields.Date.start_of(oldest, grain)
        end = fields.Date.add(fields.Date.end_of(oldest, grain), days=1)
        self.env.flush_all()
        [[count]] = self.env.execute_query(history.thin(company.id, grain, start, end))
        company.customer_tier_thinned_until = end
        self.invalidate_model()
        _logger.info(
            "%s: %s moves of %s to %s taken away", company.name, count, start, end
        )
        return count

    @api.model
    def _thinning_words(self, company, months, grain):
        """How many moves there are, and what a rule would leave of them, in words."""
        [[count, oldest]] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*), MIN(date) FROM customer_tier_move WHERE company_id = %s",
                company.id,
            )
        )
        if not count:
            return self.env._("No customer has moved yet.")
        now = self.env._(
            "%(count)s moves, the oldest of %(date)s.",
            count=format(count, ","),
            date=format_date(self.env, oldest),
        )
        limit = company._tier_thinning_limit(months, grain)
        if not limit:
            return now
        [[dropped]] = self.env.execute_query(
            history.count_thinned_out(company.id, grain, limit)
        )
        return self.env._(
            "%(now)s This rule takes away %(dropped)s of them, all before %(limit)s.",
            now=now,
            dropped=format(int(dropped), ","),
            limit=format_date(self.env, limit),
        )
