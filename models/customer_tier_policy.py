from ast import literal_eval
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..scoring.purchases import SOURCES
from ..scoring.rules import DIMENSIONS, PolicyRules, RunRules

# A policy that chose its customers by the tier it gives them would chase its own tail.
COMPUTED_FIELD_PREFIXES = ("customer_profile", "customer_tier", "customer_segment", "rfm_")


def _fields_of(domain):
    """The names of all fields in a domain, also within ``any`` conditions."""
    for condition in domain.iter_conditions():
        yield from condition.field_expr.split(".")
        if condition.operator.rstrip("!") in ("any", "not any"):
            yield from _fields_of(Domain(condition.value))


class CustomerTierPolicy(models.Model):
    """The rules of one company for one group of its customers."""

    _name = "customer.tier.policy"
    _description = "Customer Tier Policy"
    _inherit = ["mail.thread", "customer.tier.rule"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(
        default=10,
        tracking=True,
        help="A customer is governed by the first policy whose filter it matches.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    domain = fields.Char(
        string="Customers",
        required=True,
        default="[]",
        tracking=True,
        help="Which customers this policy governs. Empty: all that no earlier policy governs.",
    )
    window_days = fields.Integer(
        string="Window",
        required=True,
        default=365,
        tracking=True,
        help="How many days back purchases count for frequency and monetary. Customers who "
        "bought before, but not within these days, are lapsed.",
    )
    purchase_source = fields.Selection(
        selection=[("sale", "Confirmed sales orders"), ("invoice", "Posted invoices")],
        string="A Purchase Is",
        required=True,
        default="sale",
        tracking=True,
        help="Orders: untaxed amount at the order's own rate; returns lower the amount.\n"
        "Invoices: posted invoices minus credit notes; an invoice credited in full is no "
        "purchase.",
    )
    bins = fields.Integer(
        string="Score Steps",
        required=True,
        default=5,
        tracking=True,
        help="Each dimension is scored from 1 (worst) to this number (best).",
    )
    dimension_ids = fields.One2many(
        comodel_name="customer.tier.policy.dimension",
        inverse_name="policy_id",
        string="Dimensions",
        default=lambda self: self._default_dimensions(),
        copy=True,
    )
    share_ids = fields.One2many(
        comodel_name="customer.tier.policy.share",
        inverse_name="policy_id",
        string="Tiers",
        default=lambda self: self._default_shares(),
        copy=True,
    )
    governed_count = fields.Integer(
        compute="_compute_governed_count",
        string="Governed Customers",
        help="Customers with at least one purchase that this policy governs as it stands now.",
    )

    _window_days_positive = models.Constraint(
        "CHECK (window_days > 0)", "The window must be at least one day."
    )
    _bins_one_digit = models.Constraint(
        "CHECK (bins BETWEEN 2 AND 9)",
        "Scores need between 2 and 9 steps, so that each is one digit of the RFM code.",
    )

    @api.model
    def _default_dimensions(self):
        return [Command.create({"dimension": name}) for name in DIMENSIONS]

    @api.model
    def _default_shares(self):
        """A, B and C make 80, 15 and the last 5 per cent of the revenue.

        Where the admin has archived all of these, the first ones of the admin's own do.
        """
        tiers = self.env["customer.tier"]
        for code in "abc":
            xml_id = f"customer_tier.tier_{code}"
            tiers |= self.env.ref(xml_id, raise_if_not_found=False) or tiers
        shipped = tiers.filtered("active")
        return [
            Command.create({"tier_id": tier.id, "share": share})
            for tier, share in zip(
                shipped or tiers.search([], limit=3), (80, 15, 5), strict=False
            )
        ]

    @api.depends("domain", "sequence", "active", "purchase_source", "company_id")
    def _compute_governed_count(self):
        for policy in self:
            policy.governed_count = 0
            saved = policy._origin  # what is being edited governs nobody yet
            if saved.active:
                self.env.cr.execute(
                    SQL("SELECT COUNT(*) FROM (%s) AS customer", saved._customers_sql())
                )
                [policy.governed_count] = self.env.cr.fetchone()

    @api.constrains("domain")
    def _check_domain(self):
        for policy in self:
            domain = policy._parsed_domain()
            names = _fields_of(domain)
            if any(name.startswith(COMPUTED_FIELD_PREFIXES) for name in names):
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” cannot choose its customers by tier, segment or "
                        "score: these are what it computes.",
                        policy=policy.name,
                    )
                )
            policy._check_sql(policy._search_customers(domain))

    def _parsed_domain(self):
        self.ensure_one()
        try:
            return Domain(literal_eval(self.domain or "[]"))
        except (ValueError, SyntaxError, TypeError) as error:
            raise self._broken_domain(error) from error

    def _search_customers(self, domain):
        """The query of the customers that match a domain, archived ones included."""
        # sudo: which rules apply to a customer does not depend on who asks
        customers = self.env["res.partner"].sudo().with_company(self.company_id)
        try:
            return customers.with_context(active_test=False)._search(domain)
        except (ValueError, TypeError, KeyError) as error:
            raise self._broken_domain(error) from error

    def _check_sql(self, customers):
        """Have PostgreSQL read a query: it sees wrong types that the ORM lets pass."""
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL("EXPLAIN %s", customers.select()), log_exceptions=False
                )
        except psycopg2.Error as error:
            raise self._broken_domain(error) from error

    def _broken_domain(self, error):
        return ValidationError(
            self.env._(
                "The filter of policy “%(policy)s” cannot be understood (%(error)s). "
                "Choose its customers again with the filter editor.",
                policy=self.name,
                error=error,
            )
        )

    @api.constrains("dimension_ids", "bins")
    def _check_dimensions(self):
        for policy in self:
            if sorted(policy.dimension_ids.mapped("dimension")) != sorted(DIMENSIONS):
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” needs each of recency, frequency and monetary "
                        "exactly once. Give a dimension the weight 0 to leave it out of the "
                        "RFM score.",
                        policy=policy.name,
                    )
                )
            if not any(policy.dimension_ids.mapped("weight")):
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s”: at least one dimension needs a weight above 0.",
                        policy=policy.name,
                    )
                )
            policy.dimension_ids._check_thresholds()

    @api.constrains("share_ids", "active")
    def _check_shares(self):
        for policy in self.filtered("active"):
            archived = policy.share_ids.tier_id.filtered(lambda tier: not tier.active)
            if archived:
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” uses the archived tier “%(tier)s”.",
                        policy=policy.name,
                        tier=archived[0].name,
                    )
                )
            if not policy.share_ids:
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” needs at least one tier.", policy=policy.name
                    )
                )
            total = sum(policy.share_ids.mapped("share"))
            if total > 100:
                raise ValidationError(
                    self.env._(
                        "The tiers of policy “%(policy)s” claim %(total)s %% of the revenue. "
                        "Together they cannot claim more than 100 %%.",
                        policy=policy.name,
                        total=f"{total:g}",
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            self.check_access("write")  # to the new company, too
        return result

    def copy_data(self, default=None):
        return [
            values | {"name": self.env._("%(name)s (copy)", name=policy.name)}
            for policy, values in zip(self, super().copy_data(default), strict=True)
        ]

    def action_view_governed_customers(self):
        """The customers that this policy governs as it stands now."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("contacts.action_contacts")
        return action | {
            "name": self.env._("Customers of %(policy)s", policy=self.name),
            "domain": [("customer_tier_policy_id", "=", self.id)],
            "context": {"active_test": False, "create": False},
        }

    @api.model
    def _of_company(self, company):
        """The active policies of a company, the first one first."""
        # sudo: runs apply all rules of a company, whoever starts them
        return self.sudo().search([("company_id", "=", company.id)])

    def _run_rules(self):
        """The rules of these policies (all of one company, in order), as plain values."""
        segments = self.env["customer.segment"].search([])
        return RunRules(
            policies=tuple(policy._scoring_rules() for policy in self),
            segments=tuple(segments._scoring_rules()),
        )

    def _scoring_rules(self):
        self.ensure_one()
        return PolicyRules(
            policy_id=self.id,
            domain=self.domain,
            source=self.purchase_source,
            window_days=self.window_days,
            bins=self.bins,
            dimensions=tuple(
                self.dimension_ids.sorted()._scoring_rules(),
            ),
            tiers=tuple(self.share_ids._scoring_rules()),
        )

    @api.model
    def _governed_conditions(self, company, policies):
        """Which customers each policy governs: those no earlier one does.

        :param policies: list of :class:`PolicyRules`, in order
        :return: dict of policy id to SQL condition on ``customer_id``
        """
        conditions = {}
        taken = []
        # in messages only; a policy may have gone since the run that these rules are of
        names = {
            policy.id: policy.name
            for policy in self.browse(rules.policy_id for rules in policies).exists()
        }
        for rules in policies:
            policy = self.new(
                {
                    "name": names.get(rules.policy_id),
                    "domain": rules.domain,
                    "company_id": company.id,
                }
            )
            domain = policy._parsed_domain()
            own = (
                SQL("TRUE")
                if domain.is_true()
                else SQL("customer_id IN %s", policy._search_customers(domain).subselect())
            )
            conditions[rules.policy_id] = SQL(" AND ").join(
                [own, *(SQL("NOT (%s)", condition) for condition in taken)]
            )
            taken.append(own)
        return conditions

    def _customers_sql(self):
        """SQL of the ids of this policy's customers with at least one purchase."""
        self.ensure_one()
        self.env.flush_all()
        company = self.company_id
        policies = self._of_company(company)
        rules = [policy._scoring_rules() for policy in policies]
        today = company._tier_today()
        purchases = SOURCES[self.purchase_source](
            company.id, today + timedelta(days=1), self.window_days, company._tier_time_zone()
        )
        return SQL(
            """
            SELECT customer_id
              FROM (
                    SELECT DISTINCT partner.commercial_partner_id AS customer_id
                      FROM (%(rows)s) AS purchase
                      JOIN res_partner AS partner ON partner.id = purchase.partner_id
                     WHERE purchase.is_purchase
                   ) AS buyer
             WHERE %(governed)s
            """,
            rows=purchases.rows,
            governed=self._governed_conditions(company, rules).get(self.id, SQL("FALSE")),
        )

    def action_recompute(self):
        """Have the companies of these policies recomputed in the background."""
        if not self:
            raise UserError(self.env._("Select at least one policy."))
        return self.env["customer.tier.run"]._request(self.company_id)
