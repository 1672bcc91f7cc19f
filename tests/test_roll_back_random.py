from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .common_random import random_examples
from .test_roll_back import RollBackCase

AMOUNTS = (-500, -5, 0, 1, 80, 700, 20_000)

# (customer, days ago, amount); the last two customers are new ones
orders = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 500), st.sampled_from(AMOUNTS)),
    max_size=8,
)
rules = st.fixed_dictionaries(
    {
        "window_days": st.sampled_from([5, 200, 365]),
        "grace_days": st.sampled_from([0, 30]),
        "promote_after": st.sampled_from([1, 3]),
        "min_stay_days": st.sampled_from([0, 10]),
        "tier_method": st.sampled_from(["pareto", "grid"]),
    }
)


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestRollBackRandom(RollBackCase):
    """Whatever a run and the quick refreshes after it change, its rollback brings back, column
    by column.
    """

    @random_examples(10)
    @given(orders, orders, orders, st.sets(st.integers(0, 4)), rules, st.booleans())
    def test_a_rollback_is_the_inverse_of_a_run(
        self, earlier, later, latest, cancelled, values, simulated
    ):
        with self.env.cr.savepoint() as savepoint:
            self.customers |= self._customer("New 1") | self._customer("New 2")
            self._add(earlier)
            self._run(as_of="2026-03-30")
            before = self._snapshot()
            self._add(later)
            self.env["sale.order"].search(
                [("partner_id", "in", [self.customers[i].id for i in cancelled])]
            ).state = "cancel"
            self.policy.write(values)
            run = self._simulate(self.policy) if simulated else self._run()
            if simulated:
                run.action_publish()
            self.assertEqual(len(self.company.customer_tier_run_id), 1)
            # one refresh each: only a customer's first one finds what was before
            for order in latest:
                self._add([order])
                self.env["customer.tier.refresh"]._refresh(
                    self.company, self.customers[order[0]]
                )
            run.action_roll_back()
            self.assertEqual(self._snapshot(), before)
            self._run()
            savepoint.rollback()
            self.env.invalidate_all()
        self.customers = self.customers[:5]

    def _add(self, rows):
        for index, days_ago, amount in rows:
            self._order(self.customers[index], days_ago, amount)
