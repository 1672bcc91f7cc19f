import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

FAILED_TYPE = "customer_tier.mail_activity_type_forecast_failed"


class CustomerForecastRun(models.Model):
    """Forecasts in the background: every night, after tiers were published, or when asked for.

    Each step is a transaction of its own: what is done stays done, and no lock is held for long.
    """

    _inherit = "customer.forecast.run"

    @api.model
    def action_forecast_now(self):
        """Have the selected companies forecast, without keeping the browser waiting."""
        self._check_manager()
        waiting = self.sudo().search(
            [("company_id", "in", self.env.companies.ids), ("state", "=", "draft")]
        )
        # sudo: managers ask for runs, they do not write them
        self.sudo()._quietly().create(
            [
                {"company_id": company.id, "origin": "request", "user_id": self.env.uid}
                for company in self.env.companies - waiting.company_id
            ]
        )
        self._wake_up()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "title": self.env._("Forecast started"),
                "message": self.env._(
                    "It runs in the background. Its steps appear under Forecast Grades as they "
                    "finish."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _wake_up(self):
        """Have the scheduled action run soon, once what is written now is committed."""
        cron = self.env.ref("customer_tier.ir_cron_forecast", raise_if_not_found=False)
        if cron:
            # sudo: managers may ask for it, the scheduled action is the administrator's
            cron.sudo()._trigger()

    @api.model
    def _cron_forecast(self):
        """Make the runs that wait, and one of each company that is due."""
        runs = self._take_up()
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(runs))
        for run in runs:
            # People may have deleted it in the meantime.
            if run.exists() and run.state == "draft":
                run.with_context(customer_tier_background=True)._run_in_background()
            if not commit_progress(1):
                return

    def _take_up(self):
        """The runs to make now, oldest first."""
        abandoned = self.search([("state", "=", "running")])
        abandoned._fail_if_abandoned()
        waiting = self.search([("state", "=", "draft")], order="id")
        due = self._due_companies() - waiting.company_id
        return waiting | self._quietly().create(
            [{"company_id": company.id, "origin": "schedule"} for company in due]
        )

    def _due_companies(self):
        """Companies with tiers that were not forecast today, or not since their last live run.

        One try each: what failed is tried again tomorrow.
        """
        due = self.env["res.company"]
        for company in due.search([("customer_tier_run_id", "!=", False)], order="id"):
            last = self.search([("company_id", "=", company.id)], limit=1)
            published = company.customer_tier_run_id.published_at
            if (
                not last.started_at
                or last.as_of < company._tier_today()
                or (published and last.started_at < published)
            ):
                due |= company
        return due

    def _run_in_background(self):
        recompute = self.env["customer.tier.recompute"]
        try:
            recompute._retrying(self._begin)
            # Others see it running; and a failure of a step must not take this back.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            for step in self._steps():
                self._step_in_background(step)
            self._finish()
        except Exception as error:  # whatever it is, the other companies go on
            self.env.cr.rollback()
            _logger.exception("Forecast of company %s", self.company_id.id)
            self._fail(error)
        self._settle_failures()

    def _step_in_background(self, step):
        try:
            self.env["customer.tier.recompute"]._retrying(lambda: self._run_step(step))
        except Exception as error:  # it lost all its races: the next step goes on
            self.env.cr.rollback()
            _logger.exception("%s: %s", self.display_name, step)
            self._keep_step(
                step,
                state="failed",
                seconds=0.0,
                error=str(error).strip() or repr(error),
            )
        # What this step found is seen at once, and the next one may fail.
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _fail(self, error):
        self.write(
            {
                "state": "failed",
                "as_of": self.as_of or self.company_id._tier_today(),
                "started_at": self.started_at or fields.Datetime.now(),
                "error": str(error).strip() or repr(error),
            }
        )
        self._tell_screens("done")

    def _fail_if_abandoned(self):
        """Runs that a server left behind when it stopped: this is the only one at work."""
        for run in self:
            if run._try_lock():
                run._fail(
                    self.env._(
                        "The server stopped during this forecast. Start it again."
                    )
                )
                run._settle_failures()

    def _settle_failures(self):
        """Ask the managers to look at what failed, and no more at what failed before."""
        self.search(
            [("company_id", "=", self.company_id.id), ("id", "<=", self.id)]
        ).activity_unlink([FAILED_TYPE])
        if self.state in ("failed", "partial"):
            self._ask_managers(
                FAILED_TYPE,
                lambda env: (
                    env._(
                        "The customers of %(company)s could not be forecast",
                        company=self.company_id.name,
                    )
                    if self.state == "failed"
                    else env._(
                        "A part of the forecast of %(company)s failed",
                        company=self.company_id.name,
                    )
                ),
            )


class CustomerTierRun(models.Model):
    _inherit = "customer.tier.run"

    def _mark_as_published(self, published):
        """New tiers ask for a new forecast: the scheduled action starts once they are committed."""
        result = super()._mark_as_published(published)
        if self.mode == "live":
            self.env["customer.forecast.run"]._wake_up()
        return result
