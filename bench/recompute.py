"""How long a recompute takes, against the bare GROUP BY of the same orders.

    script/bench recompute [--customers 100000] [--orders 1000000] [--repeat 5] [--keep]

Reads the same orders with one GROUP BY, as any program would have to, and times that, a first run
(every profile and move is new) and unchanged runs in turn, in one process. The
ratio is what counts: machines differ. Also prints the steps, queries and memory.
"""

import argparse
import resource
import statistics
import time
from datetime import date, timedelta

from _database import environment, fill, scratch_database

AS_OF = date(2026, 6, 30)
SMALL = 100
RESULTS = ("customer_profile", "customer_profile_backup", "customer_tier_move")
# Only totals come back, but of each column: PostgreSQL does not compute what nobody asks for.
GROUP_BY = """
SELECT COUNT(*), MAX(last_order), SUM(orders), SUM(amount) FROM (
SELECT partner.commercial_partner_id, MAX(date_order) AS last_order, COUNT(*) AS orders,
       SUM(amount_untaxed) AS amount
  FROM sale_order
  JOIN res_partner AS partner ON partner.id = sale_order.partner_id
 WHERE sale_order.company_id = %s AND state = 'sale'
 GROUP BY partner.commercial_partner_id
) AS customer
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    options = parser.parse_args()
    name = f"bench_recompute_{options.customers}_{options.orders}"
    with scratch_database(name, options.keep):
        measure(name, options)


def measure(database, options):
    with environment(database) as env:
        small = company(env, "Small", SMALL, SMALL * 10)
        big = company(env, "Big", options.customers, options.orders)
        for one in small, big:  # a database that was kept
            forget_runs(env, one)
        run(env, small)  # warms up Odoo's caches
        queries = {
            SMALL: count_queries(env, small),
            options.customers: count_queries(env, big),
        }
        forget_runs(env, big)
        before = memory()
        bare, unchanged = [], []
        bare.append(group_by(env, big))
        first, first_run = run(env, big)
        for _ in range(options.repeat):
            bare.append(group_by(env, big))
            unchanged.append(run(env, big)[0])
        bare.append(group_by(env, big))
        next_day, _run = run(env, big, AS_OF + timedelta(days=1))
        report(bare, first, first_run, unchanged, next_day)
        for customers, count in queries.items():
            print(f"queries of a run of {customers:,} customers: {count}")
        print(f"memory of the process grew by {memory() - before:.1f} MB in these runs")


def company(env, name, customers, orders):
    found = env["res.company"].search([("name", "=", name)])
    if not found:
        found = env["res.company"].create({"name": name})
        print(
            f"filling {name}: {customers:,} customers, {orders:,} orders ...",
            flush=True,
        )
        fill(env, found, customers, orders, AS_OF)
    return found


def forget_runs(env, company):
    """As if the company had never had a run: no results, nothing to compare with, no dead rows."""
    from odoo.tools import SQL

    for table in map(SQL.identifier, RESULTS):
        env.cr.execute(SQL("DELETE FROM %s WHERE company_id = %s", table, company.id))
    env.cr.execute(
        "UPDATE res_company SET customer_tier_run_id = NULL WHERE id = %s", [company.id]
    )
    env.cr.commit()
    env.invalidate_all()
    env.cr._cnx.autocommit = True
    for table in map(SQL.identifier, RESULTS):
        env.cr.execute(SQL("VACUUM ANALYZE %s", table))
    env.cr._cnx.autocommit = False


def run(env, company, as_of=AS_OF):
    """Seconds of a live run, committed, and the run."""
    entry = env["customer.tier.run"].create({"company_id": company.id, "as_of": as_of})
    started = time.perf_counter()
    entry.action_run()
    env.cr.commit()
    return time.perf_counter() - started, entry


def count_queries(env, company):
    before = env.cr.sql_log_count
    run(env, company)
    return env.cr.sql_log_count - before


def group_by(env, company):
    """Seconds that PostgreSQL takes to group the orders; only totals come back.

    In one process, as a run is: what writes is not shared out to several.
    """
    env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    started = time.perf_counter()
    env.cr.execute(GROUP_BY, [company.id])
    env.cr.fetchall()
    seconds = time.perf_counter() - started
    env.cr.commit()  # the setting goes with it
    return seconds


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(bare, first, first_run, unchanged, next_day):
    base = statistics.median(bare)
    print(
        f"bare GROUP BY        {base:7.3f} s   (min {min(bare):.3f}, max {max(bare):.3f})"
    )
    print(
        f"first run            {first:7.3f} s   {first / base:5.2f} x   "
        f"{first_run.written_count:,} profiles, {first_run.move_count:,} moves"
    )
    median = statistics.median(unchanged)
    print(
        f"unchanged run        {median:7.3f} s   {median / base:5.2f} x   "
        f"(min {min(unchanged):.3f}, max {max(unchanged):.3f})"
    )
    print(
        f"run of the next day  {next_day:7.3f} s   {next_day / base:5.2f} x   "
        "(everybody's recency is a day older)"
    )
    for step in first_run.step_ids:
        print(f"    first run, {step.step:<12} {step.seconds:7.3f} s")


if __name__ == "__main__":
    main()
