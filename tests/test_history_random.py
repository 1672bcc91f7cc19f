from collections import Counter
from contextlib import closing
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import groupby
from odoo.tools.date_utils import end_of, start_of

from ..scoring import history
from .common_history import HistoryCase
from .common_random import random_examples

CUSTOMERS = 4
FIRST = date(2024, 11, 20)
DAYS = 480
NOBODY = (None, None)


@st.composite
def chains(draw):
    """For each customer, ``(day, tier number or None, segment number)`` in the order of ids.

    Many on the same day, like those of a run that is rolled back, and many that cross the
    end of a month.
    """
    step = st.tuples(
        st.sampled_from([0, 0, 1, 9, 11, 31, 92]),
        st.sampled_from([None, 0, 1, 2]),
        st.sampled_from([0, 1]),
    )
    return [
        draw(st.lists(step, min_size=0, max_size=draw(st.integers(0, 12))))
        for _ in range(CUSTOMERS)
    ]


@tagged("post_install", "-at_install")
class TestHistoryRandom(HistoryCase):
    """The queries against a replay of the moves, one after the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = [cls._customer(f"Clinic {n}") for n in range(CUSTOMERS)]
        cls.tiers = [cls.tier_a, cls.tier_b, cls.tier_c]
        cls.segments = [cls.champions, cls.loyal]
        cls.tier_number = {tier.id: n for n, tier in enumerate(cls.tiers)}

    @random_examples(30)
    @given(
        steps=chains(),
        offsets=st.tuples(st.integers(-5, DAYS), st.integers(-5, DAYS)),
        grain=st.sampled_from(history.GRAINS),
        limit=st.integers(0, DAYS),
    )
    def test_queries_tell_what_a_replay_tells(self, steps, offsets, grain, limit):
        with closing(self.env.cr.savepoint()):
            self._create(steps)
            days = sorted(FIRST + timedelta(days=n) for n in offsets)
            self._check_states(days)
            self._check_transitions(*days)
            self._check_months()
            self._check_thinning(grain, start_of(FIRST + timedelta(days=limit), grain))
        self.env.invalidate_all()

    # ------------------------------------------------------------------ making moves

    def _create(self, steps):
        """Create moves; keep them as ``{partner id: [(day, from, to, revenue, id)]}``."""
        self.replay = {}
        for customer, walk in zip(self.customers, steps, strict=True):
            day, here, places, kept = FIRST, NOBODY, [], []
            for number, (wait, tier, segment) in enumerate(walk):
                day += timedelta(days=wait)
                there = (
                    NOBODY
                    if tier is None
                    else (self.tiers[tier].id, self.segments[segment].id)
                )
                if there == here:
                    continue
                revenue = 0 if tier is None else 100 * (number + 1)
                kept.append((day, here, there, revenue))
                places.append(
                    (
                        day,
                        self.env["customer.tier"].browse(there[0]),
                        self.env["customer.segment"].browse(there[1]),
                        revenue,
                    )
                )
                here = there
            moves = self._chain(customer, *places)
            self.replay[customer.id] = [
                (*move, id_) for move, id_ in zip(kept, moves.ids, strict=True)
            ]
        self.env.flush_all()

    def _replay_on(self, day):
        """``{partner id: (tier, segment, revenue)}`` at the end of a day, customers only."""
        found = {}
        for partner_id, moves in self.replay.items():
            for date_, _before, after, revenue, _id in moves:
                if date_ <= day:
                    found[partner_id] = (*after, revenue)
        return {id_: state for id_, state in found.items() if state[0]}

    # ------------------------------------------------------------------------ checks

    def _states_on(self, day):
        return {
            state.partner_id.id: (
                state.tier_id.id,
                state.segment_id.id,
                state.monetary,
            )
            for state in self._on(day).search([("company_id", "=", self.company.id)])
        }

    def _check_states(self, days):
        for day in days:
            self.assertEqual(self._states_on(day), self._replay_on(day), day)

    def _check_transitions(self, from_day, to_day):
        before, after = self._replay_on(from_day), self._replay_on(to_day)
        expected = Counter()
        revenue = Counter()
        for partner_id in before.keys() | after.keys():
            old, new = before.get(partner_id), after.get(partner_id)
            cell = (old[0] if old else False, new[0] if new else False)
            expected[cell] += 1
            revenue[cell] += (new or old)[2]
        transitions = self._between(from_day, to_day)
        matrix = transitions.movement_matrix()
        found = {(c["row"], c["column"]): c["count"] for c in matrix["cells"]}
        self.assertEqual(found, dict(expected))
        self.assertEqual(
            {(c["row"], c["column"]): c["revenue"] for c in matrix["cells"]},
            dict(revenue),
        )
        for (row, column), count in expected.items():
            action = transitions.movement_cell_action("tier", row, column)
            behind = transitions.with_context(**action["context"])
            self.assertEqual(behind.search_count(action["domain"]), count)
        for transition in transitions.search([]):
            self.assertEqual(
                transition.direction,
                self._direction(transition.from_tier_id, transition.to_tier_id),
            )

    def _collapsed(self, moves, grain):
        """A customer's moves with those of a period as one: ``(period, day, from, to)``."""
        for period, group in groupby(moves, lambda move: start_of(move[0], grain)):
            if group[0][1] != group[-1][2]:
                yield period, group[-1][0], group[0][1], group[-1][2]

    def _months(self):
        return {
            (
                row.partner_id.id,
                row.month,
                (row.from_tier_id.id or None, row.from_segment_id.id or None),
                (row.to_tier_id.id or None, row.to_segment_id.id or None),
                row.net,
                row.direction,
            )
            for row in self.months.search([("company_id", "=", self.company.id)])
        }

    def _check_months(self):
        expected = {
            (
                partner_id,
                period,
                before,
                after,
                bool(after[0]) - bool(before[0]),
                self._direction(
                    *(
                        self.env["customer.tier"].browse(place[0] or ())
                        for place in (before, after)
                    )
                ),
            )
            for partner_id, moves in self.replay.items()
            for period, _day, before, after in self._collapsed(moves, "month")
        }
        self.assertEqual(self._months(), expected)

    def _check_thinning(self, grain, limit):
        """Whole periods before ``limit`` are one move per customer, and all dates hold."""
        months = self._months()
        all_days = [FIRST + timedelta(days=n) for n in range(DAYS)]
        self.env.cr.execute(history.count_thinned_out(self.company.id, grain, limit))
        [promised] = self.env.cr.fetchone()
        count = len(self._kept())
        self.company.write(
            {"customer_tier_history_months": 1, "customer_tier_history_grain": grain}
        )
        thinned = 0
        while not (
            self.company.customer_tier_thinned_until
            and self.company.customer_tier_thinned_until >= limit
        ):
            thinned += self.all_moves._thin_next_period(self.company, limit)
        self.assertEqual(self._kept(), self._expected_thinned(grain, limit))
        self.assertEqual(count - len(self._kept()), thinned)
        self.assertEqual(thinned, promised)
        for day in all_days:
            if end_of(day, grain) == day or day >= limit and day.day % 10 == 1:
                expected = {
                    id_: state[:2] for id_, state in self._replay_on(day).items()
                }
                found = {id_: state[:2] for id_, state in self._states_on(day).items()}
                self.assertEqual(found, expected, day)
        if grain == "month":
            self.assertEqual(self._months(), months)

    def _kept(self):
        return {
            (
                move.partner_id.id,
                move.date,
                (move.from_tier_id.id or None, move.from_segment_id.id or None),
                (move.to_tier_id.id or None, move.to_segment_id.id or None),
                move.monetary,
                move.direction,
                move.id,
            )
            for move in self.all_moves.search([("company_id", "=", self.company.id)])
        }

    def _expected_thinned(self, grain, limit):
        """What is left, by the rule as it is written down, from the moves as they were."""
        expected = set()
        for partner_id, walk in self.replay.items():
            for period, group in groupby(walk, lambda m: start_of(m[0], grain)):
                groups = [group] if period < limit else [[move] for move in group]
                for chain in groups:
                    before, after = chain[0][1], chain[-1][2]
                    if before != after:
                        day, _from, _to, revenue, id_ = chain[-1]
                        tiers = [
                            self.env["customer.tier"].browse(place[0] or ())
                            for place in (before, after)
                        ]
                        direction = self._direction(*tiers)
                        expected.add(
                            (partner_id, day, before, after, revenue, direction, id_)
                        )
        return expected
