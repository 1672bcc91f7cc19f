"""The flow of a run: collect, find the cut points, then publish or keep as a simulation."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from odoo.tools import SQL

from . import cut_points, metrics, publish, rollback
from .purchases import SOURCES, create_purchase_table, from_table
from .rules import RunRules
from .settle import outcomes
from .window import Window


@dataclass(frozen=True)
class Scope:
    """What a run looks at.

    :ivar decimal_places: of the company's currency
    :ivar governed: policy id to an SQL condition on ``customer_id``
    :ivar partner_ids: only these customers, or None for all of the company
    :ivar now: when profiles are written, in UTC
    :ivar counts: whether the run counts among those that promote, see :mod:`.settle`
    :ivar looks_back: whether the profiles are younger than ``as_of``
    """

    company_id: int
    currency_id: int
    as_of: date
    time_zone: str
    decimal_places: int
    governed: dict
    now: datetime
    counts: bool
    looks_back: bool
    partner_ids: tuple | None = None

    def window(self, source, window_days):
        """What a policy with this source and window may look at."""
        # of everybody, though it be for few: referrals are those whom a customer brought in
        purchases = SOURCES[source](
            self.company_id, self.as_of, window_days, self.time_zone, self.currency_id
        )
        return Window(
            self.company_id,
            self.as_of,
            window_days,
            source,
            purchases,
            self.partner_ids,
        )


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
        extra = {
            rule.dimension: None
            for policy in self.rules.policies
            for rule in policy.extra_dimensions
        }
        self.cr.execute(metrics.create_metric_table(list(extra)))
        for policy in self.rules.policies:
            self.cr.execute(
                metrics.collect(
                    policy,
                    self._window(policy),
                    scope.decimal_places,
                    scope.governed[policy.policy_id],
                )
            )
        # Fresh tables have no statistics, and the joins to come depend on them.
        self.cr.execute(SQL("ANALYZE %s", metrics.METRIC_TABLE))
        self.cr.execute(metrics.count_customers())
        return self.cr.fetchone()

    def _window(self, policy):
        """What the policy looks at; read from the orders once, where several measures look."""
        window = self.scope.window(policy.source, policy.window_days)
        if not policy.extra_dimensions or self.scope.partner_ids is not None:
            return window
        self.cr.execute(create_purchase_table(window.purchases))
        return replace(window, purchases=from_table(window.purchases))

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
        return policy.with_cuts(
            cuts,
            self._borders(policy, "until"),
            self._borders(policy, "leave_until"),
        )

    def _borders(self, policy, limit):
        """Tier id to the smallest amount in it, where the tiers end at ``limit``."""
        ends = [
            (tier.tier_id, getattr(tier, limit))
            for tier in policy.tiers
            if getattr(tier, limit) is not None
        ]
        if not ends or policy.tier_method == "score":
            return {}
        self.cr.execute(cut_points.pareto_borders(policy.policy_id, ends))
        return dict(self.cr.fetchall())

    def _outcomes(self):
        scope = self.scope
        return outcomes(
            scope.company_id,
            scope.as_of,
            self.rules,
            counts=int(scope.counts),
            looks_back=scope.looks_back,
            partner_ids=scope.partner_ids,
        )

    def keep_simulation(self, run_id):
        """Keep the outcomes beside the run, for looking at. Live profiles stay as they are."""
        self.cr.execute(
            publish.keep_simulation(run_id, self.scope.company_id, self._outcomes())
        )
        return self.cr.rowcount

    def find_changes(self):
        """Hold the outcomes against the profiles."""
        self.cr.execute(publish.create_change_table(self._outcomes()))
        return self.cr.rowcount

    def excess(self):
        """What the changes found would move beyond what the policies allow in one night.

        :return: list of ``(policy id, what, share, limit)``, what being ``customers`` or
            ``revenue``, and both shares in per cent
        """
        gates = {policy.policy_id: policy.gate for policy in self.rules.policies}
        if not any(gate.max_moved or gate.max_moved_revenue for gate in gates.values()):
            return []
        self.cr.execute(publish.count_moved(self.scope.company_id))
        found = []
        for policy_id, moved, customers, moved_revenue, revenue in self.cr.fetchall():
            gate = gates.get(policy_id)
            if (
                not gate
            ):  # the customers of a policy that is gone: nothing says how many may move
                continue
            for what, part, whole, limit in (
                ("customers", moved, customers, gate.max_moved),
                ("revenue", moved_revenue, revenue, gate.max_moved_revenue),
            ):
                share = 100 * float(part) / float(whole) if whole else 0.0
                if limit and share > limit:
                    found.append((policy_id, what, share, limit))
        return found

    def publish(self, run_id, backup_run_id):
        """Bring the profiles up to date with the changes found, and record the moves.

        :param backup_run_id: the run for whose taking back is kept what is overwritten: this one,
            the one whose rules a quick refresh goes by, or None
        :return: the rows written
        :rtype: Written
        """
        scope = self.scope
        return write_changes(
            self.cr,
            publish.record_moves(run_id, scope.company_id, scope.as_of),
            publish.update_profiles(scope.as_of, scope.now),
            publish.insert_profiles(scope.company_id, scope.as_of, scope.now),
            backup=_backup(run_id, backup_run_id, scope.company_id),
        )


def publish_kept(cr, run_id, company_id, as_of, now, today):
    """Publish the outcomes that a run keeps in its lines, as they are.

    :param today: the day whose overrides hold
    :rtype: Written
    """
    cr.execute(
        publish.create_change_table(publish.kept_outcomes(run_id, company_id, today))
    )
    return write_changes(
        cr,
        publish.record_moves(run_id, company_id, as_of),
        publish.update_profiles(as_of, now),
        publish.insert_profiles(company_id, as_of, now),
        backup=_backup(run_id, run_id, company_id),
    )


def _backup(run_id, backup_run_id, company_id):
    """The statements that keep what is about to be overwritten: a run begins a backup of its own,
    a quick refresh adds to that of the run that it goes by.
    """
    if not backup_run_id:
        return ()
    keep = publish.keep_backup(backup_run_id, company_id)
    if backup_run_id == run_id:
        return publish.forget_backup(company_id), keep
    return (keep,)


def roll_back(cr, run_id, rollback_id, company_id, as_of, *, is_first):
    """Bring back what the last live run overwrote.

    :param rollback_id: the run that does so; the moves back are its own
    :param is_first: whether nobody had a profile before that run
    :rtype: Written
    """
    cr.execute(rollback.create_change_table(run_id))
    if is_first:
        cr.execute(rollback.add_later_profiles(company_id))
    written = write_changes(
        cr,
        publish.record_moves(rollback_id, company_id, as_of),
        rollback.restore_profiles(),
        rollback.bring_back_profiles(company_id),
    )
    cr.execute(publish.forget_backup(company_id))
    return written


def write_changes(cr, moves, update, insert, backup=()):
    """Write the change table to the profiles.

    :param backup: the statements that keep what is overwritten
    :rtype: Written
    """
    cr.execute(SQL("SELECT COUNT(*) FROM %s", publish.CHANGE_TABLE))
    [changes] = cr.fetchone()
    for statement in backup:
        cr.execute(statement)
    rows = []
    for statement in (moves, update, insert, publish.delete_profiles()):
        cr.execute(statement)
        rows.append(cr.rowcount)
    return Written(changes, *rows)
