from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from . import oracle, oracle_dimensions
from .common import AS_OF, TierCase
from .common_random import random_examples
from .oracle_dimensions import LOWER_IS_BETTER, ZERO_IF_MISSING

CUSTOMERS = 7
CATEGORIES = 4
WINDOW = 90
ZONES = ["UTC", "Asia/Shanghai", "America/Los_Angeles"]
MINUTES = [0, 12 * 60, 23 * 60 + 59]
# Few values, so that ties are common; many on the edges of the two windows.
DAYS = [
    -2,
    -1,
    0,
    1,
    2,
    10,
    30,
    40,
    *(n + d for n in (WINDOW, 2 * WINDOW) for d in (-1, 0, 1)),
]
AMOUNTS = [-50, -10, 0, 5, 10, 10, 20, 50, 80, 100]
RFM = ("recency", "frequency", "monetary")
EXTRA = (
    "length",
    "regularity",
    "growth",
    "breadth",
    "payment",
    "returns",
    "institution",
    "influence",
    "referrals",
)
THRESHOLDS = {
    "length": [0, 1, 30, 90, 178, 179],
    "regularity": [0, 20, 50, 50.5, 100],
    "growth": [-100, -50, 0, 0.1, 100, 300],
    "breadth": [0, 1, 2, 3, 4],
    "payment": [0, 0.1, 5, 10, 30],
    "returns": [0, 10, 50, 100],
    "institution": [1, 2, 3, 4, 5],
    "influence": [1, 2, 3, 4, 5],
    "referrals": [0, 1, 2, 3],
}


@dataclass(frozen=True)
class Order:
    customer: int
    member: int
    days_ago: int
    minute: int
    amount: int
    state: str
    lines: tuple  # (category, quantity)

    def instant(self, zone):
        day = datetime.combine(AS_OF - timedelta(days=self.days_ago), time())
        local = (day + timedelta(minutes=self.minute)).replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(timezone.utc)

    def document(self, zone):
        return oracle_dimensions.Document(
            self.customer,
            self.instant(zone).astimezone(ZoneInfo(zone)).date(),
            Fraction(self.amount),
            self.amount > 0,
            tuple(category for category, quantity in self.lines if quantity > 0),
        )


@dataclass(frozen=True)
class Debt:
    customer: int
    member: int
    due_ago: int
    amount: int
    state: str
    payments: tuple  # (days ago, amount)

    def due(self):
        return oracle_dimensions.Due(
            self.customer,
            AS_OF - timedelta(days=self.due_ago),
            self.amount,
            tuple((AS_OF - timedelta(days=ago), paid) for ago, paid in self.payments),
        )


@dataclass(frozen=True)
class Rule:
    name: str
    weight: float
    cuts: tuple  # () when by rank


@dataclass(frozen=True)
class Base:
    zone: str
    bins: int
    rules: tuple
    tier_method: str
    limits: tuple  # (limit, margin) of the first two tiers
    grid: tuple  # (place, segment number, corrected place)
    orders: tuple
    debts: tuple
    referrers: tuple  # of customer n: (customer, member) or None
    levels: tuple
    stars: tuple


@st.composite
def debts(draw):
    amount = draw(st.sampled_from([10, 20, 100]))
    days = st.sampled_from(DAYS)
    payments = draw(st.lists(st.tuples(days, st.sampled_from([5, 10])), max_size=2))
    # an invoice is not paid twice
    while sum(paid for _ago, paid in payments) > amount:
        payments.pop()
    return Debt(
        customer=draw(st.integers(0, CUSTOMERS - 1)),
        member=draw(st.integers(0, 1)),
        due_ago=draw(days),
        amount=amount,
        state=draw(st.sampled_from(["posted", "posted", "posted", "draft", "cancel"])),
        payments=tuple(payments),
    )


@st.composite
def rule_sets(draw, bins):
    names = draw(st.lists(st.sampled_from(EXTRA), min_size=1, unique=True))
    return tuple(
        Rule(
            name,
            draw(st.sampled_from([0, 0.3, 1, 1, 2])),
            tuple(
                sorted(
                    draw(
                        st.lists(
                            st.sampled_from(THRESHOLDS[name]),
                            min_size=bins - 1,
                            max_size=bins - 1,
                        )
                    ),
                    reverse=name in LOWER_IS_BETTER,
                )
            )
            if draw(st.booleans())
            else (),
        )
        for name in names
    )


@st.composite
def bases(draw):
    bins = draw(st.sampled_from([2, 3, 5, 5, 9]))
    method = draw(st.sampled_from(["pareto", "score", "grid"]))
    margin = st.sampled_from([0, 0, 5, 12.5, 30, 100])
    firsts = (70, 40) if method == "score" else (60, 85)
    order = st.builds(
        Order,
        customer=st.integers(0, CUSTOMERS - 1),
        member=st.integers(0, 1),
        days_ago=st.sampled_from(DAYS),
        minute=st.sampled_from(MINUTES),
        amount=st.sampled_from(AMOUNTS),
        state=st.sampled_from(["sale", "sale", "sale", "sale", "cancel"]),
        lines=st.lists(
            st.tuples(st.integers(0, CATEGORIES - 1), st.sampled_from([1, 2, 0, -1])),
            max_size=3,
        ).map(tuple),
    )
    size = draw(st.integers(0, 30))
    cell = st.tuples(st.integers(0, 2), st.integers(0, 10), st.integers(0, 2))
    return Base(
        zone=draw(st.sampled_from(ZONES)),
        bins=bins,
        rules=draw(rule_sets(bins)),
        tier_method=method,
        limits=tuple((first, draw(margin)) for first in firsts),
        grid=tuple(draw(st.lists(cell, max_size=8, unique_by=lambda c: c[:2]))),
        orders=tuple(draw(st.lists(order, min_size=size, max_size=size))),
        debts=tuple(draw(st.lists(debts(), max_size=10))),
        referrers=tuple(
            # only of earlier ones: nobody is referred by whom it brought
            draw(st.none() | st.tuples(st.integers(0, n - 1), st.integers(0, 1)))
            if n
            else None
            for n in range(CUSTOMERS)
        ),
        levels=tuple(draw(st.integers(0, 5)) for _ in range(CUSTOMERS)),
        stars=tuple(draw(st.integers(0, 5)) for _ in range(CUSTOMERS)),
    )


@tagged("post_install", "-at_install")
class TestOracleDimensions(TierCase):
    """Every dimension, the composite and all kinds of tiers, on small random bases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maxDiff = None
        cls._accounting()
        cls.members = [cls._members(number) for number in range(CUSTOMERS)]
        cls.numbers = {members[0].id: n for n, members in enumerate(cls.members)}
        categories = cls.env["product.category"].create(
            [{"name": f"Category {number}"} for number in range(CATEGORIES)]
        )
        # two products of each: a category is counted once
        cls.products = cls.env["product.product"].create(
            [
                {"name": f"Product {number}", "categ_id": category.id}
                for category in categories
                for number in range(2)
            ]
        )
        cls.template = cls._order(cls.members[0][0], 0, 1, state="cancel")
        cls.invoice = cls._invoice(cls.members[0][0], 1000, 1)
        cls.receivable = cls.invoice.line_ids.filtered(lambda line: line.debit)
        cls.tiers = cls.tier_a + cls.tier_b + cls.tier_c
        cls.segments = cls.env["customer.segment"].search([])

    @classmethod
    def _members(cls, number):
        customer = cls._customer(f"Hospital {number}")
        department = cls._customer(
            f"Department {number}", parent_id=customer.id, is_company=False
        )
        return customer, department

    @random_examples(15)
    @given(base=bases())
    def test_every_customer_gets_what_the_oracle_says(self, base):
        # a savepoint of its own for each example, always rolled back
        with closing(self.env.cr.savepoint()):
            self._check(base)

    def _check(self, base):
        self.company.partner_id.tz = base.zone
        self._write_policy(base)
        self._insert(base)
        held = {}
        for as_of in (AS_OF - timedelta(days=1), AS_OF):
            expected = self._expected(base, as_of, held)
            self.assertEqual(
                self._found(
                    "customer_tier_run_line", self._run(as_of=as_of, mode="simulation")
                ),
                expected,
            )
            run = self._run(as_of=as_of)
            self.assertEqual(run.state, "done", run.error)
            self.assertEqual(self._found("customer_profile"), expected)
            held = {number: row[2] for number, row in expected.items()}
        self._check_refresh(expected)

    def _check_refresh(self, expected):
        """A quick refresh finds, customer by customer, what the full run found."""
        for members in [self.members[0][0]], [m[0] for m in self.members]:
            refresh = self.env["customer.tier.run"].create(
                {"company_id": self.company.id, "as_of": AS_OF, "mode": "refresh"}
            )
            refresh._execute([member.id for member in members])
            self.assertEqual(refresh.written_count, 0)
        self.assertEqual(self._found("customer_profile"), expected)

    # ------------------------------------------------------------ what the oracle says

    def _expected(self, base, as_of, held):
        """Customer number to ``(dimension scores, composite, tier)``."""
        documents = [o.document(base.zone) for o in base.orders if o.state == "sale"]
        policy = oracle.Policy(
            window_days=WINDOW,
            bins=base.bins,
            segments=tuple(
                oracle.Segment(
                    number,
                    (segment.recency_min, segment.recency_max),
                    (segment.frequency_min, segment.frequency_max),
                    (segment.monetary_min, segment.monetary_max),
                )
                for number, segment in enumerate(self.segments)
            ),
        )
        results = oracle.judge(
            [oracle.Purchase(*document[:4]) for document in documents], as_of, policy
        )
        values = self._values(base, documents, as_of)
        scored = {
            rule.name: (
                found := {
                    customer: values[rule.name].get(
                        customer, 0 if rule.name in ZERO_IF_MISSING else None
                    )
                    for customer in results
                },
                oracle_dimensions.score(
                    rule.name,
                    found,
                    results,
                    oracle.Dimension(
                        thresholds=tuple(Decimal(str(cut)) for cut in rule.cuts) or None
                    ),
                    base.bins,
                ),
            )
            for rule in base.rules
        }
        return {
            customer: self._expected_row(
                base, customer, results, scored, held.get(customer)
            )
            for customer in results
        }

    def _values(self, base, documents, as_of):
        dues = [debt.due() for debt in base.debts if debt.state == "posted"]
        return {
            "length": oracle_dimensions.length(documents, as_of),
            "regularity": oracle_dimensions.regularity(documents, as_of, WINDOW),
            "growth": oracle_dimensions.growth(documents, as_of, WINDOW),
            "breadth": oracle_dimensions.breadth(documents, as_of, WINDOW),
            "payment": oracle_dimensions.payment(dues, as_of, WINDOW),
            "returns": oracle_dimensions.returns(documents, as_of, WINDOW),
            "institution": {n: v for n, v in enumerate(base.levels) if v},
            "influence": {n: v for n, v in enumerate(base.stars) if v},
            "referrals": oracle_dimensions.referrals(
                documents,
                as_of,
                {n: by[0] for n, by in enumerate(base.referrers) if by},
            ),
        }

    def _expected_row(self, base, customer, results, scored, held):
        result = results[customer]
        weighted = [(Fraction(1), getattr(result, f"{name}_score")) for name in RFM] + [
            (Fraction(str(rule.weight)), scored[rule.name][1][customer])
            for rule in base.rules
        ]
        points = oracle_dimensions.composite(weighted, base.bins)
        enter, stay = self._places(base, result, results, points)
        return (
            {
                rule.name: (
                    None
                    if scored[rule.name][0][customer] is None
                    else Decimal(scored[rule.name][0][customer]),
                    scored[rule.name][1][customer],
                )
                for rule in base.rules
            },
            points,
            oracle_dimensions.keep_or_move(held, enter, stay),
        )

    def _places(self, base, result, results, points):
        """Where a customer comes in, and down to where it stays."""
        limits = [
            (Fraction(str(limit)), Fraction(str(margin)))
            for limit, margin in base.limits
        ]
        if base.tier_method == "score":
            return (
                oracle_dimensions.place_by_score(points, [at for at, _m in limits]),
                oracle_dimensions.place_by_score(
                    points, [max(at - margin, 0) for at, margin in limits]
                ),
            )
        enter, stay = (
            oracle_dimensions.place_by_share(result, results, ends)
            for ends in (
                tuple(at for at, _margin in limits),
                tuple(min(at + margin, 100) for at, margin in limits),
            )
        )
        if base.tier_method == "pareto":
            return enter, min(enter, stay)
        grid = {(place, number): to for place, number, to in base.grid}
        both = [grid.get((place, result.segment), place) for place in (enter, stay)]
        return max(both), min(both)

    # --------------------------------------------------------------- what the SQL says

    def _found(self, table, run=None):
        self.env.flush_all()
        # numeric as text: psycopg2 is set up to make it a float
        self.env.cr.execute(
            SQL(
                """
                SELECT partner_id, rfm_score::text, tier_id,
                       (SELECT jsonb_object_agg(key, jsonb_build_array(
                                   (value ->> 0)::numeric::text, value -> 1))
                          FROM jsonb_each(dimension_scores))
                  FROM %s WHERE %s
                """,
                SQL.identifier(table),
                SQL("run_id = %s", run.id)
                if run
                else SQL("company_id = %s", self.company.id),
            )
        )
        return {
            self.numbers[partner_id]: (
                {
                    name: (None if value is None else Decimal(value), points)
                    for name, (value, points) in scores.items()
                },
                Decimal(rfm_score),
                self.tiers.ids.index(tier_id),
            )
            for partner_id, rfm_score, tier_id, scores in self.env.cr.fetchall()
        }

    # ------------------------------------------------------------------ making the base

    def _write_policy(self, base):
        by_score = base.tier_method == "score"
        shares = [base.limits[0][0], base.limits[1][0] - base.limits[0][0], 0]
        self.policy.write(
            {
                "window_days": WINDOW,
                "bins": base.bins,
                "tier_method": base.tier_method,
                "dimension_ids": [
                    Command.create(
                        {
                            "dimension": rule.name,
                            "weight": rule.weight,
                            "method": "threshold" if rule.cuts else "quantile",
                            "threshold_ids": [
                                Command.create({"score": points, "value": cut})
                                for points, cut in enumerate(rule.cuts, 2)
                            ],
                        }
                    )
                    for rule in base.rules
                ],
                "share_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "tier_id": tier.id,
                            "share": 0 if by_score else share,
                            "min_score": limit if by_score else 0,
                            "margin": margin,
                        }
                    )
                    for tier, share, (limit, margin) in zip(
                        self.tiers, shares, (*base.limits, (0, 0)), strict=True
                    )
                ],
                "grid_ids": [
                    Command.create(
                        {
                            "tier_id": self.tiers[place].id,
                            "segment_id": self.segments[number].id,
                            "corrected_tier_id": self.tiers[to].id,
                        }
                    )
                    for place, number, to in base.grid
                ],
            }
        )

    def _insert(self, base):
        """Documents as copies of some made by Odoo: the ORM takes 10 to 100 ms for each."""
        self.env.flush_all()
        for number, order in enumerate(base.orders):
            self._insert_order(number, order, base.zone)
        for number, debt in enumerate(base.debts):
            self._insert_debt(number, debt)
        for number, members in enumerate(self.members):
            by = base.referrers[number]
            self.env.cr.execute(
                """
                UPDATE res_partner
                   SET institution_level = %s, influence_rating = %s, referred_by_id = %s
                 WHERE id = %s
                """,
                [
                    base.levels[number],
                    str(base.stars[number]),
                    self.members[by[0]][by[1]].id if by else None,
                    members[0].id,
                ],
            )
        self.env.invalidate_all()

    def _insert_order(self, number, order, zone):
        self.env.cr.execute(
            """
            INSERT INTO sale_order (
                name, company_id, partner_invoice_id, partner_shipping_id, currency_id,
                currency_rate, partner_id, date_order, amount_untaxed, state
            )
            SELECT %s, company_id, partner_invoice_id, partner_shipping_id, currency_id, 1,
                   %s, %s, %s, %s
              FROM sale_order WHERE id = %s
            RETURNING id
            """,
            [
                f"R{number}",
                self.members[order.customer][order.member].id,
                order.instant(zone).replace(tzinfo=None),
                order.amount,
                order.state,
                self.template.id,
            ],
        )
        [order_id] = self.env.cr.fetchone()
        for place, (category, quantity) in enumerate(order.lines):
            self.env.cr.execute(
                """
                INSERT INTO sale_order_line (
                    order_id, name, product_id, product_uom_qty, price_unit, customer_lead
                )
                VALUES (%s, 'Line', %s, %s, 1, 0)
                """,
                [order_id, self.products[2 * category + place % 2].id, quantity],
            )

    def _insert_debt(self, number, debt):
        self.env.cr.execute(
            """
            INSERT INTO account_move (
                name, company_id, journal_id, currency_id, date, auto_post, partner_id,
                move_type, invoice_date, state, amount_untaxed, amount_untaxed_signed
            )
            SELECT %s, company_id, journal_id, currency_id, date, auto_post, %s, move_type,
                   %s, %s, 0, 0
              FROM account_move WHERE id = %s
            RETURNING id
            """,
            [
                f"D{number}",
                self.members[debt.customer][debt.member].id,
                AS_OF - timedelta(days=max(debt.due_ago, 0) + 30),
                debt.state,
                self.invoice.id,
            ],
        )
        [move_id] = self.env.cr.fetchone()
        self.env.cr.execute(
            """
            INSERT INTO account_move_line (
                move_id, company_id, currency_id, display_type, account_id, debit,
                date_maturity
            )
            SELECT %s, company_id, currency_id, display_type, account_id, %s, %s
              FROM account_move_line WHERE id = %s
            RETURNING id
            """,
            [
                move_id,
                debt.amount,
                AS_OF - timedelta(days=debt.due_ago),
                self.receivable.id,
            ],
        )
        [line_id] = self.env.cr.fetchone()
        for days_ago, paid in debt.payments:
            self.env.cr.execute(
                """
                INSERT INTO account_partial_reconcile (
                    debit_move_id, credit_move_id, amount, max_date
                )
                VALUES (%s, %s, %s, %s)
                """,
                [line_id, self.receivable.id, paid, AS_OF - timedelta(days=days_ago)],
            )
