from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .campaign_common import CampaignCase

SHIPPED = ("win_back", "rescue_a", "champions", "lift_b", "newcomers", "care_c")


@tagged("post_install", "-at_install")
class TestShippedPlaybooks(CampaignCase):
    """The playbooks that come with the add-on can be used as they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.playbooks = cls.env["customer.tier.playbook"].union(
            *(cls.env.ref(f"customer_tier.playbook_{name}") for name in SHIPPED)
        )
        cls.steps = cls.playbooks.step_ids
        cls.rep = cls._user("texts_rep", name="Renate Rep")
        cls.hospital = cls._customer("St. Anna Hospital", user_id=cls.rep.id)
        cls.department = cls.env["res.partner"].create(
            {"name": "Cardiology", "parent_id": cls.hospital.id}
        )
        cls.orphan = cls._customer("Clinic Without Salesperson")

    def test_each_says_what_for_whom_and_what_is_done(self):
        self.assertEqual(len(self.playbooks), 6)
        for playbook in self.playbooks:
            with self.subTest(playbook.name):
                self.assertTrue(playbook.aim)
                self.assertTrue(playbook.tier_ids or playbook.segment_ids)
                self.assertIn(len(playbook.step_ids), (2, 3, 4))
                self.assertTrue(playbook.holdout_percent)
                # the last step is taken while its effect still counts
                last = sum(playbook.step_ids.mapped("delay_days"))
                self.assertLess(last, playbook.outcome_days)

    def test_all_channels_that_every_company_has_are_used_and_no_other(self):
        self.assertEqual(set(self.steps.mapped("channel")), {"mail", "activity"})
        kinds = self.steps.activity_type_id.mapped("tier_contact_kind")
        self.assertEqual(set(kinds), {"call", "visit"})

    def test_calls_and_visits_have_a_guide(self):
        for step in self.steps.filtered(lambda step: step.channel == "activity"):
            with self.subTest(step.name):
                self.assertTrue(step.summary)
                self.assertTrue(html2plaintext(step.note))

    def test_who_did_not_order_after_fourteen_days_is_called(self):
        step = self.env.ref("customer_tier.playbook_win_back_call")
        self.assertEqual((step.delay_days, step.condition), (14, "not_bought"))

    def test_newcomers_are_not_left_out_for_being_new(self):
        newcomers = self.env.ref("customer_tier.playbook_newcomers")
        self.assertFalse(newcomers.leave_out_doubtful)

    def test_each_can_be_copied_into_a_campaign(self):
        for playbook in self.playbooks:
            campaign = self._campaign(
                **{**playbook._audience_values(), "playbook_id": playbook.id}
            )
            playbook._copy_steps_to(campaign)
            for name in playbook._audience_fields():
                self.assertEqual(campaign[name], playbook[name], name)
            names = self.env["customer.tier.step.mixin"]._step_fields()
            for step, copied in zip(playbook.step_ids, campaign.step_ids, strict=True):
                for name in names:
                    self.assertEqual(copied[name], step[name], name)

    def test_steps_are_copied_in_all_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        playbook = self.env["customer.tier.playbook"].create(
            {
                "name": "Two languages",
                "step_ids": [
                    Command.create(
                        self._step(
                            name="Write", subject="Hello", body="<p>Dear customer</p>"
                        )
                    )
                ],
            }
        )
        step = playbook.step_ids
        step.with_context(lang="zh_CN").write(
            {"subject": "您好", "body": "<p>尊敬的客户</p>"}
        )
        campaign = self._campaign()
        playbook._copy_steps_to(campaign)
        chinese = campaign.step_ids.with_context(lang="zh_CN")
        self.assertEqual(chinese.subject, "您好")
        self.assertEqual(html2plaintext(chinese.body), "尊敬的客户")
        self.assertEqual(html2plaintext(campaign.step_ids.body), "Dear customer")

    # -------------------------------------------------------------- texts

    def _rendered(self, partner):
        """Subject and text of each mail, as somebody without rights to templates sends them."""
        render = self.env["mail.render.mixin"].with_user(self.rep)
        for step in self.steps.filtered(lambda step: step.channel == "mail"):
            subject = render._render_template(step.subject, "res.partner", partner.ids)
            body = render._render_template(
                step.body, "res.partner", partner.ids, engine="qweb"
            )
            yield (
                step,
                str(subject[partner.id]),
                html2plaintext(body[partner.id]).strip(),
            )

    def test_mails_name_the_contact_the_hospital_and_its_salesperson(self):
        for step, subject, body in self._rendered(self.department):
            with self.subTest(step.name):
                self.assertTrue(body.startswith("Dear Cardiology"), body)
                self.assertTrue(body.endswith("Renate Rep"), body)
                self.assertNotIn("{{", subject)
                self.assertNotIn("t-out", body)
                if "{{" in step.subject:
                    self.assertIn("St. Anna Hospital", subject)

    def test_mails_are_whole_without_salesperson(self):
        for step, subject, body in self._rendered(self.orphan):
            with self.subTest(step.name):
                self.assertTrue(body.startswith("Dear Clinic Without Salesperson"))
                self.assertTrue(body.endswith("Your sales team"), body)
                self.assertTrue(subject.strip())
                self.assertNotIn("False", body)

    def test_a_hospital_of_an_awkward_name_breaks_no_mail(self):
        self.hospital.name = "Heart & <b>Vessel</b> {{ clinic }}"
        for step, _subject, body in self._rendered(self.hospital):
            with self.subTest(step.name):
                self.assertIn("Heart & <b>Vessel</b> {{ clinic }}", body)

    def test_a_salesperson_may_make_a_mailing_of_each_text(self):
        marketer = self._user("texts_mail", "mass_mailing.group_mass_mailing_user")
        for step in self.steps.filtered(lambda step: step.channel == "mail"):
            self.env["mailing.mailing"].with_user(marketer).create(
                {
                    "subject": step.subject,
                    "body_html": step.body,
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                }
            )

    def test_placeholders_stay_harmless(self):
        allowed = self.env["res.partner"].mail_allowed_qweb_expressions()
        self.assertIn("object.name", allowed)
        self.assertIn("object.commercial_partner_id.name", allowed)
        self.assertNotIn("object.commercial_partner_id.vat", allowed)
        self.assertNotIn(
            "object.commercial_partner_id.name",
            self.env["sale.order"].mail_allowed_qweb_expressions(),
        )


@tagged("post_install", "-at_install")
class TestOwnPlaybooks(CampaignCase):
    """Managers change playbooks and make their own; nothing gets lost by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls.env["customer.segment"].create(
            {"name": "Own segment", "code": "own", "sequence": 999}
        )
        cls.tier = cls.env["customer.tier"].create({"name": "Gold", "code": "G"})
        cls.playbook = cls.env["customer.tier.playbook"].create(
            {
                "name": "Ours",
                "tier_ids": [Command.set(cls.tier.ids)],
                "segment_ids": [Command.set(cls.segment.ids)],
                "step_ids": [Command.create(cls._step(name="Write"))],
            }
        )

    def test_a_copy_has_the_steps_and_another_name(self):
        copied = self.playbook.copy()
        self.assertEqual(copied.name, "Ours (copy)")
        self.assertEqual(copied.step_ids.mapped("name"), ["Write"])
        self.assertNotEqual(copied.step_ids, self.playbook.step_ids)
        self.assertEqual(self.playbook.copy({"name": "Theirs"}).name, "Theirs")

    def test_a_playbook_that_campaigns_were_started_with_is_archived_instead(self):
        campaign = self._campaign(playbook_id=self.playbook.id)
        with self.assertRaisesRegex(UserError, "Wake them up.*Ours.*Archive it"):
            self.playbook.unlink()
        self.playbook.active = False
        self.assertEqual(campaign.playbook_id, self.playbook)
        campaign.active = False
        with self.assertRaises(UserError):
            self.playbook.unlink()

    def test_an_unused_playbook_goes_with_its_steps(self):
        steps = self.playbook.step_ids
        self.playbook.unlink()
        self.assertFalse(steps.exists())

    def test_an_archived_tier_or_segment_stays_in_the_rule(self):
        # without it the rule would mean everybody
        self.segment.active = False
        self.tier.active = False
        self.env.invalidate_all()
        self.assertEqual(self.playbook.tier_ids, self.tier)
        self.assertEqual(self.playbook.segment_ids, self.segment)

    def test_a_tier_or_segment_of_a_rule_cannot_be_deleted(self):
        for record in (self.tier, self.segment):
            with self.assertRaisesRegex(UserError, "rules of “Ours”"):
                record.unlink()
        self.playbook.active = False
        with self.assertRaises(UserError):
            self.tier.unlink()

    def test_the_tier_to_reach_cannot_be_deleted_either(self):
        self.playbook.write(
            {
                "tier_ids": [Command.clear()],
                "goal": "tier",
                "goal_tier_id": self.tier.id,
            }
        )
        with self.assertRaisesRegex(UserError, "Gold.*rules of “Ours”"):
            self.tier.unlink()

    def test_rules_of_campaigns_that_are_over_keep_nothing(self):
        self.playbook.segment_ids = False
        campaign = self._campaign(segment_ids=[Command.set(self.segment.ids)])
        with self.assertRaisesRegex(UserError, "Wake them up"):
            self.segment.unlink()
        campaign.state = "done"
        self.segment.unlink()

    def test_steps_are_listed_by_the_day_they_come(self):
        self.playbook.step_ids = [
            Command.create(
                self._step(
                    name="Call <them>",
                    channel="activity",
                    delay_days=14,
                    condition="not_bought",
                    sequence=20,
                )
            ),
            Command.create(self._step(name="Again", delay_days=7, sequence=30)),
        ]
        words = html2plaintext(self.playbook.steps_html)
        self.assertRegex(
            words,
            r"(?s)Write.*Day 0.*Call <them>.*no order since entering.*Day 14.*Day 21",
        )
        self.assertEqual(
            self.playbook.step_ids.mapped("when_words"),
            ["At once", "14 days later", "7 days later"],
        )

    def test_start_opens_the_wizard_with_the_playbook(self):
        action = self.playbook.action_start()
        self.assertEqual(action["res_model"], "customer.tier.campaign.start")
        self.assertEqual(action["context"], {"default_playbook_id": self.playbook.id})

    def test_campaigns_are_counted_and_opened(self):
        campaign = self._campaign(playbook_id=self.playbook.id)
        self.assertEqual(self.playbook.campaign_count, 1)
        action = self.playbook.action_view_campaigns()
        self.assertEqual(
            self.env["customer.tier.campaign"].search(action["domain"]), campaign
        )

    # -------------------------------------------------------------- access

    def test_users_read_playbooks_and_managers_change_them(self):
        user = self._user("playbook_user", "sales_team.group_sale_salesman")
        manager = self._user("playbook_manager", "customer_tier.group_manager")
        seen = self.playbook.with_user(user)
        self.assertTrue(seen.audience_words)
        self.assertTrue(seen.steps_html)
        self.assertFalse(seen.is_triggered)
        with self.assertRaises(AccessError):
            seen.name = "Mine"
        with self.assertRaises(AccessError):
            seen.step_ids.subject = "Mine"
        with self.assertRaises(AccessError):
            seen.copy()
        self.playbook.with_user(manager).name = "Changed"
        self.playbook.with_user(manager).step_ids.subject = "Changed"

    def test_playbooks_of_other_companies_are_not_seen(self):
        other = self._company("Other Company")
        self.playbook.company_id = other
        user = self._user("playbook_other", "customer_tier.group_manager")
        found = self.env["customer.tier.playbook"].with_user(user).search([])
        self.assertNotIn(self.playbook, found)
        self.assertTrue(found, "those of all companies")
        steps = self.env["customer.tier.playbook.step"].with_user(user).search([])
        self.assertFalse(steps & self.playbook.step_ids)
        self.playbook.company_id = self.company
        self.env.invalidate_all()
        self.assertTrue(self.playbook.with_user(user).name)
