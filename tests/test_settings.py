from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestSettings(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("customer_tier.ir_cron_recompute")
        cls.cron.nextcall = fields.Datetime.add(fields.Datetime.now(), days=1)
        cls.admin = cls._user(
            "settings_admin", "base.group_system,customer_tier.group_manager"
        )

    def _settings(self, user=None, **values):
        return (
            self.env["res.config.settings"].with_user(user or self.admin).create(values)
        )

    def _writes(self, action):
        """What was written to the scheduled action while doing something."""
        written = []
        model = type(self.env["ir.cron"])
        write = model.write

        def spy(cron, vals):
            if cron == self.cron:
                written.append(vals)
            return write(cron, vals)

        with patch.object(model, "write", spy):
            action()
        return written

    def test_they_show_the_scheduled_action(self):
        self.cron.write(
            {"interval_number": 3, "interval_type": "days", "active": False}
        )
        self.assertRecordValues(
            self._settings(),
            [
                {
                    "customer_tier_cron_active": False,
                    "customer_tier_interval_number": 3,
                    "customer_tier_interval_type": "days",
                    "customer_tier_nextcall": self.cron.nextcall,
                }
            ],
        )

    def test_interval_time_and_on_off_are_saved(self):
        at = fields.Datetime.add(fields.Datetime.now(), days=2, hours=3)
        self._settings(
            customer_tier_cron_active=False,
            customer_tier_interval_number=12,
            customer_tier_interval_type="hours",
            customer_tier_nextcall=at,
        ).execute()
        self.assertRecordValues(
            self.cron,
            [
                {
                    "active": False,
                    "interval_number": 12,
                    "interval_type": "hours",
                    "nextcall": at,
                }
            ],
        )
        self._settings(customer_tier_cron_active=True).execute()
        self.assertTrue(self.cron.active)

    def test_the_form_opens_and_saves(self):
        groups = "base.group_system,sales_team.group_sale_manager"
        admin = self._user("settings_form", f"{groups},customer_tier.group_manager")
        with Form(self.env["res.config.settings"].with_user(admin)) as form:
            form.customer_tier_interval_number = 2
        form.record.execute()
        self.assertEqual(self.cron.interval_number, 2)

    def test_saving_other_settings_leaves_the_scheduled_action_alone(self):
        """It may be running: writing to it would then refuse all settings."""
        self.assertFalse(self._writes(lambda: self._settings().execute()))

    def test_only_what_changed_is_written(self):
        settings = self._settings(customer_tier_interval_number=5)
        self.assertEqual(self._writes(settings.execute), [{"interval_number": 5}])

    def test_a_page_that_stood_open_overnight_does_not_start_a_recompute(self):
        """The time of the run that was made meanwhile is past: it asks for nothing."""
        self.cron.nextcall = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        settings = self._settings()
        self.cron.nextcall = fields.Datetime.add(fields.Datetime.now(), hours=23)
        self.assertFalse(self._writes(settings.execute))

    def test_an_emptied_time_is_no_time(self):
        settings = self._settings(customer_tier_nextcall=False)
        self.assertFalse(self._writes(settings.execute))

    def test_they_open_whatever_interval_was_set_elsewhere(self):
        for unit in dict(self.cron._fields["interval_type"].selection):
            self.cron.interval_type = unit
            with self.subTest(unit=unit):
                settings = self._settings()
                self.assertEqual(settings.customer_tier_interval_type, unit)
                self.assertFalse(self._writes(settings.execute))

    def test_only_managers_of_tiers_change_them(self):
        admin = self._user("settings_only", "base.group_system")
        with self.assertRaises(AccessError):
            self._settings(admin, customer_tier_interval_number=7).execute()
        self.assertEqual(self.cron.interval_number, 1)

    def test_other_administrators_save_other_settings(self):
        admin = self._user("settings_other", "base.group_system")
        self.assertFalse(self._writes(lambda: self._settings(admin).execute()))

    def test_users_of_tiers_have_no_settings(self):
        for group in ("customer_tier.group_user", "customer_tier.group_manager"):
            user = self._user(group.replace(".", "_"), group)
            with self.subTest(group=group), self.assertRaises(AccessError):
                self._settings(user, customer_tier_interval_number=7)

    def test_recompute_now_from_the_settings_queues_a_run(self):
        self._settings().action_recompute_customer_tiers()
        run = self.env["customer.tier.run"].search([("origin", "=", "request")])
        self.assertEqual(run.company_id, self.company)
        self.assertEqual(run.user_id, self.admin)

    def test_recompute_now_from_the_settings_is_for_managers(self):
        admin = self._user("settings_nosy", "base.group_system")
        with self.assertRaises(AccessError):
            self._settings(admin).action_recompute_customer_tiers()
