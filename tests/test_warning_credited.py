from odoo.fields import Command
from odoo.tests import tagged

from .common_warning import WarningCase, ago


@tagged("post_install", "-at_install")
class TestWarningCredited(WarningCase):
    """What is credited and invoiced again was a mistake on paper: nothing came back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._accounting()
        cls.product.invoice_policy = "order"
        cls.hospital = cls._customers(1)
        cls.rule = cls._rule(
            "returns",
            low_from=10,
            medium_from=20,
            high_from=40,
            over_below=5,
            min_count=2,
        )

    def _facts(self, as_of=None):
        found = self._signs(self.rule, as_of or ago(0)).get(self.hospital)
        return found and found[2]

    def _invoiced(self, order_days, days, quantity=10):
        """An order, of 1000 unless told, and its invoice."""
        order = self._ordered(order_days, quantity)
        return order, self._bill(order, days)

    def _ordered(self, days, quantity=10):
        order = self._order(self.hospital, days, 100)
        order.order_line.write({"product_uom_qty": quantity, "price_unit": 100})
        return order

    def _bill(self, order, days, **values):
        invoice = order._create_invoices()
        return self._post(invoice, days, **values)

    def _credit(self, invoice, days, **values):
        [credit] = invoice._reverse_moves([{}])
        return self._post(credit, days, **values)

    def _post(self, move, days, **values):
        move.write({"invoice_date": ago(days), "date": ago(days)})
        if values:
            move.invoice_line_ids.write(values)
        move.action_post()
        return move

    def _correct(self, invoice, days):
        """Reverse and create invoice, as people do it.

        :return: the invoice that takes the place of the first one
        """
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": ago(days), "journal_id": invoice.journal_id.id})
        )
        wizard.modify_moves()
        return wizard.new_move_ids

    def test_invoices_made_anew_are_no_returns(self):
        for _turn in range(2):
            _order, invoice = self._invoiced(20, 15)
            self._post(self._correct(invoice, 10), 9)
        self.assertFalse(self._facts())

    def test_order_of_long_ago_whose_invoice_is_made_anew_is_no_return(self):
        for _turn in range(2):
            _order, invoice = self._invoiced(300, 290)
            self._post(self._correct(invoice, 10), 9)
        self.assertFalse(self._facts())

    def test_credit_counts_until_the_new_invoice_is_there(self):
        _order, invoice = self._invoiced(20, 15)
        draft = self._correct(invoice, 10)
        self.assertEqual(self._facts()["returned"], 1000)
        self._post(draft, 5)
        self.assertFalse(self._facts())
        self.assertEqual(self._facts(ago(6))["returned"], 1000, "as it was known then")

    def test_only_what_is_not_invoiced_again_was_taken_back(self):
        _order, invoice = self._invoiced(20, 15)
        self._post(self._correct(invoice, 10), 9, quantity=7)
        facts = self._facts()
        self.assertEqual(
            (facts["returned"], facts["returns"], facts["share"]), (300, 1, 30)
        )

    def test_new_invoice_in_another_unit_counts_in_the_unit_of_the_order(self):
        _order, invoice = self._invoiced(20, 15, quantity=24)
        dozen = self.env.ref("uom.product_uom_dozen")
        again = self._correct(invoice, 10)
        self._post(again, 9, product_uom_id=dozen.id, quantity=2, price_unit=1200)
        self.assertFalse(self._facts())

    def test_goods_that_came_back_before_or_after_a_correction_count_on_their_day(self):
        """Each new invoice makes up for the credit right before it."""
        _order, invoice = self._invoiced(150, 150)
        self._credit(invoice, 100, quantity=2)
        self._post(self._correct(invoice, 20), 19)
        _order, invoice = self._invoiced(150, 150)
        again = self._post(self._correct(invoice, 100), 99)
        self._credit(again, 20, quantity=2)
        facts = self._facts()
        self.assertEqual((facts["returned"], facts["returns"]), (200, 1))
        earlier = self._facts(ago(90))
        self.assertEqual((earlier["returned"], earlier["returns"]), (200, 1))

    def test_rest_of_an_order_is_not_invoiced_again(self):
        """Of 10 pieces, 4 are invoiced, 1 comes back, then the other 6 are invoiced."""
        order = self._ordered(30)
        first = self._bill(order, 20, quantity=4)
        self._credit(first, 15, quantity=1)
        self._bill(order, 10, quantity=6)
        self.assertEqual(self._facts()["returned"], 100)

    def test_discount_is_netted_with_what_it_was_given_on(self):
        order = self._order(self.hospital, 30, 1000)
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "price_unit": -100,
                    "tax_ids": False,
                }
            )
        ]
        invoice = self._bill(order, 20)
        self._credit(invoice, 15)
        self.assertEqual(self._facts()["returned"], 900)
        self._bill(order, 14)
        self.assertFalse(self._facts())

    def test_credit_of_an_invoice_without_order_counts(self):
        """Odoo does not link the new invoice with the one that it takes the place of."""
        self._buy([(self.hospital, 20, 1000)])
        invoice = self._invoice(self.hospital, 15, 1000)
        self._post(self._correct(invoice, 10), 9)
        self.assertEqual(self._facts()["returned"], 1000)
