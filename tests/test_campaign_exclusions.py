from datetime import datetime, time, timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..campaigns.audience import EXCLUSIONS
from .campaign_common import CampaignCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignExclusions(CampaignCase):
    """Who is left out, each for the first reason that applies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.min_history_days = 0
        cls.seller = cls._user("campaign_seller", "sales_team.group_sale_salesman")
        cls.colleague = cls._user(
            "campaign_colleague", "sales_team.group_sale_salesman"
        )
        cls.clinic = cls._buyer("Clinic", email="clinic@example.com")
        cls.hospital = cls._buyer("Hospital", email="hospital@example.com")
        cls._run()

    @classmethod
    def _buyer(cls, name="Lab", amount=1000, **values):
        customer = cls._customer(name, **values)
        cls._order(customer, 30, amount)
        return customer

    @classmethod
    def _everyone(cls, steps=({},), **values):
        return cls._campaign(steps, **{"quiet_days": 0, **values})

    def _reasons(self, campaign, today=AS_OF):
        """``{customer: reason}`` of all that the campaign means."""
        rows = self.env.execute_query(campaign._judged_audience(today))
        partners = self.env["res.partner"]
        reasons = {partners.browse(row[0]): row[-1] for row in rows}
        self.assertEqual(len(reasons), len(rows), "a customer once")
        return reasons

    def _reason(self, customer, campaign=None, today=AS_OF):
        return self._reasons(campaign or self._everyone(), today)[customer]

    def test_everybody_is_in_unless_there_is_a_reason(self):
        self.assertEqual(
            self._reasons(self._everyone()), {self.clinic: None, self.hospital: None}
        )

    def test_the_row_tells_what_is_known_of_the_customer_then(self):
        self.clinic.user_id = self.seller
        profile = self._profile(self.clinic)
        rows = self.env.execute_query(self._everyone()._judged_audience(AS_OF))
        self.assertIn(
            (
                self.clinic.id,
                profile.id,
                profile.tier_id.id,
                profile.segment_id.id,
                1000,
                self.seller.id,
                self.clinic.id,
                None,
            ),
            rows,
        )

    def test_archived(self):
        self.clinic.active = False
        self.assertEqual(self._reason(self.clinic), "archived")

    def test_not_customer(self):
        prospect = self._customer("Prospect", email="prospect@example.com")
        campaign = self._everyone(
            audience_source="selection", partner_ids=(self.clinic + prospect).ids
        )
        self.assertEqual(
            self._reasons(campaign), {self.clinic: None, prospect: "not_customer"}
        )

    def test_a_customer_of_another_company_is_none_of_this_one(self):
        other = self._company("Another Company")
        self.env.user.company_ids += other
        stranger = self._customer("Stranger", email="stranger@example.com")
        self._order(stranger, 1, 5000, company=other)
        self._run(other)
        self.assertNotIn(stranger, self._reasons(self._everyone()))
        campaign = self._everyone(audience_source="selection", partner_ids=stranger.ids)
        self.assertEqual(self._reasons(campaign), {stranger: "not_customer"})

    def test_colleague(self):
        self.clinic.user_id = self.colleague
        campaign = self._everyone(
            audience_source="selection",
            partner_ids=(self.clinic + self.hospital).ids,
            scope_user_id=self.seller.id,
        )
        self.assertEqual(
            self._reasons(campaign), {self.clinic: "colleague", self.hospital: None}
        )
        self.clinic.user_id = self.seller
        self.assertIsNone(self._reason(self.clinic, campaign))

    def test_a_rule_of_a_salesperson_does_not_even_count_colleagues_customers(self):
        """Else any condition could be tried on them: who has bought for more than a million?"""
        self.clinic.user_id = self.colleague
        self.hospital.user_id = self.seller
        campaign = self._everyone(scope_user_id=self.seller.id)
        self.assertEqual(self._reasons(campaign), {self.hospital: None})

    def test_doubtful(self):
        self._profile(self.clinic).low_confidence = True
        campaign = self._everyone()
        self.assertEqual(self._reason(self.clinic, campaign), "doubtful")
        campaign.leave_out_doubtful = False
        self.assertIsNone(self._reason(self.clinic, campaign))

    def test_in_campaign(self):
        other = self._everyone()
        entry = self._enter(other, self.clinic)
        campaign = self._everyone()
        self.assertEqual(self._reason(self.clinic, campaign), "in_campaign")
        campaign.leave_out_busy = False
        self.assertIsNone(self._reason(self.clinic, campaign))
        campaign.leave_out_busy = True
        entry.state = "finished"
        for held_out in (True, False):
            entry.is_held_out = held_out
            with self.subTest(held_out=held_out):
                reason = self._reason(self.clinic, campaign, entry.outcome_end)
                self.assertEqual(reason, "in_campaign", "its outcome still counts")
                after = entry.outcome_end + timedelta(days=1)
                self.assertIsNone(self._reason(self.clinic, campaign, after))

    def test_a_campaign_that_is_done_keeps_customers_until_the_outcome_is_counted(
        self,
    ):
        entry = self._enter(self._everyone(), self.clinic)
        entry.campaign_id.state = "done"
        after = entry.outcome_end + timedelta(days=1)
        campaign = self._everyone()
        self.assertEqual(
            self._reason(self.clinic, campaign, entry.outcome_end), "in_campaign"
        )
        self.assertIsNone(self._reason(self.clinic, campaign, after))
        entry.campaign_id.state = "running"
        self.assertEqual(self._reason(self.clinic, campaign, after), "in_campaign")

    def test_a_campaign_that_waits_was_cancelled_or_is_of_another_company_keeps_nobody(
        self,
    ):
        entry = self._enter(self._everyone(), self.clinic)
        campaign = self._everyone()
        entry.write({"state": "waiting", "outcome_end": False})
        self.assertIsNone(self._reason(self.clinic, campaign))
        entry.write({"state": "active"})
        entry.campaign_id.state = "cancelled"
        self.assertIsNone(self._reason(self.clinic, campaign))
        entry.campaign_id.state = "running"
        self.assertEqual(self._reason(self.clinic, campaign), "in_campaign")
        entry.company_id = self._company("Another Company")
        self.assertIsNone(self._reason(self.clinic, campaign))

    def test_entered_before(self):
        campaign = self._everyone(reentry_days=30)
        entry = self._enter(campaign, self.clinic)
        self.assertEqual(self._reason(self.clinic, campaign), "entered_before")
        entry.state = "left"
        again = entry.outcome_end + timedelta(days=30)
        for days, reason in ((-1, "entered_before"), (0, None)):
            with self.subTest(days=days):
                day = again + timedelta(days=days)
                self.assertEqual(self._reason(self.clinic, campaign, day), reason)
        campaign.reentry_days = 0
        never = again + timedelta(days=10_000)
        self.assertEqual(self._reason(self.clinic, campaign, never), "entered_before")

    def test_who_waits_to_enter_does_not_enter_twice(self):
        campaign = self._everyone(reentry_days=1)
        entry = self._enter(campaign, self.clinic)
        entry.write({"state": "waiting", "outcome_end": False})
        self.assertEqual(self._reason(self.clinic, campaign), "entered_before")

    def _call(self, customer, days_ago, kind="mail.mail_activity_data_call"):
        return self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": customer.id,
                "message_type": "notification",
                "mail_activity_type_id": self.env.ref(kind).id,
                "record_company_id": self.company.id,
                "date": datetime.combine(AS_OF - timedelta(days=days_ago), time(12)),
            }
        )

    def test_contacted(self):
        campaign = self._everyone(quiet_days=14)
        department = self._customer("Ward", parent_id=self.clinic.id, is_company=False)
        call = self._call(department, 13)
        self.assertEqual(self._reason(self.clinic, campaign), "contacted")
        self.assertIsNone(
            self._reason(self.clinic, campaign, AS_OF + timedelta(days=1)),
            "that is the fifteenth day",
        )
        campaign.quiet_days = 0
        self.assertIsNone(self._reason(self.clinic, campaign))
        campaign.quiet_days = 14
        call.record_company_id = self._company("Another Company")
        self.assertIsNone(self._reason(self.clinic, campaign))

    def test_work_without_talking_to_the_customer_is_no_contact(self):
        self._call(self.clinic, 1, "mail.mail_activity_data_todo")
        self.assertIsNone(self._reason(self.clinic, self._everyone(quiet_days=14)))

    def _sent(self, days_ago=1, **values):
        return self.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "trace_status": "sent",
                "sent_datetime": datetime.combine(
                    AS_OF - timedelta(days=days_ago), time(12)
                ),
                **values,
            }
        )

    def test_a_mailing_is_a_contact_unless_it_did_not_arrive(self):
        campaign = self._everyone(quiet_days=14)
        trace = self._sent(res_id=self.clinic.id)
        self.assertEqual(self._reason(self.clinic, campaign), "contacted")
        for change in (
            {"trace_status": "bounce"},
            {"trace_status": "sent", "is_test_trace": True},
        ):
            trace.write(change)
            with self.subTest(**change):
                self.assertIsNone(self._reason(self.clinic, campaign))

    def test_a_mailing_to_a_mailing_list_reaches_the_customer_with_that_address(self):
        self._customer(
            "Ann", parent_id=self.clinic.id, is_company=False, email="ann@example.com"
        )
        subscriber = self.env["mailing.contact"].create({"email": "ann@example.com"})
        self._sent(
            model="mailing.contact", res_id=subscriber.id, email="ann@example.com"
        )
        reasons = self._reasons(self._everyone(quiet_days=14))
        self.assertEqual(reasons, {self.clinic: "contacted", self.hospital: None})

    def test_a_mailing_of_another_company_is_no_contact_of_this_one(self):
        campaign = self.env["utm.campaign"].create(
            {"title": "Theirs", "company_id": self._company("Another Company").id}
        )
        mailing = self.env["mailing.mailing"].create(
            {"subject": "News", "campaign_id": campaign.id}
        )
        self._sent(res_id=self.clinic.id, mass_mailing_id=mailing.id)
        self.assertIsNone(self._reason(self.clinic, self._everyone(quiet_days=14)))
        campaign.company_id = self.company
        self.assertEqual(
            self._reason(self.clinic, self._everyone(quiet_days=14)), "contacted"
        )

    def test_no_email(self):
        self.clinic.email = False
        self.assertEqual(self._reason(self.clinic), "no_address")

    def test_a_hospital_of_which_only_a_department_has_an_address_is_in(self):
        self.clinic.email = False
        building = self._customer(
            "South Wing", parent_id=self.clinic.id, is_company=False
        )
        self._customer(
            "Cardiology",
            parent_id=building.id,
            is_company=False,
            email="cardiology@example.com",
        )
        self.assertIsNone(self._reason(self.clinic))

    def test_blacklisted(self):
        self.env["mail.blacklist"].create({"email": "CLINIC@example.com"})
        campaign = self._everyone()
        self.assertEqual(self._reason(self.clinic, campaign), "blacklisted")
        department = self._customer(
            "Ward", parent_id=self.clinic.id, is_company=False, email="w@example.com"
        )
        self.assertIsNone(self._reason(self.clinic, campaign))
        department.active = False
        self.assertEqual(self._reason(self.clinic, campaign), "blacklisted")

    def test_whoever_was_taken_off_the_blacklist_is_in_again(self):
        self.env["mail.blacklist"]._add("clinic@example.com")
        self.assertEqual(self._reason(self.clinic), "blacklisted")
        self.env["mail.blacklist"]._remove("clinic@example.com")
        self.assertIsNone(self._reason(self.clinic))

    def _subscribe(self, email, *opt_outs):
        return self.env["mailing.contact"].create(
            {
                "email": email,
                "subscription_ids": [
                    Command.create(
                        {
                            "list_id": self.env["mailing.list"]
                            .create({"name": "News"})
                            .id,
                            "opt_out": opt_out,
                        }
                    )
                    for opt_out in opt_outs
                ],
            }
        )

    def test_opted_out(self):
        subscriber = self._subscribe("Clinic@Example.com", True)
        campaign = self._everyone()
        self.assertEqual(self._reason(self.clinic, campaign), "opted_out")
        subscriber.subscription_ids.opt_out = False
        self.assertIsNone(self._reason(self.clinic, campaign))

    def test_who_still_wants_one_list_is_in(self):
        self._subscribe("clinic@example.com", True)
        self._subscribe("clinic@example.com", False)
        self.assertIsNone(self._reason(self.clinic))

    def test_one_unsubscribed_and_the_other_blacklisted_counts_as_unsubscribed(self):
        self._customer(
            "Ward", parent_id=self.clinic.id, is_company=False, email="w@example.com"
        )
        self.env["mail.blacklist"].create({"email": "w@example.com"})
        self._subscribe("clinic@example.com", True)
        self.assertEqual(self._reason(self.clinic), "opted_out")

    def test_without_address_the_salesperson_can_still_call(self):
        self.clinic.email = False
        self.env["mail.blacklist"].create({"email": "hospital@example.com"})
        campaign = self._everyone([{}, {"channel": "activity"}])
        self.assertEqual(set(self._reasons(campaign).values()), {None})
        campaign.step_ids.filtered(lambda s: s.channel == "activity").unlink()
        self.assertEqual(
            self._reasons(campaign),
            {self.clinic: "no_address", self.hospital: "blacklisted"},
        )

    def test_the_first_reason_wins(self):
        """Everything is wrong with the clinic; what is mended one by one shows the next."""
        campaign = self._everyone(
            audience_source="selection",
            partner_ids=self.clinic.ids,
            scope_user_id=self.seller.id,
            quiet_days=14,
        )
        profile = self._profile(self.clinic)
        profile.low_confidence = True
        entries = self._enter(self._everyone(), self.clinic)
        entered = self._enter(campaign, self.clinic)
        trace = self._sent(res_id=self.clinic.id)
        subscriber = self._subscribe("clinic@example.com", True)
        blacklist = self.env["mail.blacklist"].create({"email": "clinic@example.com"})
        self.clinic.write(
            {"active": False, "user_id": self.colleague.id, "email": False}
        )
        seen = [self._reason(self.clinic, campaign)]
        for mend in (
            lambda: self.clinic.write({"active": True}),
            lambda: self.clinic.write({"user_id": False}),
            lambda: profile.write({"low_confidence": False}),
            entries.unlink,
            entered.unlink,
            trace.unlink,
            lambda: self.clinic.write({"email": "clinic@example.com"}),
            blacklist.unlink,
            subscriber.unlink,
        ):
            mend()
            seen.append(self._reason(self.clinic, campaign))
        order = [reason for reason in EXCLUSIONS if reason != "not_customer"]
        self.assertEqual(seen, [*order, None])

    def test_counts_add_up(self):
        self.clinic.email = False
        self._buyer("Silent")
        self._run()
        self.assertEqual(
            self._audience_counts(self._everyone(), AS_OF), {None: 1, "no_address": 2}
        )

    def test_tiers_segments_and_conditions_hold_together(self):
        profile = self._profile(self.clinic)
        fits = {"tier_ids": profile.tier_id.ids, "segment_ids": profile.segment_id.ids}
        self.assertIn(self.clinic, self._reasons(self._everyone(**fits)))
        for values in (
            {**fits, "tier_ids": (self.tier_a + self.tier_b - profile.tier_id)[0].ids},
            {**fits, "profile_domain": "[('monetary', '>', 1000)]"},
        ):
            with self.subTest(**values):
                self.assertFalse(self._reasons(self._everyone(**values)))

    def test_a_selected_contact_stands_for_its_hospital_once(self):
        contacts = self._customer(
            "Ann", parent_id=self.clinic.id, is_company=False
        ) + self._customer("Ben", parent_id=self.clinic.id, is_company=False)
        campaign = self._everyone(
            audience_source="selection", partner_ids=(contacts + self.clinic).ids
        )
        self.assertEqual(self._reasons(campaign), {self.clinic: None})

    def test_it_holds_for_the_scheduled_action_in_another_company(self):
        campaign = self._everyone(tier_ids=self._profile(self.clinic).tier_id.ids)
        expected = self._reasons(campaign)
        root = self.env.ref("base.user_root")
        campaign = (
            campaign.with_user(root)
            .with_context(allowed_company_ids=self.env.ref("base.main_company").ids)
            .sudo()
        )
        self.assertEqual(self._reasons(campaign), expected)

    def test_conditions_that_make_no_sense_are_refused_in_the_users_words(self):
        for domain in (
            "nonsense",
            "[('no_such_field', '=', 1)]",
            "[('monetary', 'resembles', 1)]",
            "[('monetary', '>', 'a lot')]",
            "[('monetary', '>'",
        ):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "again with the filter editor"),
            ):
                self._everyone(profile_domain=domain)

    def test_nobody_asks_by_a_condition_for_what_only_administrators_may_read(self):
        campaigns = self.env["customer.tier.campaign"].with_user(self.seller)
        with self.assertRaisesRegex(ValidationError, "may not read"):
            campaigns.create(
                {
                    "name": "Curious",
                    "profile_domain": "[('partner_id.signup_type', '!=', False)]",
                }
            )

    def test_the_number_of_queries_does_not_grow_with_the_audience(self):
        campaign = self._everyone(quiet_days=14)
        self._audience_counts(campaign, AS_OF)
        counts = []
        for more in (0, 20):
            for number in range(more):
                self._buyer(f"Lab {number}", email=f"lab{number}@example.com")
            self._run()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._audience_counts(campaign, AS_OF)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
