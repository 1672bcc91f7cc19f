from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF
from .common_replenishment import ReplenishmentCase


@tagged("post_install", "-at_install")
class TestPortraitForecast(ReplenishmentCase):
    """What a salesperson reads before a visit is what the night wrote."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._base(40)
        cls.rep = cls._user("rep", "sales_team.group_sale_salesman")
        cls.other = cls._user("other", "sales_team.group_sale_salesman")
        cls.hospital = cls._customer("Buys Strips", user_id=cls.rep.id)
        cls._monthly(cls.hospital, last=25)
        cls.quiet = cls._customer("Bought Once", user_id=cls.rep.id)
        cls._buy([(cls.quiet, 40, 100)])
        cls._run()
        cls._foresee()

    def portrait(self, partner, user=None):
        profile = self._profile(partner).with_user(user or self.rep)
        return profile.get_portrait()

    def test_figures_are_those_of_the_night(self):
        told = self.portrait(self.hospital)["forecast"]
        row = self._forecasts()[self.hospital]
        self.assertEqual(told["buy_probability"], row.buy_probability)
        self.assertEqual(told["revenue"], row.expected_revenue)
        self.assertLessEqual(told["low"], told["revenue"])
        self.assertLessEqual(told["revenue"], told["high"])
        self.assertEqual(told["days"], self.company.customer_forecast_horizon)
        self.assertEqual(told["confidence_words"], row.confidence_words)
        self.assertEqual(told["as_of"], AS_OF.isoformat())

    def test_products_that_are_due_come_with_their_day(self):
        due = self.portrait(self.hospital)["due_products"]
        self.assertEqual(due["total"], 1)
        [row] = due["rows"]
        self.assertEqual((row["name"], row["quantity"]), ("Test Strips", 5))
        self.assertEqual(row["date"], (AS_OF + timedelta(days=5)).isoformat())
        self.assertTrue(due["can_quote"])
        self.assertFalse(self.portrait(self.quiet)["due_products"]["total"])

    def test_devices_with_something_to_do_come_first(self):
        items = self.env["customer.installed.item"]
        values = {"partner_id": self.hospital.id, "company_id": self.company.id}
        calm, old, ended = items.create(
            [
                {**values, "brand": "Calm", "installed_on": AS_OF},
                {
                    **values,
                    "brand": "Old",
                    "installed_on": AS_OF - timedelta(days=800),
                    "service_life_months": 24,
                },
                {**values, "brand": "Ended", "state": "scrapped"},
            ]
        )
        devices = self.portrait(self.hospital)["devices"]
        self.assertEqual([row["id"] for row in devices["rows"]], [old.id, calm.id])
        self.assertEqual(devices["total"], 2)
        self.assertIn("Due on", devices["rows"][0]["next_step"])
        self.assertNotIn(ended.id, [row["id"] for row in devices["rows"]])
        self.assertFalse(self.portrait(self.quiet)["devices"]["total"])

    def test_before_the_first_night_there_are_no_figures(self):
        new = self._customer("New", user_id=self.rep.id)
        self._order(new, 0, 100)
        self._run()
        self.assertIs(self.portrait(new)["forecast"], False)

    def test_links_open_the_rows_of_this_customer(self):
        profile = self._profile(self.hospital).with_user(self.rep)
        for action in (
            profile.action_view_forecast(),
            profile.action_view_due_products(),
        ):
            found = profile.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found.partner_id, self.hospital)
