from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestCompanyBoundary(TierCase):
    """A manager of one company never sees anything of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Another Company", currency="base.USD")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls.policy.dimension_ids[0].write(cls._thresholds())
        cls._policy(cls.other).dimension_ids[0].write(cls._thresholds())
        cls.manager = cls._user("boundary_manager", "customer_tier.group_manager")
        cls.seller = cls._user(
            "boundary_seller", "sales_team.group_sale_salesman_all_leads"
        )
        # big in the first company, small in the other one
        cls.shared = cls._customer("Buys from both")
        cls.big = cls._customer("Big in the other company")
        cls.here = cls._order(cls.shared, 5, 9000)
        cls.there = cls._order(cls.shared, 300, 10, company=cls.other)
        cls._order(cls.big, 5, 9000, company=cls.other)
        for company in cls.company + cls.other:
            cls._run(company)
            cls._run(company, mode="simulation")
            cls.env["customer.tier.refresh"]._mark_customers(cls.shared, company)

    @classmethod
    def _thresholds(cls):
        return {
            "method": "threshold",
            "threshold_ids": [
                Command.create({"score": score, "value": 500 - 100 * score})
                for score in range(2, 6)
            ],
        }

    def _companies(self, model, path):
        """The companies of the records that a manager of the first company finds."""
        records = self.env[model].with_context(active_test=False)
        everything = records.sudo().search([]).mapped(path)
        self.assertIn(self.other, everything, "nothing to be kept from anyone")
        seen = records.with_user(self.manager).with_context(
            allowed_company_ids=self.company.ids
        )
        return seen.search([]).sudo().mapped(path)

    def _assert_inaccessible(self, model, path):
        hidden = self.env[model].sudo().search([(path, "=", self.other.id)], limit=1)
        hidden.invalidate_recordset()
        with self.assertRaises(AccessError):
            hidden.with_user(self.manager).read(["display_name", path.split(".")[0]])

    def _assert_boundary(self, model, path="company_id"):
        self.assertEqual(self._companies(model, path), self.company)
        self._assert_inaccessible(model, path)

    def test_profiles(self):
        self._assert_boundary("customer.profile")

    def test_moves(self):
        self._assert_boundary("customer.tier.move")

    def test_runs(self):
        self._assert_boundary("customer.tier.run")

    def test_lines_of_simulations(self):
        self._assert_boundary("customer.tier.run.line")

    def test_steps_of_runs(self):
        self._assert_boundary("customer.tier.run.step", "run_id.company_id")

    def test_policies(self):
        self._assert_boundary("customer.tier.policy")

    def test_dimensions_of_policies(self):
        self._assert_boundary("customer.tier.policy.dimension", "policy_id.company_id")

    def test_thresholds_of_policies(self):
        self._assert_boundary(
            "customer.tier.policy.threshold", "dimension_id.policy_id.company_id"
        )

    def test_tiers_of_policies(self):
        self._assert_boundary("customer.tier.policy.share", "policy_id.company_id")

    def test_customers_waiting_for_a_refresh(self):
        self._assert_boundary("customer.tier.refresh")

    def test_a_manager_cannot_write_the_rules_of_another_company(self):
        policy = self._policy(self.other).with_user(self.manager)
        for records, values in (
            (policy, {"window_days": 1}),
            (policy.sudo().dimension_ids[:1].sudo(False), {"weight": 9}),
            (policy.sudo().share_ids[:1].sudo(False), {"share": 9}),
        ):
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                records.write(values)
        with self.assertRaises(AccessError):
            self.env["customer.tier.policy"].with_user(self.manager).create(
                {"name": "Intruder", "company_id": self.other.id}
            )
        with self.assertRaises(AccessError):
            self.policy.with_user(self.manager).company_id = self.other

    def test_counts_of_tiers_and_segments_are_of_the_selected_companies(self):
        tier = self.tier_a.with_user(self.manager)
        self.assertEqual(tier.customer_count, 1)
        both = self.tier_a.with_context(
            allowed_company_ids=(self.company + self.other).ids
        )
        self.assertEqual(both.customer_count, 2)

    def test_fields_of_contacts_follow_the_current_company(self):
        for company, tier, monetary in (
            (self.company, self.tier_a, 9000),
            (self.other, self.tier_c, 10),
        ):
            with self.subTest(company=company.name):
                partner = self.shared.with_company(company)
                self.assertEqual(partner.customer_tier_id, tier)
                self.assertEqual(partner.rfm_monetary, monetary)
                self.assertEqual(partner.rfm_currency_id, company.currency_id)
                self.assertEqual(partner.customer_profile_id.company_id, company)
                found = partner.search(
                    [
                        ("rfm_monetary", "=", monetary),
                        ("customer_tier_id", "=", tier.id),
                    ]
                )
                self.assertIn(self.shared, found)

    def test_grouping_contacts_follows_the_current_company(self):
        partners = self.env["res.partner"]
        ours = [("id", "in", (self.shared + self.big).ids)]
        here = partners.with_company(self.company)._read_group(
            ours, ["customer_tier_id"], ["__count"]
        )
        there = partners.with_company(self.other)._read_group(
            ours, ["customer_tier_id"], ["__count"]
        )
        self.assertEqual({tier.code: n for tier, n in here}, {"A": 1, False: 1})
        self.assertEqual({tier.code: n for tier, n in there}, {"A": 1, "C": 1})

    def test_a_user_of_one_company_finds_no_profile_of_another_through_contacts(self):
        partners = self.env["res.partner"].with_user(self.manager)
        ours = [("id", "in", (self.shared + self.big).ids)]
        self.assertEqual(
            partners.search([*ours, ("customer_profile_ids.monetary", ">", 0)]),
            self.shared,
        )
        self.assertFalse(
            partners.search(
                [*ours, ("customer_profile_ids.company_id", "=", self.other.id)]
            )
        )
        self.shared.invalidate_recordset()
        seen = self.shared.with_user(self.manager).customer_profile_ids
        self.assertEqual(seen.company_id, self.company)

    def test_fields_of_orders_follow_the_orders_own_company(self):
        for current in self.company + self.other:
            with self.subTest(current=current.name):
                here, there = (self.here + self.there).with_company(current)
                self.assertEqual(here.customer_tier_id, self.tier_a)
                self.assertEqual(there.customer_tier_id, self.tier_c)
                self.assertEqual(there.customer_profile_id.company_id, self.other)
                orders = here.browse().with_context(
                    allowed_company_ids=[current.id, *(self.company + self.other).ids]
                )
                ours = [("partner_id", "=", self.shared.id)]
                self.assertEqual(
                    orders.search([*ours, ("customer_tier_id", "=", self.tier_c.id)]),
                    self.there,
                )
                groups = orders._read_group(
                    ours, ["customer_tier_id"], ["id:recordset"]
                )
                self.assertEqual(
                    {tier.code: found for tier, found in groups},
                    {"A": self.here, "C": self.there},
                )

    def test_sales_analysis_follows_the_orders_own_company(self):
        self.env.flush_all()
        report = self.env["sale.report"].with_context(
            allowed_company_ids=(self.company + self.other).ids
        )
        groups = report._read_group(
            [("partner_id", "=", self.shared.id)],
            ["company_id", "customer_tier_id"],
            ["__count"],
        )
        self.assertEqual(
            {company: tier for company, tier, _count in groups},
            {self.company: self.tier_a, self.other: self.tier_c},
        )

    def test_fields_of_leads_follow_the_leads_own_company_or_else_the_current_one(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": "there",
                    "partner_id": self.shared.id,
                    "company_id": company.id,
                }
                for company in (self.other, self.env["res.company"])
            ]
        )
        there, anywhere = leads
        self.assertEqual(there.customer_tier_id, self.tier_c)
        self.assertEqual(anywhere.customer_tier_id, self.tier_a)
        self.assertEqual(
            anywhere.with_company(self.other).customer_tier_id, self.tier_c
        )
        ours = [("id", "in", leads.ids), ("customer_tier_id", "=", self.tier_c.id)]
        self.assertEqual(leads.search(ours), there)
        self.assertEqual(leads.with_company(self.other).search(ours), leads)

    def test_the_policy_of_another_company_finds_nobody(self):
        theirs = self._policy(self.other)
        mine = self._user("boundary_rep", "sales_team.group_sale_salesman_all_leads")
        partners = self.env["res.partner"].with_user(mine)
        found = partners.search_count([("customer_tier_policy_id", "=", theirs.id)])
        self.assertEqual(found, 0)
        self.assertTrue(
            partners.search_count([("customer_tier_policy_id", "=", self.policy.id)])
        )

    def test_refreshing_a_profile_refreshes_it_in_its_own_company(self):
        self._order(self.shared, 1, 5000, company=self.other)
        profile = self._profile(self.shared, self.other)
        profile.with_company(self.company).action_refresh()
        self.assertEqual(profile.last_order_date, AS_OF - timedelta(days=1))

    def test_a_run_of_one_company_leaves_the_others_alone(self):
        # what is kept; words are of the moment
        profiles = self.env["customer.profile"]
        kept = [name for name, field in profiles._fields.items() if field.store]
        before = self._profile(self.shared, self.other).read(kept)
        self._order(self.shared, 1, 5000, company=self.other)
        self._order(self.shared, 1, 5000)
        self._run()
        self.env.invalidate_all()
        self.assertEqual(self._profile(self.shared, self.other).read(kept), before)
        self.assertEqual(self._profile(self.shared).frequency, 2)
