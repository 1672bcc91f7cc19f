from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_promises import PromiseCase


@tagged("post_install", "-at_install")
class TestPromiseTerms(PromiseCase):
    """Pricelist and payment terms of a tier, on its new quotations and on no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids = [
            Command.link(cls.env.ref("product.group_product_pricelist").id)
        ]
        cls.default, cls.key_prices, cls.own_prices = cls.env[
            "product.pricelist"
        ].create(
            [
                {"name": name, "company_id": cls.company.id, "sequence": sequence}
                for sequence, name in enumerate(("Default", "Key", "Own"))
            ]
        )
        cls.in_60_days, cls.in_90_days = cls.env["account.payment.term"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("In 60 days", "In 90 days")
            ]
        )
        cls.hospital = cls._tiered("Hospital")
        cls.doctor = cls._customer(
            "Doctor", parent_id=cls.hospital.id, is_company=False
        )

    def promise(self, tier=None, **values):
        return self._service(
            tier,
            pricelist_promised=True,
            pricelist_id=self.key_prices.id,
            payment_term_promised=True,
            payment_term_id=self.in_60_days.id,
            **values,
        )

    def quotation(self, partner=None, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.hospital).id,
                "company_id": self.company.id,
                **values,
            }
        )

    def test_new_quotation_gets_what_the_tier_is_promised(self):
        before = self.quotation()
        service = self.promise()
        for partner in (self.hospital, self.doctor):
            order = self.quotation(partner)
            self.assertEqual(order.pricelist_id, self.key_prices)
            self.assertEqual(order.payment_term_id, self.in_60_days)
            self.assertEqual(order.tier_service_id, service)
        self.assertNotEqual(before.pricelist_id, self.key_prices)
        self.assertFalse(before.payment_term_id)

    def test_other_tiers_and_strangers_get_what_they_got_before(self):
        self.promise()
        for partner in (self._tiered("Clinic", self.tier_b), self._customer("New")):
            order = self.quotation(partner)
            self.assertEqual(order.pricelist_id, self.default)
            self.assertFalse(order.payment_term_id)
            self.assertFalse(order.tier_service_id)

    def test_customers_own_conditions_come_before_those_of_the_tier(self):
        self.promise()
        self.hospital.with_company(
            self.company
        ).specific_property_product_pricelist = self.own_prices
        self.hospital.with_company(
            self.company
        ).property_payment_term_id = self.in_90_days
        order = self.quotation()
        self.assertEqual(order.pricelist_id, self.own_prices)
        self.assertEqual(order.payment_term_id, self.in_90_days)
        self.assertFalse(order.tier_service_id)

    def test_default_payment_terms_of_everybody_are_not_the_customers_own(self):
        self.env["ir.default"].set(
            "res.partner",
            "property_payment_term_id",
            self.in_90_days.id,
            company_id=self.company.id,
        )
        self.assertEqual(self.quotation().payment_term_id, self.in_90_days)
        self.promise()
        self.assertEqual(self.quotation().payment_term_id, self.in_60_days)

    def test_what_somebody_chose_on_the_quotation_stays(self):
        service = self.promise()
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.hospital
            self.assertEqual(form.pricelist_id, self.key_prices)
            form.pricelist_id = self.own_prices
            form.payment_term_id = self.in_90_days
        order = form.record
        order.action_confirm()
        order.invalidate_recordset()
        self.assertEqual(order.pricelist_id, self.own_prices)
        self.assertEqual(order.payment_term_id, self.in_90_days)
        self.assertEqual(order.tier_pricelist_id, self.key_prices)
        self.assertEqual(order.tier_service_id, service)

    def test_confirmed_orders_keep_their_conditions(self):
        order = self.quotation()
        order.action_confirm()
        self.promise()
        order.invalidate_recordset()
        order._compute_pricelist_id()
        order._compute_payment_term_id()
        self.assertNotEqual(order.pricelist_id, self.key_prices)
        self.assertNotEqual(order.payment_term_id, self.in_60_days)

    def test_each_company_has_promises_of_its_own(self):
        other = self._company("Other Company")
        self._put_in_tier(self.hospital, self.tier_a, 10, other)
        self.promise()
        self.env.user.company_ids += other
        order = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=[other.id])
            .create({"partner_id": self.hospital.id, "company_id": other.id})
        )
        self.assertNotEqual(order.pricelist_id, self.key_prices)
        with self.assertRaises(UserError):
            self._service(
                self.tier_b,
                company=other,
                pricelist_promised=True,
                pricelist_id=self.key_prices.id,
            )

    def test_archived_pricelist_is_not_used(self):
        self.promise()
        self.key_prices.active = False
        self.assertEqual(self.quotation().pricelist_id, self.default)

    def test_without_pricelists_in_use_the_tier_sets_none(self):
        self.promise()
        group = self.env.ref("product.group_product_pricelist")
        self.env.ref("base.group_user").implied_ids = [Command.unlink(group.id)]
        self.assertFalse(self.quotation().pricelist_id)

    def test_rep_who_may_not_see_the_promise_list_gets_the_prices(self):
        self.promise()
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create({"partner_id": self.hospital.id, "user_id": self.seller.id})
        )
        self.assertEqual(order.pricelist_id, self.key_prices)
        self.assertEqual(order.tier_service_id.tier_id, self.tier_a)

    def test_promise_without_a_pricelist_is_refused(self):
        with self.assertRaises(ValidationError):
            self._service(pricelist_promised=True)

    def test_activity_that_would_not_keep_the_promise_is_refused(self):
        with self.assertRaises(ValidationError):
            self._service(visit_promised=True, visit_activity_type_id=self.call_type.id)

    def test_where_nothing_is_promised_no_query_is_made(self):
        order = self.quotation()
        services = self.env["customer.tier.service"]
        self.env.flush_all()
        services._switched_on("pricelist")
        services._switched_on("payment_term")
        services._switched_on("delivery")
        with self.assertQueryCount(0):
            services._of_orders(order, "pricelist")
            services._of_orders(order, "payment_term")
            order._apply_delivery_priority()

    def test_switching_on_is_noticed_at_once(self):
        self.assertFalse(self.env["customer.tier.service"]._switched_on("pricelist"))
        service = self.promise()
        key = (self.company.id, self.tier_a.id)
        self.assertIn(key, service._switched_on("pricelist"))
        service.pricelist_promised = False
        self.assertNotIn(key, service._switched_on("pricelist"))

    def test_delivery_priority_needs_no_inventory(self):
        self._service(delivery_promised=True)
        order = self.quotation()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
