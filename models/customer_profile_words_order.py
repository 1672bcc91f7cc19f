from dataclasses import replace
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_date

from ..scoring.dimensions import DIMENSIONS
from ..scoring.judge import NOTHING_BOUGHT, Judge
from ..scoring.what_if import Case, Standing


class CustomerProfile(models.Model):
    """What a quotation would do to its customer's tier, in words."""

    _inherit = "customer.profile"

    def _order_words(self, amount):
        """What confirming an order of today does to the tier of this customer.

        :param Decimal amount: untaxed, in company currency; of an empty quotation 0
        """
        self.ensure_one()
        case = self._case()
        if not case.standing.held:  # the policy has other tiers now
            return False
        if self.override_id:
            return self.env._(
                "%(customer)s stays in %(tier)s, which is fixed by hand.",
                customer=self.partner_id.name,
                tier=self.tier_id.code,
            )
        if not amount:
            return case.standing.held > 1 and self._next_words(case)
        words = [self._effect_words(case, amount), *self._caveats(case)]
        return " ".join([*words, *self._source_words(case)])

    def _effect_words(self, case, amount):
        outcome = case.after_order(amount)
        held = case.standing.held
        values = self._effect_values(case, outcome)
        if outcome.wanted < held:
            return self._lift_words(case, outcome, values)
        if outcome.wanted > held:
            return self._too_low_words(case, amount, outcome, values)
        if case.now.wanted > held:
            return self.env._(
                "%(step)s this keeps %(customer)s in %(tier)s: otherwise it becomes %(other)s "
                "on %(date)s.",
                **self._effect_values(case, outcome, other=case.now),
            )
        if held == 1:
            return self.env._(
                "%(customer)s stays in %(tier)s, the best tier.", **values
            )
        if amount > 0:
            return self._towards_words(case.with_order(amount), values)
        return self.env._("%(customer)s stays in %(tier)s.", **values)

    def _effect_values(self, case, outcome, other=None):
        other = other or outcome
        return {
            "step": self._step(case),
            "customer": self.partner_id.name,
            "tier": self._tier_code(case.rules, case.standing.held),
            "other": self._tier_code(case.rules, other.wanted),
            "date": format_date(self.env, max(other.due or case.day, case.day)),
        }

    def _step(self, case):
        """What makes a purchase of a quotation; begins a sentence."""
        if case.rules.source == "invoice":
            return self.env._("Invoicing")
        return self.env._("Confirming")

    def _lift_words(self, case, outcome, values):
        if outcome.settled == outcome.wanted:
            return self.env._(
                "%(step)s this lifts %(customer)s to %(other)s.", **values
            )
        if outcome.runs and outcome.due == case.day + timedelta(outcome.runs):
            return self.env._(
                "%(step)s this qualifies %(customer)s for %(other)s; it moves up when "
                "%(count)s more nightly runs have found it so.",
                count=outcome.runs,
                **values,
            )
        return self.env._(
            "%(step)s this qualifies %(customer)s for %(other)s; it moves up on %(date)s at the "
            "earliest.",
            **values,
        )

    def _too_low_words(self, case, amount, outcome, values):
        """The customer is below what keeps its tier, with this order or because of it."""
        if case.now.wanted > case.standing.held:
            missing = amount > 0 and case.with_order(amount).order_to_keep()
            if missing:
                return self.env._(
                    "%(step)s this is not enough to keep %(customer)s in %(tier)s: then "
                    "%(missing)s are missing until %(date)s.",
                    missing=self._money(missing),
                    **values,
                )
            return self.env._("%(customer)s becomes %(other)s on %(date)s.", **values)
        if outcome.settled == outcome.wanted:
            return self.env._(
                "%(step)s this lowers %(customer)s to %(other)s.", **values
            )
        return self.env._(
            "%(step)s this lowers %(customer)s to %(other)s, from %(date)s on.",
            **values,
        )

    def _towards_words(self, case, values):
        """It stays where it is; how far it is to the next tier then."""
        found = case.order_to_rise()
        if not found:
            return self.env._("%(customer)s stays in %(tier)s.", **values)
        missing, place = found
        values = values | {"better": self._tier_code(case.rules, place)}
        if missing == case.unit:
            return self.env._(
                "%(step)s this brings %(customer)s close to %(better)s: any further order "
                "lifts it.",
                **values,
            )
        return self.env._(
            "%(step)s this counts towards %(better)s: then %(missing)s are missing.",
            missing=self._money(missing),
            **values,
        )

    def _caveats(self, case):
        """What the answer takes for granted."""
        if case.judge.moved_by_orders():
            yield self.env._("What else is scored is taken as it is.")

    def _source_words(self, case):
        if case.rules.source == "invoice":
            yield self.env._("Confirming alone does not change the tier.")

    # ------------------------------------------------------------ first purchase

    @api.model
    def _first_order_words(self, company, customer, amount):
        """What an order of today does for a customer that has bought nothing yet.

        :param Decimal amount: untaxed, in company currency; of an empty quotation 0
        """
        profile = self.new({"company_id": company.id, "partner_id": customer.id})
        case = profile._first_case()
        if not case or amount < 0:
            return False
        values = {"step": profile._step(case), "customer": customer.name}
        # what else is scored of a customer is only known when it is one
        is_certain = not case.judge.unknown_before_purchase()
        if amount:
            words = (
                self.env._(
                    "%(step)s this makes %(customer)s a customer, in tier %(tier)s.",
                    tier=profile._tier_code(
                        case.rules, case.after_order(amount).wanted
                    ),
                    **values,
                )
                if is_certain
                else self.env._(
                    "%(step)s this makes %(customer)s a customer: it is the first purchase.",
                    **values,
                )
            )
            return " ".join([words, *profile._source_words(case)])
        last = replace(case, standing=Standing(held=len(case.rules.tiers)))
        found = is_certain and last.order_to_rise()
        if not found or found[0] == case.unit:
            return self.env._("%(customer)s has bought nothing yet.", **values)
        return self.env._(
            "%(customer)s has bought nothing yet: a first order of %(amount)s or more makes it "
            "%(tier)s.",
            amount=profile._money(found[0]),
            tier=profile._tier_code(case.rules, found[1]),
            **values,
        )

    def _first_case(self):
        """A customer without a profile, by the rules that will govern it; or None.

        :rtype: Case
        """
        company = self.sudo().company_id
        rules = self._run_rules()
        policy_id = rules and self._governing_policy_id(rules)
        for policy in rules.policies if rules else ():
            if policy.policy_id == policy_id:
                more = {
                    rule.dimension: DIMENSIONS[rule.dimension].missing
                    for rule in policy.extra_dimensions
                }
                return Case(
                    Judge(policy, rules.segments),
                    replace(NOTHING_BOUGHT, more=more),
                    Standing(),
                    company._tier_today(),
                    self._money_unit(),
                )
        return None

    def _governing_policy_id(self, rules):
        """Which policy of these rules governs the customer of this profile."""
        policies = self.env["customer.tier.policy"].sudo()
        company = self.sudo().company_id
        conditions = policies.with_company(company)._governed_conditions(
            company, rules.policies
        )
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", condition, policy_id)
            for policy_id, condition in conditions.items()
        )
        [[policy_id]] = self.env.execute_query(
            SQL(
                "SELECT CASE %s END FROM (VALUES (%s)) AS customer (customer_id)",
                cases,
                self.partner_id.id,
            )
        )
        return policy_id
