import logging
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..forecast import grade as grading
from .customer_forecast import MODEL_NAMES

_logger = logging.getLogger(__name__)

# What a night consists of, in that order: ``_step_<name>`` of those that are there.
STEPS = (
    "forecast",
    "categories",
    "replenishment",
    "installed",
    "affinity",
    "warnings",
)
# What the backtest may say (:mod:`..forecast.grade`).
VERDICTS = [
    (grading.BETTER, "Better than the naive rule"),
    (grading.NOT_BETTER, "No better than the naive rule"),
    (grading.NO_SIGNAL, "No signal"),
    (grading.TOO_FEW, "Too little to tell"),
]


class CustomerForecastRun(models.Model):
    """All that is foreseen of one company's customers as of one day, with its ledger entry.

    A run is a list of steps that know nothing of each other: one that fails takes back what it
    wrote, leaves its error here, and the next one goes on. Tiers are read and never written.

    A step is a method ``_step_<name>`` of this model: it finds ``company_id`` and ``as_of``, looks
    at nothing after that day, writes in SQL, and returns how many rows it wrote.
    """

    _name = "customer.forecast.run"
    _description = "Customer Forecast Run"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.tier.managers.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    as_of = fields.Date(
        readonly=True,
        help="The day the forecast is made on; later purchases are not known to it.",
    )
    origin = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("request", "Forecast now"),
            ("schedule", "Scheduled action"),
        ],
        string="Started By",
        required=True,
        readonly=True,
        default="manual",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("partial", "Partly Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        help="Partly done: the forecast of the customers is new, but a later step failed.\n"
        "Failed: the forecast of the customers is still the one of the run before.",
    )
    started_at = fields.Datetime(readonly=True)
    seconds = fields.Float(digits=(10, 3), readonly=True)
    error = fields.Text(readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    purchase_count = fields.Integer(
        string="Purchases",
        readonly=True,
        help="Several of one customer and day are one.",
    )
    tried_count = fields.Integer(
        string="Customers Tried On",
        readonly=True,
        help="On whose past the models were tried: all customers, or so many as the settings say.",
    )
    written_count = fields.Integer(
        string="Forecasts Written",
        readonly=True,
        help="Made, changed or removed. Those that stay as they are, are not written.",
    )
    horizon_days = fields.Integer(string="Days Ahead", readonly=True, aggregator=None)
    model = fields.Selection(
        selection=MODEL_NAMES, string="Who Buys, by", readonly=True
    )
    revenue_model = fields.Selection(
        selection=MODEL_NAMES, string="Revenue, by", readonly=True
    )
    verdict = fields.Selection(selection=VERDICTS, readonly=True)
    facts = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="What the verdict is made of.",
    )
    step_ids = fields.One2many(
        comodel_name="customer.forecast.run.step", inverse_name="run_id", readonly=True
    )
    grade_ids = fields.One2many(
        comodel_name="customer.forecast.grade", inverse_name="run_id", readonly=True
    )

    @api.depends("company_id", "as_of")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._(
                "Forecast of %(company)s, %(date)s",
                company=run.company_id.name,
                date=fields.Date.to_string(run.as_of) or self.env._("today"),
            )

    @api.model
    def _forecast_company(self, company, as_of):
        """Foresee the customers of a company as of a day, in this transaction.

        :return: the run; its ``state`` says what came of it
        :raise UserError: if forecasts of a later day are there already, or are being made
        """
        run = self.sudo()._quietly().create({"company_id": company.id, "as_of": as_of})
        run._execute()
        return run

    def _quietly(self):
        """Without a message that a run was made: there is one every night."""
        return self.with_context(mail_create_nolog=True)

    def _execute(self):
        self.ensure_one()
        self._begin()
        for step in self._steps():
            self._run_step(step)
        self._finish()

    def _steps(self):
        return [step for step in STEPS if hasattr(self, f"_step_{step}")]

    def _begin(self):
        self._lock_company()
        self.as_of = self.as_of or self.company_id._tier_today()
        self._check_day()
        self.write({"state": "running", "started_at": fields.Datetime.now()})

    def _check_day(self):
        """Forecasts move forward in time: yesterday's cannot overwrite today's."""
        last = self.company_id.customer_forecast_run_id
        if self.as_of > self.company_id._tier_today() or (
            last and self.as_of < last.as_of
        ):
            raise UserError(
                self.env._(
                    "Customers of %(company)s are forecast as of %(last)s: a forecast can be made "
                    "for a day from then until today.",
                    company=self.company_id.name,
                    last=last.as_of or self.company_id._tier_today(),
                )
            )

    def _try_lock(self):
        """One forecast of a company at a time; the lock goes with the transaction."""
        [[locked]] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('customer_tier_forecast'), %s)",
                self.company_id.id,
            )
        )
        return locked

    def _lock_company(self):
        if not self._try_lock():
            # a person is told, the background tries again
            background = self.env.context.get("customer_tier_background")
            raise (ConcurrencyError if background else UserError)(
                self.env._(
                    "The customers of %(company)s are being forecast right now. Try again when "
                    "that is done.",
                    company=self.company_id.name,
                )
            )

    def _run_step(self, step):
        """Run a step, keep how long it took, and the error if it failed: the others go on."""
        started = time.monotonic()
        values = {"state": "done"}
        self._lock_company()
        try:
            with self.env.cr.savepoint():
                self.env.flush_all()
                values["row_count"] = getattr(self, f"_step_{step}")() or 0
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise  # Odoo's or the background's to try again
        except Exception as error:
            _logger.exception("%s: %s", self.display_name, step)
            values = {"state": "failed", "error": str(error).strip() or repr(error)}
        self.env.invalidate_all()
        self._keep_step(step, seconds=time.monotonic() - started, **values)

    def _keep_step(self, step, **values):
        self.env["customer.forecast.run.step"].create(
            {"run_id": self.id, "step": step, **values}
        )
        _logger.info(
            "%s: %s, %s, %s rows, %.3f s",
            self.display_name,
            step,
            values["state"],
            values.get("row_count", 0),
            values["seconds"],
        )
        self._tell_screens("progress")

    def _finish(self):
        failed = self.step_ids.filtered(lambda step: step.state == "failed")
        state = "partial" if failed else "done"
        if "forecast" in failed.mapped("step"):
            state = "failed"
        labels = dict(failed._fields["step"]._description_selection(self.env))
        self.write(
            {
                "state": state,
                "seconds": sum(self.step_ids.mapped("seconds")),
                "error": "\n".join(
                    f"{labels[step.step]}: {step.error}" for step in failed
                )
                or False,
            }
        )
        self.env.invalidate_all()
        self._tell_screens("done")

    def _tell_screens(self, event):
        """Tell open screens (which run; no more), once what is written now is committed."""
        self.env.ref("customer_tier.group_user")._bus_send(
            "customer_tier/forecast", {"run_id": self.id, "event": event}
        )

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group("customer_tier.group_manager")):
            raise AccessError(
                self.env._("Only managers of customer tiers can start a forecast.")
            )

    @api.autovacuum
    def _gc_grades(self):
        """Forget the grades of the nights of last year; the runs themselves stay."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), months=13)
        old = self.env["customer.forecast.grade"].search(
            [("create_date", "<", limit)], limit=10_000
        )
        count = len(old)
        old.unlink()
        return count, count
