import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..scoring.flow import roll_back
from ..scoring.rules import RunRules
from ..scoring.settle import overrides


class CustomerTierRun(models.Model):
    """Taking back the last published run: profiles, and the rules that it put into force."""

    _inherit = "customer.tier.run"

    replaced_rules = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The rules of the policy that the published draft replaced, to bring back.",
    )
    can_roll_back = fields.Boolean(compute="_compute_can_roll_back")

    @api.depends("state", "company_id.customer_tier_run_id")
    def _compute_can_roll_back(self):
        for run in self:
            run.can_roll_back = not run.sudo()._rollback_obstacle()

    def _rollback_obstacle(self):
        """Why this run cannot be rolled back, in words; or False."""
        if (
            self.state != "done"
            or self.mode != "live"
            or self.company_id.customer_tier_run_id != self
        ):
            return self.env._(
                "Only the last published run can be rolled back, and only once."
            )
        if not self._has_backup():
            return self.env._(
                "What %(run)s overwrote was not kept: it cannot be rolled back.",
                run=self.display_name,
            )
        return False

    def _has_backup(self):
        """Whether it is known how the profiles were before this run.

        Runs made by versions without backups, or before the one that was rolled back last, have
        none, though one that changed nothing needs none.
        """
        if not self.base_run_id and self.search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("mode", "=", "live"),
                ("state", "in", ("done", "rolled_back")),
                ("id", "!=", self.id),
            ],
            limit=1,
        ):
            return False
        if not self.base_run_id or not self.written_count:
            return True
        return self.env["customer.profile.backup"].search_count(
            [("run_id", "=", self.id)], limit=1
        )

    def _backup_run(self):
        """The run for whose rolling back is kept what this one overwrites; or none.

        A first run overwrites nothing. A quick refresh judges by the rules of the last live run
        and is taken back with it: what it overwrites is kept as well, unless that run has lost
        its backup, or leaves no profile when it is rolled back.
        """
        last = self.company_id.customer_tier_run_id
        if not last or self.mode == "live":
            return last and self
        is_kept = last.base_run_id and last._has_backup()
        return last if is_kept else last.browse()

    def action_roll_back(self):
        """Bring back the tiers from before the last live run of the company."""
        self.ensure_one()
        self._check_manager()
        self.check_access("read")
        self.sudo()._roll_back()
        return True

    def _roll_back(self):
        """All or nothing, like a publication.

        :return: the run that did it, with the moves back
        """
        self._lock_company()
        obstacle = self._rollback_obstacle()
        if obstacle:
            raise UserError(obstacle)
        started = time.monotonic()
        company = self.company_id
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
        self._bring_back_rules()
        self.env.flush_all()
        written = roll_back(
            self.env.cr,
            self.id,
            rollback.id,
            company.id,
            rollback.as_of,
            is_first=not self.base_run_id,
        )
        self._drop_lines()
        self.state = "rolled_back"
        rollback.write(
            self._written(written)
            | {"state": "done", "seconds": time.monotonic() - started}
        )
        rollback._drop_held()
        rollback._mark_as_published(self.base_run_id)
        if self.base_run_id:  # otherwise no rules are left to judge by
            self._refresh_again([("id", ">", self.id)])
            self._apply_overrides_of_today()
        rollback._announce()
        rollback._tell_screens("published")
        self.env.invalidate_all()
        return rollback

    def _apply_overrides_of_today(self):
        """Overrides may have begun or ended since the profiles that came back."""
        company = self.company_id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT profile.partner_id
                  FROM customer_profile AS profile
             LEFT JOIN (%(overrides)s) AS fixed ON fixed.partner_id = profile.partner_id
                 WHERE profile.company_id = %(company_id)s
                   AND profile.override_id IS DISTINCT FROM fixed.id
                """,
                overrides=overrides(company.id, company._tier_today()),
                company_id=company.id,
            )
        )
        self.env["customer.tier.refresh"]._mark_customers(
            self.env["res.partner"].browse(id_ for [id_] in rows), company
        )

    def _bring_back_rules(self):
        """The draft that this run put into force becomes a draft again.

        Not where somebody edited the policy since: what is newer is not overwritten.
        """
        replaced = self.replaced_rules
        if not replaced:
            return
        policy = self.env["customer.tier.policy"].browse(replaced["policy_id"]).exists()
        published = RunRules.from_json(self.rules).without_findings().policies
        if policy and policy._scoring_rules() in published:
            policy._bring_back_rules(replaced["rules"])
