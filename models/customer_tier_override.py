from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .fields import ProfileMonetary

# How long an override holds unless the manager says otherwise.
USUAL_LENGTH = relativedelta(months=3)


class CustomerTierOverride(models.Model):
    """A tier that a manager fixed for one customer, beside the computed one.

    Runs and quick refreshes apply it (:func:`..scoring.settle.overrides`): it begins and ends by
    itself, and what is computed goes on beneath.
    """

    _name = "customer.tier.override"
    _description = "Customer Tier Override"
    _inherit = [
        "customer.tier.rule",
        "customer.profile.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_to, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        tracking=True,
        domain="[('customer_profile_ids.company_id', '=', company_id)]",
        help="A department's tier is that of its hospital.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Fixed Tier",
        required=True,
        ondelete="restrict",
        tracking=True,
    )
    tier_color = fields.Integer(
        related="tier_id.color",
        string="Fixed Tier Color",
        aggregator=None,
        export_string_translation=False,
    )
    reason = fields.Text(required=True, tracking=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._tier_today(),
        tracking=True,
        help="Begins by itself on this day.",
    )
    date_to = fields.Date(
        string="Until",
        default=lambda self: self.env.company._tier_today() + USUAL_LENGTH,
        tracking=True,
        help="The last day on which it holds; the computed tier comes back by itself. "
        "Empty: until someone ends it.",
    )
    active = fields.Boolean(default=True, tracking=True)
    state = fields.Selection(
        selection=[("planned", "Planned"), ("active", "In Force"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    computed_tier_id = fields.Many2one(
        related="customer_profile_id.computed_tier_id", string="Computed Tier"
    )
    computed_tier_color = fields.Integer(
        related="customer_profile_id.computed_tier_id.color",
        string="Computed Tier Color",
        aggregator=None,
        export_string_translation=False,
    )
    differs = fields.Boolean(
        compute="_compute_differs",
        search="_search_differs",
        help="The rules would give this customer another tier.",
    )
    monetary = ProfileMonetary(
        related="customer_profile_id.monetary",
        string="Revenue",
        currency_field="currency_id",
        help="Of the customer, in the window of its policy: what the override is worth.",
    )

    _ends_after_it_begins = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of an override cannot be before its first.",
    )

    def _customer_of_profile(self):
        """The customer itself: of a hospital that became a department nothing is left to fix."""
        return self.partner_id

    def _customer_of_profile_sql(self, alias, query):
        return SQL.identifier(alias, "partner_id")

    def _company_of_profile(self):
        return self.company_id

    def _company_of_profile_sql(self, alias, query):
        return SQL.identifier(alias, "company_id")

    @api.depends("partner_id", "company_id")
    def _compute_customer_profile_id(self):
        return super()._compute_customer_profile_id()

    @api.depends("partner_id.display_name", "tier_id.code")
    def _compute_display_name(self):
        for override in self:
            override.display_name = self.env._(
                "%(customer)s: %(tier)s",
                customer=override.partner_id.display_name,
                tier=override.tier_id.code,
            )

    def _today(self):
        return (self.company_id or self.env.company).sudo()._tier_today()

    @api.depends("date_from", "date_to", "active", "company_id")
    def _compute_state(self):
        for override in self:
            today = override._today()
            if not override.active or (override.date_to and override.date_to < today):
                override.state = "ended"
            elif override.date_from and override.date_from > today:
                override.state = "planned"
            else:
                override.state = "active"

    @api.model
    def _search_state(self, operator, value):
        """Each company has its own today."""
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        by_day = companies.search([]).grouped(lambda company: company._tier_today())
        return Domain.OR(
            Domain("company_id", "in", group.ids) & self._in_state(state, today)
            for today, group in by_day.items()
            for state in value
        )

    def _in_state(self, state, today):
        over = Domain("active", "=", False) | Domain("date_to", "<", today)
        begun = Domain("date_from", "<=", today)
        return {
            "ended": over,
            "active": ~over & begun,
            "planned": ~over & ~begun,
        }.get(state, Domain.FALSE)

    @api.depends("tier_id", "customer_profile_id.computed_tier_id")
    def _compute_differs(self):
        for override in self:
            computed = override.computed_tier_id
            override.differs = computed and computed != override.tier_id

    @api.model
    def _search_differs(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [bool(flag) for flag in value]
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "COALESCE(%s <> %s, FALSE) = ANY(%s)",
                model._field_to_sql(alias, "tier_id", query),
                model._field_to_sql(alias, "computed_tier_id", query),
                wanted,
            ),
            predicate=lambda override: override.differs in wanted,
        )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.partner_id = self.partner_id.commercial_partner_id

    @api.constrains("partner_id", "company_id")
    def _check_customer(self):
        for override in self:
            if not override.customer_profile_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s has no tier in %(company)s, so there is none to fix: it "
                        "has not bought anything there yet, or no recompute has found it.",
                        customer=override.partner_id.display_name,
                        company=override.company_id.name,
                    )
                )

    @api.constrains("tier_id")
    def _check_tier(self):
        archived = self.tier_id.filtered(lambda tier: not tier.active)
        if archived:
            raise ValidationError(
                self.env._(
                    "Tier “%(tier)s” is archived. Choose one that is in use.",
                    tier=archived[0].name,
                )
            )

    @api.constrains("reason")
    def _check_reason(self):
        if any(not override.reason.strip() for override in self):
            raise ValidationError(
                self.env._("Say why: others will ask when the override ends.")
            )

    @api.constrains("partner_id", "company_id", "date_from", "date_to", "active")
    def _check_overlap(self):
        for override in self.filtered("active"):
            other = override._overlapping()[:1]
            if other:
                raise ValidationError(
                    self.env._(
                        "The tier of %(customer)s is fixed as %(tier)s %(period)s already. "
                        "Change or end that override first.",
                        customer=other.partner_id.display_name,
                        tier=other.tier_id.code,
                        period=other._period(),
                    )
                )

    def _overlapping(self):
        """Other overrides of the same customer for some of the same days."""
        self.ensure_one()
        domain = Domain(
            [
                ("id", "!=", self.id),
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("active", "=", True),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
            ]
        )
        if self.date_to:
            domain &= Domain("date_from", "<=", self.date_to)
        return self.sudo().search(domain)

    def _period(self):
        """From when to when, in words."""
        start = format_date(self.env, self.date_from)
        if not self.date_to:
            return self.env._("from %(start)s on", start=start)
        return self.env._(
            "from %(start)s to %(end)s",
            start=start,
            end=format_date(self.env, self.date_to),
        )
