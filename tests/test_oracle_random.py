from contextlib import closing
from dataclasses import astuple, dataclass
from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from . import oracle
from .common import AS_OF, TierCase
from .common_random import random_examples

# Few values, so that ties are common; 80, 15, 4 and 1 hit the borders of tiers exactly.
AMOUNTS = [-80, -10, -5, -0.01, 0, 0.01, 1, 4, 5, 10, 15, 15, 79.99, 80, 80.01, 1234.56]
RATES = [1.0, 1.0, 1.25, 0.8, 7.25, 160.0]
STATES = ["sale", "sale", "sale", "sale", "draft", "sent", "cancel"]
ZONES = ["UTC", "Asia/Shanghai", "America/Los_Angeles"]
MINUTES = [0, 1, 12 * 60, 23 * 60 + 30, 23 * 60 + 59]
WEIGHTS = [0, 0.1, 0.3, 1, 1, 2, 7]
CUSTOMERS = 12
MEMBERS = 4  # the hospital, its department, a ward of that, and a nurse of the ward
FIELDS = [
    "last_order_date",
    "recency_days",
    "frequency",
    "monetary",
    "is_lapsed",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_code",
    "rfm_score",
    "tier_id",
    "segment_id",
    "policy_id",
]
NUMERIC = {"monetary", "rfm_score"}


@dataclass(frozen=True)
class Order:
    customer: int
    member: int
    days_ago: int
    minute: int
    amount: float
    rate: float
    state: str

    def instant(self, zone):
        """When it was made, in UTC."""
        day = datetime.combine(AS_OF - timedelta(days=self.days_ago), time())
        local = (day + timedelta(minutes=self.minute)).replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(timezone.utc)

    def purchase(self, zone):
        return oracle.Purchase(
            self.customer,
            self.instant(zone).astimezone(ZoneInfo(zone)).date(),
            Fraction(str(self.amount)) / Fraction(str(self.rate)),
            self.amount > 0,
        )


@dataclass(frozen=True)
class Rules:
    """One policy as it is entered; ``thresholds`` are () when by rank."""

    only_dealers: bool
    window_days: int
    bins: int
    weights: tuple
    thresholds: tuple
    shares: tuple


@dataclass(frozen=True)
class Base:
    zone: str
    policies: tuple
    earlier: tuple  # orders that the first run sees
    later: tuple  # and those that come afterwards
    cancelled: int  # of the earlier ones, as many are cancelled between the runs
    box: tuple | None  # one more segment: (sequence, six bounds)


@st.composite
def orders(draw, windows):
    """Orders of which many lie on the edges of a window or of the day itself."""
    edges = [-1, 0, 1, *(w + n for w in windows for n in (-1, 0, 1))]
    order = st.builds(
        Order,
        customer=st.integers(0, draw(st.integers(0, CUSTOMERS - 1))),
        member=st.integers(0, MEMBERS - 1),
        days_ago=st.one_of(st.sampled_from(edges), st.integers(-3, 400)),
        minute=st.sampled_from(MINUTES),
        amount=st.sampled_from(AMOUNTS),
        rate=st.sampled_from(RATES),
        state=st.sampled_from(STATES),
    )
    # Sizes are drawn by themselves: Hypothesis would mostly make short lists.
    size = draw(st.integers(0, 20))
    return tuple(draw(st.lists(order, min_size=size, max_size=size)))


@st.composite
def thresholds(draw, name, bins):
    if draw(st.booleans()):
        return ()
    values = {
        "recency": st.integers(-2, 400),
        "frequency": st.integers(-1, 12),
        "monetary": st.sampled_from(
            [n + step for n in AMOUNTS for step in (0, 0.01)] + list(range(20, 30))
        ),
    }[name]
    cuts = draw(st.lists(values, min_size=bins - 1, max_size=bins - 1, unique=True))
    return tuple(sorted((round(cut, 2) for cut in cuts), reverse=name == "recency"))


@st.composite
def rules(draw, only_dealers):
    bins = draw(st.integers(2, 9))
    size = draw(st.integers(1, 4))
    part = st.sampled_from([0, 1, 4, 5, 12.5, 15, 20, 33.33])
    first = draw(st.sampled_from([0, 20, 80, 80, 90]))
    rest = draw(st.lists(part, min_size=size - 1, max_size=size - 1))
    shares = [first, *rest]
    while sum(shares) > 100:
        shares[shares.index(max(shares))] = 5
    return Rules(
        only_dealers=only_dealers,
        window_days=draw(st.sampled_from([1, 30, 90, 365, 365])),
        bins=bins,
        weights=draw(st.tuples(*[st.sampled_from(WEIGHTS)] * 3).filter(any)),
        thresholds=tuple(
            draw(thresholds(name, bins))
            for name in ("recency", "frequency", "monetary")
        ),
        shares=tuple(shares),
    )


@st.composite
def bases(draw):
    policies = [draw(rules(only_dealers=False))]
    if draw(st.booleans()):
        policies.insert(0, draw(rules(only_dealers=True)))
    windows = [policy.window_days for policy in policies]
    low_high = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(sorted)
    box = st.tuples(st.sampled_from([5, 55, 200]), low_high, low_high, low_high)
    earlier = draw(orders(windows))
    return Base(
        zone=draw(st.sampled_from(ZONES)),
        policies=tuple(policies),
        earlier=earlier,
        later=draw(orders(windows)),
        cancelled=draw(st.integers(0, len(earlier) // 2)),
        box=draw(st.one_of(st.none(), box)),
    )


@tagged("post_install", "-at_install")
class TestOracleRandom(TierCase):
    """The SQL against a slow, obvious program, on small random bases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maxDiff = None
        cls.policy.active = False
        tier_d = cls.env["customer.tier"].create(
            {"name": "D", "code": "ZD", "sequence": 40}
        )
        cls.tiers = cls.tier_a + cls.tier_b + cls.tier_c + tier_d
        cls.members = [cls._tree(number) for number in range(CUSTOMERS)]
        cls.numbers = {tree[0].id: n for n, tree in enumerate(cls.members)}
        cls.currency = cls.env.ref("base.USD")
        cls.template = cls._order(cls.members[0][0], 0, 1, state="cancel")

    @classmethod
    def _tree(cls, number):
        """A customer with contacts three levels deep; every second one is a dealer."""
        tree = [
            cls._customer(
                f"Hospital {number}",
                ref="dealer" if number % 2 else "clinic",
                # private customers are commercial entities too
                is_company=number % 3 > 0,
            )
        ]
        for name in ("Department", "Ward", "Nurse"):
            tree.append(
                cls._customer(
                    f"{name} {number}", parent_id=tree[-1].id, is_company=False
                )
            )
        assert {member.commercial_partner_id for member in tree} == {tree[0]}
        return tree

    @random_examples(25)
    @given(base=bases())
    def test_every_customer_gets_what_the_oracle_says(self, base):
        # a savepoint of its own for each example, always rolled back
        with closing(self.env.cr.savepoint()):
            self._check(base)

    def _check(self, base):
        self.company.partner_id.tz = base.zone
        policies = self._create_policies(base.policies)
        if base.box:
            self._create_segment(*base.box)
        self._insert(base.earlier, base.zone)
        before = self._check_runs(
            base, base.earlier, AS_OF - timedelta(days=1), policies
        )
        self._cancel(base.cancelled)
        self._insert(base.later, base.zone)
        orders_now = base.earlier[base.cancelled :] + base.later
        after = self._check_runs(base, orders_now, AS_OF, policies)
        self._check_moves(before, after)

    def _check_runs(self, base, all_orders, as_of, policies):
        """Simulate, publish, publish again; the results of the oracle."""
        expected = self._expected(base, all_orders, as_of, policies)
        simulation = self._run(as_of=as_of, mode="simulation")
        self.assertEqual(
            self._found("customer_tier_run_line", run=simulation), expected
        )
        self.run_id = self._run(as_of=as_of)
        self.assertEqual(self.run_id.state, "done", self.run_id.error)
        self.assertEqual(self._found("customer_profile"), expected)
        again = self._run(as_of=as_of)
        self.assertEqual((again.written_count, again.move_count), (0, 0))
        return expected

    def _check_moves(self, before, after):
        places = [FIELDS.index("tier_id"), FIELDS.index("segment_id")]

        def place(results, number):
            row = results.get(number)
            return tuple(row[at] if row else None for at in places)

        expected = {
            number: (*place(before, number), *place(after, number))
            for number in before.keys() | after.keys()
            if place(before, number) != place(after, number)
        }
        found = {
            self.numbers[move.partner_id.id]: tuple(
                record.id or None
                for record in (
                    move.from_tier_id,
                    move.from_segment_id,
                    move.to_tier_id,
                    move.to_segment_id,
                )
            )
            for move in self.run_id.move_ids
        }
        self.assertEqual(found, expected)

    # ------------------------------------------------------------ what the oracle says

    def _expected(self, base, all_orders, as_of, policies):
        """Customer number to the values of FIELDS."""
        purchases = [o.purchase(base.zone) for o in all_orders if o.state == "sale"]
        expected = {}
        taken = set()
        for rule, policy in zip(base.policies, policies, strict=True):
            governed = {
                number
                for number in range(CUSTOMERS)
                if (number % 2 or not rule.only_dealers) and number not in taken
            }
            taken |= governed
            tiers = policy.share_ids.sorted(lambda line: line.tier_id.sequence).tier_id
            results = oracle.judge(
                [p for p in purchases if p.customer in governed],
                as_of,
                self._oracle_policy(rule),
            )
            for number, result in results.items():
                result.tier = tiers[result.tier].id
                *values, tier_id, segment_id = astuple(result)
                expected[number] = (*values, tier_id, segment_id, policy.id)
        return expected

    def _oracle_policy(self, rule):
        ends = [sum(map(Fraction, map(str, rule.shares[:n]))) for n in range(1, 5)]
        recency, frequency, monetary = (
            oracle.Dimension(
                Fraction(str(weight)), tuple(Decimal(str(c)) for c in cuts) or None
            )
            for weight, cuts in zip(rule.weights, rule.thresholds, strict=True)
        )
        return oracle.Policy(
            window_days=rule.window_days,
            bins=rule.bins,
            recency=recency,
            frequency=frequency,
            monetary=monetary,
            tier_ends=tuple(ends[: len(rule.shares) - 1]),
            segments=tuple(
                oracle.Segment(
                    segment.id,
                    (segment.recency_min, segment.recency_max),
                    (segment.frequency_min, segment.frequency_max),
                    (segment.monetary_min, segment.monetary_max),
                )
                for segment in self.env["customer.segment"].search([])
            ),
        )

    # --------------------------------------------------------------- what the SQL says

    def _found(self, table, run=None):
        """Customer number to the values of FIELDS, from profiles or lines of a run."""
        # numeric as text: psycopg2 is set up to make it a float
        columns = SQL(", ").join(
            SQL("%s::text", SQL.identifier(name))
            if name in NUMERIC
            else SQL.identifier(name)
            for name in FIELDS
        )
        self.env.cr.execute(
            SQL(
                "SELECT partner_id, %s FROM %s WHERE company_id = %s AND %s",
                columns,
                SQL.identifier(table),
                self.company.id,
                SQL("run_id = %s", run.id) if run else SQL("TRUE"),
            )
        )
        return {
            self.numbers[partner_id]: tuple(
                Decimal(value) if name in NUMERIC else value
                for name, value in zip(FIELDS, values, strict=True)
            )
            for partner_id, *values in self.env.cr.fetchall()
        }

    # ------------------------------------------------------------------ making the base

    def _create_policies(self, policies):
        return self.env["customer.tier.policy"].create(
            [
                {
                    "name": f"Policy {number}",
                    "company_id": self.company.id,
                    "sequence": number,
                    "domain": "[('ref', '=', 'dealer')]" if rule.only_dealers else "[]",
                    "window_days": rule.window_days,
                    "bins": rule.bins,
                    "dimension_ids": self._dimension_commands(rule),
                    "share_ids": [
                        Command.create({"tier_id": tier.id, "share": share})
                        for tier, share in zip(self.tiers, rule.shares, strict=False)
                    ],
                }
                for number, rule in enumerate(policies)
            ]
        )

    def _dimension_commands(self, rule):
        return [
            Command.create(
                {
                    "dimension": name,
                    "weight": weight,
                    "method": "threshold" if cuts else "quantile",
                    "threshold_ids": [
                        Command.create({"score": score, "value": cut})
                        for score, cut in enumerate(cuts, 2)
                    ],
                }
            )
            for name, weight, cuts in zip(
                ("recency", "frequency", "monetary"),
                rule.weights,
                rule.thresholds,
                strict=True,
            )
        ]

    def _create_segment(self, sequence, recency, frequency, monetary):
        self.env["customer.segment"].create(
            {
                "name": "Box",
                "code": "box",
                "sequence": sequence,
                "recency_min": recency[0],
                "recency_max": recency[1],
                "frequency_min": frequency[0],
                "frequency_max": frequency[1],
                "monetary_min": monetary[0],
                "monetary_max": monetary[1],
            }
        )

    def _insert(self, new_orders, zone):
        """Orders as copies of one made by Odoo: the ORM takes 10 ms for each."""
        self.env.flush_all()
        rows = [
            (
                number,
                self.members[order.customer][order.member].id,
                order.instant(zone).replace(tzinfo=None),
                order.amount,
                order.rate,
                order.state,
                self.company.currency_id.id if order.rate == 1 else self.currency.id,
                self.template.id,
            )
            for number, order in enumerate(new_orders)
        ]
        self.env.cr.executemany(
            """
            INSERT INTO sale_order (
                name, company_id, partner_invoice_id, partner_shipping_id, partner_id,
                date_order, amount_untaxed, currency_rate, state, currency_id
            )
            SELECT 'R' || %s, company_id, partner_invoice_id, partner_shipping_id, %s,
                   %s, %s, %s, %s, %s
              FROM sale_order WHERE id = %s
            """,
            rows,
        )

    def _cancel(self, count):
        """Cancel the first so many of the inserted orders."""
        self.env.cr.execute(
            """
            UPDATE sale_order SET state = 'cancel' WHERE id IN (
                SELECT id FROM sale_order
                 WHERE company_id = %s AND id > %s ORDER BY id LIMIT %s
            )
            """,
            [self.company.id, self.template.id, count],
        )
