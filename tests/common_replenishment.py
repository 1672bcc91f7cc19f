from datetime import datetime, time, timedelta

from odoo.tools import SQL

from .common import AS_OF
from .common_forecast import ForecastCase


class ReplenishmentCase(ForecastCase):
    """Customers who buy the same goods again and again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strips, cls.tubes = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "consu",
                    "categ_id": cls.reagents.id,
                    "list_price": 10,
                    "taxes_id": False,
                }
                for name in ("Test Strips", "Sample Tubes")
            ]
        )

    @classmethod
    def _supply(cls, rows, company=None, price=10, rate=1, state="sale"):
        """Orders of one line, inserted in SQL.

        :param rows: of ``(customer, product, days before AS_OF, quantity)``, in product units
        """
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                """
                WITH wanted AS (
                    SELECT ROW_NUMBER() OVER () AS number, *
                      FROM unnest(
                            %(partners)s, %(products)s, %(dates)s::timestamp[],
                            %(quantities)s::numeric[], %(units)s
                           ) AS supply (partner_id, product_id, date_order, quantity, uom_id)
                ),
                placed AS (
                    SELECT *, nextval('sale_order_id_seq') AS order_id FROM wanted
                ),
                bought AS (
                    INSERT INTO sale_order (
                        id, name, company_id, partner_invoice_id, partner_shipping_id, currency_id,
                        currency_rate, state, partner_id, date_order, amount_untaxed
                    )
                    SELECT order_id, 'F' || number, %(company)s, placed.partner_id,
                           placed.partner_id, currency_id, %(rate)s, %(state)s, placed.partner_id,
                           placed.date_order, placed.quantity * %(price)s
                      FROM sale_order, placed
                     WHERE sale_order.id = %(template)s
                )
                INSERT INTO sale_order_line (
                    order_id, name, product_id, product_uom_qty, product_uom_id, price_unit,
                    price_subtotal, customer_lead, company_id, order_partner_id, state
                )
                SELECT order_id, 'Line', product_id, quantity, uom_id, %(price)s,
                       quantity * %(price)s, 0, %(company)s, partner_id, %(state)s
                  FROM placed
                """,
                partners=[partner.id for partner, _product, _days, _quantity in rows],
                products=[product.id for _partner, product, _days, _quantity in rows],
                dates=[
                    datetime.combine(AS_OF - timedelta(days=days), time(12))
                    for _partner, _product, days, _quantity in rows
                ],
                quantities=[quantity for *_rest, quantity in rows],
                units=[
                    product.uom_id.id for _partner, product, _days, _quantity in rows
                ],
                price=price,
                rate=rate,
                state=state,
                company=(company or cls.company).id,
                template=cls.template.id,
            )
        )
        cls.env.invalidate_all()

    @classmethod
    def _monthly(cls, customer, product=None, last=0, times=8, quantity=5, **options):
        """Every 30 days, the last time ``last`` days before AS_OF."""
        days = range(last, last + 30 * times, 30)
        cls._supply(
            [(customer, product or cls.strips, day, quantity) for day in days],
            **options,
        )

    @classmethod
    def _night(cls, company=None, as_of=AS_OF):
        run = cls._foresee(company, as_of)
        step = run.step_ids.filtered(lambda step: step.step == "replenishment")
        assert step.state == "done", step.error
        return step

    @classmethod
    def _rows(cls, partner=None, company=None):
        """All rows of the company, or of customers."""
        domain = [("company_id", "=", (company or cls.company).id)]
        if partner:
            domain.append(("partner_id", "in", partner.ids))
        return (
            cls.env["customer.replenishment"]
            .with_context(active_test=False)
            .search(domain)
        )
