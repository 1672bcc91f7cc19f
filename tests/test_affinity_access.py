from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import AS_OF
from .common_affinity import AffinityCase

A, B, C = range(3)


@tagged("post_install", "-at_install")
class TestAffinityAccess(AffinityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(AS_OF))
        cls.rep = cls._user("affinity_rep", "sales_team.group_sale_salesman")
        cls.colleague = cls._user(
            "affinity_colleague", "sales_team.group_sale_salesman"
        )
        cls.manager = cls._user("affinity_manager", "customer_tier.group_manager")
        cls.stranger = cls._user("affinity_stranger", "base.group_user")
        cls.customers = cls._customers(40)
        cls._sold(
            (cls.customers[:20], [A]),
            (cls.customers[2:20], [B]),
            (cls.customers[20:], [C]),
        )
        cls._pair_up()
        cls.mine, cls.theirs = cls.customers[0], cls.customers[1]
        cls.mine.user_id, cls.theirs.user_id = cls.rep, cls.colleague

    def test_nobody_edits_what_was_computed(self):
        pair = self.env["customer.product.affinity"].search([], limit=1)
        self.goods[B].product_tmpl_id.action_view_likely_buyers()
        buyer = self.env["customer.product.buyer"].search([], limit=1)
        for record in (pair, buyer):
            for user in (self.rep, self.manager):
                ours = record.with_user(user)
                for forbidden in (ours.unlink, lambda ours=ours: ours.create({})):
                    with self.assertRaises(AccessError):
                        forbidden()

    def test_who_sees_no_tiers_sees_no_pairs_and_no_buyers(self):
        with self.assertRaises(AccessError):
            self.env["customer.product.affinity"].with_user(self.stranger).search([])
        template = self.goods[B].product_tmpl_id.with_user(self.stranger)
        with self.assertRaises(AccessError):
            template.action_view_likely_buyers()
        with self.assertRaises(AccessError):
            self.mine.with_user(self.stranger).action_dismiss_product(
                self.company.id, self.goods[B].id
            )
        offers = (
            self.env["sale.order"]
            .with_user(self.stranger)
            .get_tier_offers(self.mine.id, self.company.id, [])
        )
        self.assertEqual(offers, [])

    def test_nobody_reads_counts_of_fewer_customers_than_may_be_told(self):
        """Five clinics buy A: that none of them buys B decides, and is not shown."""
        clinics = self.customers[20:25]
        clinics.institution_type_id = self.clinic_type
        self._sold((clinics, [A]))
        self._pair_up()
        pairs = self.env["customer.product.affinity"]
        hidden = pairs.search([("is_shown", "=", False)])
        self.assertIn(0, hidden.mapped("both_count"))
        least = self.company.customer_affinity_least
        for user in (self.rep, self.manager):
            seen = pairs.with_user(user).search([("company_id", "=", self.company.id)])
            self.assertTrue(seen)
            self.assertFalse(seen & hidden)
            self.assertGreaterEqual(min(seen.mapped("both_count")), least)
            with self.assertRaises(AccessError):
                hidden.with_user(user).mapped("both_count")
        # it decides all the same
        offers = self.env["sale.order"].with_user(self.rep)
        for customer, expected in ((self.mine, self.goods[B].ids), (clinics[0], [])):
            told = offers.get_tier_offers(customer.id, self.company.id, [])
            self.assertEqual([offer["product_id"] for offer in told], expected)

    def test_a_company_that_is_not_chosen_tells_nothing(self):
        other = self._company("Other Company")
        orders = self.env["sale.order"].with_user(self.rep)
        self.assertEqual(orders.get_tier_offers(self.mine.id, other.id, []), [])
        with self.assertRaises(ValueError):
            self.mine.with_user(self.rep).action_dismiss_product(
                other.id, self.goods[B].id
            )

    def test_dismissals_of_colleagues_customers_are_not_seen(self):
        for customer in (self.mine, self.theirs):
            customer.action_dismiss_product(self.company.id, self.goods[B].id)
        rows = self.env["customer.product.dismissal"]
        self.assertEqual(rows.with_user(self.rep).search([]).partner_id, self.mine)
        self.assertEqual(
            rows.with_user(self.manager).search([]).partner_id, self.mine | self.theirs
        )
        # what a colleague dismissed is prolonged, not doubled
        self.theirs.user_id = self.rep
        self.theirs.with_user(self.rep).action_dismiss_product(
            self.company.id, self.goods[B].id
        )
        self.assertEqual(rows.search_count([]), 2)

    def test_settings_that_make_no_sense_are_refused(self):
        for name, value in (
            ("least", 2),
            ("lift", 0.5),
            ("chance", 0),
            ("months", 0),
            ("partners", 0),
        ):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.company[f"customer_affinity_{name}"] = value
                self.env.flush_all()
            self.env.invalidate_all()

    def test_merged_customers_keep_their_dismissals(self):
        for customer in (self.mine, self.theirs):
            customer.action_dismiss_product(self.company.id, self.goods[B].id)
        self.goods[B].product_tmpl_id.action_view_likely_buyers()
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((self.mine | self.theirs).ids)],
                "dst_partner_id": self.mine.id,
            }
        )
        wizard.action_merge()
        rows = self.env["customer.product.dismissal"].search([])
        self.assertEqual(rows.partner_id, self.mine)
