from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

PROMISES = ("visit", "contact", "answer", "pricelist", "payment_term", "delivery")
# What switching on a promise begins to count from.
SINCE = {"visit": "visit_since", "contact": "contact_since", "answer": "answer_since"}


class CustomerTierService(models.Model):
    """What one company owes to the customers of one tier. All of it is off until switched on.

    Tiers are shared by the companies; pricelists and payment terms are not, and neither is the
    time people have. Hence one row per tier and company.
    """

    _name = "customer.tier.service"
    _description = "Service Promises of a Tier"
    _inherit = ["mail.thread"]
    _order = "company_id, tier_sequence, id"
    _rec_name = "tier_id"
    _check_company_auto = True

    tier_id = fields.Many2one(
        comodel_name="customer.tier", required=True, ondelete="cascade"
    )
    tier_sequence = fields.Integer(related="tier_id.sequence", store=True)
    tier_color = fields.Integer(
        related="tier_id.color", export_string_translation=False
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)

    visit_promised = fields.Boolean(string="Visits", tracking=True)
    visit_days = fields.Integer(
        string="Visit Every (days)",
        default=30,
        tracking=True,
        help="A done activity that counts as a visit or meeting keeps the promise, and so does a "
        "meeting in the calendar with somebody of the customer among the attendees.",
    )
    visit_activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        string="Visit Activity",
        domain="[('tier_contact_kind', 'in', ('visit', 'meeting')),"
        " ('res_model', 'in', (False, 'res.partner'))]",
        default=lambda self: self.env.ref("customer_tier.mail_activity_type_visit"),
        ondelete="restrict",
        help="What is planned for the salesperson when a visit is due.",
    )
    visit_since = fields.Date(string="Visits Promised Since", readonly=True, copy=False)

    contact_promised = fields.Boolean(string="Minimum Contact", tracking=True)
    contact_days = fields.Integer(
        string="Contact Every (days)",
        default=180,
        tracking=True,
        help="Any visit, meeting, call or message that somebody wrote keeps the promise. Mass "
        "mailings and orders do not: nobody talked to the customer.",
    )
    contact_activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        string="Contact Activity",
        domain="[('tier_contact_kind', '!=', False),"
        " ('res_model', 'in', (False, 'res.partner'))]",
        default=lambda self: self.env.ref("mail.mail_activity_data_call"),
        ondelete="restrict",
        help="What is planned for the salesperson when a contact is due.",
    )
    contact_since = fields.Date(
        string="Contacts Promised Since", readonly=True, copy=False
    )

    answer_promised = fields.Boolean(string="Answers", tracking=True)
    answer_hours = fields.Float(
        string="Answer Within (hours)",
        default=24,
        tracking=True,
        help="From a message of the customer's people to the next message of a colleague on the "
        "same document, or a call back marked as done there.",
    )
    answer_working_hours = fields.Boolean(
        string="Working Hours Only",
        default=True,
        tracking=True,
        help="Count the hours of the company's working schedule, without its holidays. "
        "Otherwise the clock runs through nights and weekends.",
    )
    answer_since = fields.Datetime(
        string="Answers Promised Since", readonly=True, copy=False
    )
    last_message_id = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )

    pricelist_promised = fields.Boolean(string="Own Pricelist", tracking=True)
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="Put on new quotations, unless the customer has a pricelist of its own.",
    )
    payment_term_promised = fields.Boolean(string="Own Payment Terms", tracking=True)
    payment_term_id = fields.Many2one(
        comodel_name="account.payment.term",
        string="Payment Terms",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="Put on new quotations, unless the customer has payment terms of its own.",
    )
    delivery_promised = fields.Boolean(string="Delivery Priority", tracking=True)
    delivery_priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "Urgent")],
        string="Priority",
        default="1",
        tracking=True,
        help="Put on the transfers of an order when it is confirmed. Needs the Inventory app.",
    )
    summary = fields.Char(string="Promised", compute="_compute_summary")

    _tier_unique = models.Constraint(
        "UNIQUE (tier_id, company_id)",
        "The promises of this tier are there already for this company: edit those.",
    )
    _visit_days_positive = models.Constraint(
        "CHECK (visit_days > 0)", "Visits are promised every day or less often."
    )
    _contact_days_positive = models.Constraint(
        "CHECK (contact_days > 0)", "Contacts are promised every day or less often."
    )
    _answer_hours_positive = models.Constraint(
        "CHECK (answer_hours > 0)", "An answer takes more than no time."
    )

    @api.depends(
        *(f"{promise}_promised" for promise in PROMISES),
        "visit_days",
        "contact_days",
        "answer_hours",
        "answer_working_hours",
        "pricelist_id",
        "payment_term_id",
        "delivery_priority",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for service in self:
            words = service._words()
            service.summary = " · ".join(
                words[promise]
                for promise in PROMISES
                if service[f"{promise}_promised"] and words[promise]
            )

    def _words(self):
        """Each promise in words."""
        hours = f"{self.answer_hours:g}"
        priority = dict(
            self._fields["delivery_priority"]._description_selection(self.env)
        ).get(self.delivery_priority)
        return {
            "visit": self.env._("visit every %(days)s days", days=self.visit_days),
            "contact": self.env._(
                "contact every %(days)s days", days=self.contact_days
            ),
            "answer": self.env._("answer within %(hours)s working hours", hours=hours)
            if self.answer_working_hours
            else self.env._("answer within %(hours)s hours", hours=hours),
            "pricelist": self.pricelist_id.name,
            "payment_term": self.payment_term_id.name,
            "delivery": self.env._("delivery: %(priority)s", priority=priority),
        }

    @api.constrains(
        "visit_promised",
        "visit_activity_type_id",
        "contact_promised",
        "contact_activity_type_id",
        "pricelist_promised",
        "pricelist_id",
        "payment_term_promised",
        "payment_term_id",
        "delivery_promised",
        "delivery_priority",
    )
    def _check_complete(self):
        """What is switched on says what it promises, and can be kept by what it plans."""
        for service in self:
            missing = (
                (service.pricelist_promised and not service.pricelist_id)
                or (service.payment_term_promised and not service.payment_term_id)
                or (service.delivery_promised and not service.delivery_priority)
            )
            if missing:
                raise ValidationError(
                    self.env._(
                        "Tier “%(tier)s”: choose the pricelist, payment terms or delivery "
                        "priority that you promise, or switch that promise off.",
                        tier=service.tier_id.name,
                    )
                )
            service._check_activity(
                service.visit_promised,
                service.visit_activity_type_id,
                ("visit", "meeting"),
            )
            service._check_activity(
                service.contact_promised,
                service.contact_activity_type_id,
                ("visit", "meeting", "call", "mail"),
            )

    def _check_activity(self, promised, activity_type, kinds):
        if promised and activity_type.tier_contact_kind not in kinds:
            raise ValidationError(
                self.env._(
                    "Tier “%(tier)s”: doing a “%(activity)s” would not keep the promise. Choose "
                    "an activity type that counts as such a customer contact.",
                    tier=self.tier_id.name,
                    activity=activity_type.name or "",
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        for promise in SINCE:
            services.filtered(f"{promise}_promised")._begin(promise)
        self.env.registry.clear_cache()
        return services

    def write(self, vals):
        begins = {
            promise: self.filtered(
                lambda s, name=promise: not s.active or not s[f"{name}_promised"]
            )
            for promise in SINCE
        }
        result = super().write(vals)
        if "active" in vals or any(f"{name}_promised" in vals for name in PROMISES):
            for promise, services in begins.items():
                services.filtered(
                    lambda s, name=promise: s.active and s[f"{name}_promised"]
                )._begin(promise)
        if set(vals) - {"tier_sequence"}:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _begin(self, promise):
        """Nothing that happened before a promise was made can break it."""
        for service in self:
            values = {SINCE[promise]: service.company_id._tier_today()}
            if promise == "answer":
                # messages that are being written right now come after this one
                [[last]] = self.env.execute_query(
                    SQL("SELECT COALESCE(MAX(id), 0) FROM mail_message")
                )
                values = {
                    "answer_since": fields.Datetime.now(),
                    "last_message_id": last,
                }
            service.write(values)

    @api.model
    @tools.ormcache("promise")
    def _switched_on(self, promise):
        """``{(company id, tier id): id}`` of the services that promise this.

        Cached for all workers: where nothing is promised, nothing is asked of the database.
        """
        services = self.sudo().search([(f"{promise}_promised", "=", True)])
        return {(s.company_id.id, s.tier_id.id): s.id for s in services}

    @api.model
    def _of_orders(self, orders, promise):
        """``{order: service}`` of the orders whose customer's tier promises this."""
        by_tier = self._switched_on(promise)
        if not by_tier:
            return {}
        customers = {order: order.partner_id.commercial_partner_id for order in orders}
        # sudo: what is promised to a customer holds for every colleague
        profiles = self.env["customer.profile"].sudo().with_context(active_test=False)
        tiers = {
            (profile.company_id.id, profile.partner_id.id): profile.tier_id.id
            for profile in profiles.search_fetch(
                [
                    ("partner_id", "in", [c._origin.id for c in customers.values()]),
                    ("company_id", "in", orders.company_id.ids),
                ],
                ["company_id", "partner_id", "tier_id"],
            )
        }
        found = {}
        for order, customer in customers.items():
            company = order.company_id._origin.id
            tier = tiers.get((company, customer._origin.id))
            if service_id := by_tier.get((company, tier)):
                found[order] = self.browse(service_id).sudo()
        return found

    def action_view_promises(self):
        """The ledger of this tier and company."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_promise_action"
        )
        return action | {
            "domain": [
                ("tier_id", "=", self.tier_id.id),
                ("company_id", "=", self.company_id.id),
            ],
        }


class CustomerTier(models.Model):
    _inherit = "customer.tier"

    service_ids = fields.One2many(
        comodel_name="customer.tier.service",
        inverse_name="tier_id",
        string="Service Promises",
    )
