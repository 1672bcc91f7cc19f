from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .campaign_channels_common import ChannelCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignMail(ChannelCase):
    """A step becomes mailings of Email Marketing, and touches follow what became of them."""

    def _deliver(self, campaign, step):
        campaign._deliver_mail(step, AS_OF)
        return step.mailing_ids

    def test_a_step_becomes_a_draft_on_the_marketing_campaign(self):
        campaign = self._running([{"subject": "Hello {{ object.name }}"}])
        mailing = campaign._prepare_mailings(campaign.step_ids)
        self.assertEqual(mailing.state, "draft")
        self.assertEqual(mailing.campaign_id, campaign.utm_campaign_id)
        self.assertEqual(mailing.medium_id, self.env.ref("utm.utm_medium_email"))
        self.assertEqual(mailing.mailing_model_real, "res.partner")
        self.assertEqual(mailing.subject, "Hello {{ object.name }}")
        self.assertEqual(mailing.user_id, self.responsible)
        self.assertIn("responsible@distributor.example", mailing.email_from)
        self.assertIn("/unsubscribe_from_list", mailing.body_html)
        self.assertIn("/unsubscribe_from_list", mailing.body_arch)

    def test_placeholders_are_filled_in_for_each_contact(self):
        hospitals = self._hospitals("North")
        campaign, step, _touches = self._in_step(
            hospitals,
            steps=[
                {
                    "subject": "News for {{ object.name }}",
                    "body": '<p>Dear <t t-out="object.name">customer</t></p>',
                }
            ],
        )
        mailing = self._deliver(campaign, step)
        render = mailing._render_field
        [body] = render("body_html", hospitals.ids).values()
        self.assertIn("Dear North", body.replace("<t>", "").replace("</t>", ""))
        self.assertEqual(
            render("subject", hospitals.ids)[hospitals.id], "News for North"
        )

    def test_nothing_is_queued_before_somebody_approved_the_step(self):
        campaign, step, touches = self._in_step(self._hospitals("North"))
        step.is_approved = False
        mailing = self._deliver(campaign, step)
        self.assertEqual(touches.mailing_id, mailing)
        self.assertEqual(mailing.state, "draft")
        step.is_approved = True
        self._deliver(campaign, step)
        self.assertEqual(mailing.state, "in_queue")

    def test_each_contact_gets_the_language_it_speaks(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("de_DE")
        north, south, east = self._hospitals("North", "South", "East")
        south.lang, east.lang = "fr_FR", "de_DE"
        campaign, step, touches = self._in_step(north + south + east)
        step.with_context(lang="fr_FR").subject = "Vous nous manquez"
        mailings = self._deliver(campaign, step)
        self.assertEqual(len(mailings), 2)
        by_customer = {touch.partner_id: touch.mailing_id for touch in touches}
        self.assertEqual(by_customer[south].subject, "Vous nous manquez")
        self.assertEqual(by_customer[north].subject, "We miss you")
        # nothing is written in German: the company's language is better than none
        self.assertEqual(by_customer[east], by_customer[north])

    def test_a_draft_follows_the_step_until_somebody_edits_it(self):
        campaign = self._running()
        step = campaign.step_ids
        mailing = campaign._prepare_mailings(step)
        step.subject = "We still miss you"
        self.assertEqual(campaign._prepare_mailings(step), mailing)
        self.assertEqual(mailing.subject, "We still miss you")
        mailing.subject = "Edited in Email Marketing"
        step.subject = "Too late"
        campaign._prepare_mailings(step)
        self.assertEqual(mailing.subject, "Edited in Email Marketing")

    def test_a_second_delivery_reaches_the_new_ones_only(self):
        north, south = self._hospitals("North", "South")
        campaign, step, _touches = self._in_step(north)
        mailing = self._deliver(campaign, step)
        self._run_queue()
        self.assertEqual(mailing.state, "done")
        self._deliver(campaign, step)
        self.assertEqual(mailing.state, "done", "there is nobody new")
        self._due(step, self._enter(campaign, south))
        self._deliver(campaign, step)
        self.assertEqual(mailing.state, "in_queue")
        self._run_queue()
        self.assertEqual(
            self._written_to(mailing),
            ["north@hospital.example", "south@hospital.example"],
        )

    def test_whoever_has_no_address_is_skipped_in_words(self):
        north, south = self._hospitals("North", "South")
        south.email = False
        campaign, step, touches = self._in_step(north + south)
        self._deliver(campaign, step)
        self.assertEqual(touches.mapped("state"), ["due", "skipped"])
        self.assertEqual(touches[1].reason, "no_address")

    def test_touches_follow_their_mails(self):
        names = ["Sent", "Opened", "Clicked", "Replied", "Bounced", "Failed", "Waits"]
        hospitals = self._hospitals(*names)
        campaign, step, touches = self._in_step(hospitals)
        mailing = self._deliver(campaign, step)
        self._run_queue()
        traces = {
            trace.email.split("@")[0]: trace for trace in mailing.mailing_trace_ids
        }
        for name in ("sent", "opened", "clicked", "replied", "bounced"):
            traces[name].set_sent()
        traces["opened"].set_opened()
        traces["clicked"].set_opened()
        traces["clicked"].set_clicked()
        traces["replied"].set_replied()
        traces["bounced"].set_bounced()
        traces["failed"].set_failed(failure_type="mail_smtp")
        campaign._sync_touches()
        self.assertEqual(
            [
                (t.state, t.reason, t.is_opened, t.is_clicked, t.is_replied)
                for t in touches
            ],
            [
                ("done", False, False, False, False),
                ("done", False, True, False, False),
                ("done", False, True, True, False),
                ("done", False, True, False, True),
                ("failed", "bounced", False, False, False),
                ("failed", "error", False, False, False),
                ("due", False, False, False, False),
            ],
        )
        self.assertEqual(touches[0].done_at, traces["sent"].sent_datetime)

    def test_following_again_writes_nothing(self):
        campaign, step, touches = self._in_step(self._hospitals("North"))
        mailing = self._deliver(campaign, step)
        self._run_queue()
        mailing.mailing_trace_ids.set_sent()
        mailing.mailing_trace_ids.set_opened()
        versions = []
        for _time in range(2):
            campaign._sync_touches()
            self.env.cr.execute(
                "SELECT cmin::text, ctid::text FROM customer_tier_campaign_touch WHERE id = %s",
                touches.ids,
            )
            versions.append(self.env.cr.fetchone())
        self.assertEqual(versions[0], versions[1])

    def test_one_address_of_two_customers_gets_one_mail(self):
        hospitals = self._hospitals("North", "South")
        hospitals.email = "purchasing@group.example"
        campaign, step, touches = self._in_step(hospitals)
        mailing = self._deliver(campaign, step)
        self._run_queue()
        self.assertEqual(self._written_to(mailing), ["purchasing@group.example"])
        mailing.mailing_trace_ids.filtered(
            lambda t: t.trace_status == "outgoing"
        ).set_sent()
        campaign._sync_touches()
        self.assertEqual(sorted(touches.mapped("state")), ["done", "skipped"])
        self.assertIn("twice", touches.mapped("reason"))

    def test_a_mailing_without_a_sender_is_refused(self):
        campaign = self._running()
        self.responsible.partner_id.email = False
        self.company.partner_id.email = False
        with self.assertRaisesRegex(UserError, "email address"):
            campaign._prepare_mailings(campaign.step_ids)

    def test_a_test_send_opens_odoos_own(self):
        campaign = self._campaign([{}], user_id=self.responsible.id)
        step = campaign.step_ids.with_user(self.responsible)
        action = step.action_test_send()
        self.assertEqual(action["res_model"], "mailing.mailing.test")
        mailing = step.mailing_ids
        self.assertEqual(action["context"]["default_mass_mailing_id"], mailing.id)
        self.assertEqual(mailing.state, "draft")

    def test_a_test_send_needs_email_marketing(self):
        seller = self._user("campaign_seller", "sales_team.group_sale_salesman")
        campaign = self._campaign([{}], user_id=seller.id)
        with self.assertRaisesRegex(AccessError, "Email Marketing"):
            campaign.step_ids.with_user(seller).action_test_send()

    def test_taking_back_deletes_drafts_and_keeps_what_was_sent(self):
        north = self._hospitals("North")
        campaign, step, _touches = self._in_step(
            north, steps=[{}, {"subject": "Again"}]
        )
        sent = self._deliver(campaign, step)
        self._run_queue()
        draft = campaign._prepare_mailings(campaign.step_ids[1])
        campaign._withdraw_mailings()
        self.assertTrue(sent.exists())
        self.assertFalse(draft.exists())

    def test_code_in_a_text_is_for_editors_of_mail_templates(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.restrict.template.rendering", True
        )
        seller = self._user("campaign_writer", "sales_team.group_sale_salesman")
        campaign = self._campaign([{}], user_id=seller.id)
        step = campaign.step_ids.with_user(seller)
        step.body = '<p>Dear <t t-out="object.name"/></p>'
        for values in (
            {"body": '<p><t t-out="object.env.user.password"/></p>'},
            {"subject": "{{ object.env['res.users'].search([]) }}"},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(AccessError, "placeholder"),
            ):
                step.write(values)
        with self.assertRaisesRegex(AccessError, "placeholder"):
            step.update_field_translations("subject", {"en_US": "{{ object.env.uid }}"})

    def test_the_text_of_a_playbook_may_be_copied_by_everybody(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.restrict.template.rendering", True
        )
        seller = self._user("campaign_writer", "sales_team.group_sale_salesman")
        text = "{{ object.country_id.currency_id.symbol }}"
        playbook = self.env["customer.tier.playbook"].create(
            {"name": "Wake them up", "step_ids": [(0, 0, self._step(subject=text))]}
        )
        campaign = (
            self.env["customer.tier.campaign"]
            .with_user(seller)
            .create(
                {
                    "name": "Mine",
                    "playbook_id": playbook.id,
                    "step_ids": [(0, 0, self._step(subject=text))],
                }
            )
        )
        self.assertEqual(campaign.step_ids.subject, text)
