"""Tier campaigns of the main company: one is over and worked, one runs, one is proposed.

Nothing is sent. Campaigns of the past go through the same steps as real ones, day by day; only
their mailings are written down as sent, with traces of what became of them, and calls as made.
"""

from datetime import datetime, time, timedelta
from random import Random

from odoo.fields import Command

from ..campaigns import entries, steps
from . import behaviours as buying
from .needs import make_needs
from .plan import SEED, Order

# Days before today; each campaign looks at the tiers of the last run before it.
FINISHED_DAYS = 150
RUNNING_DAYS = 20
# What became of each mail, in turn.
ANSWERS = ("open", "sent", "reply", "open", "sent", "open", "sent", "open", "sent")
BOUNCES_EVERY = 19
CALL_HOURS = timedelta(hours=9)

STEADY = next(kind for kind in buying.BEHAVIOURS if kind.name == "steady")


def start_finished(env, company, user, today):
    """Half a year of minimum care for all middle and small customers."""
    day = today - timedelta(days=FINISHED_DAYS)
    return _launch(
        env.ref("customer_tier.playbook_care_c"),
        user,
        day,
        name=f"Expiry dates and calibration, {day:%m/%Y}",
        company_id=company.id,
        tier_ids=[Command.clear()],
        # so many, and so few days, that the effect shows however the lots fall
        holdout_percent=35,
        outcome_days=90,
        leave_out_doubtful=False,
        quiet_days=0,
        margin_percent=32,
    )


def start_running(env, company, user, today):
    """Winning back the sleeping; its calls are being made."""
    day = today - timedelta(days=RUNNING_DAYS)
    return _launch(
        env.ref("customer_tier.playbook_win_back"),
        user,
        day,
        name=f"Win back the sleeping, {day:%m/%Y}",
        company_id=company.id,
        audience_kind="frozen",
        leave_out_busy=False,
        quiet_days=0,
        margin_percent=32,
    )


def _launch(playbook, user, day, **values):
    """A campaign as it was launched on a day in the past; its first step is approved."""
    env = playbook.with_context(mail_auto_subscribe_no_notify=True).env
    campaign = env["customer.tier.campaign"].create(
        {
            **playbook._audience_values(),
            "playbook_id": playbook.id,
            "user_id": user.id,
            "seed": f"{SEED}/{playbook.sequence}",  # the same lots each time
            **values,
        }
    )
    playbook._copy_steps_to(campaign)
    campaign.write(campaign._write_entries(day, campaign._choose(day)))
    campaign.write(
        {"state": "running", "launched_date": day, "launched_by_id": user.id}
    )
    env.flush_all()
    env.cr.execute(entries.launch(campaign.id, day, campaign._outcome_end(day)))
    campaign._forget_cached_entries()
    _approve(campaign.step_ids[0], user, day)
    return campaign


def _approve(step, user, day):
    step.write(
        {
            "is_approved": True,
            "approved_by_id": user.id,
            "approved_at": datetime.combine(day, time(8)),
        }
    )
    # approving it made what waits for it due today
    step.env.flush_all()
    step.env.cr.execute(steps.release(step.id, day))
    step.campaign_id._forget_cached_entries()


def orders_brought(campaign, plan, share, days):
    """Orders that the treated make on top of what they would have: the true effect.

    :param share: of the treated who order once more
    :param days: (first, last) after the launch
    """
    treated = campaign.entry_ids.filtered(lambda entry: not entry.is_held_out)
    references = set(treated.partner_id.mapped("ref"))
    orders = []
    for customer in plan.customers:
        random = Random(f"{SEED}/{campaign.seed}/{customer.reference}")
        if customer.reference not in references or random.random() > share:
            continue
        day = campaign.launched_date + timedelta(days=random.randint(*days))
        day = buying.before_weekend(day)
        size = random.uniform(1, 3)
        needs = make_needs(customer, plan.today)
        lines = buying.basket(STEADY, needs, 0, size, day, random)
        orders.append(Order(customer, day, lines))
    return orders


# (days ago, what starts after the runs until then, its effect), the oldest first
STARTS = (
    (FINISHED_DAYS, start_finished, (0.97, (4, 60))),
    (30, start_running, (0.25, (3, 18))),
)


# -------------------------------------------------------------------- step by step


def go_on(campaign, user, days_later):
    """What became due on a day of the past, and what was done about it."""
    day = campaign.launched_date + timedelta(days=days_later)
    campaign._sync_touches()
    campaign.env.flush_all()
    campaign._settle_entries(day)
    campaign._take_steps(day)
    campaign._forget_cached_entries()
    for step in campaign.touch_ids.filtered(lambda touch: touch.state == "due").step_id:
        _approve(step, user, day)
        if step.channel == "mail":
            _write_mailing(campaign, step, day)
        else:
            _write_calls(campaign, step, day)
    campaign._sync_touches()


def _write_mailing(campaign, step, day):
    """The mailing of a step as sent, with a trace for each recipient."""
    env = campaign.env
    sent_at = datetime.combine(day, time(8))
    mailing = campaign._prepare_mailings(step)[:1]
    touches = campaign.touch_ids.filtered(
        lambda touch: touch.step_id == step and touch.state == "due"
    )
    touches.write({"mailing_id": mailing.id})
    env["mailing.trace"].create(
        [
            _trace(touch, mailing, sent_at, number)
            for number, touch in enumerate(touches.sorted("id"), 1)
        ]
    )
    mailing.write({"state": "done", "sent_date": sent_at})


def _trace(touch, mailing, sent_at, number):
    status = ANSWERS[number % len(ANSWERS)]
    values = {}
    if number % BOUNCES_EVERY == 0:
        status, values = "bounce", {"failure_type": "mail_bounce"}
    if status in ("open", "reply"):
        values["open_datetime"] = sent_at + timedelta(hours=number % 50)
    if status == "reply":
        values["reply_datetime"] = sent_at + timedelta(hours=number % 50 + 1)
    return {
        "trace_type": "mail",
        "model": "res.partner",
        "res_id": touch.recipient_id.id,
        "email": touch.recipient_id.email_normalized,
        "mass_mailing_id": mailing.id,
        "sent_datetime": sent_at,
        "trace_status": status,
        **values,
    }


def _write_calls(campaign, step, day):
    """Calls as planned then: those of days gone by are made, the others wait."""
    campaign._deliver_activity(step, day)
    today = campaign._today()
    for touch in campaign.touch_ids.filtered(lambda touch: touch.step_id == step):
        planned = touch.activity_id.date_deadline
        if planned and planned < today:
            touch.activity_id.unlink()
            touch.write(
                {
                    "state": "done",
                    "reason": False,
                    "done_at": datetime.combine(planned, time()) + CALL_HOURS,
                }
            )


# ------------------------------------------------------------------------ what else


def finish(env, campaigns, users, plan):
    """Both campaigns as they stand today, what they cost and what they brought."""
    finished, running = campaigns
    users["manager"].notification_type = "inbox"  # there is no mail server to write to
    for days_later in (0, 7, 82):
        go_on(finished, users["manager"], days_later)
    finished._close(finished.launched_date + timedelta(days=finished.outcome_days))
    running.step_ids.max_per_day = 1  # so that some are still to be made
    for days_later in (0, 14):
        go_on(running, users["manager"], days_later)
    costs = (
        (finished, "Texts and translation", 900),
        (finished, "Working time of the calls", 1600),
        (running, "Working time of the calls", 700),
    )
    env["customer.tier.campaign.cost"].create(
        [
            {
                "campaign_id": campaign.id,
                "name": name,
                "date": campaign.launched_date,
                "amount": amount,
            }
            for campaign, name, amount in costs
        ]
    )
    for campaign in campaigns:
        _link_orders(campaign)
        campaign._measure(plan.today)


def _link_orders(campaign):
    """Orders of those who answered a mail belong to the marketing campaign."""
    answered = campaign.touch_ids.filtered("is_opened").partner_id
    orders = campaign.env["sale.order"].search(
        [
            ("company_id", "=", campaign.company_id.id),
            ("partner_id.commercial_partner_id", "in", answered.ids),
            ("date_order", ">", campaign.launched_date + timedelta(days=1)),
            ("date_order", "<", campaign.launched_date + timedelta(days=45)),
        ]
    )
    orders.campaign_id = campaign.utm_campaign_id


def propose(env, company, user):
    """What a salesperson would like to do for own key customers."""
    playbook = env.ref("customer_tier.playbook_rescue_a").with_user(user)
    quiet = playbook.with_company(company).with_context(
        # nobody gets a mail for it
        mail_activity_quick_update=True,
        mail_auto_subscribe_no_notify=True,
    )
    campaign = quiet.env["customer.tier.campaign"].create(
        {
            **quiet._audience_values(),
            "name": "My key customers who order late",
            "company_id": company.id,
            "playbook_id": playbook.id,
            "quiet_days": 0,
            "leave_out_busy": False,
        }
    )
    quiet._copy_steps_to(campaign)
    campaign.action_prepare()
    campaign.action_propose()
    return campaign


def write_trigger(env, company):
    """One trigger to look at. It is off: the demo sends nothing."""
    env["customer.tier.playbook.trigger"].create(
        {
            "playbook_id": env.ref("customer_tier.playbook_rescue_a").id,
            "company_id": company.id,
            "event": "enter_segment",
            "segment_id": env.ref("customer_tier.segment_cannot_lose").id,
            "daily_cap": 5,
        }
    )
