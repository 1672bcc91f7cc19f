from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

# All that a caller decides about a run; the rest is what the run finds.
REQUEST_FIELDS = {"company_id", "as_of", "mode", "draft_policy_id"}


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
        help="The day the customers are looked at from; purchases after it do not count. "
        "Empty: today, in the company's time zone.",
    )
    mode = fields.Selection(
        selection=[
            ("live", "Live"),
            ("simulation", "Simulation"),
            ("refresh", "Quick refresh"),
            ("rollback", "Rollback"),
        ],
        required=True,
        default="live",
        help="Live: publishes the result.\n"
        "Simulation: keeps the result beside, for looking at.\n"
        "Quick refresh: only customers whose orders changed, by the last run's cut points.\n"
        "Rollback: takes back the last live run.",
    )
    origin = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("request", "Recompute now"),
            ("schedule", "Scheduled action"),
            ("simulation", "Simulation"),
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
            ("held", "To Approve"),
            ("done", "Done"),
            ("dropped", "Dropped"),
            ("rolled_back", "Rolled Back"),
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
    draft_policy_id = fields.Many2one(
        comodel_name="customer.tier.policy",
        string="Tried Change",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The draft that this simulation puts in the place of its policy.",
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    published_at = fields.Datetime(readonly=True, copy=False)
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
    base_run_id = fields.Many2one(
        comodel_name="customer.tier.run",
        string="Compared With",
        readonly=True,
        copy=False,
        help="The last published run when this one was made.",
    )
    rules = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The rules used, with the cut points found.",
    )
    rules_html = fields.Html(
        string="What the Scores Mean", compute="_compute_rules_html", sanitize=False
    )
    refreshed_ids = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The customers of a quick refresh.",
    )
    line_ids = fields.One2many(
        comodel_name="customer.tier.run.line",
        inverse_name="run_id",
        readonly=True,
    )
    leaver_ids = fields.One2many(
        comodel_name="customer.tier.run.leaver", inverse_name="run_id", readonly=True
    )
    line_count = fields.Integer(
        compute="_compute_line_count", string="Simulated Customers"
    )
    move_ids = fields.One2many(
        comodel_name="customer.tier.move", inverse_name="run_id", readonly=True
    )
    step_ids = fields.One2many(
        comodel_name="customer.tier.run.step", inverse_name="run_id", readonly=True
    )

    @api.constrains("company_id", "draft_policy_id")
    def _check_draft_company(self):
        """A draft is tried, and later published, in its own company only."""
        for run in self.sudo().filtered("draft_policy_id"):
            draft = run.draft_policy_id
            if draft.company_id != run.company_id or not draft.draft_of_id:
                raise ValidationError(
                    self.env._(
                        "“%(policy)s” is no draft of a policy of %(company)s.",
                        policy=draft.name,
                        company=run.company_id.name,
                    )
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
        honest = self.with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
        return super(CustomerTierRun, honest).create(vals_list)

    def _refuse_forged(self, vals):
        """Nobody writes history by hand, not through RPC or import either."""
        forged = set(vals) - REQUEST_FIELDS - {"activity_ids", "message_ids"}
        is_draft_tried_live = (
            vals.get("draft_policy_id") and vals.get("mode") != "simulation"
        )
        if forged or is_draft_tried_live or vals.get("mode") in ("refresh", "rollback"):
            raise AccessError(
                self.env._(
                    "A run is asked for by company, date and mode (live or simulation); "
                    "the rest is what it finds and cannot be entered."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if self.move_ids or any(
            run.state in ("done", "rolled_back") and run.mode in ("live", "rollback")
            for run in self
        ):
            raise UserError(
                self.env._(
                    "Published runs are the history of your tiers and cannot be deleted. "
                    "Simulations can."
                )
            )

    def unlink(self):
        """Take the simulated customers along (:class:`.fields.RuleMany2one` does not)."""
        self._drop_lines()
        return super().unlink()

    def _drop_lines(self):
        for table in ("customer_tier_run_line", "customer_tier_run_leaver"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE run_id = ANY(%s)",
                    SQL.identifier(table),
                    self.ids,
                )
            )
        self.invalidate_recordset(["line_ids", "leaver_ids", "line_count"])

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
                ("state", "=", "draft"),
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

    def _tell_screens(self, event):
        """Tell open screens (which run; no more), once what is written now is committed.

        Whatever changes profiles says ``published`` itself, as the last thing it does: a message
        stays though the savepoint that it was sent in is rolled back.
        """
        self.ensure_one()
        self.env.ref("customer_tier.group_user")._bus_send(
            "customer_tier/progress", {"run_id": self.id, "event": event}
        )

    def _notify(self, event):
        """Tell whoever asked for this run, and open screens unless they know already.

        :param event: ``progress``, ``published``, ``failed`` or ``held``; that one is told to
            the managers of the company, who have to decide
        """
        if event != "published":
            self._tell_screens(event)
        if event == "held":
            people = self._managers()
        elif event == "progress" or self.origin != "request":
            return
        else:
            people = self.user_id
        people._bus_send(
            f"customer_tier/{event}",
            {
                "run_id": self.id,
                "company_id": self.company_id.id,
                "company": self.company_id.name,
                "user_id": self.user_id.id,
                "customers": self.customer_count,
                "written": self.written_count,
                "moves": self.move_count,
            },
        )

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
            [
                ("mode", "=", "refresh"),
                ("move_count", "=", 0),
                ("create_date", "<", limit),
            ],
            limit=1000,
        )
        count = len(idle)
        idle.unlink()
        return count, count

    @api.autovacuum
    def _gc_simulations(self):
        """Forget what simulations found a month ago: by then nobody publishes it any more."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        old = self.sudo().search(
            [
                ("mode", "=", "simulation"),
                ("state", "=", "done"),
                ("create_date", "<", limit),
            ],
            limit=10,
        )
        old._drop_lines()
        old.write({"state": "dropped"})
        return len(old), len(old)
