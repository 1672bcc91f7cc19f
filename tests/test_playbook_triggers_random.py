from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..campaigns import triggers
from .campaign_common import CampaignCase
from .common import AS_OF
from .common_random import random_examples

TODAY = 20  # days after AS_OF
EVENTS = ("enter_tier", "leave_tier", "enter_segment", "leave_segment")

# places in a short list of tiers and of segments; None: nothing
place = st.sampled_from([None, 0, 1])
# (customer, day, (tier before, after), (segment before, after))
moves = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, TODAY + 2),
        st.tuples(place, place),
        st.tuples(place, place),
    ),
    max_size=12,
)
# (customer, day it entered, state)
entered = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, TODAY),
        st.sampled_from(["active", "goal", "finished"]),
    ),
    max_size=3,
    unique_by=lambda entry: entry[0],
)
now = st.lists(st.tuples(place, place), min_size=4, max_size=4)
rules = st.fixed_dictionaries(
    {
        "event": st.sampled_from(EVENTS),
        "which": st.integers(0, 1),
        "seen": st.integers(0, 6),
        "wait_days": st.sampled_from([1, 7, 30]),
        "customer_days": st.sampled_from([0, 5, 180]),
    }
)


@tagged("post_install", "-at_install")
class TestPlaybookTriggersRandom(CampaignCase):
    """Whom a trigger takes, against a slow and obvious program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = [cls._customer(f"Hospital {number}") for number in range(4)]
        for customer in cls.customers:
            cls._order(customer, 20, 100)
        cls.published = cls._run()
        cls.segments = cls.env["customer.segment"].search([], limit=2)
        cls.tiers = cls.tier_a + cls.tier_b
        cls.campaign = cls._campaign()

    @random_examples(60)
    @given(moves, entered, now, rules)
    def test_moves_that_count(self, moves, entered, now, rules):
        with self.env.cr.savepoint() as savepoint:
            ids = self._write(moves, entered, now)
            trigger = triggers.Trigger(
                campaign_id=self.campaign.id,
                company_id=self.company.id,
                event=rules["event"],
                which=self._of(rules["event"])[rules["which"]].id,
                seen_move=ids[: rules["seen"] + 1][-1],
                today=AS_OF + timedelta(days=TODAY),
                wait_days=rules["wait_days"],
                customer_days=rules["customer_days"],
            )
            rows = self.env.execute_query(triggers.moved(trigger))
            found = [self._position(partner_id) for [partner_id] in rows]
            savepoint.close(rollback=True)
        self.assertEqual(len(set(found)), len(found), "each customer once")
        self.assertEqual(set(found), self._expected(moves, entered, now, rules))

    def _of(self, event):
        return self.tiers if event.endswith("tier") else self.segments

    def _position(self, partner_id):
        return [customer.id for customer in self.customers].index(partner_id)

    def _write(self, moves, entered, now):
        """Into the database; the answer are the moves, after the last one before them."""
        move_model = self.env["customer.tier.move"].sudo()
        ids = move_model.search([], order="id desc", limit=1).ids

        def id_of(records, position):
            return False if position is None else records[position].id

        for customer, day, tier, segment in moves:
            ids += move_model.create(
                {
                    "partner_id": self.customers[customer].id,
                    "company_id": self.company.id,
                    "run_id": self.published.id,
                    "date": AS_OF + timedelta(days=day),
                    "direction": "same",
                    "from_tier_id": id_of(self.tiers, tier[0]),
                    "to_tier_id": id_of(self.tiers, tier[1]),
                    "from_segment_id": id_of(self.segments, segment[0]),
                    "to_segment_id": id_of(self.segments, segment[1]),
                }
            ).ids
        for customer, (tier, segment) in zip(self.customers, now, strict=True):
            self._profile(customer).sudo().write(
                {
                    "tier_id": id_of(self.tiers, tier),
                    "segment_id": id_of(self.segments, segment),
                }
            )
        for customer, day, state in entered:
            self._enter(
                self.campaign,
                self.customers[customer],
                entered=AS_OF + timedelta(days=day),
                state=state,
            )
        self.env.flush_all()
        return ids

    def _expected(self, moves, entered, now, rules):
        """Customers one by one, moves one by one."""
        event, which = rules["event"], rules["which"]
        column = 2 if event.endswith("tier") else 3
        taken = set()
        for number, move in enumerate(moves, 1):
            customer, day = move[:2]
            before, after = move[column]
            current = now[customer][column - 2]
            if event.startswith("enter"):
                happened = after == which != before and current == which
            else:
                happened = before == which != after and current != which
            if (
                happened
                and number > rules["seen"]
                and TODAY - rules["wait_days"] < day <= TODAY
                and not self._is_barred(customer, day, entered, rules)
            ):
                taken.add(customer)
        return taken

    def _is_barred(self, customer, day, entered, rules):
        for other, entered_day, state in entered:
            if other != customer:
                continue
            lately = entered_day > TODAY - rules["customer_days"]
            if (
                state == "active"
                or entered_day >= day
                or lately
                or not rules["customer_days"]
            ):
                return True
        return False
