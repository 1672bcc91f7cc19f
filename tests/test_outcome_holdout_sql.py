from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..outcome import holdout, holdout_sql, strata

TIERS = (7, 3, 5, 0)
SHARE = 0.15


@tagged("post_install", "-at_install")
class TestOutcomeHoldoutSql(TransactionCase):
    """SQL and Python hold out the same customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sizes with a tail, some the same, some nothing, some returns; tiers of unequal number
        cls.customers = {
            one: (
                None if one % 41 == 0 else TIERS[min(one % 7, 2)],
                round(100_000 / (one % 97 + 1), 2) if one % 5 else (one % 3 - 1) * 10.0,
            )
            for one in range(1000, 1700)
        }
        cls.rows = SQL(
            """SELECT * FROM unnest(%s, %s::integer[], %s::numeric[])
                       AS customer (customer_id, tier_id, size)""",
            [*cls.customers],
            [tier for tier, _size in cls.customers.values()],
            [size for _tier, size in cls.customers.values()],
        )
        cls.known = {
            one: (tier or 0, size) for one, (tier, size) in cls.customers.items()
        }

    def _groups(self):
        """The strata as a program would find them: counts, then sizes at a few ranks."""
        smallest = strata.smallest_stratum(SHARE)
        found = dict(self.env.execute_query(holdout_sql.tier_counts(self.rows)))
        counts = {tier: found.get(tier, 0) for tier in TIERS}
        groups = []
        for members in strata.tier_groups(counts, smallest):
            customers = sum(counts[tier] for tier in members)
            ranks = strata.candidate_ranks(customers, smallest)
            sizes = self.env.execute_query(
                holdout_sql.sizes_at(self.rows, members, ranks)
            )
            groups.append(
                strata.Group(members, strata.bounds(sizes, customers, smallest))
            )
        return groups

    def test_the_strata_are_the_same(self):
        groups = self._groups()
        self.assertEqual(groups, strata.design(self.known, TIERS, SHARE))
        self.assertGreater(max(len(group.bounds) for group in groups), 1)

    def test_the_draw_is_the_same(self):
        groups = self._groups()
        places = {one: strata.stratum(groups, *it) for one, it in self.known.items()}
        for seed in ("spring", 20, "Frühling"):
            expected = holdout.draw(places, SHARE, seed)
            rows = self.env.execute_query(
                holdout_sql.draw(self.rows, groups, SHARE, seed)
            )
            self.assertEqual(
                sorted(rows),
                sorted((one, places[one], one in expected) for one in places),
            )

    def test_those_who_come_later_are_the_same(self):
        groups = [strata.Group((7, 3), (50.0, 2000.0)), strata.Group((9,), (500.0,))]
        expected = [
            (
                one,
                strata.stratum(groups, *it),
                holdout.held_out_later("spring", one, SHARE),
            )
            for one, it in self.known.items()
        ]
        rows = self.env.execute_query(
            holdout_sql.draw_later(self.rows, groups, SHARE, "spring")
        )
        self.assertEqual(sorted(rows), sorted(expected))

    def test_a_late_ticket_with_its_first_bit_set_is_not_negative(self):
        for share, number in ((1, len(self.known)), (0, 0)):
            rows = self.env.execute_query(
                holdout_sql.draw_later(self.rows, [strata.Group((0,))], share, "spring")
            )
            self.assertEqual(sum(held_out for _c, _s, held_out in rows), number)

    def test_nobody_and_everybody(self):
        for share, number in ((1, len(self.known)), (0, 0)):
            rows = self.env.execute_query(
                holdout_sql.draw(self.rows, [strata.Group((0,))], share, "spring")
            )
            self.assertEqual(sum(held_out for _c, _s, held_out in rows), number)

    def test_an_audience_of_fifty_thousand_does_not_overflow(self):
        many = SQL(
            "SELECT n AS customer_id, 7 AS tier_id, 1 AS size"
            "  FROM generate_series(1, 50000) AS n"
        )
        query = holdout_sql.draw(many, [strata.Group((7,))], 0.5, "spring")
        rows = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM (%s) AS drawn WHERE is_held_out", query)
        )
        self.assertEqual(rows, [(25_000,)])
