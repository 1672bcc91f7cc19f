from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from ..campaigns import results
from . import oracle
from .campaign_common import CampaignCase
from .common_random import random_examples

START = date(2026, 1, 5)
CUSTOMERS = 4
# The last one has bought nothing before: no policy judges it yet, so it goes by the first.
BY_INVOICE = (1, 3)
ZONES = ["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Auckland"]
MINUTES = [0, 1, 12 * 60, 23 * 60 + 59]
AMOUNTS = [-80, -0.01, 0, 0.01, 15, 79.99, 100, 1234.56]
RATES = [1, 1, 1.25, 7.25, 160]


@dataclass(frozen=True)
class Sale:
    """An order, or an invoice with credit notes: ``(amount, days later)`` of each."""

    customer: int
    is_contact: bool
    day: int
    minute: int
    amount: float
    margin: float
    rate: float
    is_confirmed: bool
    is_invoice: bool
    credits: tuple

    @property
    def date(self):
        return START + timedelta(days=self.day)

    def instant(self, zone):
        local = datetime.combine(self.date, time()) + timedelta(minutes=self.minute)
        utc = local.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
        return utc.replace(tzinfo=None)


@dataclass(frozen=True)
class Round:
    """One time that a customer is in a campaign."""

    campaign: int
    customer: int
    start: int
    days: int

    @property
    def first(self):
        return START + timedelta(days=self.start)

    @property
    def last(self):
        return self.first + timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Document:
    """What counts for the oracle."""

    customer: int
    day: date
    amount: Fraction
    margin: Fraction
    is_purchase: bool


def random_sale(chance):
    return Sale(
        customer=chance.randrange(CUSTOMERS),
        is_contact=chance.random() < 0.3,
        day=chance.randint(-1, 24),
        minute=chance.choice(MINUTES),
        amount=chance.choice(AMOUNTS),
        margin=chance.choice([-3.5, 0, 10, 33.33]),
        rate=chance.choice(RATES),
        is_confirmed=chance.random() < 0.8,
        is_invoice=chance.random() < 0.4,
        credits=tuple(
            (chance.choice([10, 79.99, 100]), chance.randint(0, 20))
            for _ in range(chance.choice([0, 0, 1, 2]))
        ),
    )


def random_round(chance):
    return Round(
        campaign=chance.randint(0, 1),
        customer=chance.randrange(CUSTOMERS),
        start=chance.randint(0, 12),
        days=chance.randint(1, 15),
    )


def random_move(chance):
    """``(customer, day, place of the tier or None)``"""
    return (
        chance.randrange(CUSTOMERS),
        chance.randint(-20, 40),
        chance.choice([None, 0, 1, 2]),
    )


@tagged("post_install", "-at_install")
class TestCampaignResultsRandom(CampaignCase):
    """The sums that leave the database, against a slow count of every purchase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maxDiff = None
        cls._accounting()
        # sale_margin may not be installed; the query only needs its column
        cls.env.cr.execute(
            "ALTER TABLE sale_order ADD COLUMN IF NOT EXISTS margin numeric"
        )
        cls.env["customer.tier.policy"].create(
            {
                "name": "By invoice",
                "company_id": cls.company.id,
                "sequence": cls.policy.sequence - 1,
                "domain": "[('ref', '=', 'invoice')]",
                "purchase_source": "invoice",
            }
        )
        cls.customers, cls.contacts = [], []
        for number in range(CUSTOMERS):
            customer = cls._customer(
                f"Clinic {number}", ref="invoice" if number in BY_INVOICE else False
            )
            cls.customers.append(customer)
            cls.contacts.append(
                cls.env["res.partner"].create(
                    {"name": "Ward", "parent_id": customer.id}
                )
            )
        for number, customer in enumerate(cls.customers[:-1]):
            if number in BY_INVOICE:
                cls.invoice = cls._invoice(customer, 300, 100)
            else:
                cls.order = cls._order(customer, 300, 100)
        cls._run()
        cls.tiers = [cls.tier_a, cls.tier_b, cls.tier_c]
        cls.users = [
            cls._user(f"results_{n}", "sales_team.group_sale_salesman")
            for n in range(2)
        ]
        cls.campaigns = [cls._campaign(), cls._campaign()]
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL("DELETE FROM customer_tier_move WHERE company_id = %s", cls.company.id)
        )

    @random_examples(60)
    @given(seed=st.integers(0, 2**32))
    def test_sums_are_those_of_a_slow_count(self, seed):
        # by itself Hypothesis makes many that are nearly the same
        chance = Random(seed)
        sales = [random_sale(chance) for _ in range(chance.randint(0, 30))]
        rounds = [random_round(chance) for _ in range(chance.randint(1, 12))]
        moves = [random_move(chance) for _ in range(chance.randint(0, 10))]
        zone, own_margin = chance.choice(ZONES), chance.random() < 0.5
        today = chance.choice([0, 5, 12, 20, 30, 45])
        is_look = chance.random() < 0.5
        with closing(self.env.cr.savepoint()):
            self.company.partner_id.tz = zone
            self.campaigns[0].margin_percent = 12.5
            self._insert(sales, rounds, moves, zone)
            own = [r for r in rounds if not r.campaign and r.start <= today]
            if own:
                frame = self.campaigns[0]._outcome_frame(
                    min(r.first for r in own), START + timedelta(days=today), is_look
                )
                frame = replace(frame, has_own_margin=own_margin)
                self.env.cr.execute(results.create_tables(frame))
                found = results.read(self.env.execute_query(results.sums(frame)))
                expected = self._expected(frame, sales, rounds, moves, own_margin)
                self.assertEqual(self._rounded(found), self._rounded(expected))
        self.env.invalidate_all()

    # -------------------------------------------------------------- the slow count

    def _traits(self, customer):
        """``(stratum, is_held_out, tier, user)`` of a customer, in each of its rounds."""
        return (
            customer % 2,
            customer in (1, 2),
            self.tiers[customer % 3].id if customer != 3 else None,
            self.users[customer % 2].id if customer else None,
        )

    def _expected(self, frame, sales, rounds, moves, own_margin):
        rounds = [r for r in rounds if r.campaign or self._is_in(frame, r)]
        own = [r for r in rounds if not r.campaign]
        documents = [
            document
            for sale in sales
            for document in self._documents(sale, frame.until, own_margin)
        ]
        found = defaultdict(lambda: defaultdict(dict))
        for customer in sorted({r.customer for r in own}):
            values = self._values(frame, customer, rounds, documents)
            values |= self._moved(frame, customer, own, moves)
            stratum, held_out, tier, user = self._traits(customer)
            for scope in (("all", None), ("tier", tier), ("salesperson", user)):
                for name in results.COLUMNS:
                    found[scope][name].setdefault((stratum, held_out), []).append(
                        values[name]
                    )
        return {
            scope: {
                name: [
                    (*key, len(some), sum(some), sum(value**2 for value in some))
                    for key, some in groups.items()
                ]
                for name, groups in columns.items()
            }
            for scope, columns in found.items()
        }

    def _is_in(self, frame, r):
        """At a look only rounds count that are over."""
        return (r.last if frame.is_look else r.first) <= frame.until

    def _documents(self, sale, until, own_margin):
        """What an order or invoice is worth; its credit notes are documents of their own."""
        if not sale.is_confirmed or sale.is_invoice != (sale.customer in BY_INVOICE):
            return
        amount = self._converted(sale, sale.amount)
        margin = amount * Fraction(1, 8)
        if not sale.is_invoice:
            if own_margin:
                margin = self._converted(sale, sale.margin)
            yield Document(sale.customer, sale.date, amount, margin, sale.amount > 0)
            return
        amount = Fraction(oracle.rounded(amount, 2))
        back = 0
        for credit, days in sale.credits:
            day = sale.date + timedelta(days=days)
            if day <= until:
                back += Fraction(str(credit))
            taken = -Fraction(oracle.rounded(self._converted(sale, credit), 2))
            yield Document(sale.customer, day, taken, taken / 8, False)
        bought = amount > 0 and back < Fraction(str(sale.amount))
        yield Document(sale.customer, sale.date, amount, amount / 8, bought)

    def _converted(self, sale, amount):
        return Fraction(str(amount)) / Fraction(str(sale.rate))

    def _values(self, frame, customer, rounds, documents):
        values = dict.fromkeys(results.COLUMNS, 0)
        for document in documents:
            if document.customer != customer or document.day > frame.until:
                continue
            begun = defaultdict(list)
            for r in rounds:
                if r.customer == customer and r.first <= document.day <= r.last:
                    begun[r.campaign].append(r.first)
            if 0 not in begun:
                continue
            latest = max((max(days), number) for number, days in begun.items())[1]
            for suffix in ("", "_once") if latest == 0 else ("",):
                values["bought" + suffix] |= document.is_purchase
                values["orders" + suffix] += document.is_purchase
                values["revenue" + suffix] += document.amount
                values["margin" + suffix] += document.margin
        return {
            name: Fraction(oracle.rounded(Fraction(value), 2))
            for name, value in values.items()
        }

    def _moved(self, frame, customer, own, moves):
        last = min(max(r.last for r in own if r.customer == customer), frame.until)
        walk = [
            (day, place, tier)
            for place, (mover, day, tier) in enumerate(moves)
            if mover == customer and START + timedelta(days=day) <= last
        ]
        now = max(walk)[2] if walk else None
        before = self._traits(customer)[2]
        if now is None or before is None:
            return {"moved_up": 0, "moved_down": 0}
        was = [tier.id for tier in self.tiers].index(before)
        return {"moved_up": int(now < was), "moved_down": int(now > was)}

    def _rounded(self, found):
        """Cents of a float are not exact, and neither are their squares."""
        return {
            scope: {
                name: sorted(
                    (stratum, held_out, n, round(float(total), 2), round(float(sq), 2))
                    for stratum, held_out, n, total, sq in rows
                )
                for name, rows in columns.items()
            }
            for scope, columns in found.items()
        }

    # ------------------------------------------------------------------ the records

    def _insert(self, sales, rounds, moves, zone):
        for sale in sales:
            partner = (self.contacts if sale.is_contact else self.customers)[
                sale.customer
            ]
            if sale.is_invoice:
                invoice = self._insert_move(sale, partner, sale.date, sale.amount)
                for credit, days in sale.credits:
                    day = sale.date + timedelta(days=days)
                    self._insert_move(sale, partner, day, credit, invoice)
            else:
                self._insert_order(sale, partner, zone)
        counts = defaultdict(int)
        for r in sorted(rounds, key=lambda r: r.start):
            counts[r.campaign, r.customer] += 1
            stratum, held_out, tier, user = self._traits(r.customer)
            self._enter(
                self.campaigns[r.campaign],
                self.customers[r.customer],
                entered=r.first,
                outcome_end=r.last,
                round=counts[r.campaign, r.customer],
                is_held_out=held_out,
                stratum=stratum,
                tier_id=tier,
                user_id=user,
            )
        self.env.flush_all()
        for customer, day, tier in moves:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO customer_tier_move (
                        run_id, company_id, partner_id, date, direction, to_tier_id
                    ) VALUES (1, %s, %s, %s, 'same', %s)
                    """,
                    self.company.id,
                    self.customers[customer].id,
                    START + timedelta(days=day),
                    None if tier is None else self.tiers[tier].id,
                )
            )

    def _insert_order(self, sale, partner, zone):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sale_order (
                    name, company_id, currency_id, partner_invoice_id,
                    partner_shipping_id, partner_id, date_order, state, amount_untaxed,
                    currency_rate, margin
                )
                SELECT 'R', company_id, currency_id, partner_invoice_id,
                       partner_shipping_id, %(partner)s, %(at)s, %(state)s, %(amount)s,
                       %(rate)s, %(margin)s
                  FROM sale_order WHERE id = %(template)s
                """,
                partner=partner.id,
                at=sale.instant(zone),
                state="sale" if sale.is_confirmed else "cancel",
                amount=Decimal(str(sale.amount)),
                rate=Decimal(str(sale.rate)),
                margin=Decimal(str(sale.margin)),
                template=self.order.id,
            )
        )

    def _insert_move(self, sale, partner, day, amount, invoice=None):
        signed = oracle.rounded(self._converted(sale, amount), 2)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO account_move (
                    name, company_id, journal_id, currency_id, date, auto_post,
                    partner_id, move_type, invoice_date, state, amount_untaxed,
                    amount_untaxed_signed, reversed_entry_id
                )
                SELECT %(name)s, company_id, journal_id, currency_id, date, auto_post,
                       %(partner)s, %(kind)s, %(day)s, %(state)s, %(amount)s, %(signed)s,
                       %(invoice)s
                  FROM account_move WHERE id = %(template)s
             RETURNING id
                """,
                name=f"R{self._next_name()}",
                partner=partner.id,
                kind="out_refund" if invoice else "out_invoice",
                day=day,
                state="posted" if sale.is_confirmed else "draft",
                amount=Decimal(str(amount)),
                signed=-signed if invoice else signed,
                invoice=invoice,
                template=self.invoice.id,
            )
        )
        return self.env.cr.fetchone()[0]

    @classmethod
    def _next_name(cls):
        cls.last_name = getattr(cls, "last_name", 0) + 1
        return cls.last_name
