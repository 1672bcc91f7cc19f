from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import AS_OF, TierCase


class WordsCase(TierCase):
    """Five customers, of 1,670 € together: A starts at 250 €, B at 100 €.

    Each bought twice on one day; everything is read on AS_OF.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._lang_get("en_US").date_format = "%d %B %Y"
        cls.customers = {}
        amounts = {"Giant": 700, "Big": 600, "Middle": 250, "Small": 100, "Tiny": 20}
        for number, (name, amount) in enumerate(amounts.items(), start=4):
            customer = cls.customers[name] = cls._customer(name)
            for _half in range(2):
                cls._order(customer, 10 * number, amount / 2)

    def _run_twice(self):
        """Yesterday's run, then two more orders of the giant, then today's.

        A starts at 600 € then, B at 100 €.
        """
        self._run(as_of=AS_OF - timedelta(1))
        for _half in range(2):
            self._order(self.customers["Giant"], 0, 200)
        self._run()

    def _tiers_by_score(self, *limits):
        for line, limit in zip(self.policy.share_ids, limits, strict=False):
            line.min_score = limit
        self.policy.tier_method = "score"

    def _of(self, name):
        profile = self._profile(self.customers[name])
        profile.invalidate_recordset()
        return profile

    def _assert_says(self, name, field, expected):
        self.assertEqual(plain(self._of(name)[field]), expected)


def plain(text):
    """A text without the characters that keep amounts on one line."""
    joiner = "\N{ZERO WIDTH NO-BREAK SPACE}"
    return text and text.replace("\N{NO-BREAK SPACE}", " ").replace(joiner, "")


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestWhyTier(WordsCase):
    def test_revenue_beside_where_the_tier_starts(self):
        self._run()
        for name, expected in (
            ("Giant", "A: 700.00 € in 365 days; A starts at 250.00 €."),
            ("Small", "B: 100.00 € in 365 days; B starts at 100.00 €."),
            ("Tiny", "C: 20.00 € in 365 days; B starts at 100.00 €."),
        ):
            self._assert_says(name, "why_tier", expected)

    def test_who_is_kept_by_the_margin_is_told_so(self):
        self.policy.share_ids[0].margin = 10
        self._run_twice()
        self._assert_says(
            "Middle",
            "why_tier",
            "A: 250.00 € in 365 days. A starts at 600.00 €, and is kept down to 250.00 €.",
        )

    def test_who_has_a_tier_only_by_grace_is_told_so(self):
        self.policy.grace_days = 30
        self._run_twice()
        self._assert_says(
            "Middle",
            "why_tier",
            "A for now: 250.00 € in 365 days, below the 600.00 € that keep it.",
        )

    def test_points_decide_where_the_tiers_go_by_score(self):
        self._tiers_by_score(60, 30)
        self._run()
        self._assert_says(
            "Giant", "why_tier", "A: 83.3 of 100 points; A starts at 60.0 points."
        )
        self._assert_says(
            "Tiny", "why_tier", "C: 16.7 of 100 points; B starts at 30.0 points."
        )

    def test_a_segment_that_corrects_the_tier_is_named(self):
        self.policy.grid_ids = [
            Command.create(
                {
                    "tier_id": self.tier_c.id,
                    "segment_id": self.env.ref("customer_tier.segment_at_risk").id,
                    "corrected_tier_id": self.tier_b.id,
                }
            )
        ]
        self.policy.tier_method = "grid"
        self._run()
        self._assert_says(
            "Tiny",
            "why_tier",
            "B: by revenue it would be C (20.00 € in 365 days), but At Risk count as B.",
        )

    def test_who_lapsed_bought_nothing(self):
        self.policy.window_days = 50
        self._run()
        self._assert_says("Tiny", "why_tier", "C: nothing bought in 50 days.")
        self._assert_says(
            "Tiny",
            "why_segment",
            "Lost: bought nothing within 50 days, so all scores are 1.",
        )

    def test_returns_leave_no_revenue(self):
        self._order(self.customers["Tiny"], 1, -50)
        self._run()
        self._assert_says(
            "Tiny", "why_tier", "C: -30.00 € in 365 days; B starts at 100.00 €."
        )

    def test_a_fixed_tier_names_who_fixed_it_and_what_the_rules_say(self):
        self._fix_small(date_to=AS_OF + timedelta(30))
        self._assert_says(
            "Small",
            "why_tier",
            f"A, fixed by {self.env.user.name} until 30 April 2026: opens a second site\n"
            "B: 100.00 € in 365 days; B starts at 100.00 €.",
        )
        self._assert_says(
            "Small",
            "next_tier_words",
            "150.00 € more, or one order of that size, lifts it to A. At its usual 50.00 € an "
            "order, that is 3 orders. It shows once the tier is no longer fixed by hand.",
        )

    def test_a_fixed_tier_may_have_no_end(self):
        self._fix_small(date_to=False)
        self.assertIn(
            f"A, fixed by {self.env.user.name}: opens a second site",
            self._of("Small").why_tier,
        )

    def _fix_small(self, **values):
        self._run()
        self.env["customer.tier.override"].create(
            {
                "partner_id": self.customers["Small"].id,
                "company_id": self.company.id,
                "tier_id": self.tier_a.id,
                "reason": "opens a second site",
                "date_from": AS_OF,
                **values,
            }
        )
        self._run()

    def test_a_policy_edited_since_does_not_change_the_words(self):
        self._run()
        self.policy.write({"window_days": 90, "bins": 3})
        self._assert_says(
            "Giant", "why_tier", "A: 700.00 € in 365 days; A starts at 250.00 €."
        )


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestWhySegment(WordsCase):
    def test_scores_in_plain_words_and_what_the_segment_takes(self):
        self._run()
        self._assert_says(
            "Giant",
            "why_segment",
            "Potential Loyalist: bought very recently (5 of 5), now and then (3 of 5) and very "
            "much (5 of 5). The segment takes recency 4–5, frequency 2–3, revenue 1–5.",
        )

    def test_other_steps_are_put_on_the_scale_of_the_segments(self):
        self.policy.bins = 3
        self._run()
        said = self._of("Giant").why_segment
        self.assertIn("bought very recently (3 of 3)", said)
        self.assertIn("(on a scale of 1 to 5)", said)

    def test_one_purchase_is_not_one_purchases(self):
        self._order(self._customer("Once"), 5, 30)
        self._run()
        customer = self.env["res.partner"].search([("name", "=", "Once")])
        self.assertEqual(
            self._profile(customer).frequency_words,
            "one purchase in 365 days: within the lowest fifth, 1",
        )


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestWhatItTakes(WordsCase):
    def test_the_best_tier_has_none_above_and_the_last_none_below(self):
        self._run()
        self._assert_says("Giant", "next_tier_words", "In the best tier.")
        self._assert_says("Tiny", "tier_below_words", False)

    def test_how_far_it_is_in_money_and_in_usual_orders(self):
        self._run()
        self._assert_says(
            "Tiny",
            "next_tier_words",
            "80.00 € more, or one order of that size, lifts it to B. At its usual 10.00 € an "
            "order, that is 8 orders.",
        )

    def test_how_much_can_be_lost_and_until_when(self):
        self._run()
        self._assert_says(
            "Giant",
            "tier_below_words",
            "Keeps A with 250.00 € or more in 365 days: 450.00 € to spare. Without a purchase "
            "it becomes C on 19 February 2027.",
        )
        self._assert_says(
            "Middle",
            "tier_below_words",
            "Keeps A with 250.00 € or more in 365 days: nothing to spare. Without a purchase "
            "it becomes C on 30 January 2027.",
        )

    def test_grace_is_reckoned_with(self):
        self.policy.grace_days = 30
        self._run()
        self._assert_says(
            "Small",
            "tier_below_words",
            "Keeps B with 100.00 € or more in 365 days: nothing to spare. Without a purchase "
            "it is too low from 20 January 2027, and becomes C on 19 February 2027.",
        )

    def test_who_lapsed_needs_an_order_not_just_revenue(self):
        self.policy.window_days = 50
        self._run()
        self._assert_says(
            "Tiny", "next_tier_words", "One order of 700.00 € or more lifts it to A."
        )

    def test_any_order_can_be_enough(self):
        self.policy.dimension_ids[1:].weight = 0
        self._tiers_by_score(60, 30)
        self._run()
        self._assert_says("Tiny", "next_tier_words", "Any order lifts it to A.")

    def test_what_is_pending_can_be_prevented(self):
        self.policy.grace_days = 30
        self._run_twice()
        self._assert_says(
            "Middle",
            "pending_words",
            "Becomes B on 30 April 2026, unless it orders for 350.00 € or more before.",
        )
        self._assert_says("Middle", "tier_below_words", False)

    def test_a_promotion_waits_for_more_runs(self):
        self.policy.promote_after = 3
        self._run(as_of=AS_OF - timedelta(1))
        self._order(self.customers["Small"], 0, 500)
        self._run()
        self._assert_says(
            "Small", "pending_words", "Becomes A if the next 2 runs find the same."
        )
        self._assert_says("Small", "next_tier_words", False)
        self.assertIn(
            "It moves up once 3 runs have found it so.",
            self._of("Tiny").next_tier_words,
        )

    def test_a_promotion_waits_for_the_minimum_stay(self):
        self.policy.min_stay_days = 10
        self._run(as_of=AS_OF - timedelta(1))
        self._order(self.customers["Small"], 0, 500)
        self._run()
        self._assert_says("Small", "pending_words", "Becomes A on 09 April 2026.")

    def test_scores_can_be_out_of_reach_of_orders(self):
        self.policy.dimension_ids = [
            Command.create({"dimension": "influence", "weight": 9})
        ]
        for name, stars in (("Giant", "5"), ("Big", "3"), ("Tiny", "1")):
            self.customers[name].influence_rating = stars
        self._tiers_by_score(80, 70)
        self._run()
        self._assert_says(
            "Tiny",
            "next_tier_words",
            "Orders alone do not lift it: what else is scored has to improve.",
        )

    def test_an_old_run_is_brought_up_to_today(self):
        """What has fallen out of the window since the run counts no more."""
        self._order(self.customers["Small"], 364, 60)
        self._run()
        with freeze_time(f"{AS_OF + timedelta(3)} 12:00:00"):
            self.assertIn(
                "150.00 € more, or one order of that size, lifts it to A.",
                plain(self._of("Small").next_tier_words),
            )
