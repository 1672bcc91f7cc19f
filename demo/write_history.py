"""Two years of tiers: runs of the past, so that there are moves and trends to look at."""

from datetime import timedelta

from odoo.tools import SQL

# by quarters, then by months, then like the nights of the last weeks
DAYS_AGO = (720, 630, 540, 450, 360, 270, 180, 150, 120, 90, 60, 30, 14, 1)


def publish_past_runs(env, companies, today, begin=DAYS_AGO[0], end=0):
    """Live runs as of days in the past, the oldest first; today's is left to the user.

    :param begin: only those of so many days ago, down to more than ``end``
    """
    for company in companies:
        runs = env["customer.tier.run"].create(
            [
                {"company_id": company.id, "as_of": today - timedelta(days=days)}
                for days in DAYS_AGO
                if begin >= days > end
            ]
        )
        runs.sorted("as_of").action_run()


def stamp_orders(env, companies):
    """Give the orders of that time the tier that their customer had on their day.

    Confirming them would have done it, but they were made in bulk.
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE sale_order AS sale
               SET order_tier_id = (
                    SELECT move.to_tier_id
                      FROM customer_tier_move AS move
                      JOIN res_partner AS partner
                        ON partner.commercial_partner_id = move.partner_id
                     WHERE partner.id = sale.partner_id
                       AND move.company_id = sale.company_id
                       AND move.date < sale.date_order::date
                  ORDER BY move.date DESC, move.id DESC
                     LIMIT 1
                   )
             WHERE company_id = ANY(%s) AND state = 'sale' AND order_tier_id IS NULL
            """,
            companies.ids,
        )
    )
    env["sale.order"].invalidate_model(["order_tier_id"])
