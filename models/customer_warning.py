from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_warning_rule import KIND_NAMES, SEVERITIES
from .fields import RuleMany2one


class CustomerWarning(models.Model):
    """One thing that is wrong with one customer, in one company, from when to when.

    Opened, brought up to date and closed by the nights, all customers at once in SQL
    (:mod:`..foresight.warning.ledger`); people snooze and close, and talk about it. At most one
    that is not closed per customer, company and kind.
    """

    _name = "customer.warning"
    _description = "Warning of a Customer"
    _inherit = ["mail.thread"]
    _order = "severity desc, opened_on desc, id desc"
    _rec_name = "partner_id"
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(
        comodel_name="res.company", string="Company", required=True, readonly=True
    )
    kind = fields.Selection(
        selection=KIND_NAMES, string="Warning", required=True, readonly=True
    )
    rule_id = fields.Many2one(
        comodel_name="customer.warning.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    severity = fields.Selection(selection=SEVERITIES, required=True, readonly=True)
    state = fields.Selection(
        selection=[("open", "Open"), ("snoozed", "Snoozed"), ("closed", "Closed")],
        required=True,
        readonly=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who looks after this, as the rule says.",
    )
    facts = fields.Json(
        readonly=True,
        groups="base.group_system",
        export_string_translation=False,
        help="What the evidence is told from.",
    )
    evidence = fields.Char(
        compute="_compute_evidence", help="Why there is this warning, in one sentence."
    )
    advice = fields.Text(related="rule_id.advice", string="What to Do")
    opened_on = fields.Date(
        string="Since",
        readonly=True,
        help="The day that this was seen for the first time.",
    )
    reopened_count = fields.Integer(
        string="Came Back",
        readonly=True,
        help="How many times it was over for a few days only.",
    )
    seen_on = fields.Date(
        string="Last Seen",
        compute="_compute_seen_on",
        help="The day that it was seen for the last time.",
    )
    snoozed_until = fields.Date(readonly=True, tracking=True)
    closed_on = fields.Date(string="Closed", readonly=True)
    close_reason = fields.Selection(
        selection=[
            ("over", "It is over"),
            ("lasting", "It has stayed low"),
            ("hand", "By hand"),
            ("gone", "The customer is gone"),
            ("rule", "No rule warns of it any more"),
        ],
        string="Why Closed",
        readonly=True,
        tracking=True,
    )
    closed_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        string="Planned Activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    planned_on = fields.Date(
        readonly=True,
        help="When an activity was planned because of this warning.",
    )
    tier_id = fields.Many2one(
        comodel_name="customer.tier",
        compute="_compute_tier_id",
        search="_search_tier_id",
        help="The customer's tier now.",
    )
    tier_color = fields.Integer(
        related="tier_id.color", export_string_translation=False
    )
    partner_active = fields.Boolean(
        related="partner_id.active", export_string_translation=False
    )
    country_id = fields.Many2one(related="partner_id.country_id")

    _open_unique = models.UniqueIndex(
        "(company_id, partner_id, kind) WHERE state <> 'closed'",
        "A customer is warned of once for the same thing.",
    )
    _partner_idx = models.Index("(partner_id, company_id, kind)")
    _closed_idx = models.Index("(company_id, opened_on)")

    @api.depends("partner_id.display_name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for warning in self:
            warning.display_name = self.env._(
                "%(customer)s: %(warning)s",
                customer=warning.partner_id.display_name,
                warning=kinds.get(warning.kind),
            )

    @api.depends("state", "closed_on", "company_id")
    def _compute_seen_on(self):
        for warning in self:
            last = warning.company_id.sudo().customer_forecast_run_id.as_of
            warning.seen_on = warning.closed_on or last

    @api.depends("partner_id", "company_id")
    def _compute_tier_id(self):
        # sudo: whoever sees the warning may know the tier
        found = {
            (partner, company): tier
            for partner, company, tier in self.env["customer.profile"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ],
                ["partner_id", "company_id", "tier_id"],
            )
        }
        for warning in self:
            warning.tier_id = found.get((warning.partner_id, warning.company_id))

    def _search_tier_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["customer.profile"].flush_model(["tier_id"])
        wanted = SQL(
            """(
                SELECT warning.id
                  FROM customer_warning AS warning
             LEFT JOIN customer_profile AS profile
                    ON profile.partner_id = warning.partner_id
                   AND profile.company_id = warning.company_id
                 WHERE profile.tier_id = ANY(%s) OR (%s AND profile.tier_id IS NULL)
            )""",
            [id_ for id_ in value if id_],
            False in value,
        )
        return [("id", "in", wanted)]

    # ------------------------------------------------------------------ actions

    def _check_open(self):
        """Whoever sees a warning may snooze and close it; what is closed stays as it is."""
        self.check_access("read")
        if closed := self.filtered(lambda warning: warning.state == "closed"):
            raise UserError(
                self.env._(
                    "“%(warning)s” is closed already.", warning=closed[0].display_name
                )
            )

    def action_close(self):
        """Nothing to do about it: not warned of again for the days that the rule says."""
        self._check_open()
        # sudo: nobody writes the ledger otherwise
        self.sudo().write(
            {
                "state": "closed",
                "closed_on": fields.Date.context_today(self),
                "close_reason": "hand",
                "closed_by_id": self.env.uid,
                "snoozed_until": False,
            }
        )
        self._drop_activities()

    def action_snooze(self):
        """Ask until when."""
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Snooze"),
            "res_model": "customer.warning.snooze",
            "view_mode": "form",
            "target": "new",
            "context": {"default_warning_ids": self.ids},
        }

    def _snooze(self, until):
        self._check_open()
        # sudo: nobody writes the ledger otherwise
        warnings = self.sudo()
        warnings.write({"state": "snoozed", "snoozed_until": until})
        planned = warnings.activity_id.filtered("active")
        planned.filtered(lambda plan: plan.date_deadline < until).date_deadline = until

    def action_wake(self):
        self._check_open()
        self.sudo().write({"state": "open", "snoozed_until": False})

    def action_plan_contact(self):
        return self.partner_id.action_plan_customer_contact()

    def action_start_campaign(self):
        return self.partner_id.action_start_tier_campaign()

    def action_view_customer(self):
        """The customer's portrait, with all that is known."""
        self.ensure_one()
        return self.partner_id._tier_portrait_action(self.company_id)

    def _drop_activities(self):
        """What was planned because of these warnings, and is not done yet, is not needed any more.

        Taken back, not marked as done: that would say that somebody talked to the customer, and
        keep a promise of its tier that nobody kept. The customer's log says what became of it.
        """
        # sudo: they may be a colleague's
        planned = self.sudo().filtered("activity_id.active")
        for warning in planned:
            warning.partner_id._message_log(
                body=self.env._(
                    "“%(activity)s” is not needed any more. %(evidence)s",
                    activity=warning.activity_id.summary,
                    evidence=warning._closing_words(),
                )
            )
        planned.activity_id.unlink()

    def _closing_words(self):
        reasons = dict(self._fields["close_reason"]._description_selection(self.env))
        return self.env._(
            "Warning closed: %(reason)s.", reason=reasons.get(self.close_reason, "")
        )
