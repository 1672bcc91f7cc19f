from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..models.customer_profile_portrait_purchases import POINTS
from .common import AS_OF
from .common_portrait import PortraitCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestPortrait(PortraitCase):
    """What a portrait says in cases that are easy to get wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer("Hospital")
        cls.heart, cls.lab = (
            cls._customer(
                name, parent_id=cls.hospital.id, is_company=False, is_department=True
            )
            for name in ("Cardiology", "Laboratory")
        )
        cls.nurse = cls._customer("Nurse", parent_id=cls.heart.id, is_company=False)

    def test_one_purchase_is_shown_and_makes_no_rhythm(self):
        order = self._basket(self.hospital, 40, (0, 100))
        self._run()
        portrait = self._portrait(self.hospital)
        [point] = portrait["purchases"]["points"]
        self.assertEqual(
            (point["id"], point["name"], point["amount"], point["kind"]),
            (order.id, order.name, 100, "sale"),
        )
        self.assertFalse(portrait["due"]["rhythm"])
        self.assertFalse(portrait["categories"]["departments"])
        self.assertEqual(portrait["categories"]["similar"]["customers"], 0)
        self.assertFalse(portrait["radar"]["is_compared"])

    def test_a_return_is_no_purchase_and_lowers_its_month(self):
        self._basket(self.hospital, 40, (0, 100))
        self._basket(self.hospital, 5, (0, -250))
        self._run()
        portrait = self._portrait(self.hospital)
        kinds = [point["kind"] for point in portrait["purchases"]["points"]]
        self.assertEqual(kinds, ["sale", "return"])
        self.assertEqual(portrait["purchases"]["this_year"][-1], -250)
        self.assertEqual(portrait["categories"]["total"], -150)
        [category] = portrait["categories"]["top"]
        self.assertIsNone(category["share"], "a share of less than nothing is none")

    def test_lapsed_customers_have_a_portrait_too(self):
        self._basket(self.hospital, 500, (0, 100))
        self._run()
        portrait = self._portrait(self.hospital)
        self.assertEqual(len(portrait["purchases"]["points"]), 1)
        self.assertEqual(portrait["categories"]["top"], [])
        self.assertEqual({d["score"] for d in portrait["radar"]["dimensions"]}, {1})

    def test_more_points_than_fit_are_counted(self):
        template = self._basket(self.hospital, 600, (0, 1))
        for days_ago in range(POINTS + 3):
            copy = template.copy({"date_order": AS_OF - timedelta(days_ago)})
            copy.write({"state": "sale", "date_order": AS_OF - timedelta(days_ago)})
        self._run()
        purchases = self._portrait(self.hospital, parts=["purchases"])["purchases"]
        self.assertEqual(len(purchases["points"]), POINTS)
        self.assertEqual(purchases["total"], POINTS + 4)
        self.assertEqual(purchases["points"][-1]["date"], AS_OF.isoformat())

    def test_the_same_days_of_the_month_are_compared(self):
        with freeze_time("2026-03-10 12:00:00"):
            for day in (date(2025, 3, 10), date(2025, 3, 11), date(2026, 3, 10)):
                self._basket(self.hospital, (AS_OF - day).days, (0, 100))
            self._run(as_of=date(2026, 3, 10))
            purchases = self._portrait(self.hospital, parts=["purchases"])["purchases"]
        self.assertEqual(purchases["months"][-1], "2026-03-01")
        self.assertEqual(purchases["this_year"][-1], 100)
        self.assertEqual(purchases["last_year"][-1], 100, "the 11th is not over yet")

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self._order_at(self.hospital, "2026-02-28 20:00:00", 100)
        self._run()
        purchases = self._portrait(self.hospital, parts=["purchases"])["purchases"]
        self.assertEqual(purchases["points"][0]["date"], "2026-03-01")
        self.assertEqual(purchases["this_year"][-2:], [0, 100])
        action = self._profile(self.hospital).action_portrait_month("2026-03-01")
        self.assertEqual(len(self.env["sale.order"].search(action["domain"])), 1)
        action = self._profile(self.hospital).action_portrait_month("2026-02-01")
        self.assertFalse(self.env["sale.order"].search(action["domain"]))

    def test_the_other_company_is_left_out(self):
        other = self._company("Other Company", currency="base.USD")
        self.env.user.company_ids += other
        self._basket(self.hospital, 40, (0, 100))
        self._basket(self.hospital, 40, (1, 999), company=other)
        self._run()
        self._run(other)
        ours = self._portrait(self.hospital)
        self.assertEqual(ours["categories"]["total"], 100)
        theirs = self._profile(self.hospital, other).get_portrait()
        self.assertEqual(theirs["categories"]["total"], 999)
        self.assertEqual(theirs["company"]["currency_id"], other.currency_id.id)
        self.assertEqual(theirs["purchases"]["total"], 1)

    def test_amounts_are_at_the_rate_of_the_order(self):
        order = self._basket(self.hospital, 40, (0, 100), (1, 50))
        order.currency_rate = 2
        self._run()
        portrait = self._portrait(self.hospital)
        self.assertEqual(portrait["purchases"]["points"][0]["amount"], 75)
        self.assertEqual([c["amount"] for c in portrait["categories"]["top"]], [50, 25])

    def test_what_sister_departments_buy(self):
        self._basket(self.nurse, 10, (0, 100))
        self._basket(self.lab, 20, (0, 100), (1, 70))
        self._basket(self.hospital, 30, (2, 100))
        self._run()
        whole = self._portrait(self.hospital)["categories"]["departments"]
        self.assertFalse(whole["focus"])
        self.assertEqual(
            [(d["name"], d["amount"]) for d in whole["list"]],
            [("Laboratory", 170), ("Cardiology", 100)],
        )
        self.assertEqual(
            {
                (g["department"]["name"], g["category"]["name"][-1])
                for g in whole["gaps"]
            },
            {("Cardiology", "Q"), ("Cardiology", "R"), ("Laboratory", "R")},
        )
        # opened from somebody in Cardiology
        seen = self._portrait(self.hospital, self.nurse)["categories"]["departments"]
        self.assertEqual(seen["focus"], self.heart.id)
        self.assertEqual(self._names(seen["gaps"]), ["Q", "R"])
        self.assertEqual(seen["gaps"][0]["by"], ["Laboratory"])
        self.assertEqual(
            (seen["gaps"][1]["by"], seen["gaps"][1]["by_house"]), ([], True)
        )

    def test_a_unit_within_a_department_counts_for_it(self):
        unit = self._customer(
            "Cath Lab", parent_id=self.heart.id, is_company=False, is_department=True
        )
        self._basket(unit, 10, (0, 100))
        self._basket(self.lab, 20, (0, 100))
        self._run()
        seen = self._portrait(self.hospital, self.heart)["categories"]["departments"]
        self.assertEqual(seen["gaps"], [], "the unit's basket is the department's")

    def test_a_stranger_is_no_department(self):
        self._basket(self.heart, 10, (0, 100))
        self._basket(self.lab, 20, (1, 100))
        self._run()
        stranger = self._customer("Elsewhere")
        seen = self._portrait(self.hospital, stranger)["categories"]["departments"]
        self.assertFalse(seen["focus"])

    def test_what_is_due_next(self):
        for days_ago in (20, 30, 40):
            self._basket(self.hospital, days_ago, (0, 100))
        self._run()
        self.nurse.activity_schedule(
            "mail.mail_activity_data_call", AS_OF + timedelta(3), "Ask about probes"
        )
        quotation = self._basket(self.lab, 0, (0, 100), state="draft")
        due = self._portrait(self.hospital, parts=["due"])["due"]
        self.assertEqual(
            due["rhythm"],
            {"days": 10, "last": "2026-03-11", "next": "2026-03-21", "late": 10},
        )
        order, activity, last = due["items"]
        self.assertEqual((order["kind"], order["late"]), ("order", 10))
        self.assertEqual(
            (activity["kind"], activity["id"]), ("activity", self.nurse.id)
        )
        self.assertIn("Ask about probes", activity["text"])
        self.assertEqual((last["model"], last["id"]), ("sale.order", quotation.id))

    def test_the_rhythm_goes_by_the_last_twelve_gaps(self):
        days_ago = 0
        self._basket(self.hospital, 0, (0, 100))
        for gap in [10] * 6 + [20] * 7:
            days_ago += gap
            self._basket(self.hospital, days_ago, (0, 100))
        self._run()
        rhythm = self._portrait(self.hospital, parts=["due"])["due"]["rhythm"]
        self.assertEqual(rhythm["days"], 15)

    def test_a_fixed_tier_ends_some_day(self):
        self._basket(self.hospital, 20, (0, 100))
        self._run()
        self.env["customer.tier.override"].create(
            {
                "partner_id": self.hospital.id,
                "company_id": self.company.id,
                "tier_id": self.tier_b.id,
                "reason": "opens a second site",
                "date_from": AS_OF,
                "date_to": AS_OF + timedelta(30),
            }
        )
        self._run()
        [item] = self._portrait(self.hospital, parts=["due"])["due"]["items"]
        self.assertEqual((item["kind"], item["date"]), ("override", "2026-04-30"))

    def test_history_tells_of_every_move(self):
        self._basket(self.hospital, 20, (0, 100))
        self._run()
        history = self._portrait(self.hospital, parts=["history"])["history"]
        [move] = history["moves"]
        self.assertEqual((move["direction"], move["from_tier"]), ("entered", False))
        self.assertEqual(move["to_tier"]["code"], "A")
        self.assertIn(self.tier_a.id, history["tiers"])

    def test_only_the_parts_asked_for(self):
        self._basket(self.hospital, 20, (0, 100))
        self._run()
        portrait = self._portrait(self.hospital, parts=["due"])
        self.assertIn("due", portrait)
        self.assertFalse({"radar", "purchases", "categories"} & set(portrait))

    def test_all_dimensions_of_the_policy_are_there_unknown_ones_too(self):
        self.policy.dimension_ids = [Command.create({"dimension": "growth"})]
        self._basket(self.hospital, 20, (0, 100))
        self._run()
        radar = self._portrait(self.hospital)["radar"]
        self.assertEqual(
            [d["name"] for d in radar["dimensions"]],
            ["recency", "frequency", "monetary", "growth"],
        )
        growth = radar["dimensions"][-1]
        self.assertEqual((growth["score"], growth["value"]), (None, "unknown"))
        action = self._profile(self.hospital).action_portrait_customers("recency")
        self.assertEqual(
            self.env["customer.profile"].search(action["domain"]),
            self._profile(self.hospital),
        )

    def test_free_text_and_down_payments_are_of_no_category(self):
        order = self._basket(self.hospital, 20, (0, 100))
        order.order_line = [
            Command.create({"display_type": "line_note", "name": "Thank you"}),
            Command.create(
                {
                    "product_id": self.products[1].id,
                    "is_downpayment": True,
                    "product_uom_qty": 1,
                    "price_unit": 40,
                    "tax_ids": [Command.clear()],
                }
            ),
        ]
        self._run()
        categories = self._portrait(self.hospital)["categories"]
        self.assertEqual([c["name"] for c in categories["top"]], ["Category P"])
        self.assertEqual(categories["total"], self._profile(self.hospital).monetary)

    def test_settings_must_make_sense(self):
        with self.assertRaises(ValidationError):
            self.company.customer_tier_min_peers = 1
        with self.assertRaises(ValidationError):
            self.company.customer_tier_peer_share = 0

    def test_the_number_of_queries_does_not_grow(self):
        """With the customer, its departments or the company."""
        self._basket(self.hospital, 20, (0, 100))
        self._run()
        profile = self._profile(self.hospital)
        profile.get_portrait()

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            profile.get_portrait()
            return self.env.cr.sql_log_count - before

        small = queries()
        for number in range(12):
            for buyer in (self.heart, self.lab, self.nurse):
                self._basket(buyer, 10 * number, (number % 6, 100))
            peer = self._customer(f"Peer {number}")
            self._basket(peer, 10, (1, 100), (3, 50))
        self._run()
        queries()  # the averages of the new run
        # quotations, names of departments, what similar customers buy, before the last run
        self.assertLessEqual(queries(), small + 8)
        self.assertLessEqual(queries(), 45)
