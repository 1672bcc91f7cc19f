"""How long the outcome of a campaign takes to measure, against one bare pass over the orders.

    script/bench campaign_results [--customers 50000] [--orders 1000000] [--repeat 5] [--keep]
                                  [--database NAME]

Fills a database with customers and three years of orders, puts all customers into a campaign
that began 60 days ago, a fifth of them held out, and measures it. ``--database`` takes one that is
there already and has customers, orders and profiles; nothing is kept in it.
"""

import argparse
import resource
import statistics
import time
from contextlib import nullcontext
from datetime import date, timedelta

from _database import environment, fill, scratch_database

AS_OF = date(2026, 3, 31)
DAYS = 60
BARE = """
SELECT COUNT(*), SUM(amount_untaxed), MAX(date_order)
  FROM sale_order WHERE company_id = %s AND state = 'sale'
"""
# Ten strata, as of three tiers and their sizes.
ENTER = """
INSERT INTO customer_tier_campaign_entry (
    campaign_id, partner_id, company_id, round, state, is_held_out, stratum, tier_id, user_id,
    entered_date, outcome_end
)
SELECT %(campaign)s, partner_id, company_id, 1, 'active', partner_id %% 5 = 0,
       partner_id %% 10, tier_id, %(user)s, %(entered)s, %(last)s
  FROM customer_profile
 WHERE company_id = %(company)s
 ORDER BY partner_id
 LIMIT %(customers)s
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument("--database", help="one that is filled already")
    options = parser.parse_args()
    name = options.database or f"bench_{options.customers}_{options.orders}"
    scratch = (
        nullcontext() if options.database else scratch_database(name, options.keep)
    )
    with scratch, environment(name) as env:
        measure(env, options)
        env.cr.rollback()


def measure(env, options):
    profiles, company, as_of = env["customer.profile"], env.company, AS_OF
    if options.database:
        [[company, _count]] = profiles._read_group(
            [], ["company_id"], ["__count"], order="__count DESC", limit=1
        )
        as_of = company._tier_today()
    elif not profiles.search([], limit=1):
        fill(env, company, options.customers, options.orders, AS_OF)
        env["customer.tier.run"].create(
            {"company_id": company.id, "as_of": AS_OF}
        ).action_run()
    entered = as_of - timedelta(days=DAYS)
    campaign = env["customer.tier.campaign"].create(
        {"name": "Bench", "company_id": company.id, "margin_percent": 25}
    )
    env.flush_all()
    env.cr.execute(
        ENTER,
        {
            "campaign": campaign.id,
            "user": env.uid,
            "company": company.id,
            "entered": entered,
            "last": entered + timedelta(days=DAYS - 1),
            "customers": options.customers,
        },
    )
    print(f"{env.cr.rowcount:,} customers entered")
    env.cr.execute("ANALYZE customer_tier_campaign_entry")
    bare = report(
        "bare pass over the orders", options, None, lambda: bare_pass(env, company)
    )
    before = env.cr.sql_log_count
    report("measuring the outcome", options, bare, lambda: one(campaign, as_of))
    queries = (env.cr.sql_log_count - before) / options.repeat
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{queries:.0f} queries, {len(campaign.outcome_ids)} rows, {memory:.0f} MB at most"
    )


def bare_pass(env, company):
    env.cr.execute(BARE, [company.id])
    env.cr.fetchall()


def one(campaign, as_of):
    campaign._measure(as_of)
    campaign.env.flush_all()


def report(label, options, bare, work):
    """Time some work, print it, and return its median in seconds."""
    times = []
    for _number in range(options.repeat):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    median = statistics.median(times)
    ratio = f"{median / bare:6.2f} x" if bare else " " * 8
    print(
        f"{label:<26} {median:7.3f} s {ratio}   (min {min(times):.3f}, max {max(times):.3f})"
    )
    return median


if __name__ == "__main__":
    main()
