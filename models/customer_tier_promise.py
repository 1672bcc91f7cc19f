from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..promises import planning
from .fields import RuleMany2one


class CustomerTierPromise(models.Model):
    """One thing that was promised to one customer, and whether it was kept. Written in SQL only.

    A visit or contact is one period of the promise (:mod:`..promises.cadence`), an answer is one
    message of the customer (:mod:`..promises.answers`). Tier and salesperson are those of then.
    """

    _name = "customer.tier.promise"
    _description = "Service Promise to a Customer"
    _order = "due_date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

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
    tier_id = RuleMany2one(
        comodel_name="customer.tier",
        string="Tier",
        required=True,
        readonly=True,
        help="The customer's tier when this was promised.",
    )
    tier_color = fields.Integer(
        related="tier_id.color", aggregator=None, export_string_translation=False
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who owes it: the customer's salesperson, or whoever the settings name for customers "
        "without one. Empty: nobody is responsible.",
    )
    kind = fields.Selection(
        selection=[("visit", "Visit"), ("contact", "Contact"), ("answer", "Answer")],
        string="Promise",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("kept", "Kept"),
            ("missed", "Missed"),
            ("void", "Not owed"),
        ],
        required=True,
        readonly=True,
        help="Not owed: the customer changed tier or was archived, the promise was switched off, "
        "or a manager said that no answer was needed.",
    )
    kept_rate = fields.Float(
        string="Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the promises kept, of those that are not open any more.",
    )
    kept_count = fields.Integer(string="Promises Kept", readonly=True)
    missed_count = fields.Integer(string="Promises Missed", readonly=True)
    start_date = fields.Date(
        string="Counted From",
        readonly=True,
        help="The day of the last visit or contact, or the day that was missed before.",
    )
    due_date = fields.Date(
        string="Due", readonly=True, help="The last day, in the company's time zone."
    )
    asked_at = fields.Datetime(
        string="Asked", readonly=True, help="When the customer wrote."
    )
    due_at = fields.Datetime(string="Answer Due", readonly=True)
    done_at = fields.Datetime(
        string="Done",
        readonly=True,
        help="When it was done, in time or late.",
    )
    days_late = fields.Float(
        digits=(8, 1),
        readonly=True,
        aggregator="avg",
        help="How long after it was due a missed promise was done after all.",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        string="Planned Activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    planned_date = fields.Date(string="Planned On", readonly=True)
    message_id = fields.Many2one(
        comodel_name="mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        string="Document",
        model_field="res_model",
        readonly=True,
        export_string_translation=False,
    )
    excused_by_id = fields.Many2one(
        comodel_name="res.users", string="Taken Back By", readonly=True
    )
    country_id = fields.Many2one(related="partner_id.country_id")

    # Not about partners: the merge of contacts has nothing to do with it.
    _message_unique = models.Constraint(
        "UNIQUE (message_id, company_id)", "A message is answered once."
    )
    _partner_idx = models.Index("(partner_id, company_id, kind, due_date)")
    _open_idx = models.Index("(company_id, kind, due_date) WHERE state = 'open'")
    _overdue_idx = models.Index(
        "(company_id, partner_id) WHERE state = 'missed' AND done_at IS NULL"
    )

    @api.depends("partner_id.display_name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for promise in self:
            promise.display_name = self.env._(
                "%(kind)s: %(customer)s",
                kind=kinds.get(promise.kind),
                customer=promise.partner_id.display_name,
            )

    def action_open_document(self):
        """The document that the customer wrote on, or the customer."""
        self.ensure_one()
        if self.res_model in self.env and self.res_id:
            document = self.env[self.res_model].browse(self.res_id)
            if document.exists():
                return document.get_formview_action()
        return self.partner_id.get_formview_action()

    def action_not_owed(self):
        """A manager says that no answer was needed: to a "thank you", for one."""
        if not self.env.user.has_group("customer_tier.group_manager"):
            raise AccessError(
                self.env._("Only managers of customer tiers can take back a promise.")
            )
        self.check_access("read")
        answers = self.filtered(lambda promise: promise.kind == "answer")
        # sudo: nobody writes the ledger otherwise
        answers.sudo().write({"state": "void", "excused_by_id": self.env.uid})
        self.env.flush_all()
        self.env.cr.execute(planning.forget_outcome(answers.ids))
        answers.invalidate_recordset()

    def action_plan_contact(self):
        return self.partner_id.action_plan_customer_contact()
