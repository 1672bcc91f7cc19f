import random
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..outcome.looks import Look, only_look, schedule, spent

FIRST = date(2026, 1, 1)


def after(days):
    return FIRST + timedelta(days=days)


@tagged("post_install", "-at_install")
class TestOutcomeLooks(BaseCase):
    """When results are told, and how sure each must be."""

    def test_who_enters_together_is_looked_at_the_day_after_the_last_one(self):
        self.assertEqual(only_look(FIRST, [after(29)]).looks, (Look(after(30), 0),))
        self.assertEqual(schedule(FIRST, [after(29)], 30).looks, (Look(after(30), 1),))

    def test_looks_are_those_of_somebody_walking_through_the_days(self):
        chance = random.Random(5)
        for _try in range(200):
            window = chance.randint(1, 12)
            entered = [
                0,
                *(chance.randint(0, 60) for _n in range(chance.randint(0, 6))),
            ]
            ends = [after(day + window - 1) for day in entered]
            expected, seen = [], 0
            for day in range(100):
                over = sum(end < after(day) for end in ends)
                if day and day % window == 0 and over > seen:
                    expected.append(Look(after(day), day // window))
                    seen = over
            self.assertEqual(schedule(FIRST, ends, window).looks, tuple(expected))

    def test_newcomers_change_no_look_that_has_passed(self):
        before = schedule(FIRST, [after(9), after(14)], 10)
        later = schedule(FIRST, [after(9), after(14), after(29)], 10)
        self.assertEqual(before.last(after(20)), later.last(after(20)))
        self.assertEqual(later.last(after(20)), Look(after(20), 2))
        self.assertEqual(later.next(after(20)), Look(after(30), 3))
        self.assertIsNone(before.next(after(20)))
        self.assertIsNone(before.last(after(9)))

    def test_all_looks_ever_spend_no_more_than_there_is(self):
        errors = [1 - spent(0.95, number) for number in range(1, 5000)]
        self.assertLess(sum(errors), 0.05)
        self.assertGreater(sum(errors), 0.0499)
        self.assertEqual(errors, sorted(errors, reverse=True))
        self.assertEqual(spent(0.95, 0), 0.95)
