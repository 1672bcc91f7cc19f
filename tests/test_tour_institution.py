from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTourInstitution(HttpCase, TierCase):
    """What people do in the browser to know who their customers are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([("user_ids", "=", False)]).active = False
        cls.rep = cls._user("who_tour_rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user(
            "who_tour_manager",
            "customer_tier.group_manager,base.group_partner_manager",
        )
        cls.hospital = cls._customer(
            "Tour Hospital", user_id=cls.rep.id, phone="0512 6767 8989"
        )

    def test_rep_fills_in_who_the_customer_is(self):
        before = self.hospital.completeness_score
        self.start_tour(
            f"/odoo/contacts/{self.hospital.id}",
            "customer_tier_institution",
            login="who_tour_rep",
        )
        self.hospital.invalidate_recordset()
        self.assertEqual(self.hospital.institution_level, 4)
        self.assertEqual(
            (self.hospital.bed_count, self.hospital.influence_rating), (1200, "4")
        )
        self.assertEqual(
            self.hospital.completeness_score - before, 15 + 10 + 5 + 5 + 10
        )
        self.assertEqual(self.hospital.department_ids.name, "Heart Centre")

    def test_manager_keeps_a_pair_apart_and_merges_another(self):
        self._customer("Tour Hospital East", phone="+86 512 67678989")
        clinics = [
            self._customer(name, email=f"{name[5]}@clinic.example.org")
            for name in ("Tour Clinic", "Tour Practice")
        ]
        self.start_tour(
            "/odoo/customer-duplicates",
            "customer_tier_duplicate",
            login="who_tour_manager",
        )
        [pair] = self.env["customer.tier.duplicate"].search([])
        self.assertEqual((pair.partner_id, pair.other_id), (clinics[0], clinics[1]))
        self.assertEqual(pair.state, "dismissed")
