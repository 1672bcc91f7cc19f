from contextlib import closing
from datetime import date, timedelta

from hypothesis import Phase, given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from ..scoring.rules import SettleRules, TierRules
from . import oracle_settle
from .common_random import random_examples
from .common_settle import BINS, SettleCase

DAY = date(2026, 1, 5)
CUSTOMERS = 4
METHODS = ("pareto", "score", "grid")
# shrinking is quick here: there are no orders
PROFILE = random_examples(40, [Phase.explicit, Phase.generate, Phase.shrink])

# What one customer is at one run: governed by which of the two policies (None: gone), its amount
# on the scale of the scores, and whether it is lapsed.
FIGURES = st.tuples(
    st.sampled_from([0, 0, 0, 0, 1, None]),
    st.integers(-1, BINS),
    st.sampled_from([False, False, False, True]),
)
STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "days": st.sampled_from([0, 0, 1, 1, 1, 2, 5]),
            "live": st.booleans(),
            "again": st.sets(st.integers(0, CUSTOMERS - 1)),
            "figures": st.lists(FIGURES, min_size=CUSTOMERS, max_size=CUSTOMERS),
            "rules": st.sampled_from([0, 0, 0, 1]),
        }
    ),
    min_size=2,
    max_size=12,
)


@st.composite
def policies(draw):
    """Limits from the best tier down; now and then one that nobody reaches."""
    method = draw(st.sampled_from(METHODS))
    ladder = draw(st.sampled_from([(0, 1, 2), (0, 1, 2), (0, 2), (1, 2, 3), (2, 1, 0)]))
    limits = sorted(
        draw(st.lists(st.integers(1, BINS), min_size=3, max_size=3)), reverse=True
    )
    tiers = []
    for place, limit in zip(ladder[:-1], limits, strict=False):
        margin = draw(st.sampled_from([None, 0, 1, 2, 3]))
        nobody = draw(st.sampled_from([False] * 6 + [True]))
        tiers.append((place, None if nobody else limit, margin))
    cells = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(ladder), st.booleans()),
            st.sampled_from([0, 1, 2, 3]),
            max_size=4,
        )
    )
    settle = SettleRules(
        promote_after=draw(st.sampled_from([1, 1, 2, 3])),
        grace_days=draw(st.sampled_from([0, 0, 2, 6])),
        min_stay_days=draw(st.sampled_from([0, 0, 3, 8])),
    )
    return method, tiers, ladder[-1], cells, settle


def points(amount):
    """The composite of an amount, by a policy that scores nothing else."""
    return 100 * (min(max(amount, 1), BINS) - 1) / (BINS - 1)


@tagged("post_install", "-at_install")
class TestSettleRandom(SettleCase):
    """Random histories of customers, run by run, against an obvious state machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = [
            cls._customer(f"Customer {number}").id for number in range(CUSTOMERS)
        ]
        cls.policy_ids = [cls.policy.id, cls.policy.copy().id]
        cls.env.flush_all()

    def _tier_rules(self, method, place, limit, margin):
        tier_id = self.ladder[place]
        if method == "score":
            score = None if limit is None else points(limit)
            leave = None if None in (score, margin) else max(score - margin * 12.5, 0)
            return TierRules(tier_id, 80.0, score=score, leave_score=leave)
        return TierRules(
            tier_id,
            80.0,
            border=limit,
            leave_until=None if margin is None else 85.0,
            leave_border=None if None in (limit, margin) else limit - margin,
        )

    def _drawn_rules(self, drawn):
        rules = []
        for policy_id, (method, tiers, last, cells, settle) in zip(
            self.policy_ids, drawn, strict=True
        ):
            rules.append(
                self._policy_rules(
                    policy_id,
                    [
                        *(self._tier_rules(method, *tier) for tier in tiers),
                        TierRules(self.ladder[last], None),
                    ],
                    tier_method=method,
                    grid=tuple(
                        (
                            self.ladder[place],
                            self.high if is_high else self.low,
                            self.ladder[corrected],
                        )
                        for (place, is_high), corrected in cells.items()
                    ),
                    settle=settle,
                )
            )
        return rules

    def _fix(self, number, place, starts, days):
        """An override, past the checks for people: it may lie in the past."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_tier_override (
                    partner_id, company_id, tier_id, reason, date_from, date_to, active
                ) VALUES (%s, %s, %s, 'A promise', %s, %s, TRUE) RETURNING id
                """,
                self.customers[number],
                self.company.id,
                self.ladder[place],
                DAY + timedelta(days=starts),
                DAY + timedelta(days=starts + days),
            )
        )
        [override_id] = self.env.cr.fetchone()
        return override_id, starts, days, self.ladder[place]

    def _figures(self, amount, is_lapsed):
        score = 1 if is_lapsed else min(max(amount, 1), BINS)
        return oracle_settle.Figures(
            amount,
            0 if is_lapsed else points(amount),
            self.low if score <= 3 else self.high,  # 3 of 9 is 2 of 5
            is_lapsed,
        )

    @PROFILE
    @given(
        rules=st.lists(
            st.tuples(policies(), policies()),
            min_size=2,
            max_size=2,
        ),
        fixed=st.dictionaries(
            st.integers(0, CUSTOMERS - 1),
            st.tuples(
                st.integers(0, 3), st.sampled_from([-5, 0, 2]), st.integers(0, 9)
            ),
            max_size=2,
        ),
        steps=STEPS,
    )
    def test_every_run_leaves_each_customer_where_the_state_machine_does(
        self, rules, fixed, steps
    ):
        with closing(self.env.cr.savepoint()):
            self._live_through(rules, fixed, steps)

    def _live_through(self, rules, fixed, steps):
        rules = [self._drawn_rules(drawn) for drawn in rules]
        overrides = {number: self._fix(number, *fix) for number, fix in fixed.items()}
        standings, day, last_live, in_force = {}, DAY, None, None
        for step in steps:
            day += timedelta(days=step["days"])
            is_live = step["live"] or in_force is None
            if is_live:
                in_force = rules[step["rules"]]
            judged = range(CUSTOMERS) if is_live else sorted(step["again"])
            counts = is_live and (last_live is None or day > last_live)
            rows = []
            for number in judged:
                which, amount, is_lapsed = step["figures"][number]
                if which is None:
                    standings.pop(number, None)
                    continue
                rows.append(
                    (in_force[which].policy_id, self.customers[number])
                    + (amount, is_lapsed)
                )
                standings[number] = oracle_settle.next_standing(
                    standings.get(number),
                    in_force[which],
                    self._figures(amount, is_lapsed),
                    day,
                    counts=counts,
                )
            self._settle(
                self._rules(in_force),
                day,
                rows,
                counts=counts,
                partner_ids=None
                if is_live
                else tuple(self.customers[number] for number in judged),
            )
            last_live = day if is_live else last_live
            self._compare(standings, judged, overrides, day)

    def _compare(self, standings, judged, overrides, day):
        found = self._standings("tier_id", "override_id")
        self.assertEqual(set(found), {self.customers[n] for n in standings})
        for number, standing in standings.items():
            *kept, tier_id, override_id = found[self.customers[number]]
            self.assertEqual(
                tuple(kept),
                (
                    standing.tier,
                    standing.since,
                    standing.pending,
                    standing.pending_since,
                    standing.pending_runs,
                    standing.pending_date,
                ),
            )
            if number not in judged:
                continue
            override, starts, days, fixed_tier = overrides.get(number, (None,) * 4)
            if override and starts <= (day - DAY).days <= starts + days:
                self.assertEqual((tier_id, override_id), (fixed_tier, override))
            else:
                self.assertEqual((tier_id, override_id), (standing.tier, None))
