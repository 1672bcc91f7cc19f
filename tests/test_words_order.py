from decimal import Decimal

from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import AS_OF
from .test_words import WordsCase, plain


class OrderWordsCase(WordsCase):
    def _assert_effect(self, name, amount, expected, **values):
        order = self._quotation(name, amount, **values)
        self.assertEqual(plain(order.tier_effect_words), expected)
        return order

    def _quotation(self, name, amount, **values):
        return self._order(self.customers[name], 0, amount, state="draft", **values)


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOrderWords(OrderWordsCase):
    def test_an_order_that_is_big_enough_lifts_the_customer(self):
        self._run()
        order = self._assert_effect("Small", 150, "Confirming this lifts Small to A.")
        order.action_confirm()
        self.assertFalse(order.tier_effect_words)
        self.env["customer.tier.refresh"]._refresh_waiting(self.company)
        self.assertEqual(self._of("Small").tier_id, self.tier_a)

    def test_a_smaller_one_counts_towards_the_next_tier(self):
        self._run()
        self._assert_effect(
            "Small", 100, "Confirming this counts towards A: then 50.00 € are missing."
        )
        self._assert_effect(
            "Small",
            149.99,
            "Confirming this brings Small close to A: any further order lifts it.",
        )

    def test_nothing_is_above_the_best_tier(self):
        self._run()
        self._assert_effect("Giant", 10, "Giant stays in A, the best tier.")

    def test_an_empty_quotation_says_how_far_it_is(self):
        self._run()
        self._assert_effect(
            "Tiny",
            0,
            "80.00 € more, or one order of that size, lifts it to B. At its usual 10.00 € an "
            "order, that is 8 orders.",
        )
        self._assert_effect("Giant", 0, False)

    def test_a_return_can_cost_the_tier(self):
        self._run()
        self._assert_effect("Small", -1, "Confirming this lowers Small to C.")
        self._assert_effect("Giant", -1, "Giant stays in A, the best tier.")

    def test_an_order_keeps_a_tier_that_is_about_to_be_lost(self):
        self.policy.grace_days = 30
        self._run_twice()
        self._assert_effect(
            "Middle",
            350,
            "Confirming this keeps Middle in A: otherwise it becomes B on 30 April 2026.",
        )
        self._assert_effect(
            "Middle",
            50,
            "Confirming this is not enough to keep Middle in A: then 300.00 € are missing until "
            "30 April 2026.",
        )

    def test_a_promotion_that_has_to_wait_is_only_qualified_for(self):
        self.policy.promote_after = 3
        self._run()
        self._assert_effect(
            "Small",
            150,
            "Confirming this qualifies Small for A; it moves up when 3 more nightly runs have "
            "found it so.",
        )
        self.policy.write({"promote_after": 1, "min_stay_days": 20})
        self._run()
        self._assert_effect(
            "Small",
            150,
            "Confirming this qualifies Small for A; it moves up on 20 April 2026 at the earliest.",
        )

    def test_a_fixed_tier_stays(self):
        self._run()
        self.env["customer.tier.override"].create(
            {
                "partner_id": self.customers["Small"].id,
                "company_id": self.company.id,
                "tier_id": self.tier_c.id,
                "reason": "pays late",
                "date_from": AS_OF,
            }
        )
        self._run()
        self._assert_effect("Small", 900, "Small stays in C, which is fixed by hand.")

    def test_an_order_of_a_department_counts_for_the_hospital(self):
        ward = self._customer(
            "Ward", parent_id=self.customers["Small"].id, is_company=False
        )
        self._run()
        order = self._order(ward, 0, 150, state="draft")
        self.assertEqual(order.tier_effect_words, "Confirming this lifts Small to A.")

    def test_the_orders_own_rate_counts(self):
        dollars = self.env.ref("base.USD")
        dollars.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollars.id,
                "company_id": self.company.id,
                "name": AS_OF,
                "inverse_company_rate": 0.5,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": dollars.id, "company_id": False}
        )
        self._run()
        self._assert_effect(
            "Small", 300, "Confirming this lifts Small to A.", pricelist_id=pricelist.id
        )
        self._assert_effect(
            "Small",
            200,
            "Confirming this counts towards A: then 50.00 € are missing.",
            pricelist_id=pricelist.id,
        )

    def test_with_invoices_as_purchases_confirming_is_not_enough(self):
        self._accounting()
        for name, customer in self.customers.items():
            self._invoice(customer, 5, {"Giant": 700, "Small": 100}.get(name, 250))
        self.policy.purchase_source = "invoice"
        self._run()
        self._assert_effect(
            "Small",
            900,
            "Invoicing this lifts Small to A. Confirming alone does not change the tier.",
        )

    def test_what_an_order_moves_beside_is_taken_as_it_is(self):
        self.policy.dimension_ids = [Command.create({"dimension": "growth"})]
        self._tiers_by_score(60, 30)
        self._run()
        said = self._quotation("Small", 900).tier_effect_words
        self.assertTrue(said.endswith("What else is scored is taken as it is."), said)

    def test_a_quotation_without_a_published_run_says_nothing(self):
        self._assert_effect("Small", 900, False)


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestFirstOrderWords(OrderWordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers["Fresh"] = cls._customer("Fresh", ref="dealer")

    def test_a_first_order_makes_a_customer(self):
        self._run()
        self._assert_effect(
            "Fresh", 120, "Confirming this makes Fresh a customer, in tier B."
        )

    def test_an_empty_quotation_says_what_a_first_order_can_do(self):
        self._run()
        self._assert_effect(
            "Fresh",
            0,
            "Fresh has bought nothing yet: a first order of 100.00 € or more makes it B.",
        )

    def test_the_policy_that_will_govern_it_decides(self):
        self.policy.copy(
            {"name": "Dealers", "domain": "[('ref', '=', 'dealer')]", "sequence": 1}
        )
        self._order(self._customer("Dealer", ref="dealer"), 5, 50)
        self._run()
        self._assert_effect(
            "Fresh", 50, "Confirming this makes Fresh a customer, in tier A."
        )

    def test_a_tier_is_not_promised_where_more_is_scored(self):
        self.policy.dimension_ids = [Command.create({"dimension": "growth"})]
        self._tiers_by_score(60, 30)
        self._run()
        self._assert_effect(
            "Fresh",
            900,
            "Confirming this makes Fresh a customer: it is the first purchase.",
        )

    def test_who_no_policy_governs_gets_no_words(self):
        self.policy.domain = "[('ref', '!=', 'dealer')]"
        self._run()
        self._assert_effect("Fresh", 900, False)


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOrderForm(OrderWordsCase):
    def test_the_line_changes_while_lines_are_entered(self):
        self._run()
        with Form(self.env["sale.order"]) as form:
            self.assertFalse(form.tier_effect_words)
            form.partner_id = self.customers["Small"]
            self.assertIn("lifts it to A", form.tier_effect_words)
            with form.order_line.new() as line:
                line.product_id = self.product
                line.price_unit = 50
            self.assertIn("then", form.tier_effect_words)
            with form.order_line.edit(0) as line:
                line.price_unit = 900
            self.assertEqual(
                form.tier_effect_words, "Confirming this lifts Small to A."
            )

    def test_a_limited_salesperson_reads_it_on_an_own_quotation(self):
        seller = self._user("words_seller", "sales_team.group_sale_salesman")
        self._run()
        order = self._quotation("Small", 150, user_id=seller.id)
        self.assertEqual(
            order.with_user(seller).tier_effect_words,
            "Confirming this lifts Small to A.",
        )

    def test_every_company_goes_by_its_own_rules(self):
        other = self._company("Other Company", currency="base.USD")
        self.env.user.company_ids += other
        for _half in range(2):
            self._order(self.customers["Small"], 5, 40, company=other)
            self._order(self.customers["Big"], 5, 500, company=other)
        self._run()
        self._run(other)
        order = self._quotation("Small", 150, company=other)
        self.assertEqual(
            plain(order.tier_effect_words),
            "Confirming this counts towards A: then $ 770.00 are missing.",
        )

    def test_opening_the_form_takes_few_queries_more(self):
        self._run()
        order = self._quotation("Small", 150)
        self.env.flush_all()
        self.env.invalidate_all()
        _warm = order.customer_tier_id.code, order.amount_untaxed, order.partner_id.name
        # what the badge does not read anyway: the run and its rules, the profile's figures
        with self.assertQueryCount(5):
            self.assertTrue(order.tier_effect_words)

    def test_confirming_does_not_ask_for_it(self):
        self._run()
        order = self._quotation("Small", 150)
        order.action_confirm()
        field = order._fields["tier_effect_words"]
        self.assertFalse(self.env.cache.contains(order, field))

    def test_the_amount_is_that_of_a_run(self):
        self.assertEqual(
            self._quotation("Small", 12.34)._tier_amount(), Decimal("12.34")
        )
