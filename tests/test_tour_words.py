from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestTourWords(HttpCase, TierCase):
    """Why, and what it takes: read on the contact, then seen on a quotation."""

    def test_rep_reads_why_and_watches_a_quotation_lift_the_tier(self):
        rep = self._user("words_tour_rep", "sales_team.group_sale_salesman")
        hospital = self._customer("Tour Hospital", user_id=rep.id)
        clinic = self._customer("Tour Clinic", user_id=rep.id)
        lab = self._customer("Tour Lab", user_id=rep.id)
        self.env["product.product"].create(
            {
                "name": "Tour Analyser",
                "type": "service",
                "list_price": 10_000,
                "taxes_id": [Command.clear()],
            }
        )
        for customer, amount in ((hospital, 90_000), (clinic, 10_000), (lab, 4_000)):
            # from today on: what is clicked is judged as of today
            self._order_at(customer, datetime.now() - timedelta(days=20), amount)
        self._run(as_of=False)
        quotation = self._order_at(
            clinic, datetime.now(), 0, state="draft", user_id=rep.id
        )
        quotation.order_line.unlink()
        self.start_tour("/odoo/contacts", "customer_tier_words", login="words_tour_rep")
        self.start_tour(
            "/odoo/sales", "customer_tier_words_quotation", login="words_tour_rep"
        )
        self.assertEqual(quotation.amount_untaxed, 90_000)
