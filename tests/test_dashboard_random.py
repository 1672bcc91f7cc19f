from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..insight.dashboard import CURVE_STEPS
from .common_dashboard import DashboardCase
from .common_random import random_examples

AMOUNTS = [-500, -0.01, 0, 0.01, 1, 10, 10, 80, 80, 99.99, 100, 1234.56, 100000]
BORDERS = [None, 0.01, 10, 80, 99.99, 5000]
CUSTOMERS = 14


@dataclass(frozen=True)
class Profile:
    policy: int
    tier: int
    segment: int
    monetary: float
    frequency: int
    is_lapsed: bool
    recency_score: int
    frequency_score: int
    is_mine: bool

    @property
    def is_buyer(self):
        return self.monetary > 0 and not self.is_lapsed


@dataclass(frozen=True)
class Base:
    bins: tuple  # of each policy
    methods: tuple
    borders: tuple  # of tiers A and B
    profiles: tuple
    only_mine: bool


@st.composite
def bases(draw):
    bins = draw(st.tuples(*[st.sampled_from([5, 5, 5, 2, 3, 7, 9])] * 2))
    policies = draw(st.sampled_from([[0], [0], [0, 1]]))

    def profile(policy):
        return st.builds(
            Profile,
            policy=st.just(policy),
            tier=st.integers(0, 2),
            segment=st.integers(0, 2),
            monetary=st.sampled_from(AMOUNTS),
            frequency=st.integers(0, 9),
            is_lapsed=st.sampled_from([False, False, False, True]),
            recency_score=st.integers(1, bins[policy]),
            frequency_score=st.integers(1, bins[policy]),
            is_mine=st.booleans(),
        )

    size = draw(st.integers(0, CUSTOMERS))
    anyone = st.sampled_from(policies).flatmap(profile)
    borders = sorted(
        draw(st.lists(st.sampled_from(BORDERS), min_size=2, max_size=2)),
        key=lambda amount: -(amount or 10**9),
    )
    return Base(
        bins=bins,
        methods=draw(st.tuples(*[st.sampled_from(["pareto", "pareto", "score"])] * 2)),
        borders=tuple(borders),
        profiles=tuple(draw(st.lists(anyone, min_size=size, max_size=size))),
        only_mine=draw(st.booleans()),
    )


@tagged("post_install", "-at_install")
class TestDashboardRandom(DashboardCase):
    """The query of the dashboard against slow and obvious Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maxDiff = None
        cls.rep = cls._user("dashboard_random", "sales_team.group_sale_salesman")
        cls.tiers = cls.tier_a + cls.tier_b + cls.tier_c
        cls.segments = cls.champions + cls.loyal + cls.at_risk
        cls.policies = cls.policy + cls.policy.copy({"sequence": 99, "name": "Others"})
        cls.customers = [cls._customer(f"Clinic {n}") for n in range(CUSTOMERS)]

    @random_examples(40)
    @given(base=bases())
    def test_every_figure_is_what_the_oracle_says(self, base):
        with closing(self.env.cr.savepoint()):
            self._check(base)

    def _check(self, base):
        self._make(base)
        domain = [("user_id", "=", self.rep.id)] if base.only_mine else []
        profiles = [p for p in base.profiles if p.is_mine or not base.only_mine]
        overview = self._overview(domain)
        self._check_tiers(overview, profiles)
        self._check_cells(overview, profiles, base)
        self._check_curve(overview["pareto"], profiles)
        self._check_borders(overview["pareto"], profiles, base)
        self._check_scatter(overview["scatter"], profiles)
        self._check_attention(overview, profiles)
        marks = [
            *overview["tiers"],
            *overview["heat"]["cells"],
            *overview["segments"],
            *overview["pareto"]["borders"],
        ]
        for mark in marks:
            behind = self._behind(mark)
            self.assertEqual(len(behind), mark["customers"], mark)
            if "revenue" in mark:
                self.assertAlmostEqual(sum(behind.mapped("monetary")), mark["revenue"])

    def _make(self, base):
        for policy, bins, method in zip(
            self.policies, base.bins, base.methods, strict=True
        ):
            policy.bins = bins
            if method == "score":
                for line, score in zip(policy.share_ids, (80, 40, 0), strict=True):
                    line.min_score = score
            policy.tier_method = method
        self._publish_rules(base.borders)
        for customer, profile in zip(self.customers, base.profiles, strict=False):
            customer.user_id = self.rep if profile.is_mine else False
            self._judged(
                profile.monetary,
                self.tiers[profile.tier],
                customer,
                policy_id=self.policies[profile.policy].id,
                segment_id=self.segments[profile.segment].id,
                frequency=profile.frequency,
                is_lapsed=profile.is_lapsed,
                recency_score=profile.recency_score,
                frequency_score=profile.frequency_score,
            )
        self.env.flush_all()

    def _check_tiers(self, overview, profiles):
        positive = sum(max(exact(p.monetary), 0) for p in profiles)
        found = {tile["id"]: tile for tile in overview["tiers"]}
        for number, tier in enumerate(self.tiers):
            inside = [p for p in profiles if p.tier == number]
            own = sum(max(exact(p.monetary), 0) for p in inside)
            tile = found[tier.id]
            self.assertEqual(tile["customers"], len(inside))
            self.assertAlmostEqual(tile["revenue"], sum(p.monetary for p in inside))
            self.assertAlmostEqual(
                tile["share"], float(Fraction(own) / positive) if positive else 0
            )
        self.assertEqual(overview["customers"], len(profiles))
        segments = {row["id"]: row["customers"] for row in overview["segments"]}
        for number, segment in enumerate(self.segments):
            self.assertEqual(
                segments[segment.id], sum(p.segment == number for p in profiles)
            )

    def _check_cells(self, overview, profiles, base):
        expected = {}
        for profile in profiles:
            if not profile.is_lapsed:
                place = tuple(
                    on_scale_of_5(score, base.bins[profile.policy])
                    for score in (profile.recency_score, profile.frequency_score)
                )
                expected.setdefault(place, []).append(profile.monetary)
        found = {
            (cell["recency"], cell["frequency"]): cell
            for cell in overview["heat"]["cells"]
        }
        self.assertEqual(set(found), set(expected))
        for place, amounts in expected.items():
            self.assertEqual(found[place]["customers"], len(amounts))
            self.assertAlmostEqual(found[place]["average"], sum(amounts) / len(amounts))

    def _check_curve(self, pareto, profiles):
        buyers = sorted((p.monetary for p in profiles if p.is_buyer), reverse=True)
        self.assertEqual(pareto["customers"], len(buyers))
        self.assertEqual(pareto["negative"], len(profiles) - len(buyers))
        if not buyers:
            self.assertEqual(pareto["points"], [])
            return
        total = sum(map(exact, buyers))
        curve = {0.0: (Fraction(0), buyers[0])}
        for count, amount in enumerate(buyers, start=1):
            share = sum(map(exact, buyers[:count])) / total
            curve[round(count / len(buyers), 9)] = (share, amount)
        points = pareto["points"]
        for x, y, amount in points:
            share, expected_amount = curve[round(x, 9)]
            self.assertAlmostEqual(y, float(share))
            self.assertEqual(amount, expected_amount)
        self.assertEqual([points[0][:2], points[-1][:2]], [[0, 0], [1, 1]])
        # a base this small is drawn customer by customer, but for those of no weight
        self.assertLessEqual(len(points), 2 * CURVE_STEPS + 1)
        self.assertEqual(len(points), len(curve))

    def _check_borders(self, pareto, profiles, base):
        buyers = [p for p in profiles if p.is_buyer]
        policies = {p.policy for p in buyers}
        limited = len(policies) == 1 and base.methods[min(policies)] == "pareto"
        limited = limited and any(base.borders)
        for border in pareto["borders"]:
            place = self.tiers.ids.index(border["tier_id"])
            left = [p for p in buyers if p.monetary >= border["amount"]]
            wrong = sum(
                (p.monetary >= border["amount"]) != (p.tier <= place) for p in buyers
            )
            self.assertEqual(border["customers"], len(left))
            self.assertTrue(0 < len(left) < len(buyers), "it would divide nobody")
            self.assertEqual(border["exceptions"], wrong)
            self.assertAlmostEqual(
                border["revenue_share"],
                sum(p.monetary for p in left) / sum(p.monetary for p in buyers),
            )
            if limited:
                self.assertEqual(border["amount"], base.borders[place])
            else:
                self.assertFalse(wrong, "a border claims what is not so")

    def _check_scatter(self, scatter, profiles):
        active = [p for p in profiles if not p.is_lapsed]
        self.assertEqual((scatter["total"], scatter["shown"]), (len(active),) * 2)
        self.assertEqual(
            sorted(point[:3] for point in scatter["points"]),
            sorted(
                [p.frequency, p.monetary, self.segments[p.segment].id] for p in active
            ),
        )

    def _check_attention(self, overview, profiles):
        worth = sorted((p.monetary for p in profiles if p.segment == 2), reverse=True)
        rows = overview["attention"]
        self.assertEqual([row["revenue"] for row in rows], worth[:10])
        behind = self._behind({"domain": overview["attention_domain"]})
        self.assertEqual(len(behind), len(worth))


def exact(amount):
    return Fraction(str(amount))


def on_scale_of_5(points, bins):
    return floor(1 + Fraction(4 * (points - 1), bins - 1) + Fraction(1, 2))
