from odoo import fields, models
from odoo.tools import format_date

from ..foresight.installed_reminders import handed_over, reminders_due
from ..promises.cadence import responsible

ACTIVITY_TYPES = {
    "warranty": "customer_tier.mail_activity_type_warranty_ending",
    "renewal": "customer_tier.mail_activity_type_renewal_due",
}


class CustomerForecastRun(models.Model):
    """The installed base, every night: what was sold, what is due, who is to be asked."""

    _inherit = "customer.forecast.run"

    def _step_installed(self):
        company, items = self.company_id, self.env["customer.installed.item"]
        made, changed = items._take_in(items._intake(company, self.as_of))
        changed += items._age(company, self.as_of)
        self._cancel_installed_reminders()
        self._hand_over_installed_reminders()
        self._plan_installed_reminders()
        return made + changed

    def _cancel_installed_reminders(self):
        """What was planned for devices that are out of use, or not due any more, or not yet."""
        reminders = self.env["customer.installed.reminder"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("activity_id.active", "=", True),
            ]
        )
        ageing = self.company_id._ageing(self.as_of)
        reminders.filtered(lambda reminder: not reminder._is_due(ageing))._take_back()

    def _hand_over_installed_reminders(self):
        """What is planned goes to the customer's new salesperson, without a mail for each."""
        company = self.company_id
        rows = self.env.execute_query(
            handed_over(
                company._ageing(self.as_of),
                self._installed_fallback().id or None,
                responsible("partner", company.id),
            )
        )
        for reminder_id, user_id in rows:
            reminder = self.env["customer.installed.reminder"].browse(reminder_id)
            activity = reminder.activity_id.with_context(
                mail_activity_quick_update=True
            )
            activity.user_id = reminder.user_id = user_id
        self.env.flush_all()

    def _installed_fallback(self):
        """Who is asked where the customer has no salesperson."""
        named = self.company_id.tier_promise_user_id.filtered("active")
        return (named or self._managers())[:1]

    def _plan_installed_reminders(self):
        """Activities for the salespeople, within the limits of a day and of a run."""
        company = self.company_id
        rows = self.env.execute_query(
            reminders_due(
                company._ageing(self.as_of),
                self._installed_fallback().id or None,
                responsible("partner", company.id),
                company.customer_installed_daily_limit,
                company.tier_promise_run_limit,
            )
        )
        for row in rows:
            self._plan_installed_reminder(*row)

    def _plan_installed_reminder(self, item_id, reason, day, user_id):
        user = self.env["res.users"].browse(user_id)
        item = self.env["customer.installed.item"].browse(item_id)
        item = item.with_context(
            lang=user.lang,
            mail_activity_quick_update=True,  # no mail for each: they come every day
            allowed_company_ids=self.company_id.ids,
        )
        activity = item.activity_schedule(
            ACTIVITY_TYPES[reason],
            date_deadline=max(day, self.as_of),
            summary=item._reminder_words(reason),
            user_id=user_id,
        )
        self.env["customer.installed.reminder"].create(
            {
                "item_id": item_id,
                "company_id": self.company_id.id,
                "reason": reason,
                "due_date": day,
                "planned_on": self.as_of,
                "user_id": user_id,
                "activity_id": activity.id,
            }
        )


class CustomerInstalledItem(models.Model):
    _inherit = "customer.installed.item"

    def _reminder_words(self, reason):
        values = {
            "item": self.display_name,
            "customer": self.partner_id.display_name,
            "warranty": format_date(self.env, self.warranty_end),
            "renewal": format_date(self.env, self.renewal_date),
        }
        if reason == "warranty":
            return self.env._(
                "%(customer)s: warranty of %(item)s ends on %(warranty)s", **values
            )
        return self.env._(
            "%(customer)s: %(item)s is due for renewal on %(renewal)s", **values
        )


class CustomerInstalledReminder(models.Model):
    _inherit = "customer.installed.reminder"

    def _take_back(self):
        """Nobody acted on it: when it is due again, it is planned again."""
        self.activity_id.unlink()
        self.unlink()

    def _is_due(self, ageing):
        """Whether what was planned is still needed, as of a day."""
        item = self.item_id
        ahead = {"warranty": ageing.warranty_days, "renewal": ageing.renewal_days}
        day = {"warranty": item.warranty_end, "renewal": item.renewal_date}[self.reason]
        return bool(
            item.active
            and item.state == "in_use"
            and day
            and day <= fields.Date.add(ageing.as_of, days=ahead[self.reason])
        )
