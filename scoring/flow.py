"""The flow of a run: collect, find the cut points, then publish or keep as a simulation."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

from . import cut_points, metrics, publish
from .purchases import SOURCES
from .rules import RunRules


@dataclass(frozen=True)
class Scope:
    """What a run looks at.

    :ivar decimal_places: of the company's currency
    :ivar governed: policy id to an SQL condition on ``customer_id``
    :ivar partner_ids: only these customers, or None for all of the company
    :ivar now: when profiles are written, in UTC
    """

    company_id: int
    as_of: date
    time_zone: str
    decimal_places: int
    governed: dict
    now: datetime
    partner_ids: tuple | None = None


@dataclass(frozen=True)
class Written:
    """How many rows a publication found to differ, and wrote."""

    changes: int
    moves: int
    updated: int
    inserted: int
    deleted: int

    @property
    def profiles(self):
        return self.updated + self.inserted + self.deleted


class Flow:
    """One run of one company on one cursor, step by step.

    Each step is a fixed number of statements per policy, however many customers there are, and
    nothing but counts and cut points comes back to Python. All of it happens in the caller's
    transaction.
    """

    def __init__(self, cr, scope: Scope, rules: RunRules):
        self.cr = cr
        self.scope = scope
        self.rules = rules

    def collect(self):
        """Bring together the customers and what they bought.

        :return: ``(customers, lapsed among them, revenue of the window)``
        """
        scope = self.scope
        # Grouping a few hundred thousand customers should not spill to disk; this transaction only.
        self.cr.execute(SQL("SET LOCAL work_mem = '64MB'"))
        self.cr.execute(metrics.create_metric_table())
        for policy in self.rules.policies:
            purchases = SOURCES[policy.source](
                scope.company_id, scope.as_of, policy.window_days, scope.time_zone
            )
            self.cr.execute(
                metrics.collect(
                    policy.policy_id,
                    purchases,
                    scope.as_of,
                    scope.decimal_places,
                    scope.governed[policy.policy_id],
                    scope.partner_ids,
                )
            )
        # Fresh tables have no statistics, and the joins to come depend on them.
        self.cr.execute(SQL("ANALYZE %s", metrics.METRIC_TABLE))
        self.cr.execute(metrics.count_customers())
        return self.cr.fetchone()

    def find_cut_points(self):
        """Complete the rules with the cut points and tier borders of these customers."""
        self.rules = RunRules(
            policies=tuple(map(self._with_cut_points, self.rules.policies)),
            segments=self.rules.segments,
        )

    def _with_cut_points(self, policy):
        cuts = defaultdict(list)
        queries = [
            cut_points.quantile_cuts(policy.policy_id, rules.dimension, policy.bins)
            for rules in policy.dimensions
            if rules.method == "quantile"
        ]
        if queries:
            self.cr.execute(SQL("%s ORDER BY 1, 2", SQL(" UNION ALL ").join(queries)))
            for dimension, _score, cut in self.cr.fetchall():
                cuts[dimension].append(cut)
        borders = {}
        limited = [tier for tier in policy.tiers if tier.until is not None]
        if limited:
            self.cr.execute(cut_points.pareto_borders(policy.policy_id, limited))
            borders = dict(self.cr.fetchall())
        return policy.with_cuts(cuts, borders)

    def keep_simulation(self, run_id):
        """Keep the results beside the run, for looking at. Live profiles stay as they are."""
        self.cr.execute(
            publish.keep_simulation(run_id, self.scope.company_id, self.rules)
        )
        return self.cr.rowcount

    def publish(self, run_id):
        """Bring the profiles up to date and record the moves.

        :return: the rows written
        :rtype: Written
        """
        scope = self.scope
        return Written(
            *map(
                self._rows_written,
                (
                    publish.create_change_table(
                        scope.company_id, self.rules, scope.partner_ids
                    ),
                    publish.record_moves(run_id, scope.company_id, scope.as_of),
                    publish.update_profiles(scope.as_of, scope.now),
                    publish.insert_profiles(scope.company_id, scope.as_of, scope.now),
                    publish.delete_profiles(),
                ),
            )
        )

    def _rows_written(self, statement):
        self.cr.execute(statement)
        return self.cr.rowcount
