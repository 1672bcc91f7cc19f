import time

from odoo import fields, models
from odoo.exceptions import UserError

from ..scoring.flow import publish_kept, roll_back
from ..scoring.rules import RunRules


class CustomerTierRun(models.Model):
    """Between a result and its publication: hold it, publish it as it is, drop it, take it back."""

    _inherit = "customer.tier.run"

    # ------------------------------------------------------------------ hold

    def _excess(self, flow):
        """What this run would move beyond what its policies allow; only nightly runs ask."""
        if self.origin != "schedule" or not self.company_id.customer_tier_run_id:
            return []
        return flow.excess()

    def _hold(self, excess):
        """The values of a run that waits for a manager instead of publishing."""
        policies = self.env["customer.tier.policy"]
        templates = {
            "customers": self.env._(
                "%(policy)s: %(share)s %% of the customers would change tier, at most "
                "%(limit)s %% may.",
            ),
            "revenue": self.env._(
                "%(policy)s: customers with %(share)s %% of the revenue would change tier, at "
                "most %(limit)s %% may.",
            ),
        }
        reasons = [
            templates[what]
            % {
                "policy": policies.browse(policy_id).name,
                "share": f"{share:.1f}",
                "limit": f"{limit:g}",
            }
            for policy_id, what, share, limit in excess
        ]
        self._drop_held()
        return {"state": "held", "hold_reason": "\n".join(reasons)}

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

    # --------------------------------------------------------------- publish

    def action_publish(self):
        """Publish the result of a simulation, or of a nightly run that waits, as it is."""
        self.ensure_one()
        self._check_manager()
        self.check_access("read")
        self.sudo()._publish_kept()
        return True

    def _publish_kept(self):
        started = time.monotonic()
        self._lock_company()
        is_simulated = self.mode == "simulation" and self.state == "done"
        if not (is_simulated or self.state == "held"):
            raise UserError(
                self.env._(
                    "%(run)s holds no result that waits to be published.",
                    run=self.display_name,
                )
            )
        company = self.company_id
        if self.base_run_id != company.customer_tier_run_id:
            raise UserError(
                self.env._(
                    "Tiers of %(company)s were published since this result was computed. "
                    "Simulate again and publish that.",
                    company=company.name,
                )
            )
        self._check_publishable(self.as_of)
        self._apply_draft()
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
                "seconds": self.seconds + time.monotonic() - started,
            }
        )
        self._close_approval()
        self._drop_held()
        self._mark_as_published(self)
        self._refresh_again()
        self._announce()
        self.env.invalidate_all()

    def _apply_draft(self):
        """Rules that were only tried become those of their policy."""
        draft = self.draft_policy_id
        if not draft:
            return
        kept = RunRules.from_json(self.rules).without_findings()
        if kept != draft.draft_of_id._of_company(self.company_id)._run_rules(draft):
            raise UserError(
                self.env._(
                    "The policies or the draft “%(policy)s” were changed since this simulation. "
                    "Simulate again and publish that.",
                    policy=draft.name,
                )
            )
        draft._apply_draft()

    def _refresh_again(self):
        """Judge those anew whose quick refreshes since this run were overwritten."""
        refreshes = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("mode", "=", "refresh"),
                ("id", ">", self.id),
            ]
        )
        customers = {id_ for run in refreshes for id_ in run.refreshed_ids or ()}
        self.env["customer.tier.refresh"]._mark_customers(
            self.env["res.partner"].browse(customers).exists(), self.company_id
        )

    # ------------------------------------------------------------------ drop

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
        simulations.unlink()
        if not simulations:
            return True
        return self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_run_action"
        )

    # -------------------------------------------------------------- roll back

    def action_roll_back(self):
        """Bring back the tiers from before the last live run of the company."""
        self.ensure_one()
        self._check_manager()
        self.check_access("read")
        return self.sudo()._roll_back()

    def _roll_back(self):
        self._lock_company()
        company = self.company_id
        if self.state != "done" or company.customer_tier_run_id != self:
            raise UserError(
                self.env._(
                    "Only the last published run can be rolled back, and only once."
                )
            )
        self._check_backup()
        rollback = self.create(
            {
                "company_id": company.id,
                "mode": "rollback",
                "as_of": self.as_of,
                "user_id": self.env.uid,
                "started_at": fields.Datetime.now(),
                "base_run_id": self.id,
            }
        )
        started = time.monotonic()
        self.env.flush_all()
        written = roll_back(
            self.env.cr, self.id, rollback.id, company.id, rollback.as_of
        )
        rollback.write(
            self._written(written)
            | {"state": "done", "seconds": time.monotonic() - started}
        )
        self.state = "rolled_back"
        rollback._mark_as_published(self.base_run_id)
        if self.base_run_id:  # otherwise no rules are left to judge by
            self._refresh_again()
        rollback._announce()
        self.env.invalidate_all()
        return rollback

    # --------------------------------------------------------------- helpers

    def _check_backup(self):
        backups = self.env["customer.profile.backup"]
        if self.written_count and not backups.search_count(
            [("run_id", "=", self.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "What %(run)s overwrote was not kept: it cannot be rolled back.",
                    run=self.display_name,
                )
            )

    def _close_approval(self):
        self.activity_unlink(["customer_tier.mail_activity_type_run_held"])
