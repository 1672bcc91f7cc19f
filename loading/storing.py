"""Writes a checked file of orders into the database, all of it or nothing.

The rows are copied into a temporary table, from which three set-based statements
make customers, orders and order lines. What a customer, an order and a line look
like beyond the file (states, defaults, columns of other add-ons) is taken from
a sample that the ORM makes and that is rolled back again.
"""

from contextlib import contextmanager
from io import StringIO
from itertools import islice

from odoo.tools import SQL

from . import sample
from .checking import FileFault, count_lines
from .progress import say_every

ROWS_PER_COPY = 20_000
ORDERS_PER_INSERT = 50_000


class Storing:
    """One load of one file into one company."""

    def __init__(self, env, company, file, say):
        self.env = env
        self.cr = env.cr
        self.company = company
        self.file = file
        self.say = say

    def run(self, skip_loaded):
        self.env.flush_all()
        self._check_and_copy_rows()
        self._group_orders()
        skipped = self._drop_loaded() if skip_loaded else self._refuse_loaded()
        new_customers = self._create_customers()
        orders, lines = self._insert_orders()
        self.cr.execute("ANALYZE sale_order, sale_order_line, res_partner")
        self.env.invalidate_all()
        return orders, lines, new_customers, skipped

    def _check_and_copy_rows(self):
        """The rows of the file, as they are, into a temporary table."""
        self.cr.execute("""
            DROP TABLE IF EXISTS customer_tier_load_row, customer_tier_load_order;
            CREATE TEMPORARY TABLE customer_tier_load_row (
                line_number integer, reference text, customer text, day date,
                amount numeric
            ) ON COMMIT DROP
        """)
        progress = say_every(self.say, "{:,} / {:,} lines checked")
        total = count_lines(self.file.path)
        rows = self.file.rows()
        while chunk := list(islice(rows, ROWS_PER_COPY)):
            text = "".join("\t".join(map(copy_text, row)) + "\n" for row in chunk)
            self.cr.copy_expert(
                "COPY customer_tier_load_row FROM STDIN", StringIO(text)
            )
            progress(self.file.line_count, total)

    def _group_orders(self):
        """One row an order: its day is that of its earliest line."""
        self.cr.execute("""
            CREATE TEMPORARY TABLE customer_tier_load_order ON COMMIT DROP AS
            SELECT row_number() OVER (ORDER BY min(day), min(line_number)) AS number,
                   nextval('sale_order_id_seq')::integer AS order_id,
                   reference,
                   min(customer) AS customer,
                   min(day) AS day,
                   sum(amount) AS amount,
                   min(line_number) AS line_number,
                   NULL::integer AS partner_id
              FROM customer_tier_load_row
          GROUP BY reference;
            CREATE INDEX ON customer_tier_load_order (number);
            ANALYZE customer_tier_load_row;
            ANALYZE customer_tier_load_order
        """)

    def _refuse_loaded(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT staged.line_number, staged.reference, count(*) OVER ()
                  FROM customer_tier_load_order staged
                  JOIN sale_order ON sale_order.name = staged.reference
                                 AND sale_order.company_id = %(company)s
              ORDER BY staged.line_number
                 LIMIT %(shown)s
                """,
                company=self.company.id,
                shown=FileFault.SHOWN,
            )
        )
        if rows:
            raise FileFault(
                [
                    (number, f"order {reference!r} is in the database already")
                    for number, reference, _count in rows
                ],
                rows[0][2],
            )
        return 0

    def _drop_loaded(self):
        self.cr.execute(
            SQL(
                """
                DELETE FROM customer_tier_load_order staged
                 USING sale_order
                 WHERE sale_order.name = staged.reference
                   AND sale_order.company_id = %(company)s
                """,
                company=self.company.id,
            )
        )
        return self.cr.rowcount

    def _create_customers(self):
        """Gives each order its customer; returns how many had to be created."""
        self._match_customers()
        [model] = sample.take_samples(self.env, lambda: sample.make_customer(self.env))
        name = SQL("customer.name")
        values = dict.fromkeys(model.columns_holding(sample.NAME), name)
        values["id"] = values["commercial_partner_id"] = SQL("customer.id")
        count = model.insert(
            values,
            SQL(
                """(
                SELECT nextval('res_partner_id_seq') AS id, name
                  FROM (
                        SELECT DISTINCT customer AS name
                          FROM customer_tier_load_order
                         WHERE partner_id IS NULL
                      ORDER BY customer
                  ) unknown
                ) customer"""
            ),
        )
        if count:
            self._match_customers()
        return count

    def _match_customers(self):
        """Customers with that reference, shared or of this company; not contacts."""
        self.cr.execute(
            SQL(
                """
                UPDATE customer_tier_load_order staged
                   SET partner_id = known.id
                  FROM (  -- one row per reference, its oldest customer
                        SELECT ref, min(id) AS id
                          FROM res_partner
                         WHERE ref IS NOT NULL
                           AND commercial_partner_id = id
                           AND (company_id IS NULL OR company_id = %(company)s)
                      GROUP BY ref
                  ) known
                 WHERE known.ref = staged.customer
                   AND staged.partner_id IS NULL
                """,
                company=self.company.id,
            )
        )

    @contextmanager
    def _without_reference_checks(self):
        """Where the database role may: no foreign-key check of each inserted row.

        Some twenty checks a row take most of the time of a long load, and cannot
        fail here: all but the customer comes from a sample that passed them, and the
        customers are locked against deletion until the load ends.
        """
        self.cr.execute("""
            SELECT id
              FROM res_partner
             WHERE id IN (SELECT partner_id FROM customer_tier_load_order)
               FOR KEY SHARE
        """)
        self._set_replication_role("replica")
        yield
        self._set_replication_role("origin")

    def _set_replication_role(self, role):
        """For this transaction, and only if the database role may."""
        self.cr.execute(
            SQL(
                """
                SELECT set_config('session_replication_role', %s, true)
                  FROM pg_roles
                 WHERE rolname = current_user AND rolsuper
                """,
                role,
            )
        )

    def _insert_orders(self):
        """(orders, lines); in batches only to show how far it is."""
        product = sample.find_product(self.env)
        origin = self.file.path.name
        order, line = sample.take_samples(
            self.env, lambda: sample.make_order(self.env, self.company, product, origin)
        )
        order_values, line_values = self._order_values(order), self._line_values(line)
        [[count, last]] = self.env.execute_query(
            SQL("SELECT count(*), max(number) FROM customer_tier_load_order")
        )
        progress = say_every(self.say, "{:,} / {:,} orders")
        orders = lines = 0
        with self._without_reference_checks():
            for start in range(0, last or 0, ORDERS_PER_INSERT):
                batch = self._batch(start)
                orders += order.insert(order_values, batch)
                lines += line.insert(
                    line_values,
                    SQL(
                        "%s JOIN customer_tier_load_row loaded"
                        " ON loaded.reference = staged.reference",
                        batch,
                    ),
                )
                progress(orders, count)
        return orders, lines

    def _batch(self, start):
        """The next orders, with their customer's salesperson."""
        return SQL(
            """(
            SELECT staged.*, res_partner.user_id
              FROM customer_tier_load_order staged
              JOIN res_partner ON res_partner.id = staged.partner_id
             WHERE number > %s AND number <= %s
          ORDER BY number
            ) staged""",
            start,
            start + ORDERS_PER_INSERT,
        )

    def _order_values(self, order):
        """What an order has from the file: column -> SQL."""
        values = dict.fromkeys(
            order.columns_holding(sample.AMOUNT), SQL("staged.amount")
        )
        for column in ("partner_id", "partner_invoice_id", "partner_shipping_id"):
            values[column] = SQL("staged.partner_id")
        return values | {
            "id": SQL("staged.order_id"),
            "name": SQL("staged.reference"),
            "client_order_ref": SQL("staged.reference"),
            "user_id": SQL("staged.user_id"),
            # noon on that day, where the company is
            "date_order": SQL(
                "(staged.day + time '12:00') AT TIME ZONE %s AT TIME ZONE 'UTC'",
                self.company.partner_id.tz or "UTC",
            ),
        }

    def _line_values(self, line):
        values = dict.fromkeys(
            line.columns_holding(sample.AMOUNT), SQL("loaded.amount")
        )
        return values | {
            "id": SQL("nextval('sale_order_line_id_seq')"),
            "order_id": SQL("staged.order_id"),
            "order_partner_id": SQL("staged.partner_id"),
            "salesman_id": SQL("staged.user_id"),
        }


def copy_text(value):
    """A value as PostgreSQL's COPY wants it."""
    text = str(value)
    if text.isprintable() and "\\" not in text:
        return text
    text = text.replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
