import time
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..scoring.flow import publish_kept
from ..scoring.rules import RunRules


class CustomerTierRun(models.Model):
    """Between a result and its publication: hold it, publish it as it is, or drop it."""

    _inherit = "customer.tier.run"

    excess = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What a nightly run would move beyond what its policies allow: lists of policy id, "
        "“customers” or “revenue”, share and limit in per cent.",
    )
    hold_reason = fields.Text(
        string="Why It Waits",
        compute="_compute_hold_reason",
        help="What this nightly run would move beyond what its policies allow.",
    )
    publish_obstacle = fields.Char(
        compute="_compute_publish_obstacle",
        string="Why It Cannot Be Published",
        help="Why this result cannot be published as it is, though it is kept.",
    )
    can_publish = fields.Boolean(compute="_compute_publish_obstacle")
    can_simulate_again = fields.Boolean(compute="_compute_publish_obstacle")
    can_drop = fields.Boolean(compute="_compute_can_drop")

    # ------------------------------------------------------------------ hold

    def _excess(self, flow):
        """What this run would move beyond what its policies allow; only nightly runs ask."""
        if self.origin != "schedule" or not self.company_id.customer_tier_run_id:
            return []
        return flow.excess()

    def _hold(self, excess):
        """The values of a run that waits for a manager instead of publishing."""
        self._drop_held()
        return {"state": "held", "excess": excess}

    @api.depends("excess")
    @api.depends_context("lang")
    def _compute_hold_reason(self):
        for run in self:
            run.hold_reason = (
                "\n".join(run._excess_in_words(*found) for found in run.excess or ())
                or False
            )

    def _excess_in_words(self, policy_id, what, share, limit):
        policy = self.env["customer.tier.policy"].sudo().browse(policy_id).exists()
        words = {
            "policy": policy.name or self.env._("(deleted policy)"),
            "share": f"{share:.4g}",
            "limit": f"{limit:g}",
        }
        if what == "customers":
            return self.env._(
                "%(policy)s: %(share)s %% of the customers would change tier, at most "
                "%(limit)s %% may.",
                **words,
            )
        return self.env._(
            "%(policy)s: customers with %(share)s %% of the revenue would change tier, at "
            "most %(limit)s %% may.",
            **words,
        )

    def _drop_held(self):
        """A newer result of the company replaces one that still waits."""
        held = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "held"),
                ("id", "!=", self.id),
            ]
        )
        if held:
            held._close_approval()
            held._drop_lines()
            held.write({"state": "dropped"})

    def _close_approval(self):
        self.activity_unlink(["customer_tier.mail_activity_type_run_held"])

    # --------------------------------------------------------------- publish

    @api.depends("state", "mode", "as_of", "base_run_id", "rules", "draft_policy_id")
    def _compute_publish_obstacle(self):
        for run in self:
            keeps = run._keeps_result()
            run.publish_obstacle = keeps and run._find_obstacle()
            run.can_publish = keeps and not run.publish_obstacle
            run.can_simulate_again = (
                run.publish_obstacle
                and run.mode == "simulation"
                and not run._date_obstacle()
            )

    def _keeps_result(self):
        """Whether this run holds a result that was not published."""
        return self.state == "held" or (
            self.state == "done" and self.mode == "simulation"
        )

    def _find_obstacle(self):
        """Why the result that this run keeps cannot be published now, in words; or False."""
        company = self.company_id.sudo()
        date_obstacle = self._date_obstacle()
        if date_obstacle:
            return date_obstacle
        if self.base_run_id.sudo() != company.customer_tier_run_id:
            return self.env._(
                "Tiers of %(company)s were published or rolled back since this result was "
                "computed. Simulate again and publish that.",
                company=company.name,
            )
        try:
            is_outdated = self.sudo()._is_outdated()
        except ValidationError as error:
            return str(error)
        if is_outdated:
            return self.env._(
                "The policies, the draft or the segments were changed since this result was "
                "computed. Simulate again and publish that."
            )
        return False

    def _date_obstacle(self):
        """Looking at other days is what simulations are for; publishing them is not."""
        last = self.base_run_id.sudo().as_of
        today = self.company_id._tier_today()
        if self.as_of <= today and (not last or self.as_of >= last):
            return False
        return self.env._(
            "This simulation looks at %(date)s. To be published, a result has to be of a day "
            "from the last published run (%(last)s) until today.",
            date=format_date(self.env, self.as_of),
            last=format_date(self.env, last or today),
        )

    def _is_outdated(self):
        """Whether the same company would be judged by other rules now.

        The limits of what may move in one night are no such rules: a manager who lets a run
        pass may raise them first.
        """
        policies = self.env["customer.tier.policy"]._of_company(self.company_id)
        used, current = (
            replace(
                rules,
                policies=tuple(
                    replace(
                        policy,
                        gate=replace(policy.gate, max_moved=0, max_moved_revenue=0),
                    )
                    for policy in rules.policies
                ),
            )
            for rules in (
                RunRules.from_json(self.rules).without_findings(),
                policies._run_rules(self.draft_policy_id),
            )
        )
        return used != current

    def action_publish(self):
        """Publish the result of a simulation, or of a nightly run that waits, as it is."""
        self.ensure_one()
        self._check_manager()
        self.check_access("read")
        self.sudo()._publish_kept()
        return True

    def _publish_kept(self):
        """All or nothing: rules, profiles, moves and ledger in the caller's transaction."""
        started = time.monotonic()
        self._lock_company()
        self._check_kept()
        is_simulated = self.mode == "simulation"
        company = self.company_id
        replaced = self.draft_policy_id and self.draft_policy_id._apply_draft()
        self.env.flush_all()
        with self._step("publish") as step:
            written = publish_kept(
                self.env.cr,
                self.id,
                company.id,
                self.as_of,
                fields.Datetime.now(),
                company._tier_today(),
            )
            step["row_count"] = written.profiles
        self.write(
            self._written(written)
            | {
                "mode": "live",
                "origin": "simulation" if is_simulated else self.origin,
                "state": "done",
                "replaced_rules": replaced,
                "seconds": self.seconds + time.monotonic() - started,
            }
        )
        self._close_approval()
        self._drop_held()
        self.base_run_id._drop_lines()
        self._mark_as_published(self)
        self._refresh_again(["|", ("id", ">", self.id), ("as_of", ">", self.as_of)])
        self._announce()
        self._tell_screens("published")
        self.env.invalidate_all()

    def _check_kept(self):
        if not self._keeps_result():
            raise UserError(
                self.env._(
                    "%(run)s holds no result that waits to be published.",
                    run=self.display_name,
                )
            )
        obstacle = self._find_obstacle()
        if obstacle:
            raise UserError(obstacle)

    def _refresh_again(self, overwritten):
        """Judge those anew whose quick refreshes were overwritten.

        :param overwritten: domain of these refreshes: made since, or of a later day
        """
        refreshes = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("mode", "=", "refresh"),
                *overwritten,
            ]
        )
        customers = {id_ for run in refreshes for id_ in run.refreshed_ids or ()}
        self.env["customer.tier.refresh"]._mark_customers(
            self.env["res.partner"].browse(customers).exists(), self.company_id
        )

    def action_simulate_again(self):
        """The same simulation anew, by the rules and customers of now."""
        self.ensure_one()
        run = self.create(
            {
                "company_id": self.company_id.id,
                "mode": "simulation",
                "draft_policy_id": self.draft_policy_id.id,
            }
        )
        run.action_run()
        return run._get_records_action(name=self.env._("Simulation"))

    # ------------------------------------------------------------------ drop

    @api.depends("state", "mode")
    def _compute_can_drop(self):
        for run in self:
            run.can_drop = run.state == "held" or run.mode == "simulation"

    def action_drop(self):
        """Forget a simulation, or a nightly run that waits; the tiers stay as they are."""
        self._check_manager()
        self.check_access("read")
        runs = self.sudo()
        simulations = runs.filtered(lambda run: run.mode == "simulation")
        held = runs.filtered(lambda run: run.state == "held")
        if runs - simulations - held:
            raise UserError(
                self.env._("Only simulations and runs that wait can be dropped.")
            )
        held._close_approval()
        held._drop_lines()
        held.write({"state": "dropped"})
        if not simulations:
            return True
        simulations.unlink()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_run_action"
        )
        return action | {"target": "main"}  # not on top of a form that is gone
