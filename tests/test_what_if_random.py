import os
from contextlib import closing
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..scoring.dimensions import RFM
from ..scoring.judge import exact
from .common import AS_OF, TierCase

# CUSTOMER_TIER_EXAMPLES=500 looks further.
EXAMPLES = int(os.environ.get("CUSTOMER_TIER_EXAMPLES", "15"))

AMOUNTS = [-80, -5, -0.01, 0.01, 1, 4, 5, 10, 15, 15, 79.99, 80, 80.01, 1234.56]
THRESHOLDS = {
    "recency": [0, 1, 5, 10, 29, 30, 60, 89, 90, 200],
    "frequency": [-1, 0, 1, 2, 3, 3, 4, 5, 7],
    "monetary": [-5, 0, 0.01, 4, 5.005, 15, 20, 79.99, 80, 200],
    "influence": [1, 2, 3, 3, 4, 5],
    "referrals": [0, 1, 2, 3, 4, 5],
}
CUSTOMERS = 10


@tagged("post_install", "-at_install")
class TestWhatIfRandom(TierCase):
    """What Python foretells of one customer against what the SQL then makes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        tier_d = cls.env["customer.tier"].create(
            {"name": "D", "code": "ZD", "sequence": 40}
        )
        cls.tiers = cls.tier_a + cls.tier_b + cls.tier_c + tier_d
        cls.segments = cls.env["customer.segment"].search([])
        cls.customers = cls.env["res.partner"]
        for number in range(CUSTOMERS):
            cls.customers += cls._customer(f"Hospital {number}")
        cls.template = cls._order(cls.customers[0], 0, 1, state="cancel")

    def test_an_order_does_to_the_tier_what_was_foretold(self):
        for seed in range(EXAMPLES):
            with self.subTest(seed=seed), closing(self.env.cr.savepoint()):
                self._check_orders(Random(seed))
            self.env.invalidate_all()

    def test_without_orders_the_tier_is_lost_on_the_day_that_was_foretold(self):
        for seed in range(EXAMPLES):
            with self.subTest(seed=seed), closing(self.env.cr.savepoint()):
                self._check_falls(Random(seed))
            self.env.invalidate_all()

    # ---------------------------------------------------------------- an order

    def _check_orders(self, random):
        self._make_base(random, age=random.choice([0, 0, 1, 3]))
        with freeze_time(datetime.combine(AS_OF, time(12))):
            profiles = self._profiles()
            foretold, orders = {}, []
            for profile in profiles:
                self._check_judged(profile)
                case = profile._case()
                amount = self._amount(random, case)
                foretold[profile.partner_id] = (
                    case.rules.tier_ids,
                    case.after_order(amount),
                )
                orders.append((profile.partner_id, 0, amount))
            self._insert(orders)
            self._refresh(profiles.partner_id)
            for profile in self._profiles():
                self._check_outcome(profile, *foretold[profile.partner_id])

    def _amount(self, random, case):
        """Any amount, or just enough to rise or to stay, or just too little for that."""
        rise = case.order_to_rise()
        keep = case.order_to_keep()
        self._check_least(case, rise)
        enough = [amount for amount in (rise and rise[0], keep) if amount]
        kind = random.randrange(3)
        if enough and kind:
            amount = random.choice(enough)
            return amount if kind == 1 else amount - Decimal("0.01")
        return exact(random.choice(AMOUNTS))

    def _check_least(self, case, rise):
        """By trying: no smaller amount lifts it, and none at all if none was found."""
        held = case.standing.held
        tries = [Decimal(cents) / 100 for cents in (1, 2, 50, 777, 8000, 99999, 500000)]
        if rise:
            self.assertLess(case.after_order(rise[0]).wanted, held)
            tries = [t for t in (*tries, rise[0] - case.unit) if 0 < t < rise[0]]
        for amount in tries:
            self.assertGreaterEqual(case.after_order(amount).wanted, held, amount)
        usual = case.usual_order()
        found = usual and case.orders_to_rise(usual)
        for count in range(1, found[0] if found else 12) if usual else ():
            figures = case.figures.after_order(usual, count)
            self.assertGreaterEqual(case.judge(figures).wanted(held), held, count)
        loss = case.loss_to_fall()
        if loss and case.now.wanted == held:
            left = case.figures.after_order(case.unit - loss)
            self.assertLessEqual(case.judge(left).wanted(held), held)
            left = case.figures.after_order(-loss)
            self.assertGreater(case.judge(left).wanted(held), held)

    def _check_judged(self, profile):
        """The figures of a profile give the scores that the SQL gave."""
        found = profile._judge()(profile._figures())
        self.assertEqual(
            [found.scores[n] for n in RFM], list(map(int, profile.rfm_code))
        )
        more = {n: score for n, (_v, score) in (profile.dimension_scores or {}).items()}
        self.assertEqual({n: found.scores[n] for n in more}, more)
        self.assertEqual(found.composite, exact(profile.rfm_score))
        self.assertEqual(found.segment_id, profile.segment_id.id)

    def _check_outcome(self, profile, tier_ids, outcome):
        pending = outcome.settled != outcome.wanted
        self.assertEqual(
            (
                profile.computed_tier_id.id,
                profile.pending_tier_id.id,
                profile.pending_date,
            ),
            (
                tier_ids[outcome.settled - 1],
                tier_ids[outcome.wanted - 1] if pending else False,
                outcome.due if pending else False,
            ),
        )

    # ------------------------------------------------------------------- a fall

    def _check_falls(self, random):
        self._make_base(random, age=0)
        for profile in self._profiles()[:4]:
            with freeze_time(datetime.combine(AS_OF, time(12))):
                case = profile._case()
                history = profile._history(case.judge)
                fall = case.fall(history)
            if not self._rises(case, history) and case.now.wanted == case.standing.held:
                with closing(self.env.cr.savepoint()):
                    self._check_fall(case, fall, profile.partner_id)
                self.env.invalidate_all()

    def _rises(self, case, history):
        """The forecast is of falling; one that rises before has another tier to lose."""
        days = history.turning_days(case.judge, AS_OF)
        return any(
            case.judge(history.figures(day, case.figures.more)).wanted(
                case.standing.held
            )
            < case.standing.held
            for day in days
        )

    def _check_fall(self, case, fall, customer):
        tier_ids = case.rules.tier_ids
        held = tier_ids[case.standing.held - 1]
        if not fall:
            tiers = self._tiers_on(customer, AS_OF + timedelta(3000))
            self.assertEqual(tiers, (held, False))
            return
        yesterday = fall.since - timedelta(1)
        if yesterday >= AS_OF:
            self.assertEqual(self._tiers_on(customer, yesterday), (held, False))
        if fall.since < fall.day:
            self.assertEqual(self._tiers_on(customer, fall.since)[0], held)
            tier, pending = self._tiers_on(customer, fall.day - timedelta(1))
            self.assertEqual(tier, held)
            self.assertTrue(pending)
        self.assertEqual(
            self._tiers_on(customer, fall.day), (tier_ids[fall.place - 1], False)
        )

    def _tiers_on(self, customer, day):
        with freeze_time(datetime.combine(day, time(12))):
            self._refresh(customer)
        profile = self._profile(customer)
        return profile.computed_tier_id.id, profile.pending_tier_id.id

    # ----------------------------------------------------------- making the base

    def _make_base(self, random, age):
        """Rules and orders, and two live runs, the second one some days ago."""
        for number, customer in enumerate(self.customers):
            customer.influence_rating = str(random.randrange(6))
            if number and random.random() < 0.7:  # no circles
                customer.referred_by_id = random.choice(self.customers[:number])
        self._make_policy(random)
        days = [0, 1, 29, 30, 31, 89, 90, 91, 120]
        self._insert(self._draw_orders(random, days, 24))
        self._run(as_of=AS_OF - timedelta(random.choice([5, 20, 60])))
        days = [age, age + 1, age + 3, 40, *([-1] if age else [])]
        self._insert(self._draw_orders(random, days, 8))
        run = self._run(as_of=AS_OF - timedelta(age))
        self.assertEqual(run.state, "done", run.error)

    def _draw_orders(self, random, days, count):
        return [
            (
                random.choice(self.customers[:-1]),
                random.choice([*days, random.randrange(200)]),
                random.choice(AMOUNTS),
            )
            for _ in range(count)
        ]

    def _make_policy(self, random):
        bins = random.choice([2, 3, 5, 5, 9])
        method = random.choice(["pareto", "score", "grid"])
        tiers = self.tiers[: random.randint(2, 4)]
        scores = sorted(random.sample(range(5, 95), len(tiers)), reverse=True)
        more = random.sample(["influence", "referrals"], random.randrange(3))
        self.env["customer.tier.policy"].create(
            {
                "name": "Random",
                "company_id": self.company.id,
                "window_days": random.choice([30, 90, 90]),
                "bins": bins,
                "tier_method": method,
                "promote_after": random.choice([1, 1, 2, 3]),
                "grace_days": random.choice([0, 0, 7, 40]),
                "min_stay_days": random.choice([0, 0, 10, 50]),
                "dimension_ids": [
                    self._dimension(random, name, bins) for name in (*RFM, *more)
                ],
                "share_ids": [
                    Command.create(
                        {
                            "tier_id": tier.id,
                            "share": random.choice([0, 10, 20, 24.99]),
                            "margin": random.choice([0, 0, 2.5, 10]),
                            "min_score": score + random.choice([0, 0.5]),
                        }
                    )
                    for tier, score in zip(tiers, scores, strict=True)
                ],
                "grid_ids": [
                    Command.create(
                        {
                            "tier_id": tier.id,
                            "segment_id": segment.id,
                            "corrected_tier_id": random.choice(tiers).id,
                        }
                    )
                    for tier in tiers
                    for segment in random.sample(self.segments, 4)
                ],
            }
        )

    def _dimension(self, random, name, bins):
        own = random.random() < 0.5
        cuts = sorted(
            random.choices(THRESHOLDS[name], k=bins - 1), reverse=name == "recency"
        )
        return Command.create(
            {
                "dimension": name,
                "weight": random.choice([0.1, 0.3, 1, 1, 2, 7]),
                "method": "threshold" if own else "quantile",
                "threshold_ids": [
                    Command.create({"score": score, "value": cut})
                    for score, cut in enumerate(cuts, 2)
                    if own
                ],
            }
        )

    def _insert(self, orders):
        """Orders as copies of one made by Odoo: the ORM takes 10 ms for each."""
        self.env.flush_all()
        for customer, days_ago, amount in orders:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO sale_order (
                        name, company_id, partner_invoice_id, partner_shipping_id,
                        partner_id, date_order, amount_untaxed, currency_rate, state,
                        currency_id
                    )
                    SELECT 'R', company_id, partner_invoice_id, partner_shipping_id,
                           %s, %s, %s, 1, 'sale', currency_id
                      FROM sale_order WHERE id = %s
                    """,
                    customer.id,
                    datetime.combine(AS_OF - timedelta(days_ago), time(12)),
                    amount,
                    self.template.id,
                )
            )

    def _refresh(self, customers):
        self.env["customer.tier.refresh"]._refresh(self.company, customers)
        self.env.invalidate_all()

    def _profiles(self):
        return self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)]
        )
