from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import AS_OF, TierCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestLifecycle(TierCase):
    """What happens to customers themselves leaves sane profiles behind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Another Company")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls.first = cls._customer("St. Mary", email="mary@example.com")
        cls.second = cls._customer("Saint Mary", email="mary@example.com")
        cls.third = cls._customer("Clinic")
        cls._order(cls.first, 10, 100)
        cls._order(cls.first, 20, 100)
        cls._order(cls.second, 5, 700)
        cls._order(cls.third, 50, 30)
        cls._run()

    def _quick_refresh(self):
        for company in self.company + self.other:
            self.env["customer.tier.refresh"]._refresh_waiting(company)
        self.env.invalidate_all()
        self._assert_sane()

    def _assert_sane(self):
        """Each profile is of a commercial entity, its only one in the company."""
        self.assertFalse(self.env["customer.tier.refresh"].search([]))
        for question in (
            SQL("""
            SELECT profile.id FROM customer_profile AS profile
              JOIN res_partner AS partner ON partner.id = profile.partner_id
             WHERE partner.commercial_partner_id <> partner.id
            """),
            SQL("""
            SELECT partner_id FROM customer_profile
          GROUP BY partner_id, company_id HAVING COUNT(*) > 1
            """),
        ):
            self.assertFalse(self.env.execute_query(question))

    def _merge(self, partners, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, target)
        self.env.invalidate_all()

    def _assert_bought(self, customer, frequency, monetary, company=None):
        profile = self._profile(customer, company)
        self.assertEqual(len(profile), 1)
        self.assertEqual((profile.frequency, profile.monetary), (frequency, monetary))

    # ------------------------------------------------------------------ merge

    def test_merging_two_customers_leaves_one_profile_with_the_orders_of_both(self):
        self._merge(self.first + self.second, self.first)
        self.assertEqual(len(self._profile(self.first)), 1)
        self._quick_refresh()
        self._assert_bought(self.first, 3, 900)
        self.assertEqual(self._profile(self.first).recency_days, 5)

    def test_merging_customers_of_two_companies_keeps_both_profiles(self):
        self._order(self.second, 7, 60, company=self.other)
        self._run(self.other)
        self.env["sale.order"].search(
            [("partner_id", "=", self.second.id), ("company_id", "=", self.company.id)]
        ).partner_id = self.third
        self._run()
        self.assertFalse(self._profile(self.second))
        self._merge(self.first + self.second, self.first)
        self._assert_bought(self.first, 2, 200)
        self._assert_bought(self.first, 1, 60, self.other)
        self._quick_refresh()
        self._assert_bought(self.first, 2, 200)
        self._assert_bought(self.first, 1, 60, self.other)

    def test_merging_a_customer_of_two_companies_into_one_of_one_company(self):
        """Core deletes all profiles of the source, also those that do not clash."""
        self._order(self.second, 7, 60, company=self.other)
        self._run(self.other)
        self._merge(self.first + self.second, self.first)
        self._quick_refresh()
        self._assert_bought(self.first, 3, 900)
        self._assert_bought(self.first, 1, 60, self.other)

    def test_merging_several_customers_into_a_prospect(self):
        prospect = self._customer("Saint Mary Hospital", email="mary@example.com")
        self._merge(self.first + self.second + prospect, prospect)
        self._quick_refresh()
        self._assert_bought(prospect, 3, 900)

    def test_merging_customers_takes_their_departments_along(self):
        ward = self._customer("Ward", parent_id=self.second.id, is_company=False)
        self._order(ward, 3, 5)
        self._merge(self.first + self.second, self.first)
        self.assertEqual(ward.commercial_partner_id, self.first)
        self._quick_refresh()
        self._assert_bought(self.first, 4, 905)

    def test_merging_contacts_of_two_customers_refreshes_both_customers(self):
        values = {"is_company": False, "email": "ann@example.com"}
        ann = self._customer("Ann", parent_id=self.first.id, **values)
        anne = self._customer("Anne", parent_id=self.second.id, **values)
        self._order(ann, 1, 40)
        self._run()
        self._assert_bought(self.first, 3, 240)
        self._merge(ann + anne, anne)
        self._quick_refresh()
        self._assert_bought(self.first, 2, 200)
        self._assert_bought(self.second, 2, 740)

    def test_merging_keeps_the_history_of_both(self):
        self._merge(self.first + self.second, self.first)
        moves = self.env["customer.tier.move"].search(
            [("partner_id", "=", self.first.id)]
        )
        self.assertEqual(len(moves), 2)

    def test_merging_prospects_is_none_of_our_business(self):
        values = {"email": "new@example.com"}
        new, newer = self._customer("New", **values), self._customer("Newer", **values)
        self._merge(new + newer, new)
        self._quick_refresh()
        self.assertFalse(self._profile(new))

    def test_merging_customers_with_simulated_lines_and_a_waiting_refresh(self):
        self._run(mode="simulation")
        self.env["customer.tier.refresh"]._mark_customers(self.second)
        self._merge(self.first + self.second, self.first)
        self._quick_refresh()
        self._assert_bought(self.first, 3, 900)

    # ----------------------------------------------------- archive and delete

    def test_an_archived_customer_keeps_its_profile_and_stays_in_the_run(self):
        self.second.active = False
        self._quick_refresh()
        self._assert_bought(self.second, 1, 700)
        before = self._profile(self.second).read()
        self._run()
        self.assertEqual(self._profile(self.second).read(), before)
        shown = self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertNotIn(
            self.second, shown.partner_id, "hidden like the contact itself"
        )

    def test_a_deleted_customer_leaves_nothing_behind(self):
        orders = self.env["sale.order"].search([("partner_id", "=", self.third.id)])
        orders._action_cancel()
        orders.unlink()
        self.env["customer.tier.refresh"]._mark_customers(self.third)
        gone = self.third.id
        self._run(mode="simulation")
        self.third.unlink()
        self.env.flush_all()
        for table in ("profile", "tier_move", "tier_refresh", "tier_run_line"):
            [[count]] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE partner_id = %s",
                    SQL.identifier(f"customer_{table}"),
                    gone,
                )
            )
            self.assertEqual(count, 0, table)
        self._quick_refresh()
        self._run()

    def test_a_customer_with_orders_cannot_be_deleted(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.first.unlink()
        self._assert_bought(self.first, 2, 200)

    def test_a_customer_whose_only_order_is_cancelled_leaves(self):
        order = self.env["sale.order"].search([("partner_id", "=", self.second.id)])
        order._action_cancel()
        self._quick_refresh()
        self.assertFalse(self._profile(self.second))
        self.assertFalse(self.second.customer_tier_id)
        move = self.env["customer.tier.move"].search(
            [("partner_id", "=", self.second.id)], limit=1
        )
        self.assertEqual(move.direction, "left")
        self.assertFalse(move.to_tier_id)

    # ------------------------------------------------------- changes of hands

    def test_a_department_that_moves_takes_its_orders_along(self):
        ward = self._customer("Ward", parent_id=self.first.id, is_company=False)
        self._order(ward, 3, 5)
        self._run()
        self._assert_bought(self.first, 3, 205)
        ward.parent_id = self.second
        self._quick_refresh()
        self._assert_bought(self.first, 2, 200)
        self._assert_bought(self.second, 2, 705)

    def test_a_department_with_contacts_that_moves_takes_all_their_orders_along(self):
        ward = self._customer("Ward", parent_id=self.first.id, is_company=False)
        nurse = self._customer("Nurse", parent_id=ward.id, is_company=False)
        self._order(nurse, 3, 5)
        self._run()
        ward.parent_id = self.second
        self._quick_refresh()
        self._assert_bought(self.first, 2, 200)
        self._assert_bought(self.second, 2, 705)

    def test_departments_that_swap_hospitals_refresh_both(self):
        ward = self._customer("Ward", parent_id=self.first.id, is_company=False)
        lab = self._customer("Lab", parent_id=self.second.id, is_company=False)
        self._order(ward, 3, 5)
        self._run()
        (ward + lab).write({"parent_id": self.third.id})
        self._quick_refresh()
        self._assert_bought(self.first, 2, 200)
        self._assert_bought(self.third, 2, 35)

    def test_a_department_that_becomes_a_customer_of_its_own(self):
        ward = self._customer("Ward", parent_id=self.first.id, is_company=False)
        self._order(ward, 3, 5)
        self._run()
        self.assertFalse(self._profile(ward))
        ward.is_company = True
        self._quick_refresh()
        self._assert_bought(self.first, 2, 200)
        self._assert_bought(ward, 1, 5)

    def test_a_customer_that_becomes_a_department_loses_its_own_profile(self):
        self.second.write({"parent_id": self.first.id, "is_company": False})
        self._quick_refresh()
        self.assertFalse(self._profile(self.second))
        self._assert_bought(self.first, 3, 900)
        self.assertEqual(
            self.second.customer_tier_id, self._profile(self.first).tier_id
        )

    def test_writing_other_fields_of_a_contact_marks_nobody(self):
        self.first.write({"name": "St. Mary's", "parent_id": False, "phone": "1"})
        self.assertFalse(self.env["customer.tier.refresh"].search([]))

    # -------------------------------------------------------------- companies

    def test_a_company_without_business_can_be_deleted_with_all_its_tiers(self):
        company = self._company("Short-lived")
        self._run(company)
        self.env["customer.tier.refresh"]._mark_customers(self.first, company)
        company.unlink()
        self.env.flush_all()
        for model in (
            "customer.tier.policy",
            "customer.tier.run",
            "customer.tier.refresh",
        ):
            left = self.env[model].with_context(active_test=False).search([])
            self.assertNotIn(company.id, left.company_id.ids, model)

    def test_a_company_with_orders_cannot_be_deleted_and_keeps_its_tiers(self):
        self._order(self.first, 3, 5, company=self.other)
        self._run(self.other)
        with self.assertRaises(UserError):
            self.other.unlink()
        self._assert_bought(self.first, 1, 5, self.other)

    # ------------------------------------------------------------------ rules

    def test_a_policy_in_use_cannot_be_deleted_and_an_archived_one_is_repaired(self):
        extra = self.policy.copy({"sequence": 1, "domain": "[('name', '=', 'Clinic')]"})
        self._run()
        self.assertEqual(self._profile(self.third).policy_id, extra)
        with self.assertRaises(UserError):
            extra.unlink()
        extra.active = False
        self.assertTrue(self._profile(self.third).recency_words)
        self._run()
        self.assertEqual(self._profile(self.third).policy_id, self.policy)
