"""What each scored dimension adds to a run, at many customers and orders.

    script/bench dimensions [--customers 100000] [--orders 1000000] [--invoices 300000] [--keep]

Fills the database of the recompute bench with order lines of 40 categories, posted invoices with
their payments, grades, ratings, referrals and suspected duplicates. Then simulates with recency,
frequency and monetary alone, with each dimension added alone, and with all of them.
"""

import argparse
import time
from datetime import date

from _database import environment, fill, scratch_database

AS_OF = date(2026, 6, 30)
RFM = ("recency", "frequency", "monetary")

FILL = (
    """
    INSERT INTO sale_order_line (
        order_id, name, product_id, product_uom_qty, price_unit, customer_lead
    )
    SELECT sale.id, 'Line', %(product)s + (sale.id * (line + 3)) %% 40, 1, 1, 0
      FROM sale_order AS sale
      JOIN generate_series(0, 1) AS line ON sale.id %% 2 >= line
     WHERE sale.company_id = %(company)s
    """,
    """
    WITH move AS (
        INSERT INTO account_move (
            name, company_id, journal_id, currency_id, date, auto_post, partner_id, move_type,
            invoice_date, state, amount_untaxed, amount_untaxed_signed
        )
        SELECT 'B' || n, %(company)s, %(journal)s, %(currency)s, day, 'no',
               %(first)s + floor(power(random(), 2) * %(customers)s)::integer, 'out_invoice',
               day, 'posted', 100, 100
          FROM generate_series(1, %(invoices)s) AS n,
               LATERAL (SELECT %(as_of)s::date - floor(random() * 1095)::integer AS day
                         WHERE n > 0) AS made
        RETURNING id, date
    ), line AS (
        INSERT INTO account_move_line (
            move_id, company_id, currency_id, display_type, account_id, debit, date_maturity
        )
        SELECT id, %(company)s, %(currency)s, 'payment_term', %(account)s, 100, date + 30
          FROM move
        RETURNING id, date_maturity
    )
    INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, amount, max_date)
    SELECT id, id, 100, date_maturity - 10 + (id %% 60)::integer FROM line WHERE id %% 10 > 0
    """,
    """
    UPDATE res_partner
       SET institution_level = id %% 6,
           influence_rating = (id %% 6)::text,
           referred_by_id = CASE WHEN id %% 20 = 0 THEN id - 7 END
     WHERE id >= %(first)s
    """,
    """
    INSERT INTO customer_tier_duplicate (partner_id, other_id, strength, state, same_phone)
    SELECT id, id + 1, 'strong', 'open', TRUE
      FROM res_partner WHERE id >= %(first)s AND id %% 50 = 0
        AND id < (SELECT MAX(id) FROM res_partner)
    """,
)
TABLES = (
    "sale_order_line",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "res_partner",
    "customer_tier_duplicate",
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--invoices", type=int, default=300_000)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    options = parser.parse_args()
    name = f"bench_dimensions_{options.customers}_{options.orders}"
    with scratch_database(name, options.keep), environment(name) as env:
        measure(env, options)


def measure(env, options):
    from odoo.addons.customer_tier.scoring.dimensions import DIMENSIONS

    company = env["res.company"].search([("name", "=", "Big")])
    if not company:
        company = env["res.company"].create({"name": "Big"})
        fill(env, company, options.customers, options.orders, AS_OF)
    if not env["product.product"].search([("name", "=", "Bench 1")]):
        started = time.perf_counter()
        fill_more(env, company, options)
        print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
    policy = env["customer.tier.policy"].search([("company_id", "=", company.id)])
    extra = [name for name in DIMENSIONS if name not in RFM]
    simulate(env, company)  # warms up
    base = min(simulate(env, company)[0] for _ in range(3))
    print(f"{'recency, frequency, monetary':<32} {base:7.3f} s")
    for names in [*([name] for name in extra), extra]:
        score(policy, names)
        seconds, steps = min(simulate(env, company) for _ in range(2))
        label = names[0] if len(names) == 1 else "all dimensions"
        print(f"{label:<32} {seconds:7.3f} s  +{seconds - base:6.3f} s   {steps}")


def score(policy, names):
    """Score these dimensions beside recency, frequency and monetary."""
    policy.dimension_ids.filtered(lambda line: line.dimension not in RFM).unlink()
    policy.dimension_ids.create(
        [{"policy_id": policy.id, "dimension": name} for name in names]
    )


def simulate(env, company):
    """Seconds of a simulation, and of its steps; nothing is kept."""
    run = env["customer.tier.run"].create(
        {"company_id": company.id, "as_of": AS_OF, "mode": "simulation"}
    )
    started = time.perf_counter()
    run.action_run()
    seconds = time.perf_counter() - started
    assert run.state == "done", run.error
    steps = ", ".join(f"{step.step} {step.seconds:.3f}" for step in run.step_ids)
    run.unlink()
    env.cr.commit()
    return seconds, steps


def create_products(env):
    """One product in each of 40 categories, with ids in a row."""
    names = [f"Bench {number}" for number in range(1, 41)]
    categories = env["product.category"].create([{"name": name} for name in names])
    return env["product.product"].create(
        [
            {"name": name, "categ_id": category.id}
            for name, category in zip(names, categories, strict=True)
        ]
    )


def fill_more(env, company, options):
    """Lines, invoices, payments and facts, by SQL."""
    from odoo.tools import SQL

    env.cr.execute("SELECT MIN(id) FROM res_partner WHERE name = 'Customer 1'")
    [first] = env.cr.fetchone()
    account = env["account.account"].with_company(company)
    journal = env["account.journal"].create(
        {"name": "Bench", "code": "BEN", "type": "general", "company_id": company.id}
    )
    values = {
        "company": company.id,
        "currency": company.currency_id.id,
        "first": first,
        "customers": options.customers,
        "invoices": options.invoices,
        "as_of": AS_OF,
        "journal": journal.id,
        "account": account.create(
            {"name": "Debtors", "code": "110000", "account_type": "asset_receivable"}
        ).id,
        "product": create_products(env).ids[0],
    }
    env.flush_all()
    for statement in FILL:
        env.cr.execute(statement, values)
    env.cr.commit()
    env.cr._cnx.autocommit = True
    for table in TABLES:
        env.cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
    env.cr._cnx.autocommit = False
    env.invalidate_all()


if __name__ == "__main__":
    main()
