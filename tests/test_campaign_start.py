from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignStart(CampaignCase):
    """The wizard says who would be in before anything is made, and makes just that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.min_history_days = 0
        cls.user = cls._user("starter", "sales_team.group_sale_salesman_all_leads")
        cls.rep = cls._user("start_rep", "sales_team.group_sale_salesman")
        cls.big = cls._buyer("Big", 9000, email="big@example.com")
        cls.silent = cls._buyer("Silent", 8500)
        cls.small = cls._buyer("Small", 10, email="small@example.com")
        cls.tiny = cls._buyer("Tiny", 1, email="tiny@example.com")
        cls._run(as_of=False)
        cls.playbook = cls.env["customer.tier.playbook"].create(
            {
                "name": "Wake them",
                "aim": "So that they buy again.",
                "tier_ids": cls.tier_c.ids,
                "quiet_days": 7,
                "holdout_percent": 30,
                "step_ids": [
                    Command.create(cls._step(name="Write", sequence=1)),
                    Command.create(
                        cls._step(
                            name="Call", sequence=2, channel="activity", delay_days=14
                        )
                    ),
                ],
            }
        )

    @classmethod
    def _buyer(cls, name, amount, **values):
        customer = cls._customer(name, **values)
        # from today on: the wizard judges as of today
        cls._order_at(customer, datetime.now() - timedelta(days=30), amount)
        return customer

    def _wizards(self, user=None, **context):
        return (
            self.env["customer.tier.campaign.start"]
            .with_user(user or self.user)
            .with_context(**context)
        )

    def _form(self, user=None, **context):
        return Form(self._wizards(user, **context))

    def _start(self, user=None, **values):
        return self._wizards(user).create({"quiet_days": 0, **values})

    def _created(self, wizard):
        action = wizard.action_create()
        self.assertEqual(action["res_model"], "customer.tier.campaign")
        return self.env["customer.tier.campaign"].browse(action["res_id"])

    def _campaigns(self):
        return self.env["customer.tier.campaign"].search(
            [("company_id", "=", self.company.id)]
        )

    def _lines(self, wizard):
        return {line["reason"]: line["count"] for line in wizard.preview["lines"]}

    def _opened(self, wizard, reason):
        """The customers behind a number of the preview, as this user sees them."""
        action = wizard.action_view_line(reason)
        records = wizard.env[action["res_model"]].with_context(**action["context"])
        found = records.search(action["domain"])
        return found if found._name == "res.partner" else found.partner_id

    def test_it_counts_who_is_in_and_who_is_not_before_anything_is_made(self):
        self.big.active = False
        wizard = self._start(profile_domain="[('monetary', '>=', 10)]")
        self.assertEqual(wizard.audience_count, 1)
        self.assertEqual(self._lines(wizard), {"archived": 1, "no_address": 1})
        self.assertFalse(self._campaigns())

    def test_a_campaign_gets_those_whom_the_wizard_counted(self):
        prospect = self._customer("Prospect", email="prospect@example.com")
        for values in (
            {"tier_ids": (self.tier_a + self.tier_c).ids},
            {"profile_domain": "[('monetary', '<', 8900)]"},
            {"playbook_id": self.playbook.id, "tier_ids": self.tier_a.ids},
            {
                "audience_source": "selection",
                "partner_ids": (self.big + self.silent + prospect).ids,
            },
        ):
            with self.subTest(**values):
                wizard = self._start(**values)
                campaign = self._created(wizard)
                judged = self._audience_counts(campaign, campaign._today())
                entered = campaign.entry_count
                self.assertEqual(entered, wizard.audience_count)
                in_it = judged.pop("entered_before", 0) + judged.pop(None, 0)
                self.assertEqual(in_it, wizard.audience_count)
                self.assertEqual(judged, self._lines(wizard))

    def test_each_line_opens_its_customers(self):
        prospect = self._customer("Prospect", email="prospect@example.com")
        self.small.active = False
        wizard = self._start(
            audience_source="selection",
            partner_ids=(self.big + self.silent + self.small + prospect).ids,
        )
        opened = {
            reason: self._opened(wizard, reason)
            for reason in (False, *self._lines(wizard))
        }
        self.assertEqual(
            opened,
            {
                False: self.big,
                "archived": self.small,
                "not_customer": prospect,
                "no_address": self.silent,
            },
        )

    def test_nobody_looks_through_the_wizard_of_a_colleague(self):
        wizard = self._start(tier_ids=self.tier_a.ids)
        profiles = self.env["customer.profile"].with_user(self.rep)
        with self.assertRaises(AccessError):
            wizard.with_user(self.rep).read(["preview"])
        with self.assertRaises(AccessError):
            profiles.search([("campaign_start_reason", "=", f"{wizard.id}:")])
        with self.assertRaises(AccessError):
            wizard.with_user(self.rep).action_view_line(False)

    def test_a_preview_that_is_gone_is_told_so(self):
        for value in ("0:", "nonsense", "999999999:no_address"):
            with (
                self.subTest(value=value),
                self.assertRaisesRegex(UserError, "too old"),
            ):
                self.env["customer.profile"].search(
                    [("campaign_start_reason", "=", value)]
                )

    def test_a_playbook_fills_the_rules_and_its_steps_are_copied(self):
        form = self._form()
        form.playbook_id = self.playbook
        self.assertEqual(form.playbook_aim, "So that they buy again.")
        self.assertEqual(form.tier_ids[:], self.tier_c)
        self.assertEqual((form.quiet_days, form.holdout_percent), (7, 30))
        self.assertIn("Wake them", form.name)
        campaign = self._created(form.save())
        self.assertEqual(campaign.playbook_id, self.playbook)
        self.assertEqual(campaign.tier_ids, self.tier_c)
        self.assertEqual(campaign.quiet_days, 7)
        self.assertEqual(campaign.user_id, self.user)
        self.assertRecordValues(
            campaign.step_ids.sorted("sequence"),
            [
                {"name": "Write", "channel": "mail", "delay_days": 0},
                {"name": "Call", "channel": "activity", "delay_days": 14},
            ],
        )
        campaign.step_ids[0].name = "Other"
        self.assertEqual(self.playbook.step_ids[0].name, "Write", "a copy")

    def test_steps_keep_their_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        mail = self.playbook.step_ids[0]
        mail.with_context(lang="zh_CN").subject = "我们想念您"
        wizard = self._start(playbook_id=self.playbook.id, tier_ids=self.tier_a.ids)
        copied = self._created(wizard).step_ids.sorted("sequence")[0]
        self.assertEqual(copied.subject, "We miss you")
        self.assertEqual(copied.with_context(lang="zh_CN").subject, "我们想念您")

    def test_a_playbook_does_not_change_whom_the_list_tier_or_segment_meant(self):
        form = self._form(default_tier_ids=self.tier_a.ids)
        form.playbook_id = self.playbook
        self.assertEqual(form.tier_ids[:], self.tier_a)
        self.assertEqual(form.holdout_percent, 30, "all the rest is the playbook's")

    def test_it_starts_with_the_playbook_that_it_was_opened_from(self):
        form = self._form(default_playbook_id=self.playbook.id)
        self.assertEqual(form.tier_ids[:], self.tier_c)
        self.assertEqual(form.holdout_percent, 30)
        self.assertEqual(form.audience_count, 2)

    def test_without_a_playbook_there_is_one_mail_to_write(self):
        campaign = self._created(self._start(tier_ids=self.tier_a.ids))
        self.assertEqual(campaign.step_ids.channel, "mail")
        self.assertIn(self.company.name, campaign.step_ids.subject)
        self.assertFalse(campaign.step_ids.is_approved)

    def test_it_starts_from_contacts_profiles_tiers_and_segments(self):
        contact = self._customer("Ann", parent_id=self.big.id, is_company=False)
        profile = self._profile(self.big)
        for record, method, field, expected in (
            (contact + self.big, "action_start_tier_campaign", "partner_ids", self.big),
            (profile, "action_start_campaign", "partner_ids", self.big),
            (profile.tier_id, "action_start_campaign", "tier_ids", profile.tier_id),
            (
                profile.segment_id,
                "action_start_campaign",
                "segment_ids",
                profile.segment_id,
            ),
        ):
            with self.subTest(model=record._name):
                action = getattr(record.with_user(self.user), method)()
                form = self._form(**action["context"])
                self.assertEqual(form.save()[field], expected)
                is_selection = field == "partner_ids"
                self.assertEqual(form.audience_source == "selection", is_selection)
                self.assertGreater(form.audience_count, 0)

    def test_it_starts_from_what_the_filters_of_a_list_show(self):
        """Nothing is selected: the rule is the list's own, and living."""
        profiles = self.env["customer.profile"].with_user(self.user)
        action = profiles.with_context(
            active_domain=[["monetary", ">", 8800]]
        ).action_start_campaign()
        form = self._form(**action["context"])
        self.assertEqual(form.audience_source, "rule")
        self.assertEqual((form.audience_count, form.audience_kind), (1, "living"))

    def test_it_starts_from_a_cell_of_the_heat_map(self):
        cell = [("is_lapsed", "=", False), ("recency_score", "in", [1, 2, 3, 4, 5])]
        form = self._form(default_profile_domain=cell)
        self.assertEqual(form.audience_count, 3)
        self.assertEqual(self._created(form.save()).profile_domain, repr(cell))

    def _filter(self, domain):
        return self.env["ir.filters"].create(
            {
                "name": "Mine",
                "model_id": "customer.profile",
                "domain": domain,
                "user_ids": [Command.set(self.user.ids)],
            }
        )

    def test_it_starts_from_a_saved_filter_and_me_stays_who_saved_it(self):
        self.small.user_id = self.user
        form = self._form()
        form.filter_id = self._filter("[('user_id', '=', uid), ('active', '=', True)]")
        self.assertEqual(form.audience_count, 1)
        campaign = self._created(form.save())
        root = self.env.ref("base.user_root")
        judged = self._audience_counts(campaign.with_user(root), campaign._today())
        self.assertEqual(sum(judged.values()), 1)

    def test_a_saved_filter_that_is_computed_when_opened_is_refused(self):
        form = self._form()
        with self.assertRaisesRegex(UserError, "cannot be used"):
            form.filter_id = self._filter(
                "[('last_order_date', '>', context_today().strftime('%Y-%m-%d'))]"
            )

    def test_a_selection_is_frozen_and_has_no_rule(self):
        form = self._form(default_partner_ids=self.big.ids)
        form.playbook_id = self.playbook
        self.assertEqual(form.audience_kind, "frozen")
        campaign = self._created(form.save())
        self.assertRecordValues(
            campaign,
            [{"audience_kind": "frozen", "audience_source": "selection"}],
        )
        self.assertEqual(campaign.partner_ids, self.big)
        self.assertFalse(campaign.tier_ids)
        self.assertIn("selected customers: 1", campaign.audience_words)

    def test_a_campaign_of_a_rule_keeps_no_selection(self):
        form = self._form(default_partner_ids=self.big.ids)
        form.audience_source = "rule"
        form.audience_kind = "living"
        form.tier_ids.add(self.tier_c)
        campaign = self._created(form.save())
        self.assertFalse(campaign.partner_ids)
        self.assertEqual(campaign.audience_kind, "living")

    def test_a_salesperson_limited_to_own_documents_gets_own_customers(self):
        self.big.user_id = self.rep
        self.small.user_id = self.user
        wizard = self._start(self.rep, tier_ids=(self.tier_a + self.tier_c).ids)
        self.assertEqual(wizard.audience_count, 2, "big, and tiny, which is nobody's")
        self.assertEqual(self._lines(wizard), {"no_address": 1})
        campaign = self._created(wizard)
        self.assertEqual(campaign.scope_user_id, self.rep)
        selected = self._start(
            self.rep,
            audience_source="selection",
            partner_ids=(self.big + self.small).ids,
            leave_out_busy=False,
        )
        self.assertEqual(self._lines(selected), {"colleague": 1})
        [line] = selected.preview["lines"]
        self.assertFalse(line["is_open"], "the list would be empty")

    def test_a_salesperson_cannot_ask_for_more_by_hand(self):
        self.big.user_id = self.user
        wizard = self._start(
            self.rep, tier_ids=self.tier_a.ids, scope_user_id=self.user.id
        )
        self.assertEqual(wizard.scope_user_id, self.rep)
        self.assertFalse(wizard.audience_count)

    def test_every_user_may_start_one(self):
        plain = self._user("plain_starter")
        self.assertEqual(
            self._created(self._start(plain, tier_ids=self.tier_a.ids)).user_id, plain
        )

    def test_what_is_missing_is_told_before_anything_is_made(self):
        for values, message in (
            ({}, "Choose whom"),
            ({"profile_domain": "[]"}, "Choose whom"),
            ({"audience_source": "selection"}, "No customers are selected"),
            ({"profile_domain": "[('monetary', '>', 99999)]"}, "No customer matches"),
            (
                {"audience_source": "selection", "partner_ids": self.silent.ids},
                "No contact with an email address: 1",
            ),
        ):
            with (
                self.subTest(**values),
                self.assertRaisesRegex(UserError, message),
            ):
                self._start(**values).action_create()
        with self.assertRaisesRegex(ValidationError, "filter editor"):
            self._start(profile_domain="[('monetary', '>', 'much')]")
        self.assertFalse(self._campaigns())

    def test_the_plan_tells_what_will_be_seen(self):
        for number in range(60):
            self._buyer(f"Lab {number}", 100 + number, email=f"lab{number}@example.com")
        self._run(as_of=False)
        wizard = self._start(profile_domain="[('frequency', '>', 0)]")
        self.assertEqual((wizard.treated_count, wizard.held_out_count), (50, 13))
        self.assertIn("50 customers get it, 13 are held out", wizard.plan_words)
        self.assertIn("or more per customer", wizard.plan_words)
        self.assertFalse(wizard.plan_warning)
        wizard.holdout_percent = 0
        self.assertEqual(wizard.plan_words, "63 customers get it.")
        self.assertIn("Without a control group", wizard.plan_warning)

    def test_a_small_audience_is_warned_of(self):
        wizard = self._start(tier_ids=self.tier_c.ids)
        self.assertIn("too few customers", wizard.plan_warning)
        self.assertEqual(
            wizard.plan_words,
            "2 customers get it.",
            "no promise of what will be seen, and no control group of nobody",
        )

    def test_customers_of_another_company_are_not_counted(self):
        other = self._company("Another Company")
        self.env.user.company_ids += other
        self._order_at(self.tiny, datetime.now(), 50_000, company=other)
        self._run(other, as_of=False)
        wizard = self._start(profile_domain="[('monetary', '>', 0)]")
        self.assertEqual(wizard.audience_count, 3)
        self.assertEqual(self._lines(wizard), {"no_address": 1})

    def test_the_number_of_queries_does_not_grow_with_the_audience(self):
        counts = []
        for customers in (23, 43):
            for number in range(customers - 20, customers):
                self._buyer(f"Lab {number}", 100, email=f"lab{number}@example.com")
            self._run(as_of=False)
            counts.append(self._queries(customers))
        self.assertEqual(*counts)

    def _queries(self, customers):
        """How many a preview takes, once the caches of the registry are full."""
        for _time in range(3):
            wizard = self._start(profile_domain="[('monetary', '>', 0)]")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(wizard.audience_count, customers)
        return self.env.cr.sql_log_count - before
