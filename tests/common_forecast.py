import random
from datetime import datetime, time, timedelta

from odoo.tools import SQL

from ..forecast.history import history
from ..foresight.purchases_of import day_number
from .common import AS_OF, TierCase


class ForecastCase(TierCase):
    """Customers with years of orders, inserted in SQL: the ORM takes 10 ms for each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.category"].search([]).flush_recordset()
        cls.devices, cls.reagents = cls.env["product.category"].create(
            [{"name": "Devices"}, {"name": "Reagents"}]
        )
        cls.device, cls.reagent = cls.env["product.product"].create(
            [
                {"name": "Device", "type": "service", "categ_id": cls.devices.id},
                {"name": "Reagent", "type": "service", "categ_id": cls.reagents.id},
            ]
        )
        cls.template = cls._order(cls._customer("Template"), 0, 1, state="cancel")
        cls.runs = cls.env["customer.forecast.run"]

    @classmethod
    def _customers(cls, count, **values):
        return cls.env["res.partner"].create(
            [
                {"name": f"Hospital {n}", "is_company": True, **values}
                for n in range(count)
            ]
        )

    @classmethod
    def _buy(cls, rows, product=None, company=None):
        """Orders of one line.

        :param rows: of ``(customer, days before AS_OF, amount)``
        """
        cls.env.flush_all()
        product = product or cls.reagent
        cls.env.cr.execute(
            SQL(
                """
                WITH bought AS (
                    INSERT INTO sale_order (
                        name, company_id, partner_invoice_id, partner_shipping_id, currency_id,
                        currency_rate, state, partner_id, date_order, amount_untaxed
                    )
                    SELECT 'F', %(company)s, partner_invoice_id, partner_shipping_id, currency_id,
                           1, 'sale', bought.partner_id, bought.date_order, bought.amount
                      FROM sale_order,
                           unnest(%(partners)s, %(dates)s::timestamp[], %(amounts)s::numeric[])
                               AS bought (partner_id, date_order, amount)
                     WHERE sale_order.id = %(template)s
                 RETURNING id
                )
                INSERT INTO sale_order_line (
                    order_id, name, product_id, product_uom_qty, price_unit, customer_lead
                )
                SELECT id, 'Line', %(product)s, 1, 1, 0 FROM bought
                """,
                company=(company or cls.company).id,
                partners=[partner.id for partner, _days, _amount in rows],
                dates=[
                    datetime.combine(AS_OF - timedelta(days=days), time(12))
                    for _partner, days, _amount in rows
                ],
                amounts=[amount for _partner, _days, amount in rows],
                template=cls.template.id,
                product=product.id,
            )
        )
        cls.env.invalidate_all()

    @classmethod
    def _base(cls, count=60, years=3, seed=1, product=None):
        """Customers who buy regularly, each at a pace of its own; every third stops some day.

        :return: ``(customers, rows)``, the rows of :meth:`_buy` bought already
        """
        dice = random.Random(seed)
        customers, rows = cls._customers(count), []
        for number, customer in enumerate(customers):
            gap = dice.choice((15, 30, 45, 90))
            days = dice.uniform(0.6, 1) * years * 365
            end = dice.uniform(0, days) if number % 3 == 0 else 0
            while days > end:
                rows.append(
                    (customer, int(days), round(dice.uniform(50, 150) * gap, 2))
                )
                days -= gap * dice.lognormvariate(0, 0.3)
        cls._buy(rows, product)
        return customers, rows

    @classmethod
    def _history(cls, rows, as_of=AS_OF):
        """The same purchases for :mod:`..forecast`."""
        today = day_number(AS_OF)
        return history(
            [partner.id for partner, _days, _amount in rows],
            [today - days for _partner, days, _amount in rows],
            [amount for _partner, _days, amount in rows],
            day_number(as_of),
        )

    @classmethod
    def _foresee(cls, company=None, as_of=AS_OF):
        run = cls.runs._forecast_company(company or cls.company, as_of)
        cls.env.invalidate_all()
        return run

    @classmethod
    def _forecasts(cls, company=None):
        """Customer to its forecast."""
        found = cls.env["customer.forecast"].search(
            [("company_id", "=", (company or cls.company).id)]
        )
        return {forecast.partner_id: forecast for forecast in found}
