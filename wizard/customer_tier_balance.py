from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.fields import RuleMany2one
from ..promises import balance
from ..promises.touches import Period
from ..scoring.purchases import first_instant


class CustomerTierBalance(models.TransientModel):
    """Sets the share of effort beside the share of revenue, for a period that people choose.

    The lines are written by one statement, whatever the number of customers, and go with the
    other transient records. Who may see only their own customers, balances these.
    """

    _name = "customer.tier.balance"
    _description = "Balance of Effort and Revenue"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: (
            self.env.company._tier_today()
            - timedelta(days=self.env.company.tier_balance_days - 1)
        ),
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self.env.company._tier_today()
    )

    def _period(self):
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins. Exchange the two dates.")
            )
        zone = self.company_id._tier_time_zone()
        return Period(
            company_id=self.company_id.id,
            begin=first_instant(self.date_from, zone),
            end=first_instant(self.date_to + timedelta(days=1), zone),
            time_zone=zone,
        )

    def _profiles(self, domain=()):
        """SQL of the ids of the profiles that the user may see."""
        return (
            self.env["customer.profile"]
            ._search([("company_id", "=", self.company_id.id), *domain])
            .subselect()
        )

    def action_show(self):
        """Write the lines and show them."""
        period = self._period()
        lines = self._forget("customer.tier.balance.line")
        self.env.cr.execute(
            balance.fill_lines(
                self.id, self.env.uid, fields.Datetime.now(), period, self._profiles()
            )
        )
        lines.invalidate_model()
        return self._open("customer_tier.customer_tier_balance_line_action")

    def action_show_quiet(self):
        """Write down the rising customers of the last tier whom nobody talked to."""
        period = self._period()
        quiet = self._forget("customer.tier.balance.quiet")
        for policy in self._policies():
            last_tier = policy.share_ids.tier_id.sorted(lambda t: (t.sequence, t.id))[
                -1:
            ]
            days = (self.date_to - self.date_from).days + 1
            recent, before = (
                self.company_id._tier_purchases(
                    policy.purchase_source, window, self.date_to
                )
                for window in (days, 2 * days)
            )
            profiles = self._profiles(
                [("policy_id", "=", policy.id), ("tier_id", "=", last_tier.id)]
            )
            self.env.cr.execute(
                balance.fill_quiet(
                    self.id,
                    self.env.uid,
                    fields.Datetime.now(),
                    period,
                    profiles,
                    recent,
                    before,
                )
            )
        quiet.invalidate_model()
        return self._open("customer_tier.customer_tier_balance_quiet_action")

    def _forget(self, model_name):
        """The model of the rows, without those of an earlier look at this report."""
        self.env.flush_all()
        rows = self.env[model_name]
        self.env.cr.execute(balance.forget(rows._table, self.id))
        return rows

    def _policies(self):
        """Those that judged the customers; sudo: whose rules they are does not matter here."""
        policies = self.env["customer.tier.policy"].sudo()
        return policies.with_context(active_test=False).search(
            [("company_id", "=", self.company_id.id)]
        )

    def _open(self, xml_id):
        action = self.env["ir.actions.actions"]._for_xml_id(xml_id)
        name = self.env._(
            "%(title)s, %(date_from)s to %(date_to)s",
            title=action["name"],
            date_from=self._format(self.date_from),
            date_to=self._format(self.date_to),
        )
        return action | {
            "name": name,
            "display_name": name,
            "domain": [("report_id", "=", self.id)],
        }

    def _format(self, day):
        return self.env["ir.qweb.field.date"].value_to_html(day, {})


class CustomerTierBalanceLine(models.TransientModel):
    """Customers of one tier and salesperson in one report."""

    _name = "customer.tier.balance.line"
    _description = "Effort and Revenue of a Tier and Salesperson"
    _order = "tier_sequence, revenue desc, id"

    report_id = fields.Many2one(
        comodel_name="customer.tier.balance",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(comodel_name="res.company", string="Company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = RuleMany2one(comodel_name="customer.tier", string="Tier")
    tier_sequence = fields.Integer(related="tier_id.sequence", store=False)
    tier_color = fields.Integer(
        related="tier_id.color", aggregator=None, export_string_translation=False
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Salesperson")
    customer_count = fields.Integer(string="Customers")
    quiet_count = fields.Integer(
        string="No Contact",
        help="Customers without a visit, meeting, call or message in the period.",
    )
    revenue = fields.Monetary(
        help="Revenue in the window of the policy, as in the list of customers."
    )
    visit_count = fields.Integer(string="Visits")
    meeting_count = fields.Integer(string="Meetings")
    call_count = fields.Integer(string="Calls")
    message_count = fields.Integer(
        string="Messages", help="Written by somebody. Not counted as effort."
    )
    other_count = fields.Integer(
        string="Other Activities",
        help="Done for the customer, without talking to anybody there.",
    )
    effort = fields.Integer(
        help="Visits, meetings, calls and other activities done in the period."
    )
    revenue_share = fields.Float(
        string="Share of Revenue (%)",
        digits=(5, 1),
        help="Of the revenue of all customers in this report.",
    )
    effort_share = fields.Float(
        string="Share of Effort (%)",
        digits=(5, 1),
        help="Of the effort for all customers in this report.",
    )
    gap = fields.Float(
        string="Effort − Revenue (points)",
        digits=(5, 1),
        help="Positive: these customers get more attention than they bring revenue.",
    )

    def action_view_customers(self):
        """The customers behind this line."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_profile_action"
        )
        return action | {
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("tier_id", "=", self.tier_id.id),
                ("user_id", "=", self.user_id.id),
            ],
            "context": {},
        }


class CustomerTierBalanceQuiet(models.TransientModel):
    """A rising customer of the last tier whom nobody talked to, in one report."""

    _name = "customer.tier.balance.quiet"
    _description = "Rising Customer Nobody Talked To"
    _order = "growth desc, id"
    _rec_name = "partner_id"

    report_id = fields.Many2one(
        comodel_name="customer.tier.balance",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = RuleMany2one(comodel_name="res.company", string="Company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    tier_id = RuleMany2one(comodel_name="customer.tier", string="Tier")
    tier_color = fields.Integer(
        related="tier_id.color", aggregator=None, export_string_translation=False
    )
    segment_id = RuleMany2one(comodel_name="customer.segment", string="Segment")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    phone = fields.Char(related="partner_id.phone")
    revenue = fields.Monetary(string="Revenue in the Period")
    revenue_before = fields.Monetary(
        string="In the Period Before", help="In as many days just before the period."
    )
    growth = fields.Monetary(
        help="Revenue in the period, less that of the period before."
    )

    def action_plan_contact(self):
        return self.partner_id.action_plan_customer_contact()

    def action_view_partner(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()
