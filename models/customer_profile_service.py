from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..promises import planning
from ..promises.touches import Period, last_touches

OVERDUE = {"visit_overdue": "visit", "contact_overdue": "contact"}


class CustomerProfile(models.Model):
    """What is promised to the customer, and when somebody was there last."""

    _inherit = "customer.profile"

    tier_promises = fields.Char(
        string="Promised",
        compute="_compute_promises",
        help="What your company owes to the customers of this tier.",
    )
    next_visit_date = fields.Date(string="Next Visit Due", compute="_compute_promises")
    next_contact_date = fields.Date(
        string="Next Contact Due", compute="_compute_promises"
    )
    last_visit_date = fields.Date(
        string="Last Visit",
        compute="_compute_last_touches",
        help="The last visit or meeting, by anybody of your company.",
    )
    last_contact_date = fields.Date(
        string="Last Contact",
        compute="_compute_last_touches",
        help="The last visit, meeting, call or message, by anybody of your company.",
    )
    visit_overdue = fields.Boolean(
        compute="_compute_overdue",
        search="_search_visit_overdue",
        help="A promised visit was missed, and nobody has been there since.",
    )
    contact_overdue = fields.Boolean(
        compute="_compute_overdue",
        search="_search_contact_overdue",
        help="A promised contact was missed, and nobody has talked to them since.",
    )

    def _compute_last_touches(self):
        """Read from what people did: up to date at once, whenever the ledger is written."""
        self.last_visit_date = self.last_contact_date = False
        self.env.flush_all()
        # sudo: the day of a visit is no secret to those who may see the profile
        for company, profiles in self.sudo().grouped("company_id").items():
            period = Period(
                company_id=company.id,
                begin=datetime.min,
                end=fields.Datetime.now() + timedelta(seconds=1),
                time_zone=company._tier_time_zone(),
                customer_ids=profiles.partner_id._ids,
            )
            rows = self.env.execute_query(last_touches(period))
            last = {customer: days for customer, *days in rows}
            for profile in profiles:
                visit, contact = last.get(profile.partner_id.id, (False, False))
                profile.last_visit_date, profile.last_contact_date = visit, contact

    @api.depends_context("lang")
    def _compute_promises(self):
        # sudo: what is owed to a customer holds for every colleague
        services = {
            (service.tier_id.id, service.company_id.id): service
            for service in self.env["customer.tier.service"]
            .sudo()
            .search(
                [
                    ("tier_id", "in", self.tier_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        }
        for profile in self:
            service = services.get(
                (profile.tier_id.id, profile.company_id.id),
                self.env["customer.tier.service"],
            )
            profile.tier_promises = service.summary
            profile.next_visit_date = profile._next_due(service, "visit")
            profile.next_contact_date = profile._next_due(service, "contact")

    def _next_due(self, service, kind):
        """The day by which the next visit or contact is owed.

        What is open in the ledger; or, before that is written, what follows from the last time.
        """
        if not service[f"{kind}_promised"]:
            return False
        promises = self.env["customer.tier.promise"].sudo()
        promise = promises.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("tier_id", "=", self.tier_id.id),
                ("kind", "=", kind),
                ("state", "=", "open"),
            ],
            limit=1,
        )
        last = self[f"last_{kind}_date"]
        if promise and not (last and last > promise.start_date):
            return promise.due_date
        return last and last + timedelta(days=service[f"{kind}_days"])

    def _compute_overdue(self):
        # sudo: the profile decides who sees it
        promises = self.env["customer.tier.promise"].sudo()
        for name, kind in OVERDUE.items():
            late = promises._read_group(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("kind", "=", kind),
                    ("state", "=", "missed"),
                    ("done_at", "=", False),
                ],
                ["partner_id", "company_id", "tier_id"],
            )
            for profile in self:
                profile[name] = (
                    profile.partner_id,
                    profile.company_id,
                    profile.tier_id,
                ) in late

    def _search_visit_overdue(self, operator, value):
        return self._search_overdue("visit", operator, value)

    def _search_contact_overdue(self, operator, value):
        return self._search_overdue("contact", operator, value)

    def _search_overdue(self, kind, operator, value):
        """By the ledger, for the tier that the customer has now: a condition in SQL."""
        if operator != "in" or True not in value or False in value:
            return NotImplemented  # Odoo asks again the other way round
        return Domain.custom(
            to_sql=lambda model, alias, query: planning.overdue(kind, alias),
            predicate=lambda profile: profile[f"{kind}_overdue"],
        )
