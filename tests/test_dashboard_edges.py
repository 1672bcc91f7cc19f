from odoo.tests import freeze_time, tagged

from ..insight import dashboard
from .common import AS_OF
from .common_dashboard import DashboardCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestDashboardEdges(DashboardCase):
    """Nobody, one customer, no revenue, and more than can be shown."""

    def test_an_empty_base_has_tiers_and_no_marks(self):
        overview = self._overview()
        self.assertEqual(overview["customers"], 0)
        self.assertEqual([tile["code"] for tile in overview["tiers"]], ["A", "B", "C"])
        self.assertEqual({tile["share"] for tile in overview["tiers"]}, {0})
        self.assertEqual(overview["heat"]["cells"], [])
        self.assertEqual(overview["pareto"]["points"], [])
        self.assertEqual(overview["attention"], [])
        self.assertFalse(overview["compared"])
        self.assertEqual(self.dashboard.get_movement([], "2026-01-01", "")["cells"], [])
        months = self.dashboard.get_months([])
        self.assertEqual(len(months["months"]), 24)
        self.assertEqual(months["months"][-1], "2026-03-01")
        self.assertEqual(
            {amount for row in months["segments"] for amount in row["revenue"]}, {0}
        )

    def test_a_company_that_was_never_computed_says_so(self):
        new = self._company("Brand-New")
        self._also_in(new)
        dashboard = self.dashboard.with_context(allowed_company_ids=new.ids)
        overview = dashboard.get_overview([], "2026-01-01")
        self.assertFalse(overview["last_run"])
        self.assertEqual([tile["code"] for tile in overview["tiers"]], ["A", "B", "C"])

    def test_one_customer_is_the_whole_curve(self):
        self._judged(100)
        pareto = self._overview()["pareto"]
        self.assertEqual(pareto["points"], [[0, 0, 100], [1, 1, 100]])

    def test_negative_revenue_is_no_share_and_no_buyer(self):
        self._judged(-50)
        self._judged(-20, self.tier_b)
        overview = self._overview()
        self.assertEqual(overview["revenue"], -70)
        self.assertEqual({tile["share"] for tile in overview["tiers"]}, {0})
        self.assertEqual(overview["pareto"]["customers"], 0)
        self.assertEqual(overview["pareto"]["negative"], 2)
        self.assertEqual(overview["heat"]["cells"][0]["average"], -35)

    def test_shares_add_up_to_one_though_somebody_returned_more_than_bought(self):
        self._judged(300)
        self._judged(100, self.tier_b)
        self._judged(-200, self.tier_b)
        shares = [tile["share"] for tile in self._overview()["tiers"]]
        self.assertEqual(shares, [0.75, 0.25, 0])

    def test_archived_customers_are_left_out_unless_asked_for(self):
        self._judged(100)
        self._judged(30).partner_id.active = False
        self.assertEqual(self._overview()["revenue"], 100)
        self.assertEqual(self._overview([("active", "=", False)])["revenue"], 30)

    def test_an_archived_tier_that_somebody_still_has_is_shown(self):
        old = self.env["customer.tier"].create(
            {"name": "Old", "code": "O", "sequence": 90}
        )
        self._judged(100, old)
        unused = self.env["customer.tier"].create({"name": "Unused", "code": "U"})
        old.active = False
        codes = [tile["code"] for tile in self._overview()["tiers"]]
        self.assertEqual(codes, ["A", "B", "C", "O"])
        self.assertNotIn(unused.code, codes)

    def test_the_tier_that_users_see_counts_not_the_computed_one(self):
        self._judged(100, self.tier_a, computed_tier_id=self.tier_c.id)
        tiles = {tile["code"]: tile["customers"] for tile in self._overview()["tiers"]}
        self.assertEqual(tiles, {"A": 1, "B": 0, "C": 0})

    def test_too_many_points_are_sampled_the_same_way_each_time(self):
        self.patch(dashboard, "SCATTER_POINTS", 5)
        for number in range(12):
            self._judged(number + 1)
        first, again = (self._overview()["scatter"] for _ in range(2))
        self.assertEqual((first["total"], first["shown"]), (12, 5))
        self.assertEqual(first, again)

    def test_a_curve_of_many_customers_has_few_points(self):
        self.patch(dashboard, "CURVE_STEPS", 5)
        for number in range(40):
            self._judged(number + 1)
        points = self._overview()["pareto"]["points"]
        self.assertLessEqual(len(points), 11)
        self.assertEqual(points[-1], [1, 1, 1])

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        self.env["res.company"].invalidate_model()
        for number in range(3):
            self._judged(number + 1, segment_id=self.at_risk.id)
        self._overview()
        for number in range(40):
            self._judged(100 + number, segment_id=self.at_risk.id)
        self.env.flush_all()
        self.env.invalidate_all()
        # company, run, memory, the figures, the history, tiers, segments; and of the ten who need
        # attention: why, their profiles, contacts, and the names of both
        with self.assertQueryCount(16):
            self._overview()
        self.env.invalidate_all()
        # company, currency, memory, cells, labels
        with self.assertQueryCount(6):
            self.dashboard.get_movement([], "2026-01-01", "2026-03-31")
        self.env.invalidate_all()
        # company, contact, run, memory, purchases, segments
        with self.assertQueryCount(7):
            self.dashboard.get_months([])
