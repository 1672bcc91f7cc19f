from itertools import product

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..scoring.rules import segment_cube
from . import oracle
from .common import TierCase

CODES = [
    "champions",
    "loyal",
    "potential_loyalist",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cannot_lose",
    "hibernating",
    "lost",
]


@tagged("post_install", "-at_install")
class TestSegments(TierCase):
    """Every combination of scores belongs to one segment, and every segment to some."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segments = cls.env["customer.segment"].browse(
            cls.env.ref(f"customer_tier.segment_{code}").id for code in CODES
        )

    def _boxes(self, segments):
        return [
            oracle.Segment(
                segment.id,
                (segment.recency_min, segment.recency_max),
                (segment.frequency_min, segment.frequency_max),
                (segment.monetary_min, segment.monetary_max),
            )
            for segment in segments
        ]

    def _places(self, bins):
        """Scores to the segments whose box holds them, whatever the order."""
        boxes = self._boxes(self.segments)
        return {
            scores: [
                box.name
                for box in boxes
                if oracle.segment(scores, oracle.Policy(1, bins=bins, segments=(box,)))
            ]
            for scores in product(range(1, bins + 1), repeat=3)
        }

    def test_each_of_125_combinations_is_in_exactly_one_shipped_segment(self):
        places = self._places(5)
        self.assertEqual(len(places), 125)
        wrong = {scores: found for scores, found in places.items() if len(found) != 1}
        self.assertFalse(wrong)

    def test_each_shipped_segment_is_reached(self):
        reached = {found for places in self._places(5).values() for found in places}
        self.assertEqual(reached, set(self.segments.ids))
        self.assertTrue(all(segment.combination_count for segment in self.segments))
        self.assertEqual(sum(self.segments.mapped("combination_count")), 125)

    def test_order_of_shipped_segments_changes_nothing(self):
        rules = self.segments._scoring_rules()
        self.assertEqual(segment_cube(rules, 5), segment_cube(rules[::-1], 5))

    def test_every_combination_has_a_segment_for_any_number_of_steps(self):
        rules = self.segments._scoring_rules()
        for bins in range(2, 10):
            expected = [places for [places] in self._places(bins).values()]
            self.assertEqual(segment_cube(rules, bins), expected, f"{bins} steps")

    def test_best_and_worst_scores_mean_the_same_for_any_number_of_steps(self):
        for bins in range(2, 10):
            cube = segment_cube(self.segments._scoring_rules(), bins)
            self.assertEqual(cube[0], self.env.ref("customer_tier.segment_lost").id)
            self.assertEqual(
                cube[-1], self.env.ref("customer_tier.segment_champions").id
            )

    def test_customer_gets_the_segment_of_its_scores(self):
        worst, middle, best = (self._customer(name) for name in ("w", "m", "b"))
        self._order(worst, 300, 10)
        for _ in range(2):
            self._order(middle, 100, 50)
        for _ in range(3):
            self._order(best, 1, 500)
        lines = self._run(mode="simulation").line_ids
        self.assertEqual(
            {line.partner_id: line.segment_id.code for line in lines},
            {worst: "lost", middle: "need_attention", best: "champions"},
        )

    def test_first_of_two_overlapping_segments_wins(self):
        everybody = self.env["customer.segment"].create(
            {"name": "Everybody", "code": "everybody", "sequence": 1}
        )
        self._order(self._customer(), 5, 100)
        [line] = self._run(mode="simulation").line_ids
        self.assertEqual(line.segment_id, everybody)
        everybody.sequence = 999
        [line] = self._run(mode="simulation").line_ids
        self.assertEqual(line.segment_id.code, "need_attention")
        self.assertEqual(everybody.combination_count, 0)

    def test_narrowing_a_segment_is_refused_and_names_the_holes(self):
        champions = self.env.ref("customer_tier.segment_champions")
        with self.assertRaisesRegex(
            ValidationError, "4 combinations.*444, 445, 454, 455"
        ):
            champions.recency_min = 5

    def test_archiving_a_needed_segment_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "511, 512, 513, 514, 515"):
            self.env.ref("customer_tier.segment_new").active = False

    def _drop_rules(self):
        """Playbooks that name segments keep these from being deleted: not what is tested here."""
        self.env["customer.tier.playbook"].search([]).unlink()

    def test_deleting_a_needed_segment_is_refused(self):
        self._drop_rules()
        with self.assertRaisesRegex(ValidationError, "411, 412, 413, 414, 415"):
            self.env.ref("customer_tier.segment_promising").unlink()

    def test_segment_that_others_cover_can_go(self):
        self._drop_rules()
        new = self.env.ref("customer_tier.segment_new")
        self.env.ref("customer_tier.segment_promising").recency_max = 5
        new.active = False
        new.unlink()
        self.assertFalse(new.exists())

    def test_segment_that_quick_refreshes_still_apply_stays(self):
        """Else a customer could land in it and link to nothing."""
        nobody = self.env["customer.segment"].create(
            {"name": "Nobody", "code": "nobody", "sequence": 1, "recency_min": 5}
        )
        self._run()
        nobody.sequence = 1000
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            nobody.unlink()
