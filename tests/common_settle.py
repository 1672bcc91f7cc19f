from odoo.tools import SQL

from ..scoring import metrics
from ..scoring.flow import Flow, Scope
from ..scoring.rules import DimensionRules, PolicyRules, RunRules, SegmentRules
from .common import TierCase

BINS = 9
STANDING = (
    "computed_tier_id",
    "computed_since",
    "pending_tier_id",
    "pending_since",
    "pending_runs",
    "pending_date",
)


class GivenFlow(Flow):
    """A run whose customers come from a list instead of their orders."""

    def collect_given(self, rows):
        """
        :param rows: ``(policy id, partner id, amount, is_lapsed)`` of each customer
        """
        self.cr.execute(metrics.create_metric_table([]))
        day = self.scope.as_of
        if rows:
            self.cr.execute(
                SQL(
                    """
                    INSERT INTO %s (
                        policy_id, partner_id, first_order_date, last_order_date, recency_days,
                        frequency, monetary, is_lapsed, purchase_count, unconverted_count,
                        has_duplicate, low_confidence
                    )
                    VALUES %s
                    """,
                    metrics.METRIC_TABLE,
                    SQL(", ").join(
                        SQL(
                            "(%s, %s, %s, %s, 0, 1, %s, %s, 1, 0, FALSE, FALSE)",
                            policy_id,
                            partner_id,
                            day,
                            day,
                            amount,
                            is_lapsed,
                        )
                        for policy_id, partner_id, amount, is_lapsed in rows
                    ),
                )
            )


class SettleCase(TierCase):
    """Runs over given figures: many days in little time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tier_d = cls.env["customer.tier"].create(
            {"name": "D", "code": "D", "sequence": 40}
        )
        cls.ladder = [cls.tier_a.id, cls.tier_b.id, cls.tier_c.id, cls.tier_d.id]
        cls.ledger = cls.env["customer.tier.run"].create({"company_id": cls.company.id})
        cls.low, cls.high = cls.env["customer.segment"].search([], limit=2).ids
        cls.env.flush_all()

    @classmethod
    def _rules(cls, policies):
        # the lowest scores of revenue are one segment, all others the other one
        boxes = (
            SegmentRules(cls.low, (1, 5), (1, 5), (1, 2)),
            SegmentRules(cls.high, (1, 5), (1, 5), (1, 5)),
        )
        return RunRules(tuple(policies), boxes)

    @classmethod
    def _policy_rules(cls, policy_id, tiers, **rules):
        """A policy that scores revenue only: an amount of 1 to 9 is its own score."""
        cuts = tuple(range(2, BINS + 1))
        return PolicyRules(
            policy_id=policy_id,
            domain="[]",
            source="sale",
            window_days=365,
            bins=BINS,
            dimensions=(
                DimensionRules("recency", 0, "threshold"),
                DimensionRules("frequency", 0, "threshold"),
                DimensionRules("monetary", 1, "threshold", cuts),
            ),
            tiers=tuple(tiers),
            **rules,
        )

    @classmethod
    def _settle(cls, rules, day, rows, *, counts=True, partner_ids=None):
        """Publish a run of these figures."""
        scope = Scope(
            company_id=cls.company.id,
            currency_id=cls.company.currency_id.id,
            as_of=day,
            time_zone="UTC",
            decimal_places=2,
            governed={},
            now=cls.env.cr.now(),
            counts=counts,
            looks_back=False,
            partner_ids=partner_ids,
        )
        flow = GivenFlow(cls.env.cr, scope, rules)
        flow.collect_given(rows)
        flow.find_changes()
        flow.publish(cls.ledger.id, cls.ledger.id if partner_ids is None else None)

    @classmethod
    def _standings(cls, *more):
        """Partner id to what its profile says."""
        return {
            row[0]: row[1:]
            for row in cls.env.execute_query(
                SQL(
                    "SELECT partner_id, %s FROM customer_profile WHERE company_id = %s",
                    SQL(", ").join(map(SQL.identifier, STANDING + more)),
                    cls.company.id,
                )
            )
        }
