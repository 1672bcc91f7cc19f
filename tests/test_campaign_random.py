from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import Phase, given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..outcome.holdout import held_out_later
from .campaign_flow_common import FlowCase
from .common import AS_OF
from .common_random import random_examples

CUSTOMERS = 5
CONDITIONS = ("always", "not_bought", "opened", "not_opened", "not_replied")
HISTORIES = random_examples(40, [Phase.explicit, Phase.generate, Phase.shrink])

STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "delay_days": st.sampled_from([0, 0, 1, 2, 3]),
            "condition": st.sampled_from(CONDITIONS),
            "channel": st.sampled_from(["mail", "activity"]),
        }
    ),
    min_size=1,
    max_size=4,
)
RULES = st.fixed_dictionaries(
    {
        "audience_kind": st.sampled_from(["living", "frozen"]),
        "goal": st.sampled_from(["purchase", "none"]),
        "holdout_percent": st.sampled_from([0, 40]),
        "outcome_days": st.sampled_from([3, 6, 30]),
        "reentry_days": st.sampled_from([0, 1, 3]),
        "approve_all_steps": st.booleans(),
    }
)
# What happens before the campaign goes on: days go by, and some customers buy, open or answer
# what they got last, change tier or are archived; what waits is done; a step is approved.
SOME = st.sets(st.integers(0, CUSTOMERS - 1), max_size=2)
DAYS = st.lists(
    st.fixed_dictionaries(
        {
            "later": st.sampled_from([0, 1, 1, 1, 2, 4]),
            "buy": SOME,
            "open": SOME,
            "answer": SOME,
            "done": SOME,
            "switch": SOME,
            "archive": st.sampled_from([None] * 9 + [*range(CUSTOMERS)]),
            "approve": st.sampled_from([None, 0, 1, 2, 3]),
        }
    ),
    min_size=3,
    max_size=12,
)


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
        """:param lots: of each customer, whether it is held out; all enter on AS_OF"""
        self.rules, self.steps, self.seed, self.ids = rules, steps, seed, ids
        self.approved = [rules["approve_all_steps"]] * len(steps)
        self.approved[0] = True
        self.is_over = False
        self.orders = [[] for _ in ids]
        self.meant = [True] * len(ids)
        self.archived = [False] * len(ids)
        self.rounds = [[self._enter(is_held_out, AS_OF)] for is_held_out in lots]

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
        if all(entry.end < today for _place, entry in self.entries()):
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

    @given(rules=RULES, steps=STEPS, days=DAYS)
    @HISTORIES
    def test_sql_agrees_with_the_oracle(self, rules, steps, days):
        with closing(self.env.cr.savepoint()):
            self._check_history(rules, steps, days)
        self.env.invalidate_all()

    def _check_history(self, rules, steps, days):
        self.today = AS_OF
        self.patch(
            self.env.registry["customer.tier.campaign"],
            "_today",
            lambda campaign: self.today,
        )
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
            [lots[customer] for customer in self.customers],
        )
        oracle.advance(AS_OF)
        self._compare(campaign, oracle)
        for events in days:
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
        for place in sorted(events["buy"]):
            self._order(self.customers[place], (AS_OF - self.today).days, 10)
            oracle.orders[place].append(self.today)
        for place in sorted(events["open"]):
            self._mark(campaign, oracle, place, "is_opened")
        for place in sorted(events["answer"]):
            self._mark(campaign, oracle, place, "is_replied")
        for place in sorted(events["done"]):
            self._finish(campaign, oracle, place)
        for place in sorted(events["switch"]):
            self._switch(oracle, place)
        if events["archive"] is not None:
            oracle.archived[events["archive"]] = True
            self.customers[events["archive"]].active = False
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
        for touch in oracle.rounds[place][-1].touches[-1:]:
            setattr(touch, name, True)

    def _finish(self, campaign, oracle, place):
        touches = self._touches_of(campaign, place)
        touches.filtered(lambda touch: touch.state == "due").state = "done"
        for touch in oracle.rounds[place][-1].touches:
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
        for entry in campaign.with_context(active_test=False).entry_ids:
            touches = campaign.touch_ids.filtered(lambda t: t.entry_id == entry)  # noqa: B023
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
