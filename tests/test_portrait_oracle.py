from random import Random

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .common_portrait import Document, Oracle, PortraitCase

CUSTOMERS = 14
DOCUMENTS = 110
PEERS = 6


class PortraitOracleCase:
    """The SQL of the portrait against slow and obvious Python, on random purchases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_tier_peers = PEERS
        cls.company.customer_tier_min_peers = 2
        cls.random = Random(cls.__name__)
        kinds = cls.env["customer.institution.type"].search([], limit=2)
        cls.customers = cls.env["res.partner"]
        cls.buyers = cls.env["res.partner"]
        for number in range(CUSTOMERS):
            customer = cls._customer(
                f"Customer {number}",
                institution_type_id=cls.random.choice((*kinds.ids, False)),
            )
            first, second = (
                cls._customer(
                    name, parent_id=customer.id, is_company=False, is_department=True
                )
                for name in ("First", "Second")
            )
            person = cls._customer("Person", parent_id=first.id, is_company=False)
            cls.customers += customer
            cls.buyers += customer + first + second + person
        cls._accounting()
        for _each in range(DOCUMENTS):
            cls._random_document()
        cls._run()
        cls.env.flush_all()
        cls.oracle = Oracle(list(cls._documents()))

    @classmethod
    def _random_lines(cls):
        """``(product, sign, amount)``; now and then there is no category to it."""
        for _line in range(cls.random.randint(1, 3)):
            yield (
                cls.random.choice(cls.products),
                -1 if cls.random.random() < 0.15 else 1,
                cls.random.randrange(1, 90_000) / 100,
            )

    def _assert_money(self, found, expected, message):
        self.assertEqual(len(found), len(expected), message)
        for one, other in zip(found, expected, strict=True):
            self.assertAlmostEqual(one, other, delta=0.03, msg=message)

    def _each(self):
        for customer in self.customers:
            if self._profile(customer):
                yield customer

    def test_months_add_up(self):
        for customer in self._each():
            purchases = self._portrait(customer, parts=["purchases"])["purchases"]
            this_year, last_year = self.oracle.months(customer)
            self._assert_money(purchases["this_year"], this_year, customer.name)
            self._assert_money(purchases["last_year"], last_year, customer.name)

    def test_the_timeline_has_every_document_once(self):
        for customer in self._each():
            purchases = self._portrait(customer, parts=["purchases"])["purchases"]
            expected = sorted(
                (d.day.isoformat(), round(d.amount, 2), d.is_purchase)
                for d in self.oracle._of(customer)
            )
            found = sorted(
                (p["date"], p["amount"], p["kind"] == "sale")
                for p in purchases["points"]
            )
            self.assertEqual(
                [(day, is_purchase) for day, _amount, is_purchase in found],
                [(day, is_purchase) for day, _amount, is_purchase in expected],
            )
            self._assert_money([p[1] for p in found], [p[1] for p in expected], found)
            self.assertEqual(purchases["total"], len(expected))

    def test_categories_add_up_to_the_revenue(self):
        for customer in self._each():
            found = self._portrait(customer, parts=["categories"])["categories"]
            now, before = (self.oracle.amounts(customer, n) for n in (0, 1))
            for entry in found["top"]:
                amount, old = now[entry["id"]], before.get(entry["id"], 0)
                self.assertAlmostEqual(entry["amount"], amount, delta=0.03)
                if old > 1:
                    self.assertAlmostEqual(
                        entry["change"], amount / old - 1, delta=0.05
                    )
            shown = {entry["id"] for entry in found["top"]}
            self.assertLessEqual(shown, set(now))
            self.assertFalse(
                [c for c in now if abs(now[c]) > 0.1 and c not in shown and c],
                "eight are shown, six there are",
            )
            self.assertAlmostEqual(
                found["total"], self._profile(customer).monetary, delta=0.1
            )

    def test_the_rhythm_is_the_median_gap(self):
        for customer in self._each():
            rhythm = self._portrait(customer, parts=["due"])["due"]["rhythm"]
            expected = self.oracle.rhythm(customer)
            self.assertEqual(rhythm and rhythm["days"], expected, customer.name)

    def test_similar_customers_and_what_they_buy(self):
        profiles = self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)]
        )
        seen = set()
        for customer in self._each():
            profile = self._profile(customer)
            others = (profiles - profile).filtered(lambda p: not p.is_lapsed)
            kind = customer.institution_type_id
            typed = others.filtered(
                lambda p, kind=kind: p.partner_id.institution_type_id == kind
            )
            segment = profile.segment_id
            same = others.filtered(lambda p, one=segment: p.segment_id == one)
            by, pool = (
                ("type", typed) if kind and len(typed) >= 2 else ("segment", same)
            )
            similar = self._portrait(customer, parts=["categories"])["categories"][
                "similar"
            ]
            if len(pool) < 2:
                self.assertEqual((similar["by"], similar["customers"]), (False, 0))
                continue
            peers = self.oracle.nearest(profile, pool, PEERS)
            self.assertEqual((similar["by"], similar["customers"]), (by, len(peers)))
            expected = self.oracle.suggestions(customer, peers, 0.3)
            found = {gap["category"]["id"]: gap for gap in similar["gaps"]}
            self.assertEqual(set(found), set(expected), customer.name)
            for category, (count, spent) in expected.items():
                self.assertEqual(found[category]["customers"], count)
                self.assertAlmostEqual(found[category]["median"], spent, delta=0.03)
                self.assertEqual(
                    found[category]["stopped"],
                    category in self.oracle.bought(customer, 1),
                )
            seen.add(by)
        self.assertIn("type", seen, "the example is too small to say anything")

    def test_averages_of_the_tier(self):
        self.company.customer_tier_min_peers = 2
        for customer in self._each():
            profile = self._profile(customer)
            tier = self.env["customer.profile"].search(
                [
                    ("company_id", "=", self.company.id),
                    ("tier_id", "=", profile.tier_id.id),
                ]
            )
            radar = self._portrait(customer, parts=["radar"])["radar"]
            self.assertEqual(radar["customers"], len(tier))
            for entry in radar["dimensions"]:
                scores = tier.mapped(f"{entry['name']}_score")
                if len(tier) > 1:
                    self.assertAlmostEqual(entry["average"], sum(scores) / len(scores))

    def test_what_the_department_does_not_buy(self):
        told = 0
        for customer in self._each():
            for department in customer.child_ids:
                found = self._portrait(customer, department, ["categories"])
                departments = found["categories"]["departments"]
                if departments:
                    lacking = self.oracle.bought(customer) - self.oracle.bought(
                        customer, partners=department | department.child_ids
                    )
                    gaps = departments["gaps"]
                    self.assertEqual({g["category"]["id"] for g in gaps}, lacking)
                    told += len(gaps)
        self.assertGreater(told, 10, "the example is too small to say anything")


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestPortraitOracleOrders(PortraitOracleCase, PortraitCase):
    @classmethod
    def _random_document(cls):
        order = cls._order(
            cls.random.choice(cls.buyers),
            cls.random.randrange(0, 800),
            0,
            state=cls.random.choice(("sale", "sale", "sale", "draft")),
            order_line=[
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": sign,
                        "price_unit": amount,
                        "tax_ids": [Command.clear()],
                    }
                )
                for product, sign, amount in cls._random_lines()
            ],
        )
        if cls.random.random() < 0.3:  # in another currency, at its own rate
            order.currency_rate = cls.random.choice((1.25, 7.1))

    @classmethod
    def _documents(cls):
        orders = cls.env["sale.order"].search(
            [("company_id", "=", cls.company.id), ("state", "=", "sale")]
        )
        for order in orders:
            rate = order.currency_rate or 1
            yield Document(
                order.partner_id,
                order.date_order.date(),
                order.amount_untaxed / rate,
                order.amount_untaxed > 0,
                [
                    (
                        line.product_id.categ_id.id,
                        line.price_subtotal / rate,
                        line.product_uom_qty > 0,
                    )
                    for line in order.order_line
                ],
            )


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestPortraitOracleInvoices(PortraitOracleCase, PortraitCase):
    @classmethod
    def setUpClass(cls):
        cls.is_set_up = False
        super().setUpClass()

    @classmethod
    def _random_document(cls):
        if not cls.is_set_up:
            cls.policy.purchase_source = "invoice"
            cls.is_set_up = True
        values = {
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "price_unit": amount,
                        "tax_ids": [Command.clear()],
                    }
                )
                for product, _sign, amount in cls._random_lines()
            ]
        }
        kind = cls.random.choice(("out_invoice",) * 4 + ("out_refund",))
        days_ago = cls.random.randrange(0, 800)
        invoice = cls._invoice(
            cls.random.choice(cls.buyers), days_ago, 1, kind=kind, **values
        )
        if kind == "out_invoice" and cls.random.random() < 0.1:  # given back in full
            refund = invoice._reverse_moves(
                [{"invoice_date": invoice.invoice_date, "date": invoice.date}]
            )
            refund.action_post()

    @classmethod
    def _documents(cls):
        moves = cls.env["account.move"].search(
            [("company_id", "=", cls.company.id), ("state", "=", "posted")]
        )
        for move in moves:
            sign = -1 if move.move_type == "out_refund" else 1
            yield Document(
                move.partner_id,
                move.invoice_date,
                sign * move.amount_untaxed,
                sign > 0 and not move.reversal_move_ids,
                [
                    (line.product_id.categ_id.id, sign * line.price_subtotal, True)
                    for line in move.invoice_line_ids
                ],
            )
