from datetime import date, timedelta

from psycopg2 import errors

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import customer_installed_intake, customer_tier_recompute
from .common import AS_OF
from .common_installed import InstalledCase


@tagged("post_install", "-at_install")
class TestPastOrders(InstalledCase):
    """What was sold before is taken in when a manager asks for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_installed_since = AS_OF
        cls.manager = cls._user("intake_manager", "customer_tier.group_manager")
        cls.old = cls._sell(days_ago=400, quantity=3)
        cls.older = cls._sell(days_ago=800, quantity=2)
        cls.env.flush_all()

    def _ask(self, **values):
        values = {"date_from": AS_OF - timedelta(days=500), **values}
        return (
            self.env["customer.installed.intake"].with_user(self.manager).create(values)
        )

    def test_as_many_as_it_said_are_made_and_none_twice(self):
        self._night()
        self.assertFalse(self._of(self.old | self.older))
        intake = self._ask()
        self.assertEqual(
            (intake.item_count, intake.unit_count, intake.customer_count), (3, 3, 1)
        )
        intake.action_take_in()
        self.assertEqual(intake.state, "done")
        self.assertEqual(intake.made_count, 3)
        items = self._of(self.old | self.older)
        self.assertEqual(items.sale_line_id, self.old)
        self.assertTrue(all(items.mapped("renewal_date")))
        self.assertEqual(self._ask().item_count, 0)
        all_of_it = self._ask(date_from=date(2000, 1, 1))
        self.assertEqual(all_of_it.item_count, 2)
        all_of_it.action_take_in()
        self._night()
        self.assertEqual(len(self._of(self.old | self.older)), 5)

    def test_of_the_chosen_products_and_categories_only(self):
        child = self.env["product.category"].create(
            {"name": "Ultrasound", "parent_id": self.devices.id}
        )
        probe = self.env["product.product"].create(
            {"name": "Probe", "type": "service", "categ_id": child.id}
        )
        self._sell(days_ago=300, product=probe)
        self.assertEqual(self._ask().item_count, 4)
        self.assertEqual(self._ask(categ_ids=child.ids).item_count, 1)
        self.assertEqual(self._ask(categ_ids=self.devices.ids).item_count, 4)
        self.assertEqual(
            self._ask(product_ids=self.device.product_tmpl_id.ids).item_count, 3
        )
        with self.assertRaisesRegex(ValidationError, "not marked as equipment"):
            self._ask(product_ids=self.reagent.product_tmpl_id.ids)

    def test_very_many_are_made_in_the_background(self):
        self.patch(customer_installed_intake, "BACKGROUND_LIMIT", 2)
        intake = self._ask()
        intake.action_take_in()
        self.assertEqual(intake.state, "waiting")
        self.assertFalse(self._of(self.old))
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_tier.ir_cron_installed_intake"
            ).method_direct_trigger()
        self.assertEqual(intake.state, "done")
        self.assertEqual(len(self._of(self.old)), 3)

    def _in_the_background(self, losses, error):
        """An intake whose first attempts fail."""
        self.patch(customer_installed_intake, "BACKGROUND_LIMIT", 2)
        intake = self._ask()
        intake.action_take_in()
        self.env.flush_all()
        method = type(self.items)._take_in
        attempts = []

        def lose(items, *args):
            attempts.append(1)
            if len(attempts) <= losses:
                raise error
            return method(items, *args)

        self.patch(type(self.items), "_take_in", lose)
        self.patch(customer_tier_recompute.time, "sleep", lambda seconds: None)
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_tier.ir_cron_installed_intake"
            ).method_direct_trigger()
        self.env.invalidate_all()
        return intake

    def test_intake_that_loses_a_race_is_tried_again(self):
        error = errors.SerializationFailure("could not serialize access")
        intake = self._in_the_background(2, error)
        self.assertEqual(intake.state, "done")
        self.assertEqual(len(self._of(self.old)), 3)

    @mute_logger("odoo.addons.customer_tier.models.customer_installed_intake")
    def test_who_asked_is_told_of_a_failure(self):
        intake = self._in_the_background(1, ValueError("No such unit"))
        self.assertEqual(intake.state, "failed")
        self.assertEqual(intake.activity_ids.user_id, self.manager)
        self.assertIn("No such unit", intake.activity_ids.note)

    def test_only_managers_take_in_past_orders(self):
        rep = self._user("intake_rep", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.env["customer.installed.intake"].with_user(rep).create({})
        action = self.device.product_tmpl_id.action_take_in_past_orders()
        self.assertEqual(
            action["context"]["default_product_ids"],
            [Command.set(self.device.product_tmpl_id.ids)],
        )
        self.assertTrue(self.items.action_take_in_past_orders())

    def test_the_night_plans_what_is_due_of_past_orders_bit_by_bit(self):
        self.company.customer_installed_daily_limit = 2
        self.company.customer_installed_renewal_days = 3000
        self._ask(date_from=date(2000, 1, 1)).action_take_in()
        activities = self.env["mail.activity"]
        domain = [("res_model", "=", self.items._name)]
        self.assertFalse(activities.search(domain))
        self._night()
        self.assertEqual(len(activities.search(domain)), 2)
