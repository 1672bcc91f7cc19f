"""How long the server takes for each screen, and with how many queries.

    script/bench screens [--customers 100000] [--orders 1000000] [--repeat 5] [--keep]
    script/bench screens --database NAME

Fills a database, makes a live run every hundred days, so that customers have a past, and calls what
the web client calls when a screen is opened: with cold caches of records, as the admin and as a
salesperson who sees own customers only. --database takes one that is filled already, with one
company's customers, and gives them their salespeople.
"""

import argparse
import os
import statistics
import time
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

from _database import environment, fill, fill_lines, scratch_database

AS_OF = date(2026, 6, 30)
RUNS = 5
DAYS_BETWEEN_RUNS = 100
REP = "bench_rep"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument("--database", help="measure in this one")
    options = parser.parse_args()
    name = options.database or f"bench_screens_{options.customers}_{options.orders}"
    database = (
        nullcontext() if options.database else scratch_database(name, options.keep)
    )
    with database, environment(name) as env:
        company = env["customer.profile"].search([], limit=1).company_id
        if not company:
            company = fill_with_history(env, options)
        for label, user in people(env, company):
            measure(label, env(user=user, context=context(user, company)), options)
        env.cr.rollback()


def context(user, company):
    return {
        "allowed_company_ids": company.ids,
        "lang": user.lang or "en_US",
        "tz": user.tz or "UTC",
    }


def fill_with_history(env, options):
    company = env["res.company"].create({"name": "Big"})
    print(f"filling: {options.customers:,} customers, {options.orders:,} orders ...")
    fill(env, company, options.customers, options.orders, AS_OF)
    fill_lines(env, company)
    for ago in range(RUNS - 1, -1, -1):
        run = env["customer.tier.run"].create(
            {
                "company_id": company.id,
                "as_of": AS_OF - timedelta(days=ago * DAYS_BETWEEN_RUNS),
            }
        )
        run.action_run()
        env.cr.commit()
    return company


def people(env, company):
    """The admin, and a salesperson with a hundredth of the customers."""
    admin = env.ref("base.user_admin")
    rep = env["res.users"].search([("login", "=", REP)])
    if not rep:
        admin.company_ids += company
        rep = env["res.users"].create(
            {
                "name": "Rep",
                "login": REP,
                "company_id": company.id,
                "company_ids": company.ids,
                "group_ids": env.ref("sales_team.group_sale_salesman").ids,
            }
        )
        # a customer without a salesperson is everybody's
        env.cr.execute(
            """
            UPDATE res_partner
               SET user_id = CASE WHEN id %% 100 = 0 THEN %s ELSE %s END
             WHERE id IN (SELECT partner_id FROM customer_profile WHERE company_id = %s)
            """,
            [rep.id, admin.id, company.id],
        )
        env.cr.commit()
        env.cr._cnx.autocommit = True
        env.cr.execute("VACUUM FULL ANALYZE res_partner")
        env.cr._cnx.autocommit = False
        env.invalidate_all()
    return [("admin", admin), ("salesperson", rep)]


def screens(env):
    """What is measured: one line a screen."""
    from odoo.addons.customer_tier.report.dashboard_workbook import DashboardWorkbook

    dashboard = env["customer.tier.dashboard"]
    last = env.company.sudo().customer_tier_run_id.as_of
    before = str(last - timedelta(days=90))
    days = (before, str(last))
    active = env["customer.profile"].search([("frequency", ">", 0)], order="monetary")
    usual, biggest = active[len(active) // 2], active[-1]
    order = env["sale.order"]
    return {
        "dashboard: overview": lambda: dashboard.get_overview([], before),
        "dashboard: movement": lambda: dashboard.get_movement([], *days),
        "dashboard: months": lambda: dashboard.get_months([]),
        "dashboard: spreadsheet": lambda: DashboardWorkbook(env, [], *days).content(),
        "dashboard: one country": lambda: dashboard.get_overview(
            [("country_id.code", "=", "CN")], before
        ),
        "portrait: median customer": usual.get_portrait,
        "portrait: biggest": biggest.get_portrait,
        "panel: median customer": lambda: order.get_tier_panel(
            usual.partner_id.id, env.company.id
        ),
        "panel: biggest": lambda: order.get_tier_panel(
            biggest.partner_id.id, env.company.id
        ),
    }


def measure(label, env, options):
    customers = env["customer.profile"].search_count([])
    print(f"\n{label}, who sees {customers:,} customers")
    print(f"{'':<26}{'median':>11}{'min':>11}{'max':>11}{'cpu':>11}{'queries':>9}")
    for screen, call in screens(env).items():
        call()  # warms up Odoo's caches, not those of records
        times, busy, queries = [], [], 0
        for _ in range(options.repeat):
            env.invalidate_all()
            working = cpu_seconds(env.cr)
            before, started = env.cr.sql_log_count, time.perf_counter()
            call()
            times.append(time.perf_counter() - started)
            queries = env.cr.sql_log_count - before
            busy.append(cpu_seconds(env.cr) - working)
        columns = (statistics.median(times), min(times), max(times), min(busy))
        print(
            f"{screen:<26}",
            *(f"{1000 * seconds:7.0f} ms" for seconds in columns),
            f"{queries:>8}",
        )


def cpu_seconds(cr):
    """What Odoo and its connection have worked so far: the same on a busy machine.

    Of a PostgreSQL on this machine; on another one, only Odoo's own part. Parallel workers of a
    query are not in it.
    """
    seconds = time.process_time()
    cr.execute("SELECT pg_backend_pid()")
    stat = Path(f"/proc/{cr.fetchone()[0]}/stat")
    if stat.exists():
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        seconds += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return seconds


if __name__ == "__main__":
    main()
