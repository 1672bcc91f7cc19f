from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from ..foresight import offers
from .common import AS_OF
from .common_affinity import AffinityCase, Oracle
from .common_random import random_examples

CUSTOMERS = 40
PRODUCTS = 6


@st.composite
def bases(draw):
    """Baskets in which some products follow others more or less, by type of customer."""
    dice = draw(st.randoms(use_true_random=False))
    shares = [draw(st.sampled_from([0.1, 0.3, 0.5, 0.9])) for _ in range(PRODUCTS)]
    ties = draw(
        st.lists(
            st.tuples(
                st.integers(0, PRODUCTS - 1),
                st.integers(0, PRODUCTS - 1),
                st.sampled_from([0.5, 0.8, 1.0]),
                st.sampled_from([None, 0, 1]),
            ),
            max_size=4,
        )
    )
    baskets, types = [], []
    for _customer in range(CUSTOMERS):
        kind = dice.choice([None, 0, 0, 1, 1])
        basket = {place for place in range(PRODUCTS) if dice.random() < shares[place]}
        for product, other, share, among in ties:
            if product in basket and among in (None, kind) and dice.random() < share:
                basket.add(other)
        baskets.append(basket)
        types.append(kind)
    return baskets, types


@tagged("post_install", "-at_install")
class TestAffinityRandom(AffinityCase):
    """Pairs of random baskets, beside those counted one by one with exact fractions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._customers(CUSTOMERS)

    @random_examples(25)
    @given(
        base=bases(),
        least=st.sampled_from([3, 5]),
        lift=st.sampled_from([1, 1.2, 1.5]),
        chance=st.sampled_from([0.05, 0.5]),
        partners=st.sampled_from([1, 2, 20]),
        most=st.sampled_from([PRODUCTS - 2, PRODUCTS]),
    )
    def test_pairs_are_those_of_the_oracle(self, base, **limits):
        with self.env.cr.savepoint() as savepoint:
            self._check(*base, limits)
            savepoint.rollback()
        self.env.invalidate_all()

    def _check(self, baskets, types, limits):
        kinds = [self.hospital_type.id, self.clinic_type.id]
        types = [None if kind is None else kinds[kind] for kind in types]
        for kind in {*types}:
            self.customers.browse(
                [
                    customer.id
                    for customer, own in zip(self.customers, types, strict=True)
                    if own == kind
                ]
            ).institution_type_id = kind
        self._sold(
            *(
                (
                    [
                        customer
                        for customer, basket in zip(
                            self.customers, baskets, strict=True
                        )
                        if place in basket
                    ],
                    [place],
                )
                for place in range(PRODUCTS)
            )
        )
        self._pair_up(**limits)
        oracle = Oracle(
            {
                customer.id: {self.goods[place].id for place in basket}
                for customer, basket in zip(self.customers, baskets, strict=True)
            },
            dict(zip(self.customers.ids, types, strict=True)),
            self.company._affinity_limits(),
        )
        found = self.env["customer.product.affinity"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            {
                (
                    pair.institution_type_id.id or None,
                    pair.product_id.id,
                    pair.other_product_id.id,
                ): (
                    pair.both_count,
                    pair.product_count,
                    pair.other_count,
                    pair.customer_count,
                    pair.is_shown,
                )
                for pair in found
            },
            oracle.rows(),
        )
        self._check_offers(oracle, baskets, types)
        self._check_buyers(oracle, baskets, types)

    def _goods_of(self, basket):
        return {self.goods[place].id for place in basket}

    def _check_offers(self, oracle, baskets, types):
        everything = SQL("(SELECT id FROM sale_order)")
        for customer, basket, kind in list(
            zip(self.customers, baskets, types, strict=True)
        )[:8]:
            rows = self.env.execute_query(
                offers.to_customer(
                    self.company.id,
                    customer.id,
                    kind,
                    customer._offer_basket(self.company, "sale", everything, AS_OF),
                    [],
                    AS_OF,
                )
            )
            self.assertEqual(
                [row[:2] for row in rows], oracle.offers(kind, self._goods_of(basket))
            )

    def _check_buyers(self, oracle, baskets, types):
        for product in self.goods[:2]:
            rows = self.env.execute_query(
                offers.of_product(
                    self.company.id,
                    self.company._affinity_buyers(AS_OF),
                    product.ids,
                    [],
                    AS_OF,
                )
            )
            expected = {}
            for customer, basket, kind in zip(
                self.customers, baskets, types, strict=True
            ):
                best = oracle.best(kind, self._goods_of(basket), product.id)
                if best:
                    expected[customer.id] = (float(best[0]), best[2])
            self.assertEqual(
                {customer: (score, cause) for customer, score, cause, *_ in rows},
                expected,
            )
