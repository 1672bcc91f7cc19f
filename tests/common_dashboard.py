from dataclasses import replace

from odoo.fields import Command

from ..scoring.rules import RunRules
from .common import AS_OF, TierCase


class DashboardCase(TierCase):
    """Profiles as a run would have left them, without the orders behind them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env["customer.tier.dashboard"]
        cls.profiles = cls.env["customer.profile"]
        cls.champions = cls.env.ref("customer_tier.segment_champions")
        cls.loyal = cls.env.ref("customer_tier.segment_loyal")
        cls.at_risk = cls.env.ref("customer_tier.segment_at_risk")
        cls.ledger_run = cls.env["customer.tier.run"].create(
            {"company_id": cls.company.id, "as_of": AS_OF, "state": "done"}
        )
        cls._publish_rules()

    @classmethod
    def _publish_rules(cls, borders=()):
        """The rules of now are those that customers are judged by.

        :param borders: of the policy: smallest amount in A, in B
        """
        policies = cls.env["customer.tier.policy"]._of_company(cls.company)
        rules = policies._run_rules(cls.env["customer.tier.policy"])
        found = dict(zip((cls.tier_a.id, cls.tier_b.id), borders, strict=False))
        rules = replace(
            rules,
            policies=tuple(p.with_cuts({}, found, {}) for p in rules.policies),
        )
        cls.ledger_run.rules = RunRules.to_json(rules)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_company SET customer_tier_run_id = %s WHERE id = %s",
            [cls.ledger_run.id, cls.company.id],
        )
        cls.env.invalidate_all()

    @classmethod
    def _judged(cls, monetary, tier=None, partner=None, company=None, **values):
        """A customer with a profile."""
        partner = partner or cls._customer(f"Hospital {monetary}")
        tier = tier or cls.tier_a
        return cls.profiles.create(
            {
                "partner_id": partner.id,
                "company_id": (company or cls.company).id,
                "policy_id": cls.policy.id,
                "tier_id": tier.id,
                "computed_tier_id": tier.id,
                "segment_id": cls.champions.id,
                "first_order_date": AS_OF,
                "last_order_date": AS_OF,
                "recency_days": 0,
                "frequency": 1,
                "monetary": monetary,
                "recency_score": 3,
                "frequency_score": 3,
                "monetary_score": 3,
                **values,
            }
        )

    def _overview(self, domain=(), from_day=AS_OF, user=None):
        dashboard = self.dashboard.with_user(user) if user else self.dashboard
        return dashboard.get_overview(list(domain), str(from_day))

    def _behind(self, mark):
        """The profiles behind a mark that was clicked."""
        action = self.dashboard.customers_action(mark["domain"], "Mark")
        return self.env[action["res_model"]].search(action["domain"])

    @classmethod
    def _also_in(cls, company):
        cls.env.user.company_ids = [Command.link(company.id)]
