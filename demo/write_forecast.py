"""What was foreseen on days of the past, and is foreseen today."""

from datetime import timedelta

from odoo.tools import SQL

# activities of these types are planned by nights
PLANNED = ("warning", "warranty_ending", "renewal_due")
# of the main company: so that warnings of then can be held against what came of them
DAYS_AGO = (330, 250, 170, 100, 30)


def forecast(env, companies, today):
    """As the scheduled action would have: the oldest first, each company's last one as of today."""
    env.flush_all()
    # All of this is one transaction: without statistics PostgreSQL would expect empty tables.
    env.cr.execute(
        SQL(
            "ANALYZE customer_profile, res_partner, sale_order, sale_order_line, account_move,"
            " account_move_line, product_product, product_template, mailing_trace"
        )
    )
    runs = env["customer.forecast.run"]
    for days in DAYS_AGO:
        runs._forecast_company(companies[0], today - timedelta(days=days))
    for company in companies:
        runs._forecast_company(company, today)
    _put_off(env, today)


def _put_off(env, today):
    """What those nights planned is still to be done, but not for months already."""
    types = env["mail.activity.type"]
    for name in PLANNED:
        types |= env.ref(f"customer_tier.mail_activity_type_{name}")
    late = env["mail.activity"].search(
        [("activity_type_id", "in", types.ids), ("date_deadline", "<", today)],
        order="id",
    )
    for number, activity in enumerate(late):
        activity.date_deadline = today + timedelta(days=number % 7 - 2)
