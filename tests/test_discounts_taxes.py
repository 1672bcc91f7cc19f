from odoo.fields import Command
from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestDiscountsTaxes(TierCase):
    """Monetary is what the customer pays for goods: after discounts, before taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.be")
        cls.company.account_fiscal_country_id = country
        group = cls.env["account.tax.group"].create(
            {"name": "Tax", "company_id": cls.company.id, "country_id": country.id}
        )
        values = {
            "type_tax_use": "sale",
            "company_id": cls.company.id,
            "country_id": country.id,
            "tax_group_id": group.id,
        }
        cls.vat, cls.eco, cls.included = cls.env["account.tax"].create(
            [
                {**values, "name": "VAT", "amount": 21},
                {**values, "name": "Eco", "amount": 4, "amount_type": "fixed"},
                {
                    **values,
                    "name": "Included",
                    "amount": 25,
                    "price_include_override": "tax_included",
                },
            ]
        )
        cls.hospital = cls._customer()

    def _order_lines(self, *lines):
        return self._order(
            self.hospital,
            5,
            0,
            order_line=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "price_unit": 100,
                        "tax_ids": [Command.clear()],
                        **line,
                    }
                )
                for line in lines
            ],
        )

    def _measure(self):
        [line] = self._run(mode="simulation").line_ids
        return line.frequency, line.monetary

    def test_discount_lowers_monetary(self):
        self._order_lines({"discount": 25})
        self.assertEqual(self._measure(), (1, 75))

    def test_order_discounted_to_nothing_is_no_purchase(self):
        self._order_lines({"discount": 100})
        self.assertFalse(self._run(mode="simulation").line_ids)

    def test_tax_is_not_included(self):
        order = self._order_lines({"tax_ids": [Command.set(self.vat.ids)]})
        self.assertEqual(order.amount_total, 121)
        self.assertEqual(self._measure(), (1, 100))

    def test_tax_included_in_the_price_is_taken_out(self):
        order = self._order_lines({"tax_ids": [Command.set(self.included.ids)]})
        self.assertEqual(order.amount_total, 100)
        self.assertEqual(self._measure(), (1, 80))

    def test_line_with_two_taxes_counts_once(self):
        order = self._order_lines({"tax_ids": [Command.set((self.vat + self.eco).ids)]})
        self.assertEqual(len(order.order_line.tax_ids), 2)
        self.assertEqual(self._measure(), (1, 100))

    def test_order_of_many_lines_is_one_purchase(self):
        self._order_lines({}, {"discount": 50}, {"product_uom_qty": 2})
        self.assertEqual(self._measure(), (1, 350))

    def test_services_count_as_goods_do(self):
        goods = self.env["product.product"].create({"name": "Probe", "type": "consu"})
        self.assertEqual(self.product.type, "service")
        self._order_lines({}, {"product_id": goods.id})
        self.assertEqual(self._measure(), (1, 200))
