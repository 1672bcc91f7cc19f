"""Next purchases of all customers and products of a database: seconds, rows, peak memory.

    script/bench replenishment DATABASE [--company 2] [--as-of 2026-03-31] [--least 3] [--keep]

The database has the add-on and customers with tiers in it (see bench/recompute.py for how to make
one). What is written is rolled back at the end, unless ``--keep``.
"""

import argparse
import resource
import time
from datetime import date

from _database import environment


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database")
    parser.add_argument("--company", type=int)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--least", type=int, help="days a product was bought on")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with environment(options.database) as env:
        companies = env["res.company"].search([("customer_tier_run_id", "!=", False)])
        company = env["res.company"].browse(options.company) or companies[:1]
        day = options.as_of or company.customer_tier_run_id.as_of
        if options.least:
            company.customer_replenishment_min_purchases = options.least
        run = env["customer.forecast.run"].create(
            {"company_id": company.id, "as_of": day}
        )
        env.flush_all()
        for turn in ("first night", "same day again"):
            measure(run, turn)
        print(run.replenishment_words)
        if not options.keep:
            env.cr.rollback()


def measure(run, title):
    started, began, before = time.perf_counter(), time.process_time(), peak()
    rows = run._step_replenishment()
    print(
        f"{title}: {rows:,} rows written, {time.perf_counter() - started:.1f} s "
        f"(this processor {time.process_time() - began:.1f} s), "
        f"peak {peak():,.0f} MB (before {before:,.0f} MB)"
    )


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
