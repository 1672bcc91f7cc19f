"""How long a look at the past takes, against one bare pass over the same moves.

    script/bench history [--customers 100000] [--moves 14] [--repeat 5] [--keep]

Fills a database with chains of moves, sums them up once with a bare aggregate, as any program
would have to at least, and times the lookups, the matrix, the months and the thinning. The ratio is
what counts: machines differ.
"""

import argparse
import statistics
import time
from datetime import date

from _database import environment, scratch_database

FIRST = date(2022, 1, 1)
BARE = "SELECT COUNT(*), SUM(monetary), MAX(date) FROM customer_tier_move WHERE company_id = %s"
FILL_CUSTOMERS = """
INSERT INTO res_partner (
    name, complete_name, is_company, active, type, autopost_bills, create_date
)
SELECT 'Customer ' || n, 'Customer ' || n, TRUE, TRUE, 'contact', 'ask', now()
  FROM generate_series(1, %(customers)s) AS n
"""
# A move about every hundred days, to one of three tiers or, one in twenty, away.
FILL_MOVES = """
WITH place AS (
    SELECT partner.id AS partner_id, n,
           %(first)s::date + n * 100 + (random() * 90)::integer AS date,
           CASE WHEN random() >= 0.05
                THEN (%(tiers)s)[1 + floor(random() * array_length(%(tiers)s, 1))::integer]
            END AS tier_id,
           (%(segments)s)[1 + floor(random() * array_length(%(segments)s, 1))::integer]
               AS segment_id,
           (random() * 100000)::numeric(12, 2) AS monetary
      FROM res_partner AS partner, generate_series(1, %(moves)s) AS n
     WHERE partner.name LIKE 'Customer %%'
), walk AS (
    SELECT partner_id, n, date, monetary, tier_id,
           CASE WHEN tier_id IS NOT NULL THEN segment_id END AS segment_id
      FROM place
), step AS (
    SELECT *, LAG(tier_id) OVER customer AS from_tier_id,
           LAG(segment_id) OVER customer AS from_segment_id
      FROM walk
    WINDOW customer AS (PARTITION BY partner_id ORDER BY n)
)
INSERT INTO customer_tier_move (
    run_id, company_id, date, partner_id, monetary, direction,
    from_tier_id, to_tier_id, from_segment_id, to_segment_id
)
SELECT %(run)s, %(company)s, date, partner_id, monetary,
       CASE WHEN tier_id IS NULL THEN 'left'
            WHEN from_tier_id IS NULL THEN 'entered'
            WHEN from_tier_id = tier_id THEN 'same'
            WHEN from_tier_id < tier_id THEN 'down'
            ELSE 'up'
        END,
       from_tier_id, tier_id, from_segment_id, segment_id
  FROM step
 WHERE (from_tier_id, from_segment_id) IS DISTINCT FROM (tier_id, segment_id)
 ORDER BY date, partner_id
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--moves", type=int, default=14, help="of each customer")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    options = parser.parse_args()
    name = f"bench_history_{options.customers}_{options.moves}"
    with scratch_database(name, options.keep), environment(name) as env:
        measure(env, options)


def measure(env, options):
    company = env.company
    if not env["customer.tier.move"].search([], limit=1):
        fill(env, company, options)
    day, before = date(2025, 3, 31), date(2024, 12, 31)
    states = env["customer.tier.state"].with_context(tier_day=str(day))
    transitions = env["customer.tier.transition"].with_context(
        tier_day_from=str(before), tier_day_to=str(day)
    )
    months = env["customer.tier.month"]
    partners = env["res.partner"].search([("name", "=like", "Customer %")], limit=80)
    bare = report(
        "bare pass over the moves",
        options,
        None,
        lambda: env.cr.execute(BARE, [company.id]),
    )
    for label, work in (
        ("80 customers on a day", lambda: partners.customer_tiers_on(day)),
        (
            "all customers, by tier",
            lambda: states._read_group([], ["tier_id"], ["__count", "monetary:sum"]),
        ),
        ("first page of the list", lambda: states.search_fetch([], limit=80)),
        ("matrix between two days", transitions.movement_matrix),
        (
            "a year of months",
            lambda: months._read_group(
                [("month", ">=", "2024-04-01"), ("month", "<=", "2025-03-01")],
                ["month:month", "direction"],
                ["__count", "net:sum"],
            ),
        ),
    ):
        report(label, options, bare, work)
    thin(env, company, bare)


def fill(env, company, options):
    print(f"filling: {options.customers:,} customers, {options.moves} moves each ...")
    run = env["customer.tier.run"].create(
        {"company_id": company.id, "as_of": FIRST, "state": "done"}
    )
    env.flush_all()
    cr = env.cr
    cr.execute("SELECT setseed(0.42)")
    cr.execute(FILL_CUSTOMERS, {"customers": options.customers})
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'C%'")
    cr.execute(
        FILL_MOVES,
        {
            "first": FIRST,
            "moves": options.moves,
            "run": run.id,
            "company": company.id,
            "tiers": env["customer.tier"].search([]).ids,
            "segments": env["customer.segment"].search([]).ids,
        },
    )
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM ANALYZE res_partner")
    cr.execute("VACUUM ANALYZE customer_tier_move")
    cr._cnx.autocommit = False


def report(label, options, bare, work):
    """Time some work, print it, and return its median in seconds."""
    times = [seconds(work) for _ in range(options.repeat)]
    median = statistics.median(times)
    ratio = f"{median / bare:6.2f} x" if bare else " " * 8
    print(
        f"{label:<26} {median:7.3f} s {ratio}   (min {min(times):.3f}, max {max(times):.3f})"
    )
    return median


def seconds(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def thin(env, company, bare):
    """Thin all of it to one move per customer and year; rolled back."""
    company.write(
        {"customer_tier_history_months": 1, "customer_tier_history_grain": "year"}
    )
    moves = env["customer.tier.move"]
    limit = date(2025, 1, 1)
    while (company.customer_tier_thinned_until or FIRST) < limit:
        counts = []
        took = seconds(
            lambda counts=counts: counts.append(moves._thin_next_period(company, limit))
        )
        print(
            f"thinning a period          {took:7.3f} s {took / bare:6.2f} x   ", end=""
        )
        print(f"{counts[0]:,} moves taken away")
    env.cr.rollback()


if __name__ == "__main__":
    main()
