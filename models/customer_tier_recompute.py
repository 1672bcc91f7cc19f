import logging
import random
import time

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html

_logger = logging.getLogger(__name__)

# Like Odoo's own retries of a request: half a minute at most.
MAX_ATTEMPTS = 5


class CustomerTierRecompute(models.AbstractModel):
    """The work that is done in the background: nightly runs, requested runs, quick refreshes.

    Each piece of work (one company) is a transaction of its own: the failure of one is written
    to its run and shown to the managers, and the next one goes on.
    """

    _name = "customer.tier.recompute"
    _description = "Customer Tiers in the Background"

    @api.model
    def _cron_recompute(self):
        """Recompute every company that has a policy."""
        runs = self._runs("schedule")
        if not runs:  # otherwise this call goes on where the last one ran out of time
            companies = self.env["customer.tier.policy"].search([]).company_id
            runs = runs.create(
                [
                    {"company_id": company.id, "origin": "schedule"}
                    for company in companies.sorted("id")
                ]
            )
        self._work_off(runs, self.env["res.company"])

    @api.model
    def _cron_refresh(self):
        """Make the runs that people asked for, and refresh customers whose orders changed."""
        waiting = self.env["customer.tier.refresh"]._read_group([], ["company_id"])
        companies = self.env["res.company"].union(*(company for [company] in waiting))
        self._work_off(self._runs("request"), companies)

    def _runs(self, origin):
        """The live runs that wait for the background, oldest first."""
        runs = self.env["customer.tier.run"]
        # not those that are just between taking up the run and taking the lock
        started = fields.Datetime.subtract(fields.Datetime.now(), minutes=2)
        abandoned = runs.search(
            [("state", "=", "running"), ("started_at", "<", started)]
        )
        self._retrying(abandoned._fail_if_abandoned)
        return runs.search(
            [("state", "=", "draft"), ("mode", "=", "live"), ("origin", "=", origin)],
            order="id",
        )

    def _work_off(self, runs, companies):
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(runs) + len(companies))
        for run in runs:
            # People may have made or deleted it in the meantime.
            if run.exists() and run.state == "draft":
                self._run_in_background(run)
            if not commit_progress(1):
                return
        for company in companies:
            self._refresh_in_background(company)
            if not commit_progress(1):
                return

    def _run_in_background(self, run):
        run._start_in_background()
        # Others see it running; and a failure of the run must not take this back.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        background = run.with_context(customer_tier_background=True)
        try:
            self._retrying(background._execute)
        except Exception as error:  # whatever it is, the others go on
            self.env.cr.rollback()
            _logger.exception("Customer tiers of company %s", run.company_id.id)
            run._fail_in_background(error)
        else:
            run._succeed_in_background()

    def _refresh_in_background(self, company):
        refresh = self.env["customer.tier.refresh"]
        try:
            self._retrying(lambda: refresh._refresh_waiting(company))
        except UserError as busy:
            self.env.cr.rollback()
            _logger.info("Quick refresh of company %s put off: %s", company.id, busy)
            refresh._wake_up(in_minutes=1)
        except Exception as error:  # the nightly run will make up for it
            self.env.cr.rollback()
            _logger.exception("Quick refresh of company %s", company.id)
            refresh._give_up(company, error)

    def _retrying(self, work):
        """Call ``work`` again when it lost a race against another transaction.

        Scheduled actions have no such retry of their own, and would be put off until tomorrow.
        """
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                result = work()
                self.env.cr.flush()
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
                self.env.cr.rollback()
                if attempt == MAX_ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 2**attempt))
            else:
                return result
        return None


class CustomerTierRun(models.Model):
    _name = "customer.tier.run"
    _inherit = ["customer.tier.run", "customer.tier.managers.mixin"]

    def _start_in_background(self):
        self.write({"state": "running", "started_at": self.env.cr.now()})

    def _succeed_in_background(self):
        self._close_failure_activities()
        if self.state == "held":
            self._ask_managers(
                "customer_tier.mail_activity_type_run_held",
                lambda env: env._(
                    "The nightly run of %(company)s would move more customers than its "
                    "policies allow. Publish it or drop it.",
                    company=self.company_id.name,
                ),
                note=lambda env: plaintext2html(self.with_env(env).hold_reason),
            )
        self._notify("held" if self.state == "held" else "published")

    def _fail_in_background(self, error):
        self._record_failure(error)
        self._close_failure_activities()
        self._ask_managers(
            "customer_tier.mail_activity_type_run_failed",
            lambda env: env._(
                "The customer tiers of %(company)s could not be recomputed",
                company=self.company_id.name,
            ),
        )
        self._notify("failed")

    def _close_failure_activities(self):
        """What failed before is settled by a newer run, or replaced by its failure."""
        self.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "failed")]
        ).activity_unlink(["customer_tier.mail_activity_type_run_failed"])

    def _fail_if_abandoned(self):
        """Runs that a server left behind when it stopped: nobody holds their lock any more."""
        for run in self:
            if run.company_id._lock_tiers():
                run._fail_in_background(
                    self.env._("The server stopped during this run. Start it again.")
                )
