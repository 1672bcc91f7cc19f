"""How long it takes to prepare and launch a campaign of mails, and that it does not grow.

    script/bench campaigns [--customers 100000] [--orders 1000000] [--sizes 500 50000] [--keep]
    script/bench campaigns --database NAME

Fills a database, makes a live run, and then prepares and launches a campaign for each of so many
customers, as the background does. The queries must be the same for all sizes. Memory is that of
Odoo's process at its worst, in addition to what it had before; PostgreSQL has its own.
--database takes one that is filled already, with one company's customers.
"""

import argparse
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from _database import environment, fill, scratch_database
from screens import cpu_seconds

AS_OF = date(2026, 6, 30)

# Customers of a filled database have no addresses; mails need them.
GIVE_ADDRESSES = """
UPDATE res_partner
   SET email = 'customer.' || id || '@example.com',
       email_normalized = 'customer.' || id || '@example.com'
 WHERE id IN (SELECT partner_id FROM customer_profile WHERE company_id = %s)
   AND email IS NULL
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 50_000])
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument("--database", help="measure in this one")
    options = parser.parse_args()
    name = options.database or f"bench_campaigns_{options.customers}_{options.orders}"
    database = (
        nullcontext() if options.database else scratch_database(name, options.keep)
    )
    with database, environment(name) as env:
        company = env["customer.profile"].search([], limit=1).company_id
        if not company:
            company = fill_company(env, options)
        prepare_database(env, company)
        own = env(context={"allowed_company_ids": company.ids})
        print(f"{'':<28}{'seconds':>9}{'cpu':>9}{'queries':>9}{'memory':>11}")
        # the first one loads what Odoo keeps in memory anyhow
        for size in (options.sizes[0], *options.sizes):
            measure_campaign(own, company.with_env(own), size)


def fill_company(env, options):
    company = env["res.company"].create({"name": "Big"})
    print(f"filling: {options.customers:,} customers, {options.orders:,} orders ...")
    fill(env, company, options.customers, options.orders, AS_OF)
    env["customer.tier.run"].create(
        {"company_id": company.id, "as_of": AS_OF}
    ).action_run()
    env.cr.commit()
    return company


def prepare_database(env, company):
    """Addresses for all, and the person responsible works for the company."""
    env.user.company_ids += company
    env.cr.execute(GIVE_ADDRESSES, [company.id])
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE res_partner")
    env.cr._cnx.autocommit = False


def create_campaign(env, company, size):
    """A campaign of one mail for so many customers."""
    env.cr.execute(
        """
        SELECT partner_id FROM customer_profile
         WHERE company_id = %s ORDER BY partner_id OFFSET %s LIMIT 1
        """,
        [company.id, size - 1],
    )
    [last] = env.cr.fetchone()
    return env["customer.tier.campaign"].create(
        {
            "name": f"Bench {size}",
            "company_id": company.id,
            "profile_domain": repr([("partner_id", "<=", last)]),
            "leave_out_doubtful": False,
            "leave_out_busy": False,
            "quiet_days": 0,
            "step_ids": [
                (
                    0,
                    0,
                    {"name": "Mail", "subject": "We miss you", "body": "<p>Hello</p>"},
                )
            ],
        }
    )


def measure_campaign(env, company, size):
    campaign = create_campaign(env, company, size)
    # small ones would not be left to the background
    type(campaign)._prepare_at_once = 0
    env.cr.commit()
    measure(env, f"{size:>6,}: press Prepare", campaign.action_prepare)
    measure(env, f"{size:>6,}: in the background", campaign._prepare_in_background)
    assert campaign.state == "ready", campaign.error
    measure(env, f"{size:>6,}: press Launch", campaign.action_launch)
    measure(env, f"{size:>6,}: in the background", campaign._advance_in_background)
    assert not campaign.error, campaign.error
    measure(env, f"{size:>6,}: an hour later", campaign._advance_in_background)
    queued = env["customer.tier.campaign.touch"].search_count(
        [("campaign_id", "=", campaign.id), ("mailing_id.state", "=", "in_queue")]
    )
    print(
        f"        {campaign.entry_count:,} customers, {campaign.held_out_count:,} held out, "
        f"{queued:,} mails in the queue"
    )
    campaign._undo()
    campaign._back_to_draft()
    campaign.unlink()
    env.cr.commit()


def measure(env, label, call):
    env.invalidate_all()
    # the high-water mark of memory starts from what is used now
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    working, queries = cpu_seconds(env.cr), env.cr.sql_log_count
    started = time.perf_counter()
    call()
    env.flush_all()
    seconds = time.perf_counter() - started
    queries = env.cr.sql_log_count - queries
    working = cpu_seconds(env.cr) - working
    print(
        f"{label:<28}{seconds:>8.2f}s{working:>8.2f}s{queries:>9}"
        f"{memory('VmHWM') - before:>8.1f} MB"
    )
    env.cr.commit()


def memory(name):
    """Of this process, in MB: VmRSS is what it uses, VmHWM the most it has used."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


if __name__ == "__main__":
    main()
