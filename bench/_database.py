"""A scratch database for a measurement, and customers with orders to fill it."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent


def _sql(statement):
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@contextmanager
def scratch_database(name, keep=False):
    """A database with the add-on installed; dropped at the end unless ``keep``.

    A database of that name that is there already is used as it is.
    """
    connection = psycopg2.connect(dbname="postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        exists = cursor.fetchone()
    connection.close()
    if not exists:
        _sql(
            f'CREATE DATABASE "{name}" TEMPLATE "{os.environ["CUSTOMER_TIER_TEMPLATE"]}"'
        )
        odoo(name, "-i", "customer_tier")
    try:
        yield name
    finally:
        if not keep:
            _sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def odoo(database, *arguments):
    subprocess.run(
        [ROOT / "script/odoo", "-d", database, *arguments]
        + ["--stop-after-init", "--no-http", "--log-level=error"],
        check=True,
    )


@contextmanager
def environment(database):
    """An Odoo environment, as superuser, on a cursor of its own."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    if not config["db_user"]:
        config.parse_config(["--log-level=warn"])
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


# Revenue with a long tail (about 80 % of it from 20 % of the customers), orders spread over three
# years with each customer's own rhythm and own last day, and every twentieth order a return.
FILL_CUSTOMERS = """
INSERT INTO res_partner (
    name, complete_name, is_company, active, type, autopost_bills, company_id, create_date
)
SELECT 'Customer ' || n, 'Customer ' || n, TRUE, TRUE, 'contact', 'ask', NULL, now()
  FROM generate_series(1, %(customers)s) AS n
RETURNING id
"""
FILL_ORDERS = """
INSERT INTO sale_order (
    name, company_id, partner_id, partner_invoice_id, partner_shipping_id, state, date_order,
    currency_id, currency_rate, amount_untaxed, amount_total, create_date
)
SELECT 'B' || n, %(company)s, partner, partner, partner, 'sale',
       %(as_of)s::timestamp + interval '12 hours'
           - (quiet + random() * 1095 * steadiness) * interval '1 day',
       %(currency)s, 1,
       ROUND((size * (0.5 + random()))::numeric, 2) * CASE WHEN n %% 20 = 0 THEN -1 ELSE 1 END,
       0, now()
  FROM generate_series(1, %(orders)s) AS n
  JOIN LATERAL (
        -- the square crowds orders on the first customers
        SELECT %(first)s + floor(power(random(), 2) * %(customers)s)::integer AS partner
         WHERE n > 0
       ) AS buyer ON TRUE
  JOIN LATERAL (
        SELECT 30000 / (1 + (partner - %(first)s) %% 1000) + 50 AS size,
               CASE partner %% 7 WHEN 0 THEN 400 WHEN 1 THEN 120 ELSE 0 END AS quiet,
               CASE partner %% 5 WHEN 0 THEN 0.2 ELSE 1 END AS steadiness
       ) AS habit ON TRUE
"""


def fill(env, company, customers, orders, as_of):
    """Make customers and orders, by SQL; the same ones for the same arguments."""
    cr = env.cr
    cr.execute("SELECT setseed(0.42)")
    cr.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM res_partner")
    cr.execute(FILL_CUSTOMERS, {"customers": customers})
    first = cr.fetchone()[0]
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id >= %s", [first]
    )
    cr.execute(
        FILL_ORDERS,
        {
            "first": first,
            "customers": customers,
            "orders": orders,
            "company": company.id,
            "currency": company.currency_id.id,
            "as_of": as_of,
        },
    )
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM ANALYZE res_partner")
    cr.execute("VACUUM ANALYZE sale_order")
    cr._cnx.autocommit = False


FILL_LINES = """
INSERT INTO sale_order_line (
    order_id, order_partner_id, company_id, currency_id, state, name, product_id, product_uom_id,
    product_uom_qty, price_unit, price_subtotal, price_total, customer_lead
)
SELECT orders.id, orders.partner_id, orders.company_id, orders.currency_id, orders.state,
       'Line', product.id, product.uom_id, quantity, orders.amount_untaxed / 2 / quantity,
       orders.amount_untaxed / 2, orders.amount_untaxed / 2, 0
  FROM sale_order AS orders
  JOIN LATERAL (
        -- a customer buys the same few products again and again
        SELECT (%(products)s::integer[])[
                   1 + ((orders.partner_id * 7 + place * (1 + orders.id %% 3))
                        %% %(product_count)s)::integer
               ] AS product_id,
               1 + orders.id %% 5 AS quantity
          FROM generate_series(1, 2) AS place
       ) AS line ON TRUE
  JOIN (
        SELECT product.id, template.uom_id
          FROM product_product AS product
          JOIN product_template AS template ON template.id = product.product_tmpl_id
       ) AS product ON product.id = line.product_id
 WHERE orders.company_id = %(company)s
"""


def fill_lines(env, company, categories=12, products=60):
    """Two lines for each order of a company, of products in several categories."""
    category = env["product.category"].create(
        [{"name": f"Category {number}"} for number in range(categories)]
    )
    product = env["product.product"].create(
        [
            {"name": f"Product {n}", "categ_id": category[n % categories].id}
            for n in range(products)
        ]
    )
    env.flush_all()
    env.cr.execute(
        FILL_LINES,
        {
            "company": company.id,
            "products": product.ids,
            "product_count": len(product),
        },
    )
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE sale_order_line")
    env.cr._cnx.autocommit = False
