import math
from collections import Counter, defaultdict
from fractions import Fraction

from .common import AS_OF
from .common_forecast import ForecastCase


class AffinityCase(ForecastCase):
    """Customers and what they buy, and the pairs of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            [
                {"name": f"Product {letter}", "type": "consu", "taxes_id": False}
                for letter in "ABCDEFGHIJ"
            ]
        )
        cls.hospital_type, cls.clinic_type = cls.env[
            "customer.institution.type"
        ].create(
            [
                {"name": "Test Hospital", "code": "test_hospital"},
                {"name": "Test Clinic", "code": "test_clinic"},
            ]
        )

    @classmethod
    def _sold(cls, *sales, days_ago=30, company=None):
        """Orders.

        :param sales: of ``(customers, places of the goods)``: each buys all of them
        """
        rows = defaultdict(list)
        for customers, places in sales:
            for place in places:
                rows[place] += [(customer, days_ago, 100) for customer in customers]
        for place, bought in rows.items():
            cls._buy(bought, cls.goods[place], company)

    @classmethod
    def _pair_up(cls, as_of=AS_OF, company=None, **limits):
        company = company or cls.company
        company.write({f"customer_affinity_{k}": v for k, v in limits.items()})
        cls.env.flush_all()
        run = cls.runs.create({"company_id": company.id, "as_of": as_of})
        written = run._step_affinity()
        cls.env.invalidate_all()
        return written

    @classmethod
    def _pairs(cls, company=None, kind=None):
        """``{(product, other): pair}`` of all customers, or of those of a type."""
        found = cls.env["customer.product.affinity"].search(
            [
                ("company_id", "=", (company or cls.company).id),
                ("institution_type_id", "=", kind.id if kind else False),
            ]
        )
        return {(pair.product_id, pair.other_product_id): pair for pair in found}


def tail(k, a, b, n):
    """The chance of ``k`` or more of ``a`` draws being among ``b`` of ``n``: exactly."""
    ways = sum(
        math.comb(b, i) * math.comb(n - b, a - i) for i in range(k, min(a, b) + 1)
    )
    return Fraction(ways, math.comb(n, a))


class Oracle:
    """Pairs of products, counted one by one.

    :param baskets: dict of customer to its set of products
    :param types: dict of customer to its type, None for none
    :param limits: :class:`..foresight.co_purchase.Limits`
    """

    def __init__(self, baskets, types, limits):
        self.limits = limits
        baskets = {
            customer: basket
            for customer, basket in baskets.items()
            if basket and len(basket) <= limits.most
        }
        kinds = {types.get(customer) for customer in baskets} - {None}
        self.populations = {None: list(baskets.values())} | {
            kind: [baskets[c] for c in baskets if types.get(c) == kind]
            for kind in kinds
        }
        self.alone = {
            kind: Counter(product for basket in population for product in basket)
            for kind, population in self.populations.items()
        }

    def counts(self, kind, product, other):
        alone, population = self.alone[kind], self.populations[kind]
        both = sum(product in basket and other in basket for basket in population)
        return both, alone[product], alone[other], len(population)

    def is_beyond_chance(self, k, a, b, n):
        least = self.limits.least
        if k < least or Fraction(k * n, a * b) < Fraction(str(self.limits.lift)):
            return False
        tests = sum(
            math.comb(sum(count >= least for count in alone.values()), 2)
            for alone in self.alone.values()
        )
        return k * n > a * b and tail(k, a, b, n) * tests <= Fraction(
            str(self.limits.chance)
        )

    def kept(self, kind):
        """The pairs that a population proves, of each product the first."""
        found = []
        for product in self.alone[kind]:
            proven = []
            for other in self.alone[kind].keys() - {product}:
                k, a, b, n = self.counts(kind, product, other)
                if self.is_beyond_chance(k, a, b, n):
                    proven.append((-Fraction(k, a), -Fraction(k * n, a * b), other))
            for _confidence, _lift, other in sorted(proven)[: self.limits.partners]:
                found.append((product, other))
        return set(found)

    def rows(self):
        """``{(kind, product, other): (both, product, other, customers, is_shown)}``."""
        overall = self.kept(None)
        rows = {}
        for kind in self.populations:
            wanted = overall if kind is None else overall | self.kept(kind)
            for product, other in wanted:
                k, a, b, n = self.counts(kind, product, other)
                if a >= self.limits.least:
                    shown = (
                        k >= self.limits.least
                        and Fraction(k * n) >= Fraction(str(self.limits.lift)) * a * b
                        and k * n > a * b
                    )
                    rows[kind, product, other] = (k, a, b, n, shown)
        return rows

    def best(self, kind, basket, other):
        """The best reason to offer a product to who has this basket: ``(confidence, product)``."""
        rows, found = self.rows(), []
        for product in basket - {other}:
            own = rows.get((kind, product, other)) or rows.get((None, product, other))
            if own and own[-1]:
                k, a, b, n, _shown = own
                found.append((-Fraction(k, a), -Fraction(k * n, a * b), product))
        if not found or other in basket:
            return None
        confidence, lift, product = min(found)
        return -confidence, -lift, product

    def offers(self, kind, basket):
        """``[(other, product)]``, best first."""
        others = {other for _kind, _product, other in self.rows()}
        found = []
        for other in others:
            if best := self.best(kind, basket, other):
                confidence, lift, product = best
                found.append((-confidence, -lift, other, product))
        return [(other, product) for *_rank, other, product in sorted(found)]
