from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestInstalledAccess(InstalledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("devices_rep", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("devices_other", "sales_team.group_sale_salesman")
        cls.manager = cls._user(
            "devices_manager",
            "customer_tier.group_manager,sales_team.group_sale_manager",
        )
        cls.theirs = cls._customer("Theirs", user_id=cls.colleague.id)
        cls.hospital.user_id = cls.rep
        cls.mine, cls.other = cls._item(), cls._item(partner_id=cls.theirs.id)

    def test_salespeople_see_and_edit_the_devices_of_their_own_customers(self):
        items = self.items.with_user(self.rep)
        self.assertEqual(items.search([]), self.mine)
        self.mine.with_user(self.rep).serial = "A-1"
        for values in ({"serial": "A-2"}, {"active": False}):
            with self.assertRaises(AccessError):
                self.other.with_user(self.rep).write(values)
        made = items.create({"partner_id": self.hospital.id, "brand": "Rival"})
        made.active = False
        with self.assertRaises(AccessError):
            items.create({"partner_id": self.theirs.id, "brand": "Rival"})
        with self.assertRaises(AccessError):
            made.unlink()

    def test_managers_see_and_delete_all(self):
        items = self.items.with_user(self.manager).search([])
        self.assertEqual(items, self.mine | self.other)
        self.other.with_user(self.manager).unlink()

    def test_failures_go_with_the_item(self):
        failures = self.env["customer.installed.failure"]
        values = {"date": AS_OF, "description": "Broken"}
        failures.create(
            [{**values, "item_id": item.id} for item in self.mine + self.other]
        )
        ours = failures.with_user(self.rep)
        self.assertEqual(ours.search([]).item_id, self.mine)
        ours.create({**values, "item_id": self.mine.id})
        with self.assertRaises(AccessError):
            ours.create({**values, "item_id": self.other.id})

    def test_a_salesperson_reports_quotes_and_answers_on_own_devices(self):
        item = self.mine.with_user(self.rep)
        item.action_report_failure()
        item.action_quote_successor()
        newer = self._item(installed_on=AS_OF)
        self.mine.sudo().suggested_item_id = newer
        item.action_kept()
        self.assertEqual(item.kept_on, AS_OF)
        self.other.suggested_item_id = newer
        with self.assertRaises(AccessError):
            self.other.with_user(self.rep).action_kept()
        self.assertEqual(self.hospital.with_user(self.rep).installed_item_count, 2)

    def test_companies_do_not_see_each_other_s(self):
        company = self._company("Other Company")
        stranger = self._user(
            "devices_stranger", "customer_tier.group_manager", company
        )
        items = self.items.with_user(stranger)
        items = items.with_context(allowed_company_ids=company.ids)
        self.assertFalse(items.search([]))

    def test_filters_by_tier_and_institution_work_for_salespeople(self):
        self._order(self.hospital, 5, 100)
        self._run()
        found = self.items.with_user(self.rep).search(
            [("customer_tier_id.code", "=", "A"), ("institution_type_id", "=", False)]
        )
        self.assertEqual(found, self.mine)

    def test_merged_customers_keep_all_devices(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.hospital | self.theirs).ids, self.hospital
        )
        self.assertEqual((self.mine | self.other).partner_id, self.hospital)
