"""Products bought together in a database: seconds of each part, rows, disk, and of the screens.

    script/bench co_purchase DATABASE [--company 2] [--as-of 2026-03-31]
    script/bench co_purchase DATABASE --customers 1000000 --products 2000 --basket 10

The second form measures baskets that are made up, without orders: products as they usually sell, a
few of them to many customers. Everything is rolled back.
"""

import argparse
import time
from datetime import date

from _database import environment

from odoo.tools import SQL


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database")
    parser.add_argument("--company", type=int)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--customers", type=int)
    parser.add_argument("--products", type=int, default=2000)
    parser.add_argument("--basket", type=int, default=10)
    options = parser.parse_args()
    with environment(options.database) as env:
        companies = env["res.company"].search([("customer_tier_run_id", "!=", False)])
        company = env["res.company"].browse(options.company) or companies[:1]
        day = (
            options.as_of or company.customer_tier_run_id.as_of or company._tier_today()
        )
        baskets = options.customers and made_up(options)
        buyers = company._affinity_buyers(day)
        limits = company._affinity_limits()
        pairs(env, company, buyers, limits, baskets)
        if not baskets:
            screens(env, company, buyers, day)
        env.cr.rollback()


def made_up(options):
    """Baskets by a power law over the products; a third of the customers of each of three types."""
    return SQL(
        """
        CREATE TEMPORARY TABLE customer_tier_basket ON COMMIT DROP AS
        SELECT DISTINCT customer_id, product_id, product_id AS product_tmpl_id,
               customer_id %% 3 + 1 AS type_id
          FROM (
                SELECT customer_id,
                       (%(products)s * random() ^ 3)::integer + 1 AS product_id
                  FROM generate_series(1, %(customers)s) AS customer_id,
                       generate_series(1, %(basket)s)
               ) AS bought
      ORDER BY customer_id, product_id
        """,
        products=options.products,
        customers=options.customers,
        basket=options.basket,
    )


def timed(env, title, query):
    started = time.perf_counter()
    env.cr.execute(query)
    rows = env.cr.rowcount
    print(f"    {title:<22} {rows:>12,} rows {time.perf_counter() - started:8.1f} s")
    return rows


def pairs(env, company, buyers, limits, baskets):
    # the add-on is known from the environment on
    from odoo.addons.customer_tier.foresight import co_purchase, pairs_table

    started = time.perf_counter()
    co_purchase.drop(env.cr)
    env.cr.execute(SQL("SET LOCAL work_mem = '64MB'"))
    timed(env, "baskets", baskets or co_purchase._baskets(buyers))
    env.cr.execute(SQL("ANALYZE customer_tier_basket"))
    looked = time.perf_counter()
    widest, widest_of_all = co_purchase._widest(env.cr, limits)
    print(
        f"    widest: {widest} of {widest_of_all} {time.perf_counter() - looked:29.1f} s"
    )
    if widest < widest_of_all:
        timed(env, "left out", co_purchase._leave_out(widest))
    timed(env, "counted", co_purchase._counts())
    timed(env, "rare", co_purchase._rare(limits))
    timed(env, "together", co_purchase._together())
    env.cr.execute(SQL("ANALYZE customer_tier_together"))
    timed(env, "beyond chance", co_purchase._found(limits))
    env.cr.execute(
        SQL(
            "SELECT SUM(customers), pg_size_pretty(pg_total_relation_size("
            "'customer_tier_together')) FROM customer_tier_together"
        )
    )
    went_through, size = env.cr.fetchone()
    if not baskets:
        timed(env, "written", pairs_table.upsert(company.id))
    print(
        f"{went_through or 0:,} customers with a pair, {size}, "
        f"{time.perf_counter() - started:.1f} s in all"
    )


def screens(env, company, buyers, day):
    from odoo.addons.customer_tier.foresight import offers

    env.cr.execute(
        SQL(
            "SELECT other_product_id FROM customer_product_affinity WHERE company_id = %s "
            "GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1",
            company.id,
        )
    )
    [product] = env.cr.fetchone() or [0]
    timed(
        env,
        "likely buyers",
        offers.of_product(company.id, buyers, [product], [], day),
    )


if __name__ == "__main__":
    main()
