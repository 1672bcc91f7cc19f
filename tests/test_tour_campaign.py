from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestTourCampaign(HttpCase, CampaignCase):
    """From sleeping key customers to a running campaign, in the browser.

    Eight hospitals bought much, once and long ago; clinics buy little, often and now.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("tour_campaign_rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user(
            "tour_campaign_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager,"
            "mass_mailing.group_mass_mailing_user",
        )
        cls.hospitals = cls.env["res.partner"].create(
            [
                {
                    "name": f"Sleepy Hospital {number}",
                    "is_company": True,
                    "user_id": cls.rep.id,
                    "email": number and f"hospital{number}@example.com",
                }
                for number in range(8)
            ]
        )
        cls.env["mail.blacklist"]._add("hospital1@example.com")
        clinics = cls.env["res.partner"].create(
            [
                {
                    "name": f"Busy Clinic {number}",
                    "is_company": True,
                    "user_id": cls.rep.id,
                }
                for number in range(8)
            ]
        )
        now = datetime.now()  # what is clicked is judged as of today
        for hospital in cls.hospitals:
            cls._order_at(hospital, now - timedelta(days=200), 10_000)
        for clinic in clinics:
            for days_ago in 5, 6, 7:
                cls._order_at(clinic, now - timedelta(days=days_ago), 10)
        cls._run(as_of=False)
        cls.playbook = cls.env["customer.tier.playbook"].create(
            {
                "name": "Tour playbook",
                "holdout_percent": 0,
                "leave_out_doubtful": False,
                "step_ids": [
                    (0, 0, cls._step(name="We miss you", subject="News for you")),
                    (0, 0, cls._step(name="Once more", delay_days=14, sequence=20)),
                ],
            }
        )

    def _proposed(self):
        campaign = self._campaign(
            [
                {"name": "We miss you", "subject": "News for you"},
                {"name": "Once more", "delay_days": 14, "sequence": 20},
            ],
            name="Wake up my hospitals",
            user_id=self.rep.id,
            tier_ids=self.tier_a.ids,
            holdout_percent=50,
            leave_out_doubtful=False,
        )
        campaign.action_prepare()
        campaign.action_propose()
        return campaign

    def test_rep_starts_a_campaign_from_a_filter_and_proposes_it(self):
        self.start_tour(
            "/odoo/customer-tiers?view_type=list",
            "customer_tier_campaign_rep",
            login="tour_campaign_rep",
        )
        campaign = self.env["customer.tier.campaign"].search(
            [("name", "=", "Wake up my hospitals")]
        )
        self.assertEqual(campaign.state, "proposed")
        self.assertEqual(campaign.scope_user_id, self.rep)
        self.assertEqual(campaign.entry_ids.partner_id, self.hospitals[2:])
        self.assertIn(self.manager, campaign.activity_ids.user_id)
        self.assertFalse(campaign.step_ids.mailing_ids.filtered("sent"))

    def test_manager_tries_launches_undoes_and_launches(self):
        campaign = self._proposed()
        self.start_tour(
            "/odoo/customer-campaigns-waiting",
            "customer_tier_campaign_manager",
            login="tour_campaign_manager",
            timeout=180,  # many steps: send a test, launch twice, measure
        )
        self.assertEqual(campaign.state, "running")
        self.assertEqual(campaign.launched_by_id, self.manager)
        self.assertEqual(campaign.step_ids.mapped("is_approved"), [True, False])
        self.assertEqual(set(campaign.touch_ids.mapped("state")), {"due"})
        treated = campaign.entry_ids.filtered(lambda entry: not entry.is_held_out)
        self.assertEqual(len(treated), 3)
        self.assertEqual(campaign.touch_ids.entry_id, treated)

    def test_rep_is_asked_to_leave_the_control_group_alone(self):
        campaign = self._campaign([{}], name="Wake up")
        today = self.company._tier_today()
        self._enter(campaign, self.hospitals, held_out=self.hospitals[0], entered=today)
        campaign.state = "running"
        self.start_tour(
            f"/odoo/contacts/{self.hospitals[0].id}",
            "customer_tier_campaign_marks",
            login="tour_campaign_rep",
        )
