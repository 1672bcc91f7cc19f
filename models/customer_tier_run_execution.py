import logging
import time
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..scoring.flow import Flow, Scope
from ..scoring.rules import RunRules

_logger = logging.getLogger(__name__)


class CustomerTierRun(models.Model):
    """Making a run: lock, rules, flow, ledger."""

    _inherit = "customer.tier.run"

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
        self.step_ids.unlink()  # of an attempt that lost a race
        company = self.company_id
        as_of = self.as_of or company._tier_today()
        if self.mode != "simulation":
            self._check_publishable(as_of)
        base = company.customer_tier_run_id
        flow = Flow(
            self.env.cr, *self._prepare_flow(as_of, partner_ids and tuple(partner_ids))
        )
        self.env.flush_all()
        values = self._run_steps(flow)
        self.write(
            {
                "state": "done",
                "error": False,
                **values,
                "as_of": as_of,
                "base_run_id": base.id,
                "started_at": self.started_at or fields.Datetime.now(),
                "rules": False if self.mode == "refresh" else flow.rules.to_json(),
                "seconds": time.monotonic() - started,
            }
        )
        if partner_ids is not None:
            self.refreshed_ids = list(partner_ids)
        if self.state == "done" and self.mode != "simulation":
            self._mark_as_published(self if self.mode == "live" else base)
        if self.state == "done" and self.mode == "live":
            self._settle_queue()
        if self.state == "done" and self.mode != "simulation":
            self._announce(partner_ids)
            if self.mode == "live" or self.written_count:
                self._tell_screens("published")
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
        if not self.company_id._lock_tiers():
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
            rules = policies._of_company(company)._run_rules(self.draft_policy_id)
        if not rules.policies:
            raise UserError(
                self.env._(
                    "%(company)s has no active customer tier policy. "
                    "Make one under Configuration / Policies.",
                    company=company.name,
                )
            )
        last = company.customer_tier_run_id
        scope = Scope(
            company_id=company.id,
            currency_id=company.currency_id.id,
            as_of=as_of,
            time_zone=company._tier_time_zone(),
            decimal_places=company.currency_id.decimal_places,
            governed=policies._governed_conditions(company, rules.policies),
            partner_ids=partner_ids,
            now=fields.Datetime.now(),
            # several runs of one day are one finding
            counts=self.mode != "refresh" and (not last.as_of or as_of > last.as_of),
            looks_back=self.mode == "simulation"
            and bool(last.as_of and as_of < last.as_of),
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
        if (
            self.mode != "refresh"
        ):  # a quick refresh judges by the cut points it was given
            with self._step("cut_points"):
                flow.find_cut_points()
        if self.mode == "simulation":
            return values | self._keep_simulation(flow)
        with self._step("compare") as step:
            step["row_count"] = flow.find_changes()
        excess = self._excess(flow)
        if excess:
            return values | self._keep_simulation(flow) | self._hold(excess)
        with self._step("publish") as step:
            written = flow.publish(self.id, self._backup_run().id)
            step["row_count"] = written.profiles
        return values | self._written(written)

    def _keep_simulation(self, flow):
        with self._step("simulate") as step:
            step["row_count"] = flow.keep_simulation(self.id)
        return {}

    def _written(self, written):
        return {"written_count": written.profiles, "move_count": written.moves}

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

    def _mark_as_published(self, published):
        """Write the company's row, for whoever waits with an outdated snapshot to notice.

        :param published: the run that quick refreshes judge by from now on
        """
        self.published_at = fields.Datetime.now()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET customer_tier_run_id = %s WHERE id = %s",
                published.id or None,
                self.company_id.id,
            )
        )

    def _settle_queue(self):
        """A live run leaves nothing older to approve or to look at, and nothing to refresh.

        Unless it is of a day gone by: then it knows nothing of what was bought since.
        """
        self._drop_held()
        self.base_run_id._drop_lines()
        if self.as_of < self.company_id._tier_today():
            self._refresh_again([("as_of", ">", self.as_of)])
            return
        self.env["customer.tier.refresh"].search(
            [("company_id", "=", self.company_id.id)]
        ).unlink()
