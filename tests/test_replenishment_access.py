from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_replenishment import ReplenishmentCase


@tagged("post_install", "-at_install")
class TestReplenishmentAccess(ReplenishmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("refill_own", "sales_team.group_sale_salesman")
        cls.lead = cls._user("refill_lead", "sales_team.group_sale_salesman_all_leads")
        cls.manager = cls._user("refill_manager", "customer_tier.group_manager")
        cls.mine, cls.theirs, cls.nobodys = cls._customers(3)
        cls.mine.user_id, cls.theirs.user_id = cls.rep, cls.lead
        for customer in cls.mine | cls.theirs | cls.nobodys:
            cls._monthly(customer)
        cls.other = cls._company("Other Company")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls._monthly(cls.mine, company=cls.other)
        cls._run()
        cls._run(cls.other)
        cls._night()
        cls._night(cls.other)

    def _seen(self, user):
        return self.env["customer.replenishment"].with_user(user).search([])

    def test_salespeople_see_what_their_own_customers_need(self):
        self.assertEqual(self._seen(self.rep).partner_id, self.mine | self.nobodys)
        for user in (self.lead, self.manager):
            self.assertEqual(
                self._seen(user).partner_id, self.mine | self.theirs | self.nobodys
            )

    def test_other_companies_are_not_seen(self):
        self.assertEqual(self._seen(self.lead).company_id, self.company)
        theirs = self._rows(company=self.other).with_user(self.lead)
        with self.assertRaises(AccessError):
            theirs.action_create_quotations()

    def test_who_has_nothing_to_do_with_tiers_sees_nothing(self):
        stranger = self._user("refill_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self._seen(stranger)
        # nor do the screens of contacts break
        self.mine.with_user(stranger).get_views([(False, "form")])

    def test_nobody_edits_what_was_computed(self):
        row = self._rows(self.mine)
        for user in (self.rep, self.manager):
            ours = row.with_user(user)
            for act in (ours.unlink, lambda o=ours: o.create({})):
                with self.assertRaises(AccessError):
                    act()
            with self.assertRaises(AccessError):
                ours.write({"quantity": 1})

    def test_merged_customers_keep_one_row_for_each_product(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.mine | self.nobodys).ids, self.mine
        )
        rows = self._rows(self.mine)
        self.assertEqual(len(rows), 1)
        self._night()
        self.assertEqual(self._rows(self.mine), rows)

    def test_settings_that_make_no_sense_are_refused(self):
        for name, value in (
            ("customer_replenishment_min_purchases", 1),
            ("customer_replenishment_lead_days", -1),
            ("customer_replenishment_stopped_after", 1),
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.company[name] = value
                self.company.flush_recordset()
