from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_promises import PromiseCase


@tagged("post_install", "-at_install")
class TestPromiseAccess(PromiseCase):
    """Who may see and change what is promised, and what was kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._user("promise_other", "sales_team.group_sale_salesman")
        cls.manager = cls._user("promise_boss", "customer_tier.group_manager")
        cls.employee = cls._user("promise_employee", "base.group_user")
        cls.hospital = cls._tiered("Hospital")
        cls.service = cls._service(visit_promised=True, visit_days=30)
        cls._done(cls.hospital, 20)
        cls._keep_books(10)
        cls.promise = cls._promises(cls.hospital)

    def test_users_read_promises_and_managers_make_them(self):
        service = self.service.with_user(self.seller)
        self.assertIn("30", service.summary)
        for attempt in (
            lambda: service.write({"visit_days": 1}),
            service.unlink,
            lambda: service.create({"tier_id": self.tier_b.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        managed = self.service.with_user(self.manager)
        managed.visit_days = 14
        self.assertEqual(self.service.visit_days, 14)

    def test_nobody_writes_the_ledger(self):
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.promise.with_user(user).write({"state": "kept"})
            with self.assertRaises(AccessError):
                self.promise.with_user(user).unlink()

    def test_salesperson_sees_the_promises_to_own_customers(self):
        promises = self.env["customer.tier.promise"]
        self.assertIn(self.promise, promises.with_user(self.seller).search([]))
        self.assertNotIn(self.promise, promises.with_user(self.other).search([]))
        self.assertIn(self.promise, promises.with_user(self.manager).search([]))

    def test_employees_outside_sales_see_nothing(self):
        for model in ("customer.tier.service", "customer.tier.promise"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.employee).search([])
        fields = self.env["res.partner"].with_user(self.employee).fields_get()
        self.assertNotIn("tier_promises", fields)
        self.assertNotIn("last_visit_date", fields)

    def test_other_companies_see_nothing(self):
        stranger = self._user(
            "promise_stranger",
            "customer_tier.group_manager",
            self._company("Other Company"),
        )
        for record in (self.service, self.promise):
            model = self.env[record._name].with_user(stranger)
            model = model.with_context(allowed_company_ids=stranger.company_ids.ids)
            self.assertFalse(model.search([]) & record)

    def test_salesperson_sees_the_service_block_of_own_customers_only(self):
        mine = self.hospital.with_user(self.seller)
        self.assertTrue(mine.tier_promises)
        self.assertTrue(mine.last_visit_date)
        self.assertFalse(self.hospital.with_user(self.other).last_visit_date)

    def test_tier_has_one_row_of_promises_for_each_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._service()

    def test_tier_with_a_ledger_cannot_be_deleted(self):
        tier = self.env["customer.tier"].create({"name": "D", "code": "D"})
        self.promise.tier_id = tier
        self.env.flush_all()
        with self.assertRaises(UserError):
            tier.unlink()

    def test_changes_of_a_promise_are_told_in_its_chatter(self):
        service = self.service.with_context(tracking_disable=False)
        self.cr.precommit.run()  # its creation is over
        service.visit_days = 45
        self.env.flush_all()
        self.cr.precommit.run()
        service.invalidate_recordset()
        values = service.message_ids.tracking_value_ids
        self.assertEqual(values.filtered("new_value_integer").new_value_integer, 45)
