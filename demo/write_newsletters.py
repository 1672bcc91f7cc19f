"""A monthly letter to some customers of the main company, and who reads it."""

from datetime import datetime, time, timedelta

LETTERS = 9
EVERY_DAYS = 30
TO_EVERY = 3  # customers: one of so many gets it
IGNORED_BY = 7  # recipients: one of so many has stopped reading it
IGNORED = (5, 9)  # letters since


def write(env, plan, buyers):
    mailings = env["mailing.mailing"].create(
        [
            {
                "subject": f"News for laboratories and wards, {day:%m/%Y}",
                "mailing_model_id": env.ref("base.model_res_partner").id,
                "body_arch": "<p>What is new this month.</p>",
                "body_html": "<p>What is new this month.</p>",
                "state": "done",
                "sent_date": datetime.combine(day, time(8)),
            }
            for number in range(LETTERS)
            for day in [plan.today - timedelta(days=10 + EVERY_DAYS * number)]
        ]
    )
    env["mailing.trace"].create(
        [
            _trace(mailing, age, number, buyers.customers[customer.reference])
            for age, mailing in enumerate(mailings)
            for number, customer in enumerate(plan.customers[::TO_EVERY])
        ]
    )


def _trace(mailing, age, number, partner):
    """:param age: how many letters ago; the first 0 is the last one that was sent"""
    silent = IGNORED[number // IGNORED_BY % 2] if number % IGNORED_BY == 0 else 0
    is_read = age >= silent and (number + age) % 3 < 2
    read = mailing.sent_date + timedelta(hours=number % 50)
    return {
        "trace_type": "mail",
        "model": "res.partner",
        "res_id": partner.id,
        "email": partner.email_normalized,
        "mass_mailing_id": mailing.id,
        "sent_datetime": mailing.sent_date,
        "trace_status": "open" if is_read else "sent",
        "open_datetime": read if is_read else False,
    }
