from odoo.fields import Command
from odoo.tests import tagged

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestPlaybookWords(CampaignCase):
    """The rule of an audience in a sentence says what the rule does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.at_risk = cls.env.ref("customer_tier.segment_at_risk")
        cls.cannot_lose = cls.env.ref("customer_tier.segment_cannot_lose")

    def _words(self, **values):
        return (
            self.env["customer.tier.playbook"]
            .create({"name": "Words", **values})
            .audience_words
        )

    def test_tiers_and_segments_quiet_days_and_control_group(self):
        self.assertEqual(
            self._words(
                tier_ids=[Command.set(self.tier_a.ids)],
                segment_ids=[Command.set((self.cannot_lose + self.at_risk).ids)],
            ),
            "Living: customers of tier A in the segment Cannot Lose Them or At Risk; "
            "not contacted in 14 days; 20 % held out.",
        )

    def test_tiers_alone(self):
        self.assertEqual(
            self._words(
                audience_kind="frozen",
                tier_ids=[Command.set((self.tier_b + self.tier_c).ids)],
                quiet_days=0,
                holdout_percent=0,
            ),
            "Frozen: customers of tier B or C; nobody held out.",
        )

    def test_segments_alone(self):
        self.assertIn(
            "customers in the segment At Risk; ",
            self._words(segment_ids=[Command.set(self.at_risk.ids)]),
        )

    def test_no_rule_means_everybody_and_says_so(self):
        self.assertTrue(self._words().startswith("Living: all customers with a tier;"))

    def test_further_conditions_are_mentioned(self):
        self.assertIn(
            "; who meet the further conditions; ",
            self._words(profile_domain="[('frequency', '>', 3)]"),
        )
        self.assertNotIn("further", self._words(profile_domain="[]"))

    def test_what_is_out_of_the_ordinary_is_said(self):
        words = self._words(
            leave_out_doubtful=False, leave_out_busy=False, reentry_days=90
        )
        self.assertIn(
            "; doubtful data as well; those in another campaign as well; "
            "again after 90 days; ",
            words,
        )

    def test_archived_tiers_and_segments_are_marked(self):
        gold = self.env["customer.tier"].create(
            {"name": "Gold", "code": "G", "active": False}
        )
        self.assertIn(
            "customers of tier G (archived); ",
            self._words(tier_ids=[Command.set(gold.ids)]),
        )

    def test_words_follow_the_form_before_it_is_saved(self):
        playbook = self.env["customer.tier.playbook"].new({"holdout_percent": 0})
        self.assertIn("nobody held out", playbook.audience_words)
        playbook.holdout_percent = 30
        self.assertIn("30 % held out", playbook.audience_words)

    def test_a_campaign_says_its_own_rule(self):
        campaign = self._campaign(tier_ids=[Command.set(self.tier_a.ids)])
        self.assertIn("customers of tier A", campaign.audience_words)

    def test_a_campaign_of_a_trigger_says_so(self):
        campaign = self._campaign(is_automatic=True)
        self.assertTrue(campaign.audience_words.startswith("By a trigger: "))
