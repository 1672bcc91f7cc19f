import random
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .. import outcome
from ..outcome import effect, holdout, strata, sums  # noqa: F401
from . import common_outcome
from .campaign_common import CampaignCase
from .common import AS_OF

CAMPAIGNS = 16
MOST = 400  # customers
DAYS = 30


@tagged("post_install", "-at_install")
class TestCampaignCoverage(CampaignCase):
    """From orders in the database to the interval: does it hold what is true?

    test_outcome_coverage.py and bench/outcome_coverage.py ask that of the mathematics on many more
    campaigns; here it is the whole way, of which every step is used.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Lab {number}", "is_company": True} for number in range(MOST)]
        )
        cls.template = cls._order(cls.customers[0], 5000, 1)
        cls.tiers = {1: cls.tier_a, 2: cls.tier_b, 3: cls.tier_c}
        chance = random.Random(5)
        cls.played = []
        for number in range(CAMPAIGNS):
            shape = common_outcome.random_shape(
                chance,
                customers=(150, MOST),
                share=(0.15, 0.4),
                effect=None if number % 2 else "none",
            )
            one = common_outcome.random_campaign(chance, shape, outcome)
            # one after the other, so that nobody is in two
            entered = AS_OF - timedelta(days=DAYS * (CAMPAIGNS - number))
            cls.played.append((one, cls._play(one, entered)))

    @classmethod
    def _play(cls, one, entered):
        """The campaign as records; each purchase is an order on some day that counts."""
        campaign = cls._campaign(outcome_days=DAYS, audience_kind="frozen")
        entries = cls._enter(
            campaign, cls.customers[: len(one.people)], entered=entered
        )
        for entry, (tier, stratum, is_held_out, _amount) in zip(
            entries, one.people, strict=True
        ):
            entry.write(
                {
                    "tier_id": cls.tiers[tier].id,
                    "stratum": stratum,
                    "is_held_out": is_held_out,
                }
            )
        cls.env.flush_all()
        rows = [
            (
                entry.partner_id.id,
                round(amount, 2),
                entered + timedelta(days=place % DAYS),
            )
            for place, (entry, (*_traits, amount)) in enumerate(
                zip(entries, one.people, strict=True)
            )
            if amount
        ]
        partners, amounts, days = zip(*rows, strict=True)
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO sale_order (
                    name, company_id, currency_id, partner_invoice_id,
                    partner_shipping_id, currency_rate, state, partner_id,
                    amount_untaxed, date_order
                )
                SELECT 'C', company_id, currency_id, partner_invoice_id,
                       partner_shipping_id, currency_rate, state, bought.partner_id,
                       bought.amount, bought.day + interval '12 hours'
                  FROM sale_order,
                       unnest(%s, %s::numeric[], %s::date[])
                           AS bought (partner_id, amount, day)
                 WHERE sale_order.id = %s
                """,
                [*partners],
                [*amounts],
                [*days],
                cls.template.id,
            )
        )
        campaign._measure(entered + timedelta(days=DAYS))
        return campaign

    def _row(self, campaign, measure):
        return campaign.outcome_ids.filtered(
            lambda row: row.scope == "all" and row.measure == measure
        )

    def test_what_is_written_is_what_the_mathematics_says(self):
        for one, campaign in self.played:
            for measure, found in (
                ("revenue", effect.mean_effect(one.money)),
                ("bought", effect.share_effect(one.bought)),
            ):
                row = self._row(campaign, measure)
                for value, expected in (
                    (row.difference, found.difference.value),
                    (row.low, found.difference.low),
                    (row.high, found.difference.high),
                ):
                    # amounts were rounded to cents
                    self.assertAlmostEqual(value, expected, delta=0.01)

    def test_the_truth_is_inside_about_as_often_as_is_said(self):
        for measure, name in (("revenue", "true_money"), ("bought", "true_share")):
            inside = sum(
                self._row(campaign, measure).low
                <= getattr(one, name)
                <= self._row(campaign, measure).high
                for one, campaign in self.played
            )
            # 95 % of 16 are 15; less than 13 would be seen once in a hundred times
            self.assertGreaterEqual(inside, 13, measure)

    def test_nothing_is_called_a_success_or_harm_that_is_none(self):
        verdicts = [
            self._row(campaign, "revenue").verdict
            for one, campaign in self.played
            if one.shape.effect == "none"
        ]
        self.assertLessEqual(sum(v in ("up", "down") for v in verdicts), 1)
