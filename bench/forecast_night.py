"""A night of forecasts in a database: seconds of each step, customers, peak memory.

    script/bench forecast_night DATABASE [--company 2] [--as-of 2026-03-31] [--alone] [--keep]

The database has the add-on and customers with tiers in it (see bench/recompute.py for how to make
one). What the night writes is rolled back at the end, unless ``--keep``.
"""

import argparse
import os
import resource
import sys
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from _database import environment


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database")
    parser.add_argument("--company", type=int)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument(
        "--alone", action="store_true", help="no parallel workers of PostgreSQL"
    )
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with environment(options.database) as env:
        runs = env["customer.forecast.run"]
        companies = env["res.company"].search([("customer_tier_run_id", "!=", False)])
        company = env["res.company"].browse(options.company) or companies[:1]
        day = options.as_of or company.customer_tier_run_id.as_of
        if options.alone:
            # so that the time of PostgreSQL is that of one process
            env.cr.execute("SET max_parallel_workers_per_gather = 0")
        night(runs, company, day - timedelta(days=1), "first night")
        night(runs, company, day, "the night after")
        night(runs, company, day, "same day again")
        if not options.keep:
            env.cr.rollback()


def night(runs, company, day, title):
    cr = runs.env.cr
    run = runs.sudo()._quietly().create({"company_id": company.id, "as_of": day})
    print(title)
    with measured(cr, "all"):
        run._begin()
        for step in run._steps():
            with measured(cr, step):
                run._run_step(step)
        run._finish()
    for step in run.step_ids:
        print(
            f"    {step.step:<14} {step.state:<7} {step.row_count:>10,} rows written "
            f"{step.error or ''}"
        )
    print(
        f"    {run.customer_count:,} customers, {run.purchase_count:,} purchases, {run.state}\n"
        f"    {run.verdict_words}\n    {run.year_words}\n    {run.sample_words or ''}\n"
        f"    {run.replenishment_words or ''}"
    )
    sys.stdout.flush()


@contextmanager
def measured(cr, title):
    """Seconds on the clock, and of the processor: on a busy machine only these can be compared."""
    started, python, postgres = time.perf_counter(), time.process_time(), backend(cr)
    queries = cr.sql_log_count
    yield
    print(
        f"    {title:<14} {time.perf_counter() - started:8.1f} s   processor: "
        f"Python {time.process_time() - python:6.1f} s, "
        f"PostgreSQL {backend(cr) - postgres:6.1f} s; "
        f"{cr.sql_log_count - queries:5,} queries; peak: Python {peak():6,.0f} MB, "
        f"PostgreSQL {backend_peak(cr):6,.0f} MB",
        flush=True,
    )


def backend(cr):
    """Processor time of the database connection, without that of parallel workers.

    nan unless the server is on this machine.
    """
    try:
        stat = Path(f"/proc/{cr._cnx.get_backend_pid()}/stat").read_text()
    except OSError:
        return float("nan")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def backend_peak(cr):
    """Memory of the database connection, shared buffers that it has touched included."""
    try:
        status = Path(f"/proc/{cr._cnx.get_backend_pid()}/status").read_text()
    except OSError:
        return float("nan")
    [size] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(size.split()[1]) / 1024


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
