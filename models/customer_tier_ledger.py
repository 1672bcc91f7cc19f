import logging
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..promises import answers, cadence, planning
from ..promises.touches import Period, create_touch_table

_logger = logging.getLogger(__name__)

# Messages committed later than an hour after they were written are not looked for.
LATE_COMMIT = timedelta(hours=1)
# So many new promises at once change what PostgreSQL knows about their table.
MANY = 1000


class CustomerTierLedger(models.AbstractModel):
    """Keeps the ledger of promises, one company at a time, and plans what is due.

    A fixed number of statements per company and kind of promise; Python sees only what was written
    by customers since the last time, and the activities that are to be planned today.
    """

    _name = "customer.tier.ledger"
    _description = "Service Promises in the Background"

    @api.model
    def _cron_promises(self):
        """Each company is a transaction of its own: the failure of one is not the others'."""
        companies = self._companies()
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(companies))
        for company in companies:
            try:
                self._keep_books(company, fields.Datetime.now())
            except Exception:  # logged; the next hour tries again
                self.env.cr.rollback()
                _logger.exception("Service promises of company %s", company.id)
            if not commit_progress(1):
                return

    def _companies(self):
        """Those who promise something that takes doing, or still owe some of it."""
        services = self.env["customer.tier.service"].search(
            [
                "|",
                "|",
                ("visit_promised", "=", True),
                ("contact_promised", "=", True),
                ("answer_promised", "=", True),
            ]
        )
        waiting = self.env["customer.tier.promise"]._read_group(
            [("state", "=", "open")], ["company_id"]
        )
        owing = self.env["res.company"].union(*(company for [company] in waiting))
        return (services.company_id | owing).sorted("id")

    @api.model
    def _keep_books(self, company, now):
        """Bring the ledger of a company up to date as of an instant, and plan what is due.

        :return: the activities planned
        """
        if not self._lock(company):
            return self.env["mail.activity"]
        books = self._books(company, now)
        self._write_ledger(books, company)
        self._cancel_settled(company)
        return self._plan(books, company)

    def _write_ledger(self, books, company):
        self.env.flush_all()
        services = self.env["customer.tier.service"].search(
            [("company_id", "=", company.id)]
        )
        self._keep_cadences(books, company, services)
        self._keep_answers(books, company, services)
        self.env["customer.tier.promise"].invalidate_model()

    def _lock(self, company):
        """One ledger is kept by one transaction at a time."""
        [[locked]] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('customer_tier_promise'), %s)",
                company.id,
            )
        )
        return locked

    def _books(self, company, now):
        zone = pytz.timezone(company._tier_time_zone())
        fallback = company.tier_promise_user_id
        return cadence.Books(
            company_id=company.id,
            today=pytz.utc.localize(now).astimezone(zone).date(),
            now=now,
            lead_days=company.tier_promise_lead_days,
            fallback_user_id=fallback.id if fallback.active else None,
        )

    def _keep_cadences(self, books, company, services):
        # Twice the longest period: what is older cannot matter any more.
        longest = max(
            [
                *services.filtered("visit_promised").mapped("visit_days"),
                *services.filtered("contact_promised").mapped("contact_days"),
                1,
            ]
        )
        period = Period(
            company_id=books.company_id,
            begin=books.now - timedelta(days=2 * longest + 2),
            end=books.now + timedelta(microseconds=1),
            time_zone=company._tier_time_zone(),
        )
        self.env.cr.execute(create_touch_table(period))
        for promise in cadence.CADENCES:
            self._hand_over_planned(books, promise)
            for step in (
                cadence.withdraw,
                cadence.hand_over,
                cadence.keep,
                cadence.miss,
                cadence.catch_up,
                cadence.promise_next,
                cadence.keep,  # what came after a day that was missed
                planning.adopt_planned,
            ):
                self.env.cr.execute(step(books, promise))
                if step is cadence.promise_next and self.env.cr.rowcount > MANY:
                    # or the next steps are planned for the table as it was
                    self.env.cr.execute("ANALYZE customer_tier_promise")

    def _hand_over_planned(self, books, promise):
        """What was planned for the salesperson before goes to the new one."""
        rows = self.env.execute_query(planning.handed_over(books, promise))
        for activity_id, user_id in rows:
            activity = self.env["mail.activity"].browse(activity_id)
            # no mail for each: a rep may take over a hundred customers
            activity.with_context(mail_activity_quick_update=True).user_id = user_id
        self.env.flush_all()

    def _keep_answers(self, books, company, services):
        promised = services.filtered("answer_promised")
        if promised:
            first = min(promised.mapped("last_message_id"))
            asked = self.env.execute_query(answers.register(books, first))
            self._count_working_hours(company, asked)
        self.env.cr.execute(answers.settle(books, company._tier_time_zone()))
        if promised:
            self.env.cr.execute(answers.advance(books, books.now - LATE_COMMIT))
            promised.invalidate_recordset(["last_message_id"])

    def _count_working_hours(self, company, asked):
        calendar = company.resource_calendar_id
        due = {}
        for promise_id, asked_at, hours, in_working_hours in asked:
            if in_working_hours and calendar:
                due_at = calendar.plan_hours(
                    hours, pytz.utc.localize(asked_at), compute_leaves=True
                )
                if due_at:  # False: a schedule without working hours
                    due[promise_id] = due_at.astimezone(pytz.utc).replace(tzinfo=None)
        if due:
            self.env.cr.execute(answers.set_due(due))

    def _cancel_settled(self, company):
        """What was planned and is not needed any more: the customer was met another way."""
        settled = self.env["customer.tier.promise"].search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("kept", "void")),
                ("planned_date", "!=", False),
                ("activity_id", "!=", False),
                ("activity_id.active", "=", True),
            ]
        )
        owed = self.env["customer.tier.promise"].search(
            [("state", "=", "open"), ("activity_id", "in", settled.activity_id.ids)]
        )
        (settled.activity_id - owed.activity_id).unlink()

    def _plan(self, books, company):
        """Plan what is due for whoever owes it, within the limits of a day and a run."""
        activities = self.env["mail.activity"]
        left = company.tier_promise_run_limit
        for promise in cadence.CADENCES:
            rows = self.env.execute_query(
                planning.due_for_planning(
                    books, promise, company.tier_promise_daily_limit, left
                )
            )
            for row in rows:
                activities |= self._plan_one(books, company, *row)
            left -= len(rows)
            self.env.flush_all()  # the limit of a day is one for all kinds
        return activities

    def _plan_one(self, books, company, promise_id, partner_id, user_id, due, type_id):
        partner = self.env["res.partner"].browse(partner_id)
        user = self.env["res.users"].browse(user_id)
        promise = self.env["customer.tier.promise"].browse(promise_id)
        words = {"visit": self._visit_words, "contact": self._contact_words}
        activity = partner.with_context(
            mail_activity_quick_update=True,  # no mail for each: they come every day
            allowed_company_ids=company.ids,
        ).activity_schedule(
            activity_type_id=type_id,
            date_deadline=max(due, books.today),
            summary=words[promise.kind](promise.with_context(lang=user.lang)),
            user_id=user_id,
        )
        promise.write({"activity_id": activity.id, "planned_date": books.today})
        return activity

    def _visit_words(self, promise):
        return promise.env._(
            "Visit promised to tier %(tier)s", tier=promise.tier_id.code
        )

    def _contact_words(self, promise):
        return promise.env._(
            "Contact promised to tier %(tier)s", tier=promise.tier_id.code
        )
