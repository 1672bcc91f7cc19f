import random
from dataclasses import replace
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..foresight import co_purchase, goods
from .common import AS_OF
from .common_affinity import AffinityCase

A, B, C, D, E = range(5)


@tagged("post_install", "-at_install")
class TestAffinity(AffinityCase):
    """Which products are said to go together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._customers(60)

    def test_products_that_the_same_customers_buy_go_together(self):
        self._sold(
            (self.customers[:20], [A]),
            (self.customers[2:20], [B]),
            (self.customers[20:], [C]),
            (self.customers[::3], [D]),
        )
        self._pair_up()
        pairs = self._pairs()
        self.assertEqual(
            {(product.name[-1], other.name[-1]) for product, other in pairs},
            {("A", "B"), ("B", "A")},
        )
        pair = pairs[self.goods[A], self.goods[B]]
        self.assertEqual(
            (
                pair.both_count,
                pair.product_count,
                pair.other_count,
                pair.customer_count,
            ),
            (18, 20, 18, 60),
        )
        self.assertAlmostEqual(pair.support, 18 / 60)
        self.assertAlmostEqual(pair.confidence, 18 / 20)
        self.assertAlmostEqual(pair.lift, 18 * 60 / (20 * 18))
        self.assertAlmostEqual(pair.share, 18 / 60)
        self.assertTrue(pair.is_shown)
        self.assertAlmostEqual(pairs[self.goods[B], self.goods[A]].confidence, 1)

    def test_baskets_thrown_together_by_chance_make_no_pair(self):
        customers = self._customers(300)
        for seed in range(5):
            dice = random.Random(seed)
            with self.subTest(seed=seed):
                self.env.cr.execute("SAVEPOINT seed")
                self._sold(
                    *(
                        (
                            [
                                customer
                                for customer in customers
                                if dice.random() < share
                            ],
                            [place],
                        )
                        for place, share in enumerate(
                            [0.05, 0.05, 0.1, 0.1, 0.2, 0.2, 0.3, 0.5, 0.7, 0.9]
                        )
                    )
                )
                self._pair_up(lift=1)
                self.assertFalse(self._pairs())
                self.env.cr.execute("ROLLBACK TO SAVEPOINT seed")
                self.env.invalidate_all()

    def test_of_few_customers_nothing_is_told(self):
        self._sold((self.customers[:4], [A, B]), (self.customers[10:15], [C, D]))
        self._sold((self.customers[15:], [E]))
        self._pair_up()
        self.assertEqual(
            {product.name[-1] for product, _other in self._pairs()}, {"C", "D"}
        )

    def test_an_institution_type_that_does_not_follow_the_rest_is_told_apart(self):
        hospitals, clinics = self.customers[:30], self.customers[30:]
        hospitals.institution_type_id = self.hospital_type
        clinics.institution_type_id = self.clinic_type
        self._sold(
            (hospitals[:20], [A, B]),
            (clinics[:10], [A]),
            (hospitals[20:] | clinics[10:], [C]),
        )
        self._pair_up()
        pair = (self.goods[A], self.goods[B])
        self.assertTrue(self._pairs()[pair].is_shown)
        among_hospitals = self._pairs(kind=self.hospital_type)[pair]
        self.assertEqual(
            (among_hospitals.both_count, among_hospitals.product_count), (20, 20)
        )
        self.assertTrue(among_hospitals.is_shown)
        among_clinics = self._pairs(kind=self.clinic_type)[pair]
        self.assertEqual(
            (among_clinics.both_count, among_clinics.product_count), (0, 10)
        )
        self.assertEqual(among_clinics.lift, 0)
        self.assertFalse(among_clinics.is_shown)

    def test_services_returns_and_quotations_are_no_goods(self):
        self.goods[B].type = "service"
        self._sold((self.customers[:20], [A, B, C]), (self.customers[20:], [D]))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET state = 'draft' FROM sale_order_line AS line"
            " WHERE line.order_id = sale_order.id AND line.product_id = %s",
            [self.goods[C].id],
        )
        self.env.invalidate_all()
        self._sold((self.customers[:20], [E]))
        self.env.cr.execute(
            "UPDATE sale_order_line SET product_uom_qty = -1 WHERE product_id = %s",
            [self.goods[E].id],
        )
        self._pair_up()
        self.assertFalse(self._pairs())

    def test_variants_of_one_product_do_not_go_together(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [Command.create({"name": size}) for size in "SM"],
            }
        )
        gloves = self.env["product.template"].create(
            {
                "name": "Gloves",
                "type": "consu",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        rows = [(customer, 30, 100) for customer in self.customers[:20]]
        for variant in gloves.product_variant_ids:
            self._buy(rows, variant)
        self._sold((self.customers[20:], [A]))
        self._pair_up()
        self.assertFalse(self._pairs())

    def test_who_buys_everything_is_left_out(self):
        self._sold((self.customers[:20], [A, B]), (self.customers[20:40], [C]))
        self._sold((self.customers[40:], range(10)))
        self._pair_up(most=9)
        pair = self._pairs()[self.goods[A], self.goods[B]]
        self.assertEqual((pair.both_count, pair.customer_count), (20, 40))

    def test_what_was_bought_before_the_window_is_forgotten(self):
        self._sold((self.customers[:20], [A]), (self.customers[20:], [C]))
        # two years before the day, and the day after that
        self._sold((self.customers[:20], [B]), days_ago=730)
        self._sold((self.customers[:20], [D]), days_ago=729)
        self._pair_up()
        self.assertEqual(
            {product.name[-1] for product, _other in self._pairs()}, {"A", "D"}
        )

    def test_later_orders_do_not_change_what_was_known_on_a_day(self):
        self._sold(
            (self.customers[:20], [A, B]), (self.customers[20:], [C]), days_ago=200
        )
        past = AS_OF - timedelta(days=100)
        self._pair_up(as_of=past)
        names = ["both_count", "product_count", "other_count", "customer_count", "lift"]

        def told():
            return {key: pair.read(names)[0] for key, pair in self._pairs().items()}

        before = told()
        self.assertEqual(len(before), 2)
        self._sold((self.customers[:30], [A, C, D]), (self._customers(5), [B]))
        self._pair_up(as_of=past)
        self.assertEqual(told(), before)
        self._pair_up()
        self.assertNotEqual(told(), before)

    def test_each_company_has_pairs_of_its_own(self):
        other = self._company("Other Company")
        self.env.user.company_ids = [Command.link(other.id)]
        self._sold((self.customers[:20], [A, B]), (self.customers[20:], [C]))
        self._sold(
            (self.customers[:20], [C, D]), (self.customers[20:], [A]), company=other
        )
        self._pair_up()
        self._pair_up(company=other)
        self.assertEqual(
            {product.name[-1] for product, _other in self._pairs()}, {"A", "B"}
        )
        self.assertEqual(
            {product.name[-1] for product, _other in self._pairs(other)}, {"C", "D"}
        )
        user = self._user("affinity_rep", "sales_team.group_sale_salesman")
        seen = self.env["customer.product.affinity"].with_user(user).search([])
        self.assertEqual(seen.company_id, self.company)

    def test_only_the_first_partners_are_kept_whatever_the_order_of_rows(self):
        # C, D and E go with A equally well
        self._sold((self.customers[:20], [A, E, D, C]), (self.customers[20:], [B]))
        self._pair_up(partners=2)
        partners = {
            other for product, other in self._pairs() if product == self.goods[A]
        }
        self.assertEqual(partners, {self.goods[C], self.goods[D]})

    def test_a_night_without_news_writes_nothing(self):
        self._sold((self.customers[:20], [A, B]), (self.customers[20:], [C]))
        self.customers[:20].institution_type_id = self.hospital_type
        self.assertGreater(self._pair_up(), 0)
        self.assertEqual(self._pair_up(), 0)
        self._sold((self._customers(1), [C]))
        self.assertGreater(self._pair_up(), 0)

    def test_pairs_that_hold_no_more_are_gone(self):
        self._sold((self.customers[:20], [A, B]), (self.customers[20:], [C]))
        self._pair_up()
        self.assertTrue(self._pairs())
        self._pair_up(as_of=AS_OF + timedelta(days=800))
        self.assertFalse(self._pairs())

    def test_with_too_many_pairs_the_widest_baskets_are_left_out(self):
        limits = self.company._affinity_limits()
        self._sold((self.customers[:20], [A, B]), (self.customers[20:], [A, B, C, D]))
        # pairs: 20 of two products, 40 times six of four
        for most_pairs, customers in ((20, 20), (259, 20), (260, 60), (19, 0)):
            self._check_counted(limits, most_pairs, customers)

    def _check_counted(self, limits, most_pairs, customers):
        cr = self.env.cr
        sold = goods.of_now(self.company._affinity_buyers(AS_OF), SQL("TRUE"))
        co_purchase.drop(cr)
        cr.execute(co_purchase._baskets(sold))
        limits = replace(limits, most_pairs=most_pairs)
        widest, of_all = co_purchase._widest(cr, limits)
        self.assertEqual(of_all, 4)
        cr.execute(co_purchase._leave_out(widest))
        cr.execute("SELECT COUNT(DISTINCT customer_id) FROM customer_tier_basket")
        self.assertEqual(cr.fetchone(), (customers,))
        co_purchase.drop(cr)

    def test_the_night_of_forecasts_makes_the_pairs(self):
        self._sold((self.customers[:20], [A, B]), (self.customers[20:], [C]))
        self._run()
        run = self._foresee()
        step = run.step_ids.filtered(lambda step: step.step == "affinity")
        self.assertEqual((step.state, step.row_count), ("done", 2))
        self.assertEqual(len(self._pairs()), 2)
