"""Service promises of the main company, and what people did in the last months to keep them."""

from datetime import datetime, time, timedelta

from odoo.fields import Command
from odoo.tools import SQL

SINCE = 120  # days: when the promises were switched on
STEP = 6  # days from one entry in the ledger to the next

# tier -> what it is promised
PROMISES = {
    "A": {
        "visit_promised": True,
        "visit_days": 30,
        "answer_promised": True,
        "answer_hours": 4,
        "answer_working_hours": True,
        "delivery_promised": True,
    },
    "B": {
        "visit_promised": True,
        "visit_days": 60,
        "answer_promised": True,
        "answer_hours": 24,
        "answer_working_hours": False,
    },
    "C": {"contact_promised": True, "contact_days": 180},
}
# tier -> days from one activity to the next, and what is done in turn
RHYTHM = {
    "A": (13, ("visit", "call", "todo")),
    "B": (31, ("visit", "call")),
    "C": (170, ("call",)),
}
TYPES = {
    "visit": "customer_tier.mail_activity_type_visit",
    "call": "mail.mail_activity_data_call",
    "todo": "mail.mail_activity_data_todo",
}
QUESTIONS = (
    "When can the field engineer come for the yearly maintenance?",
    "Please send us a quotation for next quarter's reagents.",
    "The analyser shows error 12 since this morning. What can we do?",
    "Is there a training for the new operators?",
)
# hours until the answer, in turn; None: nobody answered
ANSWER_HOURS = (1, 2, 20, 3, 1, 50, 2, None)


def create_promises(env, company, today):
    """Switch them on some months ago; tier A has a pricelist of its own."""
    env.ref("base.group_user").implied_ids = [
        Command.link(env.ref("product.group_product_pricelist").id)
    ]
    _standard, key_prices = env["product.pricelist"].create(
        [
            {"name": "Export prices", "company_id": company.id, "sequence": 1},
            {
                "name": "Key customer prices",
                "company_id": company.id,
                "sequence": 90,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 6,
                        }
                    )
                ],
            },
        ]
    )
    services = env["customer.tier.service"]
    for code, values in PROMISES.items():  # tier A first
        tier = env["customer.tier"].search([("code", "=", code)])
        services |= services.create(
            {"tier_id": tier.id, "company_id": company.id, **values}
        )
    services[0].write({"pricelist_promised": True, "pricelist_id": key_prices.id})
    since = today - timedelta(days=SINCE)
    services.write(
        {"visit_since": since, "contact_since": since, "answer_since": since}
    )
    return services


def write_touches(env, company, today):
    """Visits, calls and tasks by tier, the busy rep more often than the other; some meetings."""
    profiles = env["customer.profile"].search(
        [("company_id", "=", company.id), ("tier_id.code", "in", [*RHYTHM])],
        order="partner_id",
    )
    messages = []
    for number, profile in enumerate(profiles):
        every, kinds = RHYTHM[profile.tier_id.code]
        every += number % 5 * 4
        if profile.tier_id.code == "C" and number % 4:
            continue  # nobody talks to most of the small ones: the balance shows it
        for turn, days_ago in enumerate(range(2 + number % every, SINCE + 60, every)):
            kind = kinds[(turn + number) % len(kinds)]
            messages.append(
                {
                    "model": "res.partner",
                    "res_id": profile.partner_id.id,
                    "message_type": "notification",
                    "subtype_id": env.ref("mail.mt_activities").id,
                    "mail_activity_type_id": env.ref(TYPES[kind]).id,
                    "author_id": profile.user_id.partner_id.id,
                    "record_company_id": company.id,
                    "date": datetime.combine(today - timedelta(days=days_ago), time(8)),
                }
            )
    env["mail.message"].create(messages)
    _write_meetings(env, profiles.filtered(lambda p: p.tier_id.code == "A"), today)


def _write_meetings(env, profiles, today):
    """One meeting each with the first of them, in the calendar and held."""
    env["calendar.event"].with_context(
        no_mail_to_attendees=True, dont_notify=True
    ).create(
        [
            {
                "name": f"Yearly review with {profile.partner_id.name}",
                "user_id": profile.user_id.id,
                "partner_ids": [
                    Command.set((profile.partner_id + profile.user_id.partner_id).ids)
                ],
                "start": start,
                "stop": start + timedelta(hours=1),
            }
            for number, profile in enumerate(profiles[:12])
            for start in [
                datetime.combine(today - timedelta(days=5 + 6 * number), time(7))
            ]
        ]
    )


def write_questions(env, company, today):
    """Customers write on their last orders; most get an answer."""
    orders = env["sale.order"].search(
        [
            ("company_id", "=", company.id),
            ("state", "=", "sale"),
            (
                "partner_id.commercial_partner_id.customer_tier_id.code",
                "in",
                ["A", "B"],
            ),
        ],
        order="date_order desc, id desc",
        limit=60,
    )
    written = []
    for number, order in enumerate(orders):
        day = today - timedelta(days=1 + number * 3 // 2)
        asked = datetime.combine(day, time(1 + number % 8))
        written.append((asked, order, order.partner_id, QUESTIONS[number % 4]))
        hours = ANSWER_HOURS[number % len(ANSWER_HOURS)]
        if hours is not None:
            answer = "We are on it and will call you today."
            seller = order.partner_id.commercial_partner_id.user_id
            written.append(
                (asked + timedelta(hours=hours), order, seller.partner_id, answer)
            )
    written.sort(key=lambda message: message[0])
    env["mail.message"].create(
        [
            {
                "model": "sale.order",
                "res_id": order.id,
                "message_type": "comment",
                "subtype_id": env.ref("mail.mt_comment").id,
                "author_id": author.id,
                "record_company_id": company.id,
                "body": text,
                "date": at,
            }
            for at, order, author, text in written
            if at.date() < today
        ]
    )


def keep_ledger(env, company, today):
    """The ledger as if the scheduled action had run; what is due today is planned."""
    ledger = env["customer.tier.ledger"]
    env.flush_all()
    # All of this is one transaction: without statistics PostgreSQL would expect empty tables.
    env.cr.execute(
        SQL("ANALYZE customer_profile, res_partner, mail_message, sale_order, crm_lead")
    )
    for days_ago in range(SINCE, 0, -STEP):
        now = datetime.combine(today - timedelta(days=days_ago), time(20))
        ledger._write_ledger(ledger._books(company, now), company)
    ledger._keep_books(company, datetime.combine(today, time(6)))
