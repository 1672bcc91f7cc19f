from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import AS_OF
from .common_promises import PromiseCase
from .common_random import random_examples

HISTORY = 30  # days that are lived through
CUSTOMERS = 4
LEAD = 3


@dataclass(frozen=True)
class World:
    """What is promised, and on which days before AS_OF each customer was visited."""

    days: int
    promised_since: int
    visits: tuple  # one tuple of days ago for each customer
    moves: tuple  # days ago when each customer came into the tier


@st.composite
def worlds(draw):
    any_day = st.integers(0, HISTORY + 10)
    return World(
        days=draw(st.integers(1, 12)),
        promised_since=draw(st.integers(HISTORY - 20, HISTORY + 5)),
        visits=tuple(
            tuple(draw(st.lists(any_day, max_size=8))) for _ in range(CUSTOMERS)
        ),
        moves=tuple(draw(any_day) for _ in range(CUSTOMERS)),
    )


class Ledger:
    """The rules in plain words: one customer, one day after another."""

    def __init__(self, partner_id, days, since):
        self.partner_id = partner_id
        self.days = days
        self.since = since
        self.visits = []
        self.rows = []  # [state, counted from, due, done]

    def live_through(self, today, visited):
        if visited:
            self.visits.append(today)
        self.keep()
        for row in self.rows:
            if row[0] == "open" and row[2] < today:
                row[0] = "missed"
        for row in self.rows:
            if row[0] == "missed" and row[3] is None:
                row[3] = next((day for day in self.visits if day > row[2]), None)
        self.open_next(today)
        self.keep()

    def keep(self):
        for row in self.rows:
            for day in self.visits:
                if row[0] == "open" and row[1] < day <= row[2]:
                    row[0], row[3] = "kept", day

    def open_next(self, today):
        last = self.rows[-1] if self.rows else None
        if last and last[0] == "open":
            return
        count_from = max(self.visits, default=None)
        if last and last[0] == "missed":
            count_from = last[2]
        length = timedelta(days=self.days)
        if count_from is None or count_from + length <= self.since:
            # spread over the days after the promise began
            count_from = self.since - timedelta(days=1)
            due = self.since + timedelta(days=1 + self.partner_id % self.days)
        else:
            due = count_from + length
        soon = due - timedelta(days=min(LEAD, self.days // 2)) <= today
        if last and last[0] == "kept" and last[2] >= today and not soon:
            return
        self.rows.append(["open", count_from, max(due, today), None])


@tagged("post_install", "-at_install")
class TestPromiseOracle(PromiseCase):
    """The SQL that keeps the ledger, against a diary kept by hand, on random histories."""

    @random_examples(10)
    @given(world=worlds())
    def test_every_promise_is_what_the_diary_says(self, world):
        with closing(self.env.cr.savepoint()):
            self._check(world)

    def _check(self, world):
        self.company.tier_promise_lead_days = LEAD
        self._service(
            visit_promised=True, visit_days=world.days, since=world.promised_since
        )
        customers = [
            self._customer(f"Hospital {number}", user_id=self.seller.id)
            for number in range(CUSTOMERS)
        ]
        diaries = {
            customer: Ledger(
                customer.id,
                world.days,
                AS_OF - timedelta(days=min(since, world.promised_since)),
            )
            for customer, since in zip(customers, world.moves, strict=True)
        }
        for customer, visits in zip(customers, world.visits, strict=True):
            for days_ago in set(visits):
                self._done(customer, days_ago)
        # visits from before the promise count from their own day
        for days_ago in range(HISTORY + 10, -1, -1):
            self._live_through(world, days_ago, diaries)
        for customer, diary in diaries.items():
            self.assertEqual(self._written(customer), diary.rows)

    def _live_through(self, world, days_ago, diaries):
        today = AS_OF - timedelta(days=days_ago)
        lives = zip(diaries.items(), world.moves, world.visits, strict=True)
        for (customer, diary), moved, visits in lives:
            if moved == days_ago:
                self._put_in_tier(customer, self.tier_a, moved)
            if today >= diary.since:
                diary.live_through(today, days_ago in visits)
            elif days_ago in visits:
                diary.visits.append(today)
        if days_ago <= world.promised_since:
            self._keep_books(days_ago)

    def _written(self, customer):
        return [
            [
                promise.state,
                promise.start_date,
                promise.due_date,
                promise.done_at.date() if promise.done_at else None,
            ]
            for promise in self._promises(customer)
        ]
