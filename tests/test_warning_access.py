from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AS_OF
from .common_warning import WarningCase


@tagged("post_install", "-at_install")
class TestWarningAccess(WarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("warning_rep", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("warning_other", "sales_team.group_sale_salesman")
        cls.lead = cls._user("warning_lead", "sales_team.group_sale_salesman_all_leads")
        cls.manager = cls._user("warning_manager", "customer_tier.group_manager")
        cls.marketing = cls._user(
            "warning_marketing", "mass_mailing.group_mass_mailing_user"
        )
        cls.mine, cls.theirs, cls.nobodys = cls._customers(3)
        cls.mine.user_id, cls.theirs.user_id = cls.rep, cls.colleague
        cls.rule = cls._rule()
        cls.all = cls.warnings
        for customer in cls.mine | cls.theirs | cls.nobodys:
            cls.all |= cls._open(
                partner_id=customer.id, rule_id=cls.rule.id, user_id=customer.user_id.id
            )
        cls.own, cls.other, cls.free = cls.all

    def test_salespeople_see_warnings_of_their_own_customers(self):
        seen = self.warnings.with_user(self.rep).search([])
        self.assertEqual(seen, self.own | self.free)
        for user in (self.lead, self.manager):
            self.assertEqual(self.warnings.with_user(user).search([]), self.all)
        portrait = self.theirs.with_user(self.rep)
        self.assertFalse(portrait.customer_warning_count)

    def test_list_begins_with_mine_for_salespeople_and_with_all_for_managers(self):
        action = self.env.ref("customer_tier.customer_warning_action")
        self.assertIn("'search_default_mine'", action.context)
        boss = self._user("warning_boss", "sales_team.group_sale_manager")
        for user, begins in (
            (self.rep, True),
            (self.lead, True),
            (self.manager, False),
            (boss, False),
        ):
            views = self.warnings.with_user(user).get_view(view_type="search")
            filters = etree.fromstring(views["arch"]).iterfind(".//filter")
            mine = [
                each.get("name") for each in filters if each.get("string") == "Mine"
            ]
            self.assertEqual(mine, ["mine" if begins else "mine_too"], user.login)

    def test_salespeople_close_and_snooze_theirs_only(self):
        self.own.with_user(self.rep)._snooze(AS_OF)
        self.own.with_user(self.rep).action_close()
        self.assertEqual(self.own.closed_by_id, self.rep)
        with self.assertRaises(AccessError):
            self.other.with_user(self.rep).action_close()
        with self.assertRaises(AccessError):
            self.other.with_user(self.rep)._snooze(AS_OF)
        self.assertEqual(self.other.state, "open")

    def test_nobody_edits_what_was_computed_and_managers_edit_rules(self):
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                self.own.with_user(user).write({"severity": "1"})
            with self.assertRaises(AccessError):
                self.own.with_user(user).unlink()
        self.rule.with_user(self.manager).low_from = 31
        with self.assertRaises(AccessError):
            self.rule.with_user(self.rep).write({"low_from": 32})
        with self.assertRaises(AccessError):
            self.own.with_user(self.rep).read(["facts"])

    def test_other_companies_are_not_seen(self):
        other = self._company("Other Company")
        self.env.user.company_ids = [Command.link(other.id)]
        theirs = self._open(partner_id=self.mine.id, company_id=other.id)
        self.assertNotIn(theirs, self.warnings.with_user(self.lead).search([]))
        rule = self._rule(company_id=other.id)
        rules = self.env["customer.warning.rule"].with_user(self.manager)
        self.assertNotIn(rule, rules.search([]))
        self.assertEqual(self.mine.with_user(self.rep).customer_warning_count, 1)

    def test_amounts_of_invoices_are_for_who_may_read_invoices(self):
        warning = self._open(
            partner_id=self.nobodys.id,
            kind="payments",
            facts={"amount": 12345, "invoices": 3, "oldest": "2026-03-01"},
        )
        self.assertIn("12,345", warning.with_user(self.rep).evidence)
        told = warning.with_user(self.marketing).evidence
        self.assertNotIn("12,345", told)
        self.assertIn("Invoices overdue: 3", told)

    def test_whoever_reads_a_warning_may_comment_on_it(self):
        self.own.with_user(self.rep).message_post(body="They have a new dean.")
        self.assertIn("dean", self.own.message_ids[0].body)

    def test_contact_and_portrait_tell_the_evidence(self):
        self._buy([(self.mine, 5, 100)])
        self._run()
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.mine.id}
        )
        worse = self._open(
            partner_id=self.mine.id,
            kind="mails",
            severity="3",
            facts={
                "count": 5,
                "first": "2026-01-01",
                "last": "2026-03-01",
                "noticed": None,
            },
        )
        contact = ward.with_user(self.rep)
        self.assertEqual(contact.customer_warning_count, 2)
        self.assertEqual(contact.customer_warning_severity, "3")
        self.assertEqual(
            contact.customer_warning_words.splitlines(),
            [worse.with_user(self.rep).evidence, self.own.with_user(self.rep).evidence],
        )
        self.own.with_user(self.rep)._snooze(AS_OF)
        contact.invalidate_recordset()
        self.assertEqual(contact.customer_warning_count, 1)
        portrait = self._profile(self.mine).with_user(self.rep).get_portrait()
        [told] = portrait["warnings"]
        self.assertEqual((told["kind"], told["severity"]), ("mails", "3"))
        self.assertIn("neither opened", told["text"])

    def test_actions_lead_to_the_customer(self):
        warning = self.own.with_user(self.rep)
        self.assertEqual(warning.action_view_customer()["res_id"], self.mine.id)
        plan = warning.action_plan_contact()
        self.assertEqual(plan["context"]["default_partner_ids"], self.mine.ids)
        campaign = warning.action_start_campaign()
        self.assertEqual(campaign["context"]["default_partner_ids"], self.mine.ids)
        listed = self.rule.with_user(self.manager).action_view_warnings()
        self.assertEqual(self.warnings.search(listed["domain"]), self.all)
