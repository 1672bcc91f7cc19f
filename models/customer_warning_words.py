from odoo import api, fields, models
from odoo.tools import format_date, format_list


class CustomerWarning(models.Model):
    """The evidence of a warning as a sentence, in the reader's language."""

    _inherit = "customer.warning"

    @api.depends("facts", "kind", "closed_on")
    @api.depends_context("lang", "uid")
    def _compute_evidence(self):
        # sudo: the facts are for the sentence only
        for warning in self:
            facts = warning.sudo().facts
            name = f"_evidence_of_{warning.kind}"
            told = facts and hasattr(self, name)
            warning.evidence = told and getattr(self, name)(warning, facts)

    def _days_since(self, warning, day):
        """As of when it was seen last: the days that the sentence is about."""
        return (
            (warning.seen_on - fields.Date.to_date(day)).days if warning.seen_on else 0
        )

    def _money(self, warning, amount):
        currency = warning.company_id.sudo().currency_id.with_env(self.env)
        return currency.format(amount)

    def _day(self, day):
        return format_date(self.env, day)

    def _percent(self, number):
        if 0 < number < 0.5:
            return self.env._("less than 1 %")
        return self.env._("%(number)s %%", number=round(number))

    def _evidence_of_slow(self, warning, facts):
        return self.env._(
            "Last bought on %(last)s, %(days)s days ago, and usually buys after %(usual)s days; "
            "the chance of a purchase in the next %(horizon)s days is %(probability)s.",
            last=self._day(facts["last"]),
            days=self._days_since(warning, facts["last"]),
            usual=facts["usual"],
            horizon=facts["horizon"],
            probability=self._percent(100 * facts["probability"]),
        )

    def _evidence_of_revenue(self, warning, facts):
        values = {
            "now": self._money(warning, facts["now"]),
            "before": self._money(warning, facts["before"]),
            "days": facts["days"],
        }
        if facts["year_ago"] is None:
            return self.env._(
                "%(now)s in the last %(days)s days, %(before)s in the %(days)s days before.",
                **values,
            )
        return self.env._(
            "%(now)s in the last %(days)s days, %(before)s in the %(days)s days before, and "
            "%(year_ago)s in the same days a year ago.",
            year_ago=self._money(warning, facts["year_ago"]),
            **values,
        )

    def _evidence_of_category(self, warning, facts):
        categories = self.env["product.category"].sudo()
        parts = []
        for told in facts["categories"]:
            category = categories.browse(told["id"]).exists()
            if category:
                parts.append(
                    self.env._(
                        "%(category)s since %(last)s (usually every %(rhythm)s days)",
                        category=category.display_name,
                        last=self._day(told["last"]),
                        rhythm=told["rhythm"],
                    )
                )
        more = facts["count"] - len(parts)
        if more > 0 and parts:
            parts.append(self.env._("%(count)s more categories", count=more))
        return self.env._(
            "Still buys, but not any more: %(categories)s.",
            categories=format_list(self.env, parts) or self.env._("a category"),
        )

    def _evidence_of_returns(self, warning, facts):
        parts = []
        if facts["returns"]:
            parts.append(
                self.env._(
                    "returns of %(returned)s (%(share)s of what was bought, %(before)s before)",
                    returned=self._money(warning, facts["returned"]),
                    share=self._percent(facts["share"]),
                    before=self._percent(facts["share_before"]),
                )
            )
        if facts["complaints"]:
            parts.append(
                self.env._(
                    "%(count)s complaints (%(before)s before)",
                    count=facts["complaints"],
                    before=facts["complaints_before"],
                )
            )
        return self.env._(
            "In the last %(days)s days: %(what)s.",
            days=facts["days"],
            what=format_list(self.env, parts),
        )

    def _evidence_of_payments(self, warning, facts):
        """Amounts of invoices are for those who may read invoices."""
        values = {
            "count": facts["invoices"],
            "oldest": self._day(facts["oldest"]),
            "days": self._days_since(warning, facts["oldest"]),
        }
        if not self.env["account.move"].sudo(False).has_access("read"):
            return self.env._(
                "Invoices overdue: %(count)s, the oldest since %(oldest)s (%(days)s days).",
                **values,
            )
        return self.env._(
            "%(amount)s overdue; invoices: %(count)s, the oldest since %(oldest)s "
            "(%(days)s days).",
            amount=self._money(warning, facts["amount"]),
            **values,
        )

    def _evidence_of_mails(self, warning, facts):
        values = {
            "count": facts["count"],
            "first": self._day(facts["first"]),
            "last": self._day(facts["last"]),
        }
        if facts["noticed"]:
            return self.env._(
                "The last %(count)s mailings, from %(first)s to %(last)s, were neither opened, "
                "clicked nor answered; the one of %(noticed)s was.",
                noticed=self._day(facts["noticed"]),
                **values,
            )
        return self.env._(
            "The last %(count)s mailings, from %(first)s to %(last)s, were neither opened, "
            "clicked nor answered.",
            **values,
        )
