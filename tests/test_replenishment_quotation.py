from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AS_OF
from .common_replenishment import ReplenishmentCase


@tagged("post_install", "-at_install")
class TestReplenishmentQuotation(ReplenishmentCase):
    """One click makes quotations of what is due: nothing twice, nothing that cannot be sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("refill_rep", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("refill_colleague", "sales_team.group_sale_salesman")
        cls.hospital, cls.clinic, cls.lab = cls._customers(3)
        (cls.hospital | cls.clinic).user_id = cls.rep
        cls.lab.user_id = cls.colleague
        cls._monthly(cls.hospital, cls.strips, last=29, quantity=5)
        cls._monthly(cls.hospital, cls.tubes, last=28, quantity=2)
        cls._monthly(cls.clinic, cls.strips, last=27, quantity=3)
        cls._monthly(cls.lab, cls.strips, last=26, quantity=4)
        cls._run()
        cls._night()

    def _mine(self, partner=None):
        mine = self._rows(partner or self.hospital | self.clinic)
        return mine.with_user(self.rep)

    def _quotations(self, partner):
        return self.env["sale.order"].search(
            [("partner_id", "=", partner.id), ("state", "=", "draft")]
        )

    def _draft(self, partner, product, **values):
        line = {"product_id": product.id, "product_uom_qty": 1}
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    def test_one_quotation_for_a_customer_with_the_usual_quantities(self):
        action = self._mine(self.hospital).action_create_quotations()
        order = self._quotations(self.hospital)
        self.assertEqual((action["res_id"], action["view_mode"]), (order.id, "form"))
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in order.order_line},
            {self.strips: 5, self.tubes: 2},
        )
        self.assertEqual((order.company_id, order.user_id), (self.company, self.rep))
        self.assertEqual(order.create_uid, self.rep)

    def test_prices_are_those_of_the_pricelist_and_addresses_those_of_odoo(self):
        delivery = self._customer(
            "Store", parent_id=self.hospital.id, is_company=False, type="delivery"
        )
        self.hospital.specific_property_product_pricelist = self.env[
            "product.pricelist"
        ].create(
            {
                "name": "Half",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        self._mine(self.hospital).action_create_quotations()
        order = self._quotations(self.hospital)
        self.assertEqual(order.partner_shipping_id, delivery)
        self.assertEqual(order.amount_untaxed, (5 + 2) * 10 / 2)

    def test_several_customers_get_a_quotation_each(self):
        action = self._mine().action_create_quotations()
        orders = self._quotations(self.hospital) | self._quotations(self.clinic)
        self.assertEqual(len(orders), 2)
        self.assertEqual(action["domain"], [("id", "in", orders.ids)])

    def test_customers_of_colleagues_are_out_of_reach(self):
        seen = self.env["customer.replenishment"].with_user(self.rep).search([])
        self.assertEqual(seen.partner_id, self.hospital | self.clinic)
        theirs = self._rows(self.lab).with_user(self.rep)
        with self.assertRaises(AccessError):
            theirs.action_create_quotations()
        self.assertFalse(self._quotations(self.lab))

    def test_users_without_sales_rights_make_no_quotation(self):
        mailer = self._user("refill_mailer", "mass_mailing.group_mass_mailing_user")
        rows = self._rows(self.hospital).with_user(mailer)
        self.assertTrue(rows.mapped("quantity"))
        with self.assertRaises(AccessError):
            rows.action_create_quotations()

    def test_what_is_on_an_open_quotation_is_left_out_and_named(self):
        # of a colleague, too
        order = self._draft(self.hospital, self.strips, user_id=self.colleague.id)
        action = self._mine(self.hospital).action_create_quotations()
        new = self._quotations(self.hospital) - order
        self.assertEqual(new.order_line.product_id, self.tubes)
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn(order.name, action["params"]["message"])
        self.assertEqual(action["params"]["next"]["res_id"], new.id)

    def test_second_click_makes_no_second_quotation(self):
        self._mine(self.hospital).action_create_quotations()
        order = self._quotations(self.hospital)
        with self.assertRaisesRegex(UserError, order.name):
            self._mine(self.hospital).action_create_quotations()
        self.assertEqual(self._quotations(self.hospital), order)

    def test_expired_or_cancelled_quotation_does_not_stand_in_the_way(self):
        self._draft(
            self.hospital,
            self.strips,
            validity_date=fields.Date.today() - timedelta(days=2),
        )
        self._draft(self.hospital, self.tubes).state = "cancel"
        before = self._quotations(self.hospital)
        self._mine(self.hospital).action_create_quotations()
        new = self._quotations(self.hospital) - before
        self.assertEqual(new.order_line.product_id, self.strips | self.tubes)

    def test_what_was_ordered_after_the_night_is_left_out(self):
        self._supply([(self.hospital, self.strips, -1, 5)])
        order = self.env["sale.order"].search([], order="id desc", limit=1)
        action = self._mine(self.hospital).action_create_quotations()
        self.assertIn(order.name, action["params"]["message"])
        self.assertEqual(
            self._quotations(self.hospital).order_line.product_id, self.tubes
        )

    def test_what_is_not_sold_any_more_is_left_out_and_named(self):
        self.strips.sale_ok = False
        action = self._mine(self.hospital).action_create_quotations()
        self.assertIn("Test Strips", action["params"]["message"])
        self.tubes.active = False
        with self.assertRaisesRegex(UserError, "Sample Tubes"):
            self._mine(self.hospital).action_create_quotations()

    def test_archived_customer_gets_no_quotation(self):
        self.clinic.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self._mine(self.clinic).action_create_quotations()

    def test_too_many_customers_at_once_are_refused(self):
        customers = self._customers(201, user_id=self.rep.id)
        self._supply(
            [(each, self.tubes, day, 1) for each in customers for day in (1, 2, 3)]
        )
        self._night()
        with self.assertRaisesRegex(UserError, "select fewer"):
            self._mine(customers).action_create_quotations()


@tagged("post_install", "-at_install")
class TestReplenishmentDue(ReplenishmentCase):
    """What counts as due today, on contacts, profiles and in searches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital, cls.clinic = cls._customers(2)
        cls.ward = cls._customer("Ward", parent_id=cls.hospital.id, is_company=False)
        cls._monthly(cls.hospital, cls.strips, last=60)
        cls._monthly(cls.hospital, cls.tubes, last=500)
        cls._monthly(cls.clinic, cls.strips, last=0)
        cls._run()
        cls._night()
        # what is due is due today, and the night was on a day long ago or to come
        shift = fields.Date.today() - AS_OF
        for row in cls._rows():
            cls.env.cr.execute(
                "UPDATE customer_replenishment SET next_date = next_date + %s WHERE id = %s",
                [shift.days, row.id],
            )
        cls.env.invalidate_all()

    def test_overdue_and_soon_are_due_and_given_up_is_not(self):
        model = self.env["customer.replenishment"]
        company = [("company_id", "=", self.company.id)]
        due = model.search([*company, ("is_due", "=", True)])
        self.assertEqual(due, self._rows(self.hospital).filtered("is_overdue"))
        self.assertEqual(due, model.search(company).filtered("is_due"))
        rest = model.search([*company, ("is_due", "=", False)])
        self.assertEqual(rest | due, model.search(company))
        self.assertFalse(rest & due)
        self.company.customer_replenishment_lead_days = 30
        due = model.search([*company, ("is_due", "=", True)])
        self.assertEqual(due.partner_id, self.hospital | self.clinic)
        self.assertEqual(due, model.search(company).filtered("is_due"))

    def test_contacts_and_profiles_count_what_is_due_to_their_customer(self):
        for partner, count in ((self.hospital, 1), (self.ward, 1), (self.clinic, 0)):
            self.assertEqual(partner.due_product_count, count, partner.name)
        profiles = self._profile(self.hospital) | self._profile(self.clinic)
        self.assertEqual(profiles.mapped("due_product_count"), [1, 0])
        action = self.ward.action_view_due_products()
        rows = self.env["customer.replenishment"].search(action["domain"])
        self.assertEqual(rows, self._rows(self.hospital))

    def test_contact_is_quoted_what_is_due_and_nothing_else(self):
        self.ward.action_quote_due_products()
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.hospital.id), ("state", "=", "draft")]
        )
        self.assertEqual(order.order_line.product_id, self.strips)
        with self.assertRaisesRegex(UserError, order.name):
            self._profile(self.hospital).action_quote_due_products()

    def test_nothing_due_is_said_and_nothing_made(self):
        before = self.env["sale.order"].search_count([])
        with self.assertRaisesRegex(UserError, "No product is due for Hospital 1"):
            self.clinic.action_quote_due_products()
        self.assertEqual(self.env["sale.order"].search_count([]), before)
