from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common_portrait import PortraitCase


@tagged("post_install", "-at_install")
class TestTourPortrait(HttpCase, PortraitCase):
    """What a rep sees and clicks in the portrait of a customer."""

    def test_rep_opens_the_portrait_and_clicks_through_to_an_order(self):
        rep = self._user("tour_portrait", "sales_team.group_sale_salesman")
        hospital = self._customer("Portrait Hospital", user_id=rep.id)
        heart, lab = (
            self._customer(
                name, parent_id=hospital.id, is_company=False, is_department=True
            )
            for name in ("Portrait Cardiology", "Portrait Laboratory")
        )
        # from today on: the portrait is of today
        for buyer, days_ago, places in (
            (hospital, 400, (0,)),
            (heart, 60, (0,)),
            (lab, 40, (0, 1)),
            (lab, 20, (1,)),
        ):
            order = self._basket(
                buyer, 0, *((place, 1000) for place in places), user_id=rep.id
            )
            order.date_order = datetime.now() - timedelta(days=days_ago)
        for number in range(6):
            peer = self._customer(f"Peer {number}")
            order = self._basket(peer, 0, (2, 1500), (0, 500))
            order.date_order = datetime.now() - timedelta(days=20 + number)
        self._run(as_of=False)
        for profile in self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)]
        ):
            # similar without a type: the same segment
            profile.partner_id.institution_type_id = self.env.ref(
                "customer_tier.institution_type_clinic"
            )
        self.start_tour("/odoo/contacts", "customer_tier_portrait", login=rep.login)
