from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTourPlaybook(HttpCase, TierCase):
    """Playbooks and their triggers as people meet them in the browser."""

    def test_manager_changes_a_playbook_and_switches_a_trigger_on(self):
        manager = self._user(
            "playbook_tour_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        self.start_tour(
            "/odoo/customer-tier-playbooks",
            "customer_tier_playbook",
            login="playbook_tour_manager",
        )
        playbook = self.env.ref("customer_tier.playbook_rescue_a")
        self.assertEqual(playbook.quiet_days, 10)
        self.assertEqual(playbook.step_ids.mapped("delay_days"), [2, 10, 10, 3])
        self.assertEqual(playbook.step_ids[-1].subject, "What we agreed on")
        trigger = playbook.trigger_ids
        self.assertTrue(trigger.is_on)
        self.assertEqual(trigger.daily_cap, 5)
        self.assertEqual(trigger.switched_by_id, manager)
        self.assertEqual(trigger.campaign_id.state, "running")
        self.assertEqual(trigger.campaign_id.company_id, self.company)

    def test_salesperson_reads_playbooks(self):
        self._user("playbook_tour_rep", "sales_team.group_sale_salesman")
        self.start_tour(
            "/odoo/customer-tier-playbooks",
            "customer_tier_playbook_reader",
            login="playbook_tour_rep",
        )
