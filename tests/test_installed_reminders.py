from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestInstalledReminders(InstalledCase):
    """Salespeople are asked ahead of time: once, not all at once, and no more than needed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("installed_rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user("installed_manager", "customer_tier.group_manager")
        cls.hospital.user_id = cls.rep

    def _planned(self, items=None):
        domain = [("res_model", "=", self.items._name)]
        if items:
            domain.append(("res_id", "in", items.ids))
        return self.env["mail.activity"].search(domain, order="id")

    def _ending(self, days=30, **values):
        return self._item(
            installed_on=AS_OF, warranty_end=AS_OF + timedelta(days=days), **values
        )

    def _due(self, **values):
        return self._item(
            installed_on=AS_OF - relativedelta(months=80), warranty_end=False, **values
        )

    def test_ahead_of_time_and_not_before(self):
        near, far = self._ending(60), self._ending(61)
        past = self._item(warranty_end=AS_OF - timedelta(days=1))
        clinic = self._customer("Clinic", user_id=self.rep.id)
        due = self._due(partner_id=clinic.id)
        self._night()
        activities = self._planned()
        self.assertEqual(set(activities.mapped("res_id")), {near.id, due.id})
        self.assertFalse(self._planned(far | past))
        self.assertEqual(activities.user_id, self.rep)
        self.assertEqual(self._planned(near).date_deadline, AS_OF + timedelta(days=60))
        self.assertIn("warranty of Analyser I ends", self._planned(near).summary)
        self.assertIn("due for renewal", self._planned(due).summary)

    def test_what_is_overdue_is_to_be_done_today(self):
        item = self._item(installed_on=date(2010, 1, 1))
        self._night()
        self.assertEqual(self._planned(item).date_deadline, AS_OF)

    def test_never_twice_even_when_done_or_deleted(self):
        done, deleted = self._ending(), self._due()
        self._night()
        self._planned(done).action_feedback()
        self._planned(deleted).unlink()
        self._night()
        self._night(AS_OF + timedelta(days=1))
        self.assertFalse(self._planned(done | deleted))

    def test_a_warranty_that_was_extended_ends_anew(self):
        item = self._ending(30)
        self._night()
        self._planned(item).action_feedback()
        item.warranty_end += relativedelta(months=12)
        self._night()
        self.assertFalse(self._planned(item))
        self._night(AS_OF + relativedelta(months=12))
        self.assertEqual(len(self._planned(item)), 1)

    def test_what_was_put_off_a_little_is_planned_on_its_new_day(self):
        ending, due = self._ending(30), self._clinic_item()
        self._night()
        self.assertEqual(len(self._planned(ending | due)), 2)
        ending.warranty_end += timedelta(days=45)
        due.service_life_months = 92
        self._night()
        self.assertFalse(self._planned(ending | due))
        self._night(AS_OF + timedelta(days=15))
        self.assertEqual(
            self._planned(ending).date_deadline, AS_OF + timedelta(days=75)
        )
        self._night(AS_OF + relativedelta(months=8))
        self.assertEqual(self._planned(due).date_deadline, due.renewal_date)

    def _clinic_item(self):
        """Due at another customer, where nothing newer seems to replace it."""
        clinic = self._customer("Clinic", user_id=self.rep.id)
        return self._due(partner_id=clinic.id)

    def test_what_is_used_again_is_asked_about_again(self):
        item = self._ending()
        self._night()
        item.action_return()
        item.action_use_again()
        self._night()
        self.assertEqual(len(self._planned(item)), 1)

    def test_so_many_a_day_and_the_rest_on_the_following_days(self):
        self.company.customer_installed_daily_limit = 2
        items = self.items
        for days in (50, 40, 30, 20, 10):
            items |= self._ending(days)
        self._night()
        self.assertEqual(set(self._planned().mapped("res_id")), set(items[3:].ids))
        self._night()
        self.assertEqual(len(self._planned()), 2)
        self._night(AS_OF + timedelta(days=1))
        self.assertEqual(len(self._planned()), 4)
        other = self._ending(
            partner_id=self._customer("Other", user_id=self.manager.id).id
        )
        self._night(AS_OF + timedelta(days=1))
        self.assertEqual(self._planned(other).user_id, self.manager)

    def test_a_manager_is_asked_where_there_is_no_salesperson(self):
        self.rep.active = False
        item = self._ending()
        self._night()
        self.assertEqual(self._planned(item).user_id, self.manager)

    def test_new_salesperson_gets_what_is_planned(self):
        heir = self._user("installed_heir", "sales_team.group_sale_salesman")
        item, passed_on = self._ending(), self._ending(40)
        self._night()
        self._planned(passed_on).user_id = self.manager
        self.hospital.user_id = heir
        self._night()
        self.assertEqual(self._planned(item).user_id, heir)
        self.assertEqual(self._planned(passed_on).user_id, self.manager)
        self.hospital.user_id = False
        self._night()
        self.assertEqual(self._planned(item).user_id, self.manager)

    def test_who_leaves_leaves_the_work_to_the_heir(self):
        heir = self._user("installed_heir", "sales_team.group_sale_salesman")
        item, done = self._ending(), self._ending(40)
        self._night()
        self._planned(done).action_feedback()
        self.rep.action_archive()
        self.assertFalse(self._planned(item), "Odoo deletes it with its user")
        self.hospital.user_id = heir
        self._night()
        self.assertEqual(self._planned(item).user_id, heir)
        self.assertFalse(self._planned(done))

    def test_nobody_is_asked_where_there_is_nobody(self):
        self.rep.active = False
        self.manager.active = False
        managers = self.env["customer.forecast.run"].new(
            {"company_id": self.company.id}
        )
        managers._managers().active = False
        item = self._ending()
        self._night()
        self.assertFalse(self._planned(item))

    def test_archived_customers_and_items_are_left_alone(self):
        item = self._ending()
        item.active = False
        gone = self._ending(partner_id=self._customer("Gone").id)
        gone.partner_id.active = False
        self._night()
        self.assertFalse(self._planned(item | gone))

    def test_it_is_closed_when_the_device_is_gone(self):
        for name in ("action_return", "action_scrap", "action_archive"):
            item = self._ending()
            self._night()
            self.assertTrue(self._planned(item))
            getattr(item, name)()
            self.assertFalse(self._planned(item))

    def test_it_is_closed_when_the_order_takes_the_device_back(self):
        line = self._sell(days_ago=23 * 30 + 20)
        self._night()
        item = self._of(line)
        self.assertTrue(self._planned(item))
        line.order_id.state = "cancel"
        self._night()
        self.assertFalse(self._planned(item))

    def test_it_is_closed_when_it_is_not_due_after_all(self):
        item = self._due()
        self._night()
        self.assertTrue(self._planned(item))
        item.service_life_months = 240
        self._night()
        self.assertFalse(self._planned(item))

    def test_what_seems_replaced_is_asked_about_on_the_item_only(self):
        item = self._due()
        self._item(installed_on=AS_OF, warranty_end=False)
        self._night()
        self.assertTrue(item.suggested_item_id)
        self.assertFalse(self._planned(item))
