"""Compares every customer of a real file of orders with the oracle of the tests.

    script/bench compare_with_oracle FILE.csv --as-of 2026-03-31 [--as-of ...]
        [--window-days 365] [--bins 5] [--keep]

The file is UTF-8 CSV with the columns customer, date, amount and, where an order has
several lines, order_id. It is loaded into a scratch database, a simulation is run as of
each date, and each customer's metrics, scores, composite, tier and segment must equal
what tests/oracle.py finds in the file by itself. Ends with 1 if any customer differs.
"""

import argparse
import csv
import os
import sys
import time
from collections import Counter
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from _database import ROOT, environment, scratch_database

sys.path.insert(0, str(ROOT / "tests"))
import oracle

SHOWN = 5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--as-of", type=date.fromisoformat, action="append", required=True
    )
    parser.add_argument("--window-days", type=int, default=365)
    parser.add_argument("--bins", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    options = parser.parse_args()
    purchases = read_purchases(options.file)
    print(
        f"{options.file.name}: {len(purchases):,} orders of "
        f"{len({purchase.customer for purchase in purchases}):,} customers"
    )
    with (
        scratch_database(f"bench_oracle_{os.getpid()}", options.keep) as name,
        environment(name) as env,
    ):
        company = load(env, options)
        different = sum(
            compare(env, company, purchases, as_of) for as_of in options.as_of
        )
    sys.exit(bool(different))


def read_purchases(path):
    """One purchase an order: the sum of its lines, on the day of the first one."""
    orders = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            day = date.fromisoformat(row["date"])
            key = row.get("order_id") or number
            customer, first_day, amount = orders.get(key, (row["customer"], day, 0))
            assert customer == row["customer"], f"order {key} has two customers"
            orders[key] = (
                customer,
                min(day, first_day),
                amount + Decimal(row["amount"]),
            )
    return [
        oracle.Purchase(customer, day, amount, amount > 0)
        for customer, day, amount in orders.values()
    ]


def load(env, options):
    """The file's orders, in a company with the default policy."""
    from odoo.addons.customer_tier.loading.load import load_orders

    company = env["res.company"].create({"name": "Bench"})
    env.user.company_ids += company
    load_orders(env, options.file, company)
    policy_of(env, company).write(
        {"window_days": options.window_days, "bins": options.bins}
    )
    env.cr.commit()
    return company


def policy_of(env, company):
    return env["customer.tier.policy"].search([("company_id", "=", company.id)])


def oracle_policy(env, company):
    """The company's policy, told to the oracle by what a user sees of it."""
    policy = policy_of(env, company)
    *limited, _last = policy.share_ids.sorted("tier_sequence").mapped("share")
    return oracle.Policy(
        window_days=policy.window_days,
        bins=policy.bins,
        tier_ends=tuple(
            sum(Decimal(str(share)) for share in limited[: place + 1])
            for place in range(len(limited))
        ),
        segments=tuple(
            oracle.Segment(
                segment.code,
                (segment.recency_min, segment.recency_max),
                (segment.frequency_min, segment.frequency_max),
                (segment.monetary_min, segment.monetary_max),
            )
            for segment in env["customer.segment"].search([])
        ),
        decimals=company.currency_id.decimal_places,
    )


def simulate(env, company, as_of):
    """``({customer: result of the oracle's kind}, seconds)`` of a simulation."""
    run = env["customer.tier.run"].create(
        {"company_id": company.id, "as_of": as_of, "mode": "simulation"}
    )
    started = time.perf_counter()
    run.action_run()
    seconds = time.perf_counter() - started
    assert run.state == "done", run.error
    tiers = policy_of(env, company).share_ids.sorted("tier_sequence").tier_id.ids
    # as text: psycopg2 is set up to turn numeric into float
    env.cr.execute(
        """
        SELECT partner.ref, line.last_order_date, line.recency_days, line.frequency,
               line.monetary::text, line.is_lapsed, line.recency_score,
               line.frequency_score, line.monetary_score, line.rfm_code,
               line.rfm_score::text, line.tier_id, segment.code
          FROM customer_tier_run_line AS line
          JOIN res_partner AS partner ON partner.id = line.partner_id
     LEFT JOIN customer_segment AS segment ON segment.id = line.segment_id
         WHERE line.run_id = %s
        """,
        [run.id],
    )
    found = {}
    for customer, *values in env.cr.fetchall():
        assert customer not in found, f"{customer} is there twice"
        result = oracle.Result(*values)
        result.monetary = Decimal(result.monetary)
        result.rfm_score = Decimal(result.rfm_score)
        result.tier = tiers.index(result.tier)
        found[customer] = result
    return found, seconds


def compare(env, company, purchases, as_of):
    """Print how many customers are equal; the number of those that are not."""
    found, seconds = simulate(env, company, as_of)
    started = time.perf_counter()
    expected = oracle.judge(purchases, as_of, oracle_policy(env, company))
    oracle_seconds = time.perf_counter() - started
    everyone = found.keys() | expected.keys()
    different = sorted(c for c in everyone if found.get(c) != expected.get(c))
    lapsed = sum(result.is_lapsed for result in expected.values())
    print(
        f"as of {as_of}: {len(everyone):,} customers ({lapsed:,} lapsed), "
        f"{len(everyone) - len(different):,} equal, {len(different):,} different; "
        f"SQL {seconds:.2f} s, oracle {oracle_seconds:.2f} s"
    )
    places = Counter("ABCDEFGHI"[result.tier] for result in expected.values())
    print("   ", ", ".join(f"{tier}: {places[tier]:,}" for tier in sorted(places)))
    for customer in different[:SHOWN]:
        print(
            f"    {customer}: {difference(found.get(customer), expected.get(customer))}"
        )
    return len(different)


def difference(found, expected):
    if not (found and expected):
        return "only in the oracle" if expected else "only in the database"
    values = asdict(expected)
    return ", ".join(
        f"{name} {value} instead of {values[name]}"
        for name, value in asdict(found).items()
        if value != values[name]
    )


if __name__ == "__main__":
    main()
