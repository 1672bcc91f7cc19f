from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import AS_OF
from .common_random import random_examples
from .common_warning import WarningCase, ago

# around the edges of the periods of 30 days, this year and last
DAYS = st.one_of(
    st.integers(0, 450),
    st.sampled_from([0, 29, 30, 31, 59, 60, 61, 364, 365, 366, 394, 395, 396]),
)
AMOUNTS = st.integers(-50, 300).filter(bool)
HISTORY = st.lists(st.tuples(DAYS, AMOUNTS), max_size=12)


def slow_falling(history, noise, least):
    """The obvious way: ``(measure, fires)`` of one customer, or None."""
    day_of = [(ago(days), amount) for days, amount in history]
    bought = [day for day, amount in day_of if amount > 0]

    def period(last):
        first = last - relativedelta(days=29)
        return [amount for day, amount in day_of if first <= day <= last]

    now, before = period(AS_OF), period(ago(30))
    references = [before]
    last_year = AS_OF - relativedelta(years=1)
    if bought and min(bought) <= last_year - relativedelta(days=30):
        references.append(period(last_year))
    if any(sum(reference) <= 0 for reference in references):
        return None
    falls, fires = [100], True
    for reference in references:
        fall = sum(reference) - sum(now)
        falls.append(100 * fall / sum(reference))
        error = sum(x * x for x in now + reference) ** 0.5
        fires = fires and sum(reference) >= least and fall >= noise * error
    return min(falls), fires


def slow_precision(openings, purchases, customers):
    """``(warned, lapsed, all, all lapsed)``; everything in days ago, by customer."""
    judged = [
        (customer, days) for customer, days in enumerate(openings) if 90 <= days < 455
    ]
    lapsed = [
        customer
        for customer, days in judged
        if not any(days - 90 <= bought < days for bought in purchases[customer])
    ]
    known = [
        c for c in range(customers) if any(90 <= day < 455 for day in purchases[c])
    ]
    silent = [c for c in known if not any(day < 90 for day in purchases[c])]
    return len(judged), len(lapsed), len(known), len(silent)


@tagged("post_install", "-at_install")
class TestWarningRandom(WarningCase):
    def _forget(self):
        self.env.cr.execute("DELETE FROM sale_order WHERE name = 'F'")
        self.env.invalidate_all()

    @random_examples(15)
    @given(
        st.lists(HISTORY, min_size=1, max_size=8),
        st.sampled_from([0, 1, 1.64]),
        st.sampled_from([0, 200]),
    )
    def test_revenue_falls_as_the_obvious_way_says(self, histories, noise, least):
        self._forget()
        customers = self._customers(len(histories))
        rows = [
            (customer, days, amount)
            for customer, history in zip(customers, histories, strict=True)
            for days, amount in history
        ]
        if rows:
            self._buy(rows)
        self._run()
        rule = self._rule(window_days=30, noise=noise, min_amount=least)
        found = self._signs(rule)
        for customer, history in zip(customers, histories, strict=True):
            expected = slow_falling(history, noise, least)
            # whoever never bought anything is no customer
            if not any(amount > 0 for _days, amount in history):
                expected = None
            if expected is None:
                self.assertNotIn(customer, found)
            else:
                measure, fires, _facts = found[customer]
                self.assertAlmostEqual(measure, expected[0], places=6)
                self.assertEqual(fires, expected[1], history)

    @random_examples(15)
    @given(
        st.lists(
            st.tuples(
                st.one_of(st.integers(0, 500), st.sampled_from([89, 90, 454, 455])),
                st.lists(
                    st.one_of(
                        st.integers(0, 600), st.sampled_from([0, 89, 90, 454, 455])
                    ),
                    min_size=1,
                    max_size=6,
                ),
            ),
            min_size=1,
            max_size=10,
        )
    )
    def test_precision_is_what_counting_one_by_one_gives(self, told):
        self._forget()
        self.warnings.search([]).unlink()
        rule = self._rule(noise=0, low_from=99, medium_from=99, high_from=99)
        self.env["customer.warning.rule"].search([("id", "!=", rule.id)]).active = False
        customers = self._customers(len(told))
        openings = [days for days, _bought in told]
        purchases = [bought for _days, bought in told]
        self._buy(
            [
                (customer, days, 10)
                for customer, bought in zip(customers, purchases, strict=True)
                for days in bought
            ]
        )
        self._run()
        for customer, days in zip(customers, openings, strict=True):
            self._open(
                partner_id=customer.id,
                rule_id=rule.id,
                opened_on=ago(days),
                kind="mails",
                state="closed",
                closed_on=AS_OF,
                close_reason="hand",
            )
        self._warn()
        row = self.env["customer.warning.precision"].search([("rule_id", "=", rule.id)])
        expected = slow_precision(openings, purchases, len(told))
        if expected[0]:
            self.assertEqual(
                (row.warned, row.lapsed, row.base_customers, row.base_lapsed), expected
            )
        else:
            self.assertFalse(row)
