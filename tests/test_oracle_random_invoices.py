from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from odoo.tests import tagged
from odoo.tools import SQL

from . import oracle
from .common import AS_OF, TierCase

WINDOW = 90
CUSTOMERS = 6
RATES = [1, 1, 1.25, 160]
STATES = ["posted", "posted", "posted", "draft", "cancel"]
DAYS = [-1, -1, 0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 10, 20, 200]


@dataclass(frozen=True)
class Move:
    """An invoice or a credit note."""

    customer: int
    kind: str
    days_ago: int
    amount: int  # in its own currency
    rate: float
    state: str

    @property
    def day(self):
        return AS_OF - timedelta(days=self.days_ago)

    @property
    def counts(self):
        return self.state == "posted" and self.day <= AS_OF


def random_moves(random):
    """``[(move, index of its invoice or None)]``: credit notes fit their invoice."""
    result = []
    for _ in range(random.randint(0, 12)):
        place = None
        invoice = random_move(random, "out_invoice", [0, 50, 100, 100])
        if random.random() < 0.8:
            place = len(result)
            result.append((invoice, None))
        for _ in range(random.randint(0, 2)):
            credit = random_move(random, "out_refund", [25, 50, 100])
            if place is not None:
                credit = replace(credit, customer=invoice.customer, rate=invoice.rate)
            result.append((credit, place))
    return result


def random_move(random, kind, amounts):
    return Move(
        customer=random.randrange(CUSTOMERS),
        kind=kind,
        days_ago=random.choice(DAYS),
        amount=random.choice(amounts),
        rate=random.choice(RATES),
        state=random.choice(STATES),
    )


@tagged("post_install", "-at_install")
class TestOracleRandomInvoices(TierCase):
    """What invoices and credit notes come to, against the oracle."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maxDiff = None
        cls._accounting()
        cls.policy.write({"purchase_source": "invoice", "window_days": WINDOW})
        cls.customers = [cls._customer(f"Hospital {n}") for n in range(CUSTOMERS)]
        cls.numbers = {customer.id: n for n, customer in enumerate(cls.customers)}
        cls.template = cls._invoice(cls.customers[0], 0, 1, post=False)

    def test_every_customer_gets_what_the_oracle_says(self):
        for seed in range(40):
            linked = random_moves(Random(seed))
            # a savepoint of its own for each, always rolled back
            with self.subTest(seed=seed), closing(self.env.cr.savepoint()):
                self._insert(linked)
                run = self._run(mode="simulation")
                self.assertEqual(self._found(run), self._expected(linked))

    def test_limited_to_some_customers_the_rows_are_those_of_all(self):
        nurse = self._customer(
            "Nurse", parent_id=self.customers[0].id, is_company=False
        )
        for seed in range(20):
            with self.subTest(seed=seed), closing(self.env.cr.savepoint()):
                self._insert(random_moves(Random(seed)))
                # whoever orders, and whatever a credit note is of
                self.env.cr.execute(
                    SQL(
                        "UPDATE account_move SET partner_id = %s"
                        " WHERE partner_id = %s AND id %% 2 = 0",
                        nurse.id,
                        self.customers[0].id,
                    )
                )
                everything = self._purchases()
                for some in (self.customers[:1], self.customers[1:4], ()):
                    found = self._purchases([customer.id for customer in some])
                    buyers = {customer.id for customer in some}
                    buyers |= {nurse.id} if self.customers[0] in some else set()
                    self.assertEqual(
                        found, [row for row in everything if row[1] in buyers]
                    )

    def _purchases(self, customer_ids=None):
        purchases = self.company._tier_purchases(
            "invoice", WINDOW, AS_OF, customer_ids=customer_ids
        )
        return self.env.execute_query(SQL("%s ORDER BY 1", purchases.rows))

    def _expected(self, linked):
        credited = {}
        for move, invoice in linked:
            if invoice is not None and move.counts:
                credited[invoice] = credited.get(invoice, 0) + move.amount
        purchases = []
        for number, (move, _invoice) in enumerate(linked):
            if move.state != "posted":
                continue
            sign = 1 if move.kind == "out_invoice" else -1
            purchases.append(
                oracle.Purchase(
                    move.customer,
                    move.day,
                    sign * self._in_company_currency(move),
                    sign > 0 and credited.get(number, 0) < move.amount,
                )
            )
        results = oracle.judge(purchases, AS_OF, oracle.Policy(WINDOW))
        return {
            number: (
                result.monetary,
                result.last_order_date,
                result.recency_days,
                result.frequency,
                result.is_lapsed,
                result.rfm_code,
            )
            for number, result in results.items()
        }

    def _in_company_currency(self, move):
        return Fraction(oracle.rounded(Fraction(move.amount) / Fraction(move.rate), 2))

    def _found(self, run):
        # numeric as text: psycopg2 is set up to make it a float
        self.env.cr.execute(
            """
            SELECT partner_id, monetary::text, last_order_date, recency_days, frequency,
                   is_lapsed, rfm_code
              FROM customer_tier_run_line WHERE run_id = %s
            """,
            [run.id],
        )
        return {
            self.numbers[partner_id]: (Decimal(monetary), *rest)
            for partner_id, monetary, *rest in self.env.cr.fetchall()
        }

    def _insert(self, linked):
        """Moves as copies of one made by Odoo: posting takes 100 ms for each."""
        self.env.flush_all()
        ids = []
        for number, (move, invoice) in enumerate(linked):
            signed = self._in_company_currency(move)
            if move.kind == "out_refund":
                signed = -signed
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO account_move (
                        name, company_id, journal_id, currency_id, date, auto_post,
                        partner_id, move_type, invoice_date, state, amount_untaxed,
                        amount_untaxed_signed, reversed_entry_id
                    )
                    SELECT %(name)s, company_id, journal_id, %(currency)s, date,
                           auto_post, %(partner)s, %(kind)s, %(day)s, %(state)s,
                           %(amount)s, %(signed)s, %(invoice)s
                      FROM account_move WHERE id = %(template)s
                    RETURNING id
                    """,
                    name=f"R{number}",
                    currency=self._currency_of(move).id,
                    partner=self.customers[move.customer].id,
                    kind=move.kind,
                    day=move.day,
                    state=move.state,
                    amount=move.amount,
                    signed=Decimal(signed.numerator) / signed.denominator,
                    invoice=ids[invoice] if invoice is not None else None,
                    template=self.template.id,
                )
            )
            ids.append(self.env.cr.fetchone()[0])

    def _currency_of(self, move):
        if move.rate == 1:
            return self.company.currency_id
        return self.env.ref("base.JPY" if move.rate == 160 else "base.USD")
