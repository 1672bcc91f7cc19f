from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..outcome.holdout import held_out_later
from .campaign_flow_common import FlowCase
from .common import AS_OF
from .common_random import random_examples

CUSTOMERS = 5
CONDITIONS = ("always", "not_bought", "opened", "not_opened", "not_replied")


class History:
    """A campaign and what happens around it, day by day."""

    def __init__(self, chance):
        self.chance = chance
        pick = chance.choice
        self.rules = {
            "audience_kind": pick(["living", "living", "frozen"]),
            "goal": pick(["purchase", "none"]),
            "holdout_percent": pick([0, 40]),
            "outcome_days": pick([2, 4, 30]),
            "reentry_days": pick([0, 1, 2]),
            "approve_all_steps": pick([True, False]),
        }
        self.steps = [
            {
                "delay_days": pick([0, 0, 1, 2, 3]),
                "condition": pick(CONDITIONS),
                "channel": pick(["mail", "activity"]),
            }
            for _ in range(chance.randint(1, 4))
        ]
        # whom the audience does not mean at first; somebody is always there
        self.absent = self._some(0.3)[: CUSTOMERS - 1]
        self.days = [self._events() for _ in range(chance.randint(4, 14))]

    def _some(self, often):
        return [one for one in range(CUSTOMERS) if self.chance.random() < often]

    def _events(self):
        """Days go by, and some customers buy, open or answer what they got last, change tier or
        are archived; what waits is done; a step is approved.
        """
        return {
            "later": self.chance.choice([0, 1, 1, 1, 2, 4]),
            "buy": self._some(0.08),
            "open": self._some(0.2),
            "answer": self._some(0.1),
            "done": self._some(0.6),
            "switch": self._some(0.1),
            "archive": self._some(0.02),
            "approve": self.chance.choice([None, None, 0, 1, 2, 3]),
        }

    def __repr__(self):
        return f"{self.rules} {self.steps} {self.absent} {self.days}"


# As random as they get: Hypothesis' own would be mostly short, and alike.
HISTORIES = st.randoms(use_true_random=True).map(History)


@dataclass
class Touch:
    """``state``: due, done, or the reason why it was skipped."""

    step: int
    state: str
    due: date
    is_opened: bool = False
    is_replied: bool = False


@dataclass
class Entry:
    """``step``: the last one taken or skipped, -1 before the first."""

    is_held_out: bool
    entered: date
    end: date
    step_date: date
    state: str = "active"
    step: int = -1
    goal: date | None = None
    touches: list = field(default_factory=list)

    def waits(self, step=None):
        return any(
            touch.state == "due" and step in (None, touch.step)
            for touch in self.touches
        )


class Oracle:
    """The life of a campaign: one day, one customer and one rule after the other."""

    def __init__(self, rules, steps, seed, ids, lots):
        """:param lots: of each customer, whether it is held out, or None: is not there at first"""
        self.rules, self.steps, self.seed, self.ids = rules, steps, seed, ids
        self.approved = [rules["approve_all_steps"]] * len(steps)
        self.approved[0] = True
        self.is_over = False
        self.orders = [[] for _ in ids]
        self.meant = [lot is not None for lot in lots]
        self.archived = [False] * len(ids)
        self.rounds = [[] if lot is None else [self._enter(lot, AS_OF)] for lot in lots]

    def _enter(self, is_held_out, today):
        end = today + timedelta(days=self.rules["outcome_days"] - 1)
        return Entry(is_held_out, today, end, today)

    def entries(self):
        return [
            (place, entry)
            for place, entries in enumerate(self.rounds)
            for entry in entries
        ]

    def approve(self, step, today):
        self.approved[step] = True
        for _place, entry in self.entries():
            if entry.waits(step):
                for touch in entry.touches:
                    if touch.step == step:
                        touch.due = today
                if entry.step == step:
                    entry.step_date = today

    def advance(self, today):
        if self.rules["audience_kind"] == "living":
            self._enter_newcomers(today)
        for place, entry in self.entries():
            self._settle(place, entry, today)
        self._withdraw()
        for step in range(len(self.steps)):
            for place, entry in self.entries():
                if self._is_due(entry, step, today):
                    self._take(place, entry, step, today)
        for _place, entry in self.entries():
            if entry.state == "active" and self._is_through(entry, today):
                entry.state = "finished"
        again = self.rules["audience_kind"] == "living" and self.rules["reentry_days"]
        if not again and all(entry.end < today for _place, entry in self.entries()):
            self.is_over = True
            for _place, entry in self.entries():
                if entry.state == "active":
                    entry.state = "finished"
            self._withdraw()

    def _enter_newcomers(self, today):
        again = self.rules["reentry_days"]
        share = self.rules["holdout_percent"] / 100
        for place, entries in enumerate(self.rounds):
            if self.archived[place] or not self.meant[place]:
                continue
            if not entries:
                lot = held_out_later(self.seed, self.ids[place], share)
                entries.append(self._enter(lot, today))
            elif (
                again
                and entries[-1].state != "active"
                and entries[-1].end + timedelta(days=again) <= today
            ):
                entries.append(self._enter(entries[0].is_held_out, today))

    def _bought(self, place, entry):
        days = [day for day in self.orders[place] if day >= entry.entered]
        return min(days, default=None)

    def _settle(self, place, entry, today):
        day = self._bought(place, entry)
        if (
            self.rules["goal"] == "purchase"
            and day
            and (
                entry.state == "active"
                or (entry.state == "finished" and day <= entry.end)
            )
        ):
            entry.state, entry.goal = "goal", day
        if entry.state == "active" and (
            self.archived[place]
            or (self.rules["audience_kind"] == "living" and not self.meant[place])
        ):
            entry.state = "left"

    def _withdraw(self):
        for _place, entry in self.entries():
            for touch in entry.touches:
                if touch.state == "due" and entry.state != "active":
                    touch.state = "left"

    def _is_due(self, entry, step, today):
        return (
            entry.state == "active"
            and not entry.is_held_out
            and entry.step == step - 1
            and entry.step_date + timedelta(days=self.steps[step]["delay_days"])
            <= today
            and (step == 0 or self.approved[step - 1] or not entry.waits(step - 1))
        )

    def _take(self, place, entry, step, today):
        is_wanted = {
            "always": True,
            "not_bought": not self._bought(place, entry),
            "opened": any(touch.is_opened for touch in entry.touches),
            "not_opened": not any(touch.is_opened for touch in entry.touches),
            "not_replied": not any(touch.is_replied for touch in entry.touches),
        }[self.steps[step]["condition"]]
        entry.touches.append(Touch(step, "due" if is_wanted else "condition", today))
        entry.step, entry.step_date = step, today

    def _is_through(self, entry, today):
        if entry.is_held_out:
            return entry.end < today
        return entry.step == len(self.steps) - 1 and not entry.waits()


@tagged("post_install", "-at_install")
class TestCampaignRandom(FlowCase):
    """The steps of a campaign in SQL against the same rules in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._hospitals(CUSTOMERS)
        cls._run()
        for customer in cls.customers:
            cls._profile(customer).sudo().tier_id = cls.tier_b
        campaigns = cls.env.registry["customer.tier.campaign"]
        # what channels do is theirs; here only what is due is looked at
        for name in ("_deliver_mail", "_deliver_activity"):
            cls.classPatch(campaigns, name, lambda campaign, step, today: None)
        cls.classPatch(campaigns, "_sync_touches", lambda campaign: None)

    @given(history=HISTORIES)
    @random_examples(40)
    def test_sql_agrees_with_the_oracle(self, history):
        with closing(self.env.cr.savepoint()):
            self._check(history)
        self.env.invalidate_all()

    def _check(self, history):
        rules, steps = history.rules, history.steps
        self.today = AS_OF
        self.patch(
            self.env.registry["customer.tier.campaign"],
            "_today",
            lambda campaign: self.today,
        )
        for place in history.absent:
            self._profile(self.customers[place]).sudo().tier_id = self.tier_c
        campaign = self._launched(
            [{"sequence": place, **step} for place, step in enumerate(steps)],
            tier_ids=self.tier_b.ids,
            **rules,
        )
        lots = {entry.partner_id: entry.is_held_out for entry in campaign.entry_ids}
        oracle = Oracle(
            rules,
            steps,
            campaign.seed,
            self.customers.ids,
            [lots.get(customer) for customer in self.customers],
        )
        oracle.advance(AS_OF)
        self._compare(campaign, oracle)
        for events in history.days:
            self.today += timedelta(days=events["later"])
            self._happen(campaign, oracle, events)
            campaign._advance(self.today)
            oracle.advance(self.today)
            self._compare(campaign, oracle)
            self.assertEqual(campaign.state == "done", oracle.is_over)
            if oracle.is_over:
                break

    # ---------------------------------------------------------------- events

    def _happen(self, campaign, oracle, events):
        for place in events["buy"]:
            self._order(self.customers[place], (AS_OF - self.today).days, 10)
            oracle.orders[place].append(self.today)
        for place in events["open"]:
            self._mark(campaign, oracle, place, "is_opened")
        for place in events["answer"]:
            self._mark(campaign, oracle, place, "is_replied")
        for place in events["done"]:
            self._finish(campaign, oracle, place)
        for place in events["switch"]:
            self._switch(oracle, place)
        for place in events["archive"]:
            oracle.archived[place] = True
            self.customers[place].active = False
        step = events["approve"]
        if step is not None and step < len(oracle.steps) and not oracle.approved[step]:
            self._ordered(campaign)[step]._approve()
            oracle.approve(step, self.today)

    def _ordered(self, campaign):
        return campaign.step_ids.sorted("sequence")

    def _touches_of(self, campaign, place):
        """Of the last time that a customer was in the campaign."""
        entries = campaign.with_context(active_test=False).entry_ids
        mine = entries.filtered(lambda e: e.partner_id == self.customers[place])
        last = mine.sorted("round")[-1:]
        touches = campaign.touch_ids.filtered(lambda t: t.entry_id == last)
        return touches.sorted(lambda touch: touch.step_id.sequence).sudo()

    def _mark(self, campaign, oracle, place, name):
        self._touches_of(campaign, place)[-1:][name] = True
        for entry in oracle.rounds[place][-1:]:
            for touch in entry.touches[-1:]:
                setattr(touch, name, True)

    def _finish(self, campaign, oracle, place):
        touches = self._touches_of(campaign, place)
        touches.filtered(lambda touch: touch.state == "due").state = "done"
        for entry in oracle.rounds[place][-1:]:
            for touch in entry.touches:
                if touch.state == "due":
                    touch.state = "done"

    def _switch(self, oracle, place):
        oracle.meant[place] = not oracle.meant[place]
        tier = self.tier_b if oracle.meant[place] else self.tier_c
        profile = self._profile(self.customers[place])
        profile.sudo().tier_id = tier

    # --------------------------------------------------------------- compare

    def _compare(self, campaign, oracle):
        self.env.flush_all()
        self.env.invalidate_all()
        steps = {step: place for place, step in enumerate(self._ordered(campaign))}
        found = {}
        by_entry = campaign.touch_ids.grouped("entry_id")
        for entry in campaign.with_context(active_test=False).entry_ids:
            touches = by_entry.get(entry, campaign.touch_ids.browse())
            found[self.customers.ids.index(entry.partner_id.id), entry.round] = (
                entry.is_held_out,
                entry.state,
                entry.entered_date,
                entry.outcome_end,
                entry.goal_date or None,
                steps.get(entry.step_id, -1),
                entry.step_date,
                sorted(
                    (steps[touch.step_id], touch.reason or touch.state, touch.due_date)
                    for touch in touches
                ),
            )
        expected = {
            (place, number): (
                entry.is_held_out,
                entry.state,
                entry.entered,
                entry.end,
                entry.goal,
                entry.step,
                entry.step_date,
                [(touch.step, touch.state, touch.due) for touch in entry.touches],
            )
            for place, entries in enumerate(oracle.rounds)
            for number, entry in enumerate(entries, 1)
        }
        self.assertEqual(found, expected)
