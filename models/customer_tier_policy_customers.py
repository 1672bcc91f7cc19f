from ast import literal_eval

import psycopg2

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# A policy that chose its customers by the tier it gives them would chase its own tail.
COMPUTED_FIELD_PREFIXES = (
    "customer_profile",
    "customer_tier",
    "customer_segment",
    "rfm_",
)


def _fields_of(domain):
    """The names of all fields in a domain, also within ``any`` conditions."""
    for condition in domain.iter_conditions():
        yield from condition.field_expr.split(".")
        if condition.operator.rstrip("!") in ("any", "not any"):
            yield from _fields_of(Domain(condition.value))


class CustomerTierPolicy(models.Model):
    """Which customers a policy governs: its filter, and who comes first."""

    _inherit = "customer.tier.policy"

    @api.depends("domain", "sequence", "active", "purchase_source", "company_id")
    def _compute_governed_count(self):
        for policy in self:
            policy.governed_count = 0
            saved = policy._origin  # what is being edited governs nobody yet
            if saved != policy:
                policy.governed_count = saved.governed_count
            elif saved.active:
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
                else SQL(
                    "customer_id IN %s", policy._search_customers(domain).subselect()
                )
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
        purchases = company._tier_purchases(self.purchase_source, self.window_days)
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
            governed=self._governed_conditions(company, rules).get(
                self.id, SQL("FALSE")
            ),
        )
