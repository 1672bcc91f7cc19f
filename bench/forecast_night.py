"""A night of forecasts in a database: seconds of each step, customers, peak memory.

    script/bench forecast_night DATABASE [--company 2] [--as-of 2026-03-31] [--keep]

The database has the add-on and customers with tiers in it (see bench/recompute.py for how to make
one). What the night writes is rolled back at the end, unless ``--keep``.
"""

import argparse
import resource
import sys
import time
from datetime import date

from _database import environment


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database")
    parser.add_argument("--company", type=int)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with environment(options.database) as env:
        runs = env["customer.forecast.run"]
        companies = env["res.company"].search([("customer_tier_run_id", "!=", False)])
        company = env["res.company"].browse(options.company) or companies[:1]
        day = options.as_of or company.customer_tier_run_id.as_of
        for turn in ("first night", "same day again"):
            night(runs, company, day, turn)
        if not options.keep:
            env.cr.rollback()


def night(runs, company, day, title):
    started, before = time.perf_counter(), peak()
    began = time.process_time()
    queries = runs.env.cr.sql_log_count
    run = runs._forecast_company(company, day)
    print(
        f"{title}: {run.customer_count:,} customers, {run.purchase_count:,} purchases, "
        f"{run.state}, {time.perf_counter() - started:.1f} s "
        f"(this processor {time.process_time() - began:.1f} s), "
        f"{runs.env.cr.sql_log_count - queries} queries, "
        f"peak {peak():,.0f} MB (before {before:,.0f} MB)"
    )
    for step in run.step_ids:
        print(
            f"    {step.step:<14} {step.state:<7} {step.row_count:>10,} rows "
            f"{step.seconds:8.1f} s  {step.error or ''}"
        )
    print(
        f"    {run.verdict_words}\n    {run.year_words}\n    {run.sample_words or ''}"
    )
    sys.stdout.flush()


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
