from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .common_affinity import AffinityCase

A, B, C, D, E, F = range(6)


@tagged("post_install", "-at_install")
class TestAffinityOffers(AffinityCase):
    """What a customer could also buy, and why; and who could buy a product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(AS_OF))
        cls.customers = cls._customers(59)
        cls.hospital = cls._customer("Own Hospital")
        cls._sold(
            (cls.customers[:24], [A]),
            (cls.customers[:18], [B]),
            (cls.customers[24:], [C]),
            (cls.hospital, [A]),
        )
        cls._pair_up()

    def _offers(self, *lines, customer=None):
        return self.env["sale.order"].get_tier_offers(
            (customer or self.hospital).id,
            self.company.id,
            [self.goods[place].id for place in lines],
        )

    def _offered(self, *lines, **values):
        return [offer["name"][-1] for offer in self._offers(*lines, **values)]

    def test_the_reason_is_one_sentence_of_counts(self):
        [offer] = self._offers()
        self.assertEqual(
            offer["reason"],
            "18 of 25 customers that buy Product A also buy Product B; this one does not.",
        )
        self.assertEqual(offer["compared"], "Of all customers, 30 % buy it.")
        self.assertAlmostEqual(offer["share"], 18 / 25)

    def test_customers_of_the_same_type_go_before_all(self):
        (self.customers[:12] | self.customers[24:40] | self.hospital).write(
            {"institution_type_id": self.hospital_type.id}
        )
        self._pair_up()
        [offer] = self._offers()
        self.assertEqual(
            offer["reason"],
            "12 of 13 customers of type “Test Hospital” that buy Product A also buy Product B; "
            "this one does not.",
        )
        self.assertEqual(
            offer["compared"], "Of all customers of type “Test Hospital”, 41 % buy it."
        )

    def test_what_the_own_type_does_not_follow_is_not_suggested(self):
        (self.customers[18:24] | self.hospital).institution_type_id = self.clinic_type
        self.assertEqual(self._offered(), ["B"])
        self._pair_up()
        self.assertFalse(self._offered())

    def test_lines_of_the_order_are_a_reason_and_are_not_suggested_again(self):
        prospect = self._customer("Prospect")
        self.assertFalse(self._offered(customer=prospect))
        self.assertEqual(self._offered(A, customer=prospect), ["B"])
        self.assertFalse(self._offered(A, B, customer=prospect))
        self.assertFalse(self._offered(B))
        self.assertTrue(self._offers(A)[0]["is_on_order"])

    def test_what_is_not_sold_any_more_is_not_suggested(self):
        self.goods[B].sale_ok = False
        self.assertFalse(self._offered())
        self.goods[B].sale_ok = True
        self.goods[B].active = False
        self.assertFalse(self._offered())

    def test_dismissed_suggestion_comes_back_after_its_months(self):
        rep = self._user("dismissing_rep", "sales_team.group_sale_salesman")
        self.hospital.user_id = rep
        until = self.hospital.with_user(rep).action_dismiss_product(
            self.company.id, self.goods[B].id
        )
        self.assertEqual(until, "2026-09-30")
        self.assertFalse(self._offered())
        with freeze_time("2026-09-30 12:00:00"):
            self.assertFalse(self._offered())
            self.assertNotIn(self.hospital, self._buyers(B).partner_id)
        with freeze_time("2026-10-01 12:00:00"):
            self.assertEqual(self._offered(), ["B"])
            # a second time
            self.hospital.action_dismiss_product(self.company.id, self.goods[B].id)
            self.assertFalse(self._offered())
        rows = self.env["customer.product.dismissal"].search([])
        self.assertEqual(len(rows), 1)
        rows.unlink()
        self.assertEqual(self._offered(), ["B"])

    def test_what_a_department_bought_counts_for_its_hospital(self):
        ward = self._customer("Ward", is_company=False, parent_id=self.hospital.id)
        self._sold((ward, [B]))
        self.assertFalse(self._offered())
        self.assertFalse(self._offered(customer=ward))

    def test_one_department_lacks_what_the_others_buy(self):
        cardiology, surgery, laboratory, emergency = (
            self._customer(
                name, is_company=False, is_department=True, parent_id=self.hospital.id
            )
            for name in ("Cardiology", "Surgery", "Laboratory", "Emergency")
        )
        speciality = self.env["customer.speciality"].create({"name": "Blood"})
        self._sold(
            (cardiology, [D, E]),
            (surgery, [D]),
            (emergency, [D, F]),
            (laboratory, [C]),
        )
        self._run()
        told = self._gaps()
        self.assertEqual(
            told,
            [
                (
                    "Laboratory",
                    "D",
                    "Bought by Cardiology, Emergency, Surgery; not by Laboratory.",
                )
            ],
        )
        (cardiology | laboratory).speciality_ids = speciality
        told = self._gaps()
        self.assertIn(
            (
                "Laboratory",
                "E",
                "Bought by Cardiology; not by Laboratory, which is of the same speciality.",
            ),
            told,
        )
        self.assertIn(
            "C", [product for name, product, _ in told if name == "Cardiology"]
        )
        self.hospital.action_dismiss_product(self.company.id, self.goods[E].id)
        self.assertNotIn("E", [product for _name, product, _words in self._gaps()])

    def _gaps(self):
        portrait = self._profile(self.hospital).get_portrait(parts=["offers"])
        return [
            (gap["department"]["name"], gap["name"][-1], gap["reason"])
            for gap in portrait["offers"]["departments"]
        ]

    def test_the_portrait_tells_the_same_as_the_quotation(self):
        self._run()
        portrait = self._profile(self.hospital).get_portrait(parts=["offers"])
        self.assertEqual(portrait["offers"]["products"], self._offers())
        self.assertEqual(portrait["offers"]["departments"], [])

    # --------------------------------------------------------------- likely buyers

    def _buyers(self, place, user=None):
        template = self.goods[place].product_tmpl_id
        if user:
            template = template.with_user(user)
        action = template.action_view_likely_buyers()
        return template.env[action["res_model"]].search(action["domain"])

    def test_likely_buyers_are_those_who_buy_what_goes_with_it(self):
        buyers = self._buyers(B)
        self.assertEqual(buyers.partner_id, self.customers[18:24] | self.hospital)
        self.assertEqual(
            set(buyers.mapped("reason")),
            {"18 of 25 customers that buy Product A also buy Product B."},
        )
        self.assertAlmostEqual(buyers[0].score, 18 / 25)

    def test_list_that_is_open_stays_when_a_colleague_asks_again(self):
        selected = self._buyers(B)
        self._sold((self.customers[18:20], [B]), days_ago=1)
        again = self._buyers(B)
        self.assertEqual(len(again), len(selected) - 2)
        self.assertLess(again, selected)

    def test_new_product_is_expected_to_sell_like_another_one(self):
        new = self.goods[F].product_tmpl_id
        self.assertFalse(self._buyers(F))
        new.affinity_like_id = self.goods[B].product_tmpl_id
        buyers = self._buyers(F)
        sure, likely = buyers[:18], buyers[18:]
        self.assertEqual(sure.partner_id, self.customers[:18])
        self.assertEqual(set(sure.mapped("score")), {1.0})
        self.assertEqual(
            sure[0].reason, "It buys Product B, which this one is meant to sell like."
        )
        self.assertEqual(likely.partner_id, self.customers[18:24] | self.hospital)
        # the first ones have bought it
        self._sold((self.customers[:2], [F]), days_ago=1)
        self.assertEqual(len(self._buyers(F)), len(buyers) - 2)

    def test_a_rep_sees_own_customers_among_the_likely_buyers(self):
        rep = self._user("buyers_rep", "sales_team.group_sale_salesman")
        colleague = self._user("buyers_colleague", "sales_team.group_sale_salesman")
        self.customers.user_id = colleague
        self.hospital.user_id = rep
        self.assertEqual(self._buyers(B, rep).partner_id, self.hospital)
        action = self._buyers(B, rep).action_start_campaign()
        self.assertEqual(action["context"]["default_partner_ids"], self.hospital.ids)

    def test_orders_that_the_reader_may_not_read_give_no_reason(self):
        rep = self._user("reason_rep", "sales_team.group_sale_salesman")
        colleague = self._user("reason_colleague", "sales_team.group_sale_salesman")
        orders = self.env["sale.order"].search(
            [("partner_id", "=", self.hospital.id), ("state", "=", "sale")]
        )
        orders.user_id = colleague
        self.hospital.user_id = rep
        offers = self.env["sale.order"].with_user(rep)
        self.assertFalse(offers.get_tier_offers(self.hospital.id, self.company.id, []))
        orders.user_id = rep
        self.assertTrue(offers.get_tier_offers(self.hospital.id, self.company.id, []))

    def test_old_lists_of_likely_buyers_are_cleared_away(self):
        buyers = self._buyers(B)
        buyers._gc_old()
        self.assertTrue(buyers.exists())
        with freeze_time(AS_OF + timedelta(days=8)):
            buyers._gc_old()
        self.assertFalse(buyers.exists())

    def test_invoices_count_where_the_policy_goes_by_them(self):
        self._accounting()
        self.policy.purchase_source = "invoice"
        for customer in self.customers[:20]:
            self._invoice(
                customer,
                20,
                100,
                invoice_line_ids=[
                    Command.create(
                        {
                            "product_id": self.goods[place].id,
                            "price_unit": 10,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for place in (D, E)
                ],
            )
        for customer in self.customers[20:]:
            self._invoice(customer, 20, 100)
            self._invoice(
                customer,
                20,
                100,
                invoice_line_ids=[
                    Command.create(
                        {
                            "product_id": self.goods[F].id,
                            "price_unit": 10,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            )
        self._pair_up()
        self.assertEqual(
            {product.name[-1] for product, _other in self._pairs()}, {"D", "E"}
        )
