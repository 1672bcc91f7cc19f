from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestCurrency(TierCase):
    """Orders in a foreign currency count at the rate they were made with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": cls.dollar.id, "company_id": False}
        )
        cls.old_rate = cls._rate("2026-01-01", 1.25)
        cls._rate("2026-03-01", 2)
        cls.hospital = cls._customer()

    @classmethod
    def _rate(cls, day, rate):
        return cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.dollar.id,
                "company_id": cls.company.id,
                "name": day,
                "rate": rate,
            }
        )

    def _dollar_order(self, days_ago, amount):
        order = self._order(
            self.hospital, days_ago, amount, pricelist_id=self.pricelist.id
        )
        self.assertEqual(order.currency_id, self.dollar)
        return order

    def _monetary(self):
        [line] = self._run(mode="simulation").line_ids
        self.assertEqual(line.currency_id, self.company.currency_id)
        return line.monetary

    def test_order_counts_in_company_currency(self):
        self._dollar_order(60, 125)
        self.assertEqual(self._monetary(), 100)

    def test_order_keeps_its_rate_when_the_rate_changes_afterwards(self):
        self._dollar_order(60, 125)
        self.env.flush_all()
        self.old_rate.rate = 5
        self._rate("2026-02-15", 10)
        self.assertEqual(self._monetary(), 100)

    def test_each_order_has_its_own_rate(self):
        self._dollar_order(60, 125)  # 100
        self._dollar_order(10, 125)  # 62.50
        self._order(self.hospital, 5, 7)
        self.assertEqual(self._monetary(), 169.5)

    def test_total_is_rounded_once_not_each_order(self):
        self._rate("2026-03-20", 3)
        for _ in range(3):
            self._dollar_order(1, 1)  # 0.3333...
        self.assertEqual(self._monetary(), 1)

    def test_currency_without_cents_gets_whole_amounts(self):
        company = self._company("Tokyo", currency="base.JPY")
        self.env.user.company_ids += company
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.dollar.id,
                "company_id": company.id,
                "name": "2026-01-01",
                "rate": 0.008,
            }
        )
        order = self._order(
            self.hospital, 5, 0.5, company=company, pricelist_id=self.pricelist.id
        )
        self.assertEqual(order.currency_id, self.dollar)
        [line] = self._run(company, mode="simulation").line_ids
        self.assertEqual(line.monetary, 63, "62.5 yen, half away from zero")
