"""Rows that only the ORM knows how to make, for statements that insert many."""

import json
from contextlib import closing

from odoo.fields import Command
from odoo.tools import SQL

PRODUCT_CODE = "CUSTOMER-TIER-LOAD"

# Values to look for in a sample: the columns that hold one are filled from the file
NAME = "customer tier load: sample customer"
AMOUNT = 7654321.89


class Sample:
    """One record made by the ORM and rolled back; its columns are kept.

    So that rows inserted by SQL have the defaults, the computed values and the
    columns of other add-ons that Odoo's own would have.
    """

    def __init__(self, env, table, row):
        self.env = env
        self.table = table
        self.row = json.loads(row)  # column -> value
        self.kept_in = SQL.identifier(f"customer_tier_load_{table}")
        env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS %(kept_in)s;
                CREATE TEMPORARY TABLE %(kept_in)s ON COMMIT DROP AS
                SELECT * FROM jsonb_populate_record(NULL::%(table)s, %(row)s::jsonb)
                """,
                kept_in=self.kept_in,
                table=SQL.identifier(table),
                row=row,
            )
        )

    def columns_holding(self, value):
        return [column for column, held in self.row.items() if held == value]

    def insert(self, values, source):
        """INSERT INTO the table one row for each of `source` (what follows FROM).

        `values` are the columns that do not come from the sample: name -> SQL.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (%(columns)s)
                     SELECT %(values)s
                       FROM (SELECT * FROM %(kept_in)s) sample, %(source)s
                """,
                table=SQL.identifier(self.table),
                columns=SQL(", ").join(map(SQL.identifier, self.row)),
                values=SQL(", ").join(
                    values.get(column, SQL.identifier("sample", column))
                    for column in self.row
                ),
                kept_in=self.kept_in,
                source=source,
            )
        )
        return self.env.cr.rowcount


def take_samples(env, make):
    """Samples of the records that `make()` returns; they are gone afterwards."""
    with closing(env.cr.savepoint()):
        records = make()
        env.flush_all()
        rows = [(record._table, row_as_json(record)) for record in records]
    env.invalidate_all()
    return [Sample(env, table, row) for table, row in rows]


def row_as_json(record):
    [[row]] = record.env.execute_query(
        SQL(
            "SELECT to_jsonb(record)::text FROM %s record WHERE id = %s",
            SQL.identifier(record._table),
            record.id,
        )
    )
    return row


def make_customer(env):
    return env["res.partner"].create(
        {"name": NAME, "ref": NAME, "is_company": True, "customer_rank": 1}
    )


def make_order(env, company, product, origin):
    """(a confirmed order, its only line), of a customer made for it."""
    line = {
        "product_id": product.id,
        "product_uom_qty": 1,
        "price_unit": AMOUNT,
        "tax_ids": [Command.clear()],
    }
    order = env["sale.order"].create(
        {
            "name": NAME,
            "company_id": company.id,
            "partner_id": make_customer(env).id,
            "state": "sale",
            "pricelist_id": False,  # the company's currency
            "origin": origin,
            "order_line": [Command.create(line)],
        }
    )
    return order, order.order_line


def find_product(env):
    """What is sold on every loaded line; made at the first load.

    Invoiced by delivery, and nothing is delivered: so old sales do not wait to be
    invoiced.
    """
    product = env["product.product"].search(
        [("default_code", "=", PRODUCT_CODE), ("company_id", "=", False)], limit=1
    )
    return product or product.create(
        {
            "name": env._("Imported sales"),
            "default_code": PRODUCT_CODE,
            "type": "service",
            "invoice_policy": "delivery",
            "list_price": 0,
            "taxes_id": [Command.clear()],
        }
    )
