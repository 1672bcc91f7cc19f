from odoo.tests import HttpCase, tagged

from .common_warning import WarningCase


@tagged("post_install", "-at_install")
class TestTourWarning(HttpCase, WarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rep = cls._user("tour_warned", "sales_team.group_sale_salesman")
        cls._user(
            "tour_warner", "sales_team.group_sale_manager,customer_tier.group_manager"
        )
        cls._rule(advice="Call the head of purchasing.")
        general, county = cls._customers(2, user_id=rep.id)
        general.name, county.name = "General Hospital", "County Hospital"
        cls._fall(general, 80)
        cls._fall(county, 40)
        cls._run()
        cls._warn()

    def test_rep_reads_the_evidence_snoozes_and_closes(self):
        self.start_tour(
            "/odoo/customer-warnings", "customer_tier_warning", login="tour_warned"
        )
        general, county = self.warnings.search([])
        self.assertEqual((general.state, county.state), ("snoozed", "closed"))

    def test_manager_sees_the_warnings_of_all(self):
        self.start_tour(
            "/odoo/customer-warnings",
            "customer_tier_warning_manager",
            login="tour_warner",
        )

    def test_manager_sees_what_a_rule_is_worth(self):
        self.start_tour(
            "/odoo/customer-warning-rules",
            "customer_tier_warning_rule",
            login="tour_warner",
        )
        rule = self.env["customer.warning.rule"].search([])
        self.assertEqual(rule.low_from, 35)
