import logging
import time
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ..scoring.flow import Flow, Scope
from ..scoring.rules import RunRules

_logger = logging.getLogger(__name__)

# All that a caller decides about a run; the rest is what the run finds.
REQUEST_FIELDS = {"company_id", "as_of", "mode"}


class CustomerTierRun(models.Model):
    """One recompute of one company, live or simulated, with its ledger entry.

    A run is atomic: everything it writes is written in one transaction, so that readers see the
    result before it or after it, never a mixture.
    """

    _name = "customer.tier.run"
    _description = "Customer Tier Run"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    as_of = fields.Date(
        string="As Of",
        help="The day the customers are looked at from; purchases after it do not count. "
        "Empty: today, in the company's time zone.",
    )
    mode = fields.Selection(
        selection=[
            ("live", "Live"),
            ("simulation", "Simulation"),
            ("refresh", "Quick refresh"),
        ],
        required=True,
        default="live",
        help="Live: publishes the result.\n"
        "Simulation: keeps the result beside, for looking at.\n"
        "Quick refresh: only customers whose orders changed, by the last run's cut points.",
    )
    origin = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("request", "Recompute now"),
            ("schedule", "Scheduled action"),
        ],
        string="Started By",
        required=True,
        readonly=True,
        default="manual",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    seconds = fields.Float(digits=(10, 3), readonly=True, copy=False)
    customer_count = fields.Integer(
        string="Customers", readonly=True, copy=False, help="Active and lapsed ones."
    )
    lapsed_count = fields.Integer(string="Lapsed", readonly=True, copy=False)
    revenue = fields.Monetary(
        readonly=True, copy=False, help="Net revenue of all customers in their window."
    )
    written_count = fields.Integer(
        string="Profiles Written",
        readonly=True,
        copy=False,
        help="Profiles made, changed or removed. Those that stay as they are, are not written.",
    )
    move_count = fields.Integer(string="Moves", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)
    rules = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The rules used, with the cut points found.",
    )
    rules_html = fields.Html(
        string="What the Scores Mean", compute="_compute_rules_html", sanitize=False
    )
    line_ids = fields.One2many(
        comodel_name="customer.tier.run.line", inverse_name="run_id", readonly=True
    )
    line_count = fields.Integer(compute="_compute_line_count", string="Simulated Customers")
    move_ids = fields.One2many(
        comodel_name="customer.tier.move", inverse_name="run_id", readonly=True
    )
    step_ids = fields.One2many(
        comodel_name="customer.tier.run.step", inverse_name="run_id", readonly=True
    )

    @api.depends("company_id", "as_of", "mode")
    def _compute_display_name(self):
        modes = dict(self._fields["mode"]._description_selection(self.env))
        for run in self:
            run.display_name = self.env._(
                "%(mode)s of %(company)s, %(date)s",
                mode=modes.get(run.mode),
                company=run.company_id.name,
                date=fields.Date.to_string(run.as_of) or self.env._("today"),
            )

    @api.depends("rules")
    @api.depends_context("lang")
    def _compute_rules_html(self):
        for run in self:
            run.rules_html = run.rules and self.env["ir.qweb"]._render(
                "customer_tier.run_rules", run._readable_rules()
            )

    def _readable_rules(self):
        """The rules and cut points of this run, prepared for the page that shows them."""
        rules = RunRules.from_json(self.rules)
        policies = self.env["customer.tier.policy"].browse(
            policy.policy_id for policy in rules.policies
        )
        tiers = self.env["customer.tier"].with_context(active_test=False).search([])
        return {
            "run": self,
            "policies": [
                {
                    "rules": policy,
                    "name": record.exists().name or self.env._("(deleted policy)"),
                    "dimensions": {rule.dimension: rule for rule in policy.dimensions},
                }
                for policy, record in zip(rules.policies, policies, strict=True)
            ],
            "tiers": {tier.id: tier for tier in tiers},
        }

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["customer.tier.run.line"]._read_group(
                [("run_id", "in", self.ids)], ["run_id"], ["__count"]
            )
        )
        for run in self:
            run.line_count = counts.get(run, 0)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            self._refuse_forged(vals)
        # defaults of the context are values like any other
        honest = self.with_context(clean_context(self.env.context))
        return super(CustomerTierRun, honest).create(vals_list)

    def _refuse_forged(self, vals):
        """Nobody writes history by hand, not through RPC or import either."""
        forged = set(vals) - REQUEST_FIELDS - {"activity_ids", "message_ids"}
        if forged or vals.get("mode") == "refresh":
            raise AccessError(
                self.env._(
                    "A run is asked for by company, date and mode (live or simulation); "
                    "the rest is what it finds and cannot be entered."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if self.move_ids or any(
            run.state == "done" and run.mode == "live" for run in self
        ):
            raise UserError(
                self.env._(
                    "Published runs are the history of your tiers and cannot be deleted. "
                    "Simulations can."
                )
            )

    def unlink(self):
        """Take the simulated customers along (:class:`.fields.RuleMany2one` does not)."""
        run_ids = self.ids
        result = super().unlink()
        self.env.cr.execute(
            SQL("DELETE FROM customer_tier_run_line WHERE run_id = ANY(%s)", run_ids)
        )
        return result

    # ----------------------------------------------------------------- running

    def action_run(self):
        """Run these now, in this transaction. Managers only.

        A run that fails keeps its error, and leaves profiles and moves as they were.
        """
        self._check_manager()
        self.check_access("read")
        for run in self.sudo():
            run._run_now()
        return True

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group("customer_tier.group_manager")):
            raise AccessError(
                self.env._("Only managers of customer tiers can start a recompute.")
            )

    def _run_now(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._execute()
        except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise  # the user's to mend, or Odoo's to try again
        except Exception as error:
            _logger.exception("Customer tier run %s failed", self.id)
            self._record_failure(error)

    def _record_failure(self, error):
        self.write({"state": "failed", "error": str(error).strip() or repr(error)})

    def _execute(self, partner_ids=None):
        """The whole run: lock, rules, flow, ledger.

        :param partner_ids: of a quick refresh, the customers to refresh
        :raise UserError: if the run cannot be made now; says what to do
        """
        self.ensure_one()
        if self.state not in ("draft", "running"):
            raise UserError(
                self.env._("%(run)s has been made already.", run=self.display_name)
            )
        started = time.monotonic()
        self._lock_company()
        company = self.company_id
        as_of = self.as_of or company._tier_today()
        if self.mode != "simulation":
            self._check_publishable(as_of)
        flow = Flow(
            self.env.cr, *self._prepare_flow(as_of, partner_ids and tuple(partner_ids))
        )
        self.env.flush_all()
        values = self._run_steps(flow)
        self.write(
            {
                **values,
                "as_of": as_of,
                "started_at": self.started_at or fields.Datetime.now(),
                "state": "done",
                "error": False,
                "rules": False if self.mode == "refresh" else flow.rules.to_json(),
                "seconds": time.monotonic() - started,
            }
        )
        if self.mode == "live":
            self._mark_as_published()
        self.env.invalidate_all()
        _logger.info(
            "%s: %s customers, %s profiles written, %s moves, %.3f s",
            self.display_name,
            self.customer_count,
            self.written_count,
            self.move_count,
            self.seconds,
        )

    def _lock_company(self):
        """One run of a company at a time; the lock goes with the transaction."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('customer_tier'), %s)",
                self.company_id.id,
            )
        )
        if not self.env.cr.fetchone()[0]:
            # a person is told, the background tries again
            background = self.env.context.get("customer_tier_background")
            raise (ConcurrencyError if background else UserError)(
                self.env._(
                    "The tiers of %(company)s are being recomputed right now. "
                    "Try again when that run is done.",
                    company=self.company_id.name,
                )
            )

    def _check_publishable(self, as_of):
        """Live results move forward in time: yesterday's cannot overwrite today's."""
        last = self.company_id.customer_tier_run_id
        today = self.company_id._tier_today()
        if as_of > today or (last.as_of and as_of < last.as_of):
            raise UserError(
                self.env._(
                    "Tiers of %(company)s are published as of %(last)s: a live run can be made "
                    "for a day from then until today. To look at another date, make a "
                    "simulation.",
                    company=self.company_id.name,
                    last=last.as_of or today,
                )
            )

    def _prepare_flow(self, as_of, partner_ids):
        """``(scope, rules)`` of this run."""
        company = self.company_id
        policies = self.env["customer.tier.policy"].with_company(company)
        if self.mode == "refresh":
            rules = RunRules.from_json(company.customer_tier_run_id.rules)
        else:
            rules = policies._of_company(company)._run_rules()
        if not rules.policies:
            raise UserError(
                self.env._(
                    "%(company)s has no active customer tier policy. "
                    "Make one under Configuration / Policies.",
                    company=company.name,
                )
            )
        scope = Scope(
            company_id=company.id,
            as_of=as_of,
            time_zone=company._tier_time_zone(),
            decimal_places=company.currency_id.decimal_places,
            governed=policies._governed_conditions(company, rules.policies),
            partner_ids=partner_ids,
            now=fields.Datetime.now(),
        )
        return scope, rules

    def _run_steps(self, flow):
        """Run the steps of the flow and return what they say for the ledger."""
        with self._step("collect") as step:
            customers, lapsed, revenue = flow.collect()
            step["row_count"] = customers
        values = {
            "customer_count": customers,
            "lapsed_count": lapsed,
            "revenue": revenue,
        }
        if self.mode != "refresh":  # a quick refresh judges by the cut points it was given
            with self._step("cut_points"):
                flow.find_cut_points()
        if self.mode == "simulation":
            with self._step("simulate") as step:
                step["row_count"] = flow.keep_simulation(self.id)
            return values
        with self._step("publish") as step:
            written = flow.publish(self.id)
            step["row_count"] = written.profiles
        return values | {
            "written_count": written.profiles,
            "move_count": written.moves,
        }

    @contextmanager
    def _step(self, name):
        """Time a step and keep it with the run; say so at once when run in the background."""
        started = time.monotonic()
        values = {"run_id": self.id, "step": name}
        yield values
        values["seconds"] = time.monotonic() - started
        _logger.info(
            "run %s: %s, %s rows, %.3f s",
            self.id,
            name,
            values.get("row_count", 0),
            values["seconds"],
        )
        if not self.env.context.get("customer_tier_background"):
            self.env["customer.tier.run.step"].create(values)
            return
        # Its own transaction: this run commits only at the end, and people watch it.
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            env["customer.tier.run.step"].create(values)
            env["customer.tier.run"].browse(self.id)._notify("progress")

    def _mark_as_published(self):
        """Make this the run that quick refreshes judge by; nothing is left to refresh.

        Two runs that overlap in spite of the lock (each with a snapshot from before the other's
        commit) both write this row, so the second one fails to serialize and is tried again.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET customer_tier_run_id = %s WHERE id = %s",
                self.id,
                self.company_id.id,
            )
        )
        self.env["customer.tier.refresh"].search(
            [("company_id", "=", self.company_id.id)]
        ).unlink()

    # ------------------------------------------------------------- asking for it

    @api.model
    def action_recompute_now(self):
        """Have the selected companies recomputed, without keeping the browser waiting."""
        return self._request(self.env.companies)

    @api.model
    def _request(self, companies):
        """Queue a live run of each company and wake up the scheduled action."""
        self._check_manager()
        waiting = self.sudo().search(
            [
                ("company_id", "in", companies.ids),
                ("mode", "=", "live"),
                ("origin", "=", "request"),
                ("state", "in", ("draft", "running")),
            ]
        )
        # sudo: managers ask for runs, they do not write them
        self.sudo().create(
            [
                {"company_id": company.id, "origin": "request", "user_id": self.env.uid}
                for company in companies - waiting.company_id
            ]
        )
        self.env["customer.tier.refresh"]._wake_up()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "title": self.env._("Recompute started"),
                "message": self.env._(
                    "It runs in the background. You will be told here when it is done."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _notify(self, event):
        """Tell the browsers of those who may see tiers; they fetch what they may read.

        :param event: ``progress``, ``published`` or ``failed``
        """
        self.ensure_one()
        self.env.ref("customer_tier.group_user")._bus_send(
            f"customer_tier/{event}",
            {
                "run_id": self.id,
                "company_id": self.company_id.id,
                "company": self.company_id.name,
                "user_id": self.user_id.id if self.origin == "request" else False,
                "customers": self.customer_count,
                "written": self.written_count,
                "moves": self.move_count,
            },
        )

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_run_line_action"
        )
        return action | {"domain": [("run_id", "=", self.id)]}

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_move_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    @api.autovacuum
    def _gc_quick_refreshes(self):
        """Forget quick refreshes of the past that moved nobody."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        idle = self.sudo().search(
            [("mode", "=", "refresh"), ("move_count", "=", 0), ("create_date", "<", limit)],
            limit=1000,
        )
        count = len(idle)
        idle.unlink()
        return count, count
