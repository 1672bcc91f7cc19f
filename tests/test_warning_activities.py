from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF
from .common_warning import WarningCase, ago


@tagged("post_install", "-at_install")
class TestWarningActivities(WarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("warned_rep", "sales_team.group_sale_salesman")
        cls.hospital = cls._customer("General Hospital", user_id=cls.rep.id)
        cls.type = cls.env.ref("customer_tier.mail_activity_type_warning")
        cls.rule = cls._rule(
            activity_type_id=cls.type.id, advice="Call the head of purchasing."
        )

    def _planned(self, customers=None):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", (customers or self.hospital).ids),
                ("activity_type_id", "=", self.type.id),
            ]
        )

    def test_activity_has_what_to_do_and_leads_to_the_reason(self):
        self._fall(self.hospital, 60)
        self._run()
        self._warn()
        activity = self._planned()
        self.assertEqual(activity.user_id, self.rep)
        self.assertEqual(activity.date_deadline, AS_OF + timedelta(days=3))
        self.assertEqual(activity.summary, "Revenue falling")
        self.assertIn("head of purchasing", activity.note)
        self.assertIn('data-oe-model="customer.warning"', activity.note)
        self.assertIn(f'data-oe-id="{self._of(self.hospital).id}"', activity.note)

    def test_who_reads_contacts_is_told_no_amounts(self):
        """Anybody in the company reads what is planned at a contact, and what was done."""
        clerk = self._user("warned_clerk", "base.group_user")
        self._accounting()
        self._fall(self.hospital, 60)
        self._invoice(self.hospital, 100, 54321, invoice_date_due=ago(80))
        self._rule("payments", activity_type_id=self.type.id)
        self._run()
        self._warn()
        planned = self._planned()
        self.assertEqual(
            set(planned.mapped("summary")), {"Revenue falling", "Payments overdue"}
        )
        told = " ".join(planned.with_user(clerk).mapped("note"))
        planned.action_feedback(feedback="Called.")
        told += " ".join(self.hospital.with_user(clerk).message_ids.mapped("body"))
        self.assertIn("Called.", told)
        for amount in ("54,321", "54321", "400.00", "1,000"):
            self.assertNotIn(amount, told)

    def test_activity_is_planned_once_even_if_it_is_done(self):
        self._fall(self.hospital, 60)
        self._run()
        self._warn()
        self._planned().action_feedback(feedback="They have no budget.")
        self._warn()
        self.assertFalse(self._planned())
        self.assertEqual(self._of(self.hospital).state, "open")

    def test_activity_waits_for_the_severity_of_the_rule(self):
        self._fall(self.hospital, 49)
        self._run()
        self._warn()
        self.assertFalse(self._planned())

    def test_nobody_gets_more_a_day_than_the_rule_says_and_the_worst_come_first(self):
        customers = self._customers(4, user_id=self.rep.id)
        for customer, percent in zip(customers, (55, 90, 60, 95), strict=True):
            self._fall(customer, percent)
        self._run()
        self.rule.daily_limit = 2
        self._warn(ago(1))
        self.assertEqual(
            set(self._planned(customers).mapped("res_id")),
            set((customers[1] | customers[3]).ids),
        )
        self._warn(ago(1))
        self.assertEqual(len(self._planned(customers)), 2)
        self._warn()
        self.assertEqual(len(self._planned(customers)), 4)

    def test_nothing_is_planned_for_who_has_left(self):
        self._fall(self.hospital, 60)
        self._run()
        self.rep.active = False
        self._warn()
        self.assertTrue(self._of(self.hospital))
        self.assertFalse(self._planned())

    def test_new_salesperson_gets_what_is_planned(self):
        heir = self._user("warned_heir", "sales_team.group_sale_salesman")
        self._fall(self.hospital, 60)
        self._run()
        self._warn()
        self.hospital.user_id = heir
        self._warn()
        self.assertEqual(self._planned().user_id, heir)

    def test_who_leaves_leaves_the_work_to_the_heir(self):
        heir = self._user("warned_heir", "sales_team.group_sale_salesman")
        self._fall(self.hospital, 60)
        self._run()
        self._warn()
        self.rep.action_archive()
        self.assertFalse(self._planned(), "Odoo deletes it with its user")
        self.hospital.user_id = heir
        self._warn()
        self.assertEqual(self._planned().user_id, heir)

    def test_heir_is_not_asked_for_what_was_done_or_thought_needless(self):
        heir = self._user("warned_heir", "sales_team.group_sale_salesman")
        clinic = self._customers(1, user_id=self.rep.id)
        for customer in self.hospital | clinic:
            self._fall(customer, 60)
        self._run()
        self._warn()
        self._planned().action_feedback()
        self._planned(clinic).unlink()
        self.rep.action_archive()
        (self.hospital | clinic).user_id = heir
        self._warn()
        self.assertFalse(self._planned(self.hospital | clinic))

    def test_what_is_over_takes_its_activity_back_and_counts_as_no_talk(self):
        self._fall(self.hospital, 60)
        self._run()
        self._warn()
        self._buy([(self.hospital, 1, 900)])
        self._warn()
        self.assertFalse(self._planned())
        done = self.env["mail.activity"].with_context(active_test=False)
        self.assertFalse(
            done.search(
                [("res_id", "=", self.hospital.id), ("res_model", "=", "res.partner")]
            )
        )
        last = self.hospital.message_ids[0]
        self.assertIn("not needed any more", last.body)
        self.assertIn("It is over", last.body)
        self.assertFalse(last.mail_activity_type_id)

    def _comes_back(self):
        """It is over for one night, and there again in the next."""
        self._buy([(self.hospital, 1, 900)])
        self._warn(ago(1))
        self.assertEqual(self._of(self.hospital).state, "closed")
        bought = self.env["sale.order"].search(
            [("partner_id", "=", self.hospital.id), ("amount_untaxed", "=", 900)]
        )
        bought.state = "cancel"
        self._warn()
        self.assertEqual(self._of(self.hospital).reopened_count, 1)

    def test_what_comes_back_is_planned_again(self):
        self._fall(self.hospital, 60)
        self._run()
        self._warn(ago(2))
        self._comes_back()
        self.assertEqual(len(self._planned()), 1)
        self.assertEqual(self._of(self.hospital).planned_on, AS_OF)

    def test_what_comes_back_after_a_talk_is_not_planned_again(self):
        self._fall(self.hospital, 60)
        self._run()
        self._warn(ago(2))
        self._planned().action_feedback()
        self._comes_back()
        self.assertFalse(self._planned())

    def test_what_somebody_thought_needless_is_not_planned_again_when_it_comes_back(
        self,
    ):
        self._fall(self.hospital, 60)
        self._run()
        self._warn(ago(2))
        self._planned().unlink()
        self._comes_back()
        self.assertFalse(self._planned())

    def test_snoozing_moves_the_activity_and_closing_takes_it_back(self):
        self._fall(self.hospital, 60)
        self._run()
        self._warn()
        warning = self._of(self.hospital).with_user(self.rep)
        until = AS_OF + timedelta(days=20)
        warning._snooze(until)
        self.assertEqual(self._planned().date_deadline, until)
        warning.action_close()
        self.assertFalse(self._planned())

    def test_note_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.rep.lang = "fr_FR"
        self.rule.with_context(lang="fr_FR").advice = "Appelez."
        self._fall(self.hospital, 60)
        self._run()
        self._warn()
        self.assertIn("Appelez.", self._planned().note)
