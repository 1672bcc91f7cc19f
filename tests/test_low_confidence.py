from datetime import timedelta

from odoo.tests import tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestLowConfidence(TierCase):
    """Customers of thin or doubtful data are marked, and it is said why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._customer("Old")
        cls._order(cls.old, 200, 100)
        cls._order(cls.old, 1, 100)

    def _doubt(self, customer):
        profile = self._profile(customer)
        return profile.low_confidence and profile.low_confidence_reasons

    def _suspect(self, customer, other, **values):
        first, second = sorted(customer.ids + other.ids)
        return self.env["customer.tier.duplicate"].create(
            {
                "partner_id": first,
                "other_id": second,
                "strength": "strong",
                "same_phone": True,
                **values,
            }
        )

    def test_a_customer_of_long_standing_is_trusted(self):
        self._run()
        self.assertFalse(self._doubt(self.old))
        self.assertFalse(self._profile(self.old).low_confidence_reasons)

    def test_the_first_purchase_has_to_be_so_many_days_ago(self):
        self.policy.min_history_days = 30
        young, just_trusted = self._customer("29 days"), self._customer("30 days")
        self._order(young, 29, 100)
        self._order(just_trusted, 30, 100)
        self._run()
        self.assertIn("less than 30 days ago", self._doubt(young))
        self.assertFalse(self._doubt(just_trusted))
        # time alone makes it trusted
        self._run(as_of=AS_OF + timedelta(days=1))
        self.assertFalse(self._doubt(young))

    def test_there_have_to_be_so_many_purchases_ever(self):
        self.policy.write({"min_history_days": 0, "min_purchases": 2})
        once = self._customer("Once, and a return")
        self._order(once, 40, 100)
        self._order(once, 30, -10)
        self._run()
        self.assertFalse(self._doubt(self.old))
        self.assertEqual(self._doubt(once), "purchases ever: 1, trusted from 2")
        self.assertEqual(self._profile(self.old).purchase_count, 2)

    def test_a_purchase_that_could_not_be_converted_is_doubtful(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        foreign = self._customer("Foreign")
        self._order(foreign, 50, 100)
        self._order(foreign, 40, 100).write(
            {"currency_id": dollar.id, "currency_rate": 1}
        )
        converted = self._customer("Converted")
        order = self._order(converted, 40, 100)
        order.currency_id = dollar
        order.currency_rate = 1.25
        self._run()
        self.assertIn("currency without a rate", self._doubt(foreign))
        self.assertFalse(self._doubt(converted))
        # once out of the window its amount does no harm
        self.policy.window_days = 30
        self._run()
        self.assertFalse(self._doubt(foreign))

    def test_an_invoice_that_could_not_be_converted_is_doubtful(self):
        self._accounting()
        self.policy.purchase_source = "invoice"
        dollar = self.env.ref("base.USD")
        dollar.active = True
        foreign = self._customer("Foreign")
        invoice = self._invoice(foreign, 40, 100, currency_id=dollar.id)
        self.assertEqual(invoice.invoice_currency_rate, 1)
        self._run()
        self.assertIn("currency without a rate", self._doubt(foreign))

    def test_an_open_strong_suspicion_marks_both(self):
        twin = self._customer("Twin")
        self._order(twin, 100, 100)
        pair = self._suspect(self.old, twin)
        self._run()
        for customer in self.old, twin:
            self.assertEqual(
                self._doubt(customer), "suspected duplicate of another customer"
            )
            self.assertTrue(self._profile(customer).has_duplicate)
        pair.action_dismiss()
        queued = self.env["customer.tier.refresh"].search([]).partner_id
        self.assertEqual(queued & (self.old + twin), self.old + twin)
        self._run()
        self.assertFalse(self._doubt(self.old))

    def test_weak_and_dismissed_suspicions_do_not(self):
        twin, other = self._customer("Twin"), self._customer("Other")
        self._suspect(self.old, twin, strength="weak")
        self._suspect(self.old, other, state="dismissed")
        self._run()
        self.assertFalse(self._doubt(self.old))

    def test_several_suspicions_are_one_customer(self):
        for name in "Twin", "Triplet":
            self._suspect(self.old, self._customer(name))
        run = self._run()
        self.assertEqual(run.customer_count, 1)

    def test_a_quick_refresh_and_a_simulation_find_the_same(self):
        self._suspect(self.old, self._customer("Twin"))
        simulation = self._run(mode="simulation")
        self.assertTrue(simulation.line_ids.has_duplicate)
        run = self._run()
        refresh = run.create(
            {"company_id": self.company.id, "as_of": AS_OF, "mode": "refresh"}
        )
        refresh._execute(self.old.ids)
        self.assertEqual(refresh.written_count, 0)

    def test_contact_and_order_say_so_too(self):
        self._suspect(self.old, self._customer("Twin"))
        self._run()
        order = self._order(self.old, 0, 1, state="draft")
        rep = self._user("rep", "sales_team.group_sale_salesman_all_leads")
        for record in self.old.with_user(rep), order.with_user(rep):
            self.assertTrue(record.customer_low_confidence)
            self.assertIn("duplicate", record.customer_low_confidence_reasons)


@tagged("post_install", "-at_install")
class TestCampaignOfTrusted(TierCase):
    """A campaign leaves out customers of doubtful data, says how many, and can take them in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trusted = cls._customer("Trusted", email="trusted@example.com")
        cls.young = cls._customer("Young", email="young@example.com")
        cls.nurse = cls._customer(
            "Nurse", parent_id=cls.young.id, is_company=False, email="n@example.com"
        )
        cls._order(cls.trusted, 100, 1000)
        cls._order(cls.young, 1, 1000)
        cls._run()
        cls.prospect = cls._customer("Prospect", email="prospect@example.com")

    def _campaign(self, **values):
        return self.env["customer.tier.campaign.start"].create(
            {"quiet_days": 0, **values}
        )

    def _left_out(self, campaign):
        return {line["reason"]: line["count"] for line in campaign.preview["lines"]}

    def test_a_rule(self):
        campaign = self._campaign(tier_ids=self.tier_a.ids)
        self.assertEqual(campaign.audience_count, 1)
        self.assertEqual(self._left_out(campaign), {"doubtful": 1})

    def test_a_selection_with_contacts_and_prospects(self):
        """A contact is as trusted as its customer, and stands for it."""
        chosen = self.trusted + self.nurse + self.prospect
        campaign = self._campaign(audience_source="selection", partner_ids=chosen.ids)
        self.assertEqual(campaign.audience_count, 1)
        self.assertEqual(self._left_out(campaign), {"doubtful": 1, "not_customer": 1})

    def test_they_can_be_taken_in(self):
        campaign = self._campaign(tier_ids=self.tier_a.ids, leave_out_doubtful=False)
        self.assertEqual(campaign.audience_count, 2)

    def test_doubts_of_another_company_do_not_count(self):
        other = self._company("Another Company")
        self.env.user.company_ids += other
        self._order(self.trusted, 1, 10, company=other)
        self._run(other)
        self.assertTrue(self._profile(self.trusted, other).low_confidence)
        campaign = self._campaign(tier_ids=self.tier_a.ids)
        self.assertEqual(campaign.audience_count, 1)
