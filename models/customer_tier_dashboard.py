import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..insight import attention, dashboard, pareto
from ..scoring.rules import SEGMENT_SCALE, RunRules

# What Odoo and the database answer to a domain that means nothing.
NOT_UNDERSTOOD = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NotImplementedError,  # raised by fields for an operator that they do not know
    UserError,
    psycopg2.DataError,
    psycopg2.ProgrammingError,
)


class CustomerTierDashboard(models.AbstractModel):
    """The figures of the customer base on one screen: of one company, as far as one may see it.

    Counts go through the access rights and record rules of customers' profiles. Every figure
    comes with the domain of the customers behind it, filters of the screen included.
    """

    _name = "customer.tier.dashboard"
    _description = "Dashboard of Customers"

    # ------------------------------------------------------------------ overview

    @api.model
    @api.readonly
    def get_overview(self, domain, from_day=False):
        """All figures that are read from the profiles. See the README for what each one means.

        One query over the profiles, and one over their history; tiers, segments and the few
        customers that need attention are read by themselves.

        :param domain: of ``customer.profile``: which customers
        :param from_day: ISO date: tiers are held against those at its end
        """
        dashboard = self._of_one_company()
        return dashboard._overview(dashboard._parsed(domain), self._day(from_day))

    def _overview(self, domain, day):
        rules = self._rules()
        chosen = self._chosen(domain)
        figures = self._figures(chosen, rules)
        before = self._before(domain, day)
        labels = self._tier_labels(rules, figures, before)
        segments = self._segment_labels(figures)
        return self._heading(day) | {
            # nobody had a tier then, or it is not known: there is nothing to hold against
            "compared": bool(before),
            "customers": sum(row["customers"] for row in figures["tiers"]),
            "revenue": sum(row["revenue"] for row in figures["tiers"]),
            "tiers": self._tiers(labels, figures, before, chosen),
            "heat": {
                "bins": SEGMENT_SCALE,
                "cells": self._cells(figures, rules, chosen),
            },
            "pareto": self._pareto(labels, figures, rules, chosen),
            "scatter": {
                "total": sum(cell["customers"] for cell in figures["cells"]),
                "shown": len(figures["scatter"]),
                "points": [list(point.values()) for point in figures["scatter"]],
            },
            "segments": self._segments(segments, figures, chosen),
            "attention": self._attention([row["id"] for row in figures["attention"]]),
            "attention_domain": list(chosen & Domain("needs_attention", "=", True)),
        }

    def _heading(self, day):
        """Whose figures these are, of when, and what the user may do about them."""
        company = self.env.company
        run = company.sudo().customer_tier_run_id
        return {
            "company": {
                "id": company.id,
                "name": company.name,
                "currency_id": company.currency_id.id,
            },
            "today": fields.Date.to_string(company._tier_today()),
            "from_day": fields.Date.to_string(day),
            "last_run": fields.Date.to_string(run.as_of) or False,
            "can_recompute": self.env.user.has_group("customer_tier.group_manager"),
        }

    def _figures(self, chosen, rules):
        """What :func:`..insight.dashboard.overview` finds. One query."""
        profiles = self.env["customer.profile"]
        self.env.cr.execute(dashboard.more_memory())
        profiles._flush_attention()
        query = self._query(chosen)
        columns = [
            profiles._field_to_sql(query.table, name, query)
            for name in dashboard.COLUMNS
        ]
        [[figures]] = self.env.execute_query(
            dashboard.overview(
                query.select(*columns, attention.as_column(query.table)),
                {policy.policy_id: policy.bins for policy in rules.policies},
                pareto.limits(rules),
            )
        )
        return figures

    def _before(self, domain, day):
        """Tier id to ``(customers, revenue, positive revenue)`` at the end of a day. One query."""
        states = self.env["customer.tier.state"].with_context(tier_day=str(day))
        query = states._search(self._chosen_by_contact(domain))
        rows = self.env.execute_query(
            dashboard.before(
                query.select(
                    *(
                        states._field_to_sql(query.table, name, query)
                        for name in ("tier_id", "monetary")
                    )
                )
            )
        )
        return {tier_id: tuple(map(float, sums)) for tier_id, *sums in rows}

    def _tier_labels(self, rules, figures, before):
        """The tiers to show, best first: those that somebody has or had, or can come into."""
        used = {row["tier_id"] for row in figures["tiers"]} | set(before)
        used |= {id_ for policy in rules.policies for id_ in policy.tier_ids}
        tiers = self.env["customer.tier"].with_context(active_test=False)
        # before the first run there is nothing to show but what there may be
        return tiers.search(
            [("id", "in", list(used))] if used else [("active", "=", True)]
        )

    def _segment_labels(self, figures):
        """The segments to show, in their order: a place is a color, so filters move none."""
        used = [row["segment_id"] for row in figures["segments"] if row["segment_id"]]
        return (
            self.env["customer.segment"]
            .with_context(active_test=False)
            .search(["|", ("active", "=", True), ("id", "in", used)])
        )

    # --------------------------------------------------------------------- scope

    def _of_one_company(self):
        """The same with the current company only, whatever others are selected."""
        return self.with_context(allowed_company_ids=self.env.company.ids)

    def _rules(self):
        """The rules that the customers of this company are judged by now."""
        # sudo: users may know by which rules a customer was judged
        run = self.env.company.sudo().customer_tier_run_id
        return RunRules.from_json(run.rules) if run.rules else RunRules()

    def _chosen(self, domain):
        """Domain of the profiles that the screen is about."""
        return self._parsed(domain) & Domain("company_id", "=", self.env.company.id)

    def _parsed(self, domain):
        """The filter of the screen, which may come from a favourite of long ago, or from anybody.

        Odoo knows its fields and operators, the database its values: that one makes a plan, and
        reads no row.

        :param domain: a list, or what this method gave
        """
        if isinstance(domain, Domain):
            return domain
        if not domain:
            return Domain.TRUE
        try:
            parsed = Domain(domain)
            query = self.env["customer.profile"]._search(parsed, active_test=False)
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL("EXPLAIN %s", query.select()), log_exceptions=False
                )
        except AccessError:
            raise  # in words already, and about rights
        except NOT_UNDERSTOOD as error:
            raise UserError(
                self.env._(
                    "This filter cannot be understood (%(error)s). Take it out of the search "
                    "bar and choose it again.",
                    # some say nothing; those of the database show the query from line 2
                    error=str(error).partition("\n")[0] or domain,
                )
            ) from error
        return parsed

    def _chosen_by_contact(self, domain):
        """The same customers in a model of their past: with a ``partner_id``, a row per company.

        A customer that is none any more has no profile. Conditions on its contact (salesperson,
        country, institution...) find it all the same; those on figures of now (tier, segment,
        scores, policy) cannot be true of it. Archived contacts are left out, as everywhere,
        unless the filter asks for them.
        """
        parsed = self._parsed(domain)
        return self._without_archived(
            Domain("company_id", "=", self.env.company.id)
            & parsed.map_conditions(self._by_contact),
            asked=parsed,
        )

    def _query(self, chosen):
        """The profiles that the user may see of those that are chosen."""
        return self.env["customer.profile"]._search(
            self._without_archived(chosen, asked=chosen), active_test=False
        )

    def _without_archived(self, chosen, asked):
        """What Odoo does by itself with profiles, at a fraction of the cost for 100,000 of them.

        There are few archived contacts to look up, and many others.

        :param asked: the domain that may ask for archived ones itself
        """
        if any(
            condition.field_expr == "active" for condition in asked.iter_conditions()
        ):
            return chosen
        return chosen & Domain("partner_id", "not any", [("active", "=", False)])

    def _by_contact(self, condition):
        """A condition on a profile as one on the contact, if it is about that."""
        name, _dot, path = condition.field_expr.partition(".")
        related = self.env["customer.profile"]._fields[name].related or ""
        if name == "partner_id":
            return condition
        if related.startswith("partner_id."):
            whole = f"{related}.{path}" if path else related
            return Domain(whole, condition.operator, condition.value)
        return Domain(
            "partner_id", "any", [("customer_profile_id", "any", list(condition))]
        )

    def _day(self, value):
        """A day as the web client writes it; today if there is none."""
        return (
            self.env["customer.tier.state"]
            .with_context(tier_day=value or False)
            ._day_of_context("tier_day")
        )

    # ------------------------------------------------------------------- actions

    @api.model
    @api.readonly
    def customers_action(self, domain, name=False):
        """Open the customers behind a mark.

        :param domain: of ``customer.profile``, as the figures give it
        :param name: what they are, in words
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_profile_action"
        )
        name = name or self.env._("Customers")
        return action | {
            "name": name,
            "display_name": name,
            "domain": list(self._chosen(domain)),
            # no filters of the menu: the domain says it all
            "context": {},
        }
