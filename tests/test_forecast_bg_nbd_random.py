import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..forecast import bg_nbd
from ..forecast.bg_nbd import Parameters
from ..forecast.bg_nbd_interval import at_least, purchases_moments
from .common_random import random_examples


def _between(low, high):
    """Evenly over the orders of magnitude."""
    return st.floats(np.log(low), np.log(high)).map(np.exp).map(float)


PARAMETERS = st.builds(
    Parameters,
    r=_between(1e-3, 1e3),
    alpha=_between(1e-3, 1e5),
    a=_between(1e-3, 1e3),
    b=_between(1e-3, 1e3),
)
NUMBERS = st.one_of(st.integers(1, 20), st.integers(1, 100_000))
AGES = _between(0.5, 1e5)
HORIZONS = _between(0.01, 1e5)
CLOSE = 1e-7


@tagged("post_install", "-at_install")
class TestBgNbdRandom(BaseCase):
    """What must hold whatever the parameters and the customer."""

    @random_examples(300)
    @given(PARAMETERS, st.one_of(st.just(0), NUMBERS), AGES, HORIZONS, st.floats(0, 1))
    def test_probabilities_are_probabilities_and_nothing_overflows(
        self, parameters, x, age, horizon, part
    ):
        customer = np.array([x]), np.array([part * age if x else 0.0]), np.array([age])
        with np.errstate(over="raise", invalid="raise"):
            alive = bg_nbd.alive_probability(parameters, *customer)
            some = bg_nbd.purchase_probability(parameters, *customer, horizon)
            mean, square = purchases_moments(parameters, *customer, horizon)
            twice = at_least(parameters, *customer, horizon, 2)
        rate = (parameters.r + x) / (parameters.alpha + age)
        self.assertTrue(0 <= some <= alive <= 1)
        self.assertLessEqual(some, mean * (1 + CLOSE))
        self.assertLessEqual(mean, alive * rate * horizon * (1 + CLOSE))
        self.assertLessEqual(mean**2, square * (1 + CLOSE))
        self.assertTrue(0 <= twice <= some * (1 + CLOSE))

    @random_examples(100)
    @given(PARAMETERS, NUMBERS, AGES, HORIZONS)
    def test_who_bought_later_is_likelier_to_buy_again(
        self, parameters, x, age, horizon
    ):
        t_x = np.linspace(0, age, 30)
        for found in (
            bg_nbd.alive_probability(parameters, x, t_x, age),
            bg_nbd.purchase_probability(parameters, x, t_x, age, horizon),
            bg_nbd.expected_purchases(parameters, x, t_x, age, horizon),
        ):
            self.assertTrue(np.all(np.diff(found) >= -CLOSE * abs(found[1:])))

    @random_examples(100)
    @given(PARAMETERS, AGES, HORIZONS)
    def test_who_bought_more_often_until_today_buys_more(
        self, parameters, age, horizon
    ):
        """Only with the last purchase today: of two who have been silent for long, the one
        who used to buy often is the likelier to be gone."""
        x = np.array([1, 2, 3, 5, 8, 20, 100, 1000])
        for found in (
            bg_nbd.alive_probability(parameters, x, age, age),
            bg_nbd.purchase_probability(parameters, x, age, age, horizon),
            bg_nbd.expected_purchases(parameters, x, age, age, horizon),
        ):
            self.assertTrue(np.all(np.diff(found) >= -CLOSE * abs(found[1:])))

    @random_examples(100)
    @given(PARAMETERS, st.one_of(st.just(0), NUMBERS), AGES, st.floats(0, 1))
    def test_a_longer_horizon_holds_no_less(self, parameters, x, age, part):
        horizons = np.geomspace(0.01, 1e5, 30)
        customer = x, part * age if x else 0.0, age
        for function in (bg_nbd.purchase_probability, bg_nbd.expected_purchases):
            found = function(parameters, *customer, horizons)
            self.assertTrue(np.all(np.diff(found) >= -CLOSE * abs(found[1:])))
