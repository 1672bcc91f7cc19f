from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import AS_OF
from .common_replenishment import ReplenishmentCase


@tagged("post_install", "-at_install")
class TestTourReplenishment(HttpCase, ReplenishmentCase):
    def test_rep_quotes_what_is_overdue_with_one_click(self):
        rep = self._user("tour_refill", "sales_team.group_sale_salesman")
        late, fine, gone = self._customers(3, user_id=rep.id)
        # from today on: what is due is due today
        today = (AS_OF - fields.Date.today()).days
        self._monthly(late, self.strips, last=today + 55, quantity=5)
        self._monthly(late, self.tubes, last=today + 28, quantity=2)
        self._monthly(fine, self.strips, last=today + 2)
        self._monthly(gone, self.strips, last=today + 400)
        self._run(as_of=False)
        self._night(as_of=fields.Date.today())
        self.start_tour(
            "/odoo/customer-tiers", "customer_tier_replenishment", login=rep.login
        )
        order = self.env["sale.order"].search(
            [("partner_id", "=", late.id), ("state", "=", "draft")]
        )
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in order.order_line},
            {self.strips: 5, self.tubes: 2},
        )
