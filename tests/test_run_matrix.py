from collections import Counter

from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .test_publish_simulation import DryRunCase


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestRunMatrix(DryRunCase):
    """What a result shows of who would move."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reps = cls._user("matrix_rep_1") + cls._user("matrix_rep_2")
        cls.customers[1].user_id = cls.reps[0]
        cls.customers[4].user_id = cls.reps[1]
        cls._run()
        cls._order(cls.customers[1], 1, 40_000)  # B becomes A, and A becomes B
        cls.env["sale.order"].search(
            [("partner_id", "=", cls.customers[4].id)]
        ).state = "cancel"
        cls.newcomer = cls._customer("Newcomer")
        cls._order(cls.newcomer, 1, 300)
        cls.simulation = cls._run(mode="simulation")

    def _cells(self):
        return {
            (cell["row"], cell["column"]): (cell["count"], cell["revenue"])
            for cell in self.simulation.matrix["cells"]
        }

    def test_each_cell_counts_customers_and_revenue(self):
        a, b, c = self.tier_a.id, self.tier_b.id, self.tier_c.id
        self.assertEqual(
            self._cells(),
            {
                (a, b): (1, 8000),
                (b, a): (1, 41_500),
                (c, c): (2, 450),
                (c, False): (1, 50),
                (False, c): (1, 300),
            },
        )

    def test_labels_are_the_tiers_best_first_and_who_comes_or_goes(self):
        matrix = self.simulation.matrix
        tiers = self.env["customer.tier"].search([])
        for side, name in (("row_labels", "enter"), ("column_labels", "leave")):
            *labels, last = matrix[side]
            self.assertEqual([label["id"] for label in labels], tiers.ids)
            self.assertEqual((last["id"], last["name"]), (False, f"Would {name}"))
        self.assertEqual(matrix["currency_id"], self.company.currency_id.id)
        self.assertTrue(matrix["ordered"])

    def test_each_cell_opens_its_customers(self):
        for (row, column), (count, _revenue) in self._cells().items():
            with self.subTest(row=row, column=column):
                action = self.simulation.action_open_matrix_cell(row, column)
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(len(found), count)

    def test_totals_open_all_of_a_row_or_column(self):
        for row, column, names in (
            (None, self.tier_a.id, self.customers[1]),
            (self.tier_a.id, None, self.customers[0]),
            (None, False, self.customers[4]),
            (None, None, self.customers[:4] | self.newcomer),
        ):
            with self.subTest(row=row, column=column):
                action = self.simulation.action_open_matrix_cell(row, column)
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(found.partner_id, names)

    def test_it_agrees_with_what_is_published_then(self):
        expected = self._cells()
        self.simulation.action_publish()
        moved = {
            places: count
            for places, (count, _revenue) in expected.items()
            if places[0] != places[1]
        }
        moves = self.simulation.move_ids.filtered(lambda move: move.direction != "same")
        self.assertEqual(
            Counter((move.from_tier_id.id, move.to_tier_id.id) for move in moves), moved
        )

    def test_one_query_for_the_cells_and_one_for_the_labels(self):
        self.assertTrue(self.simulation.matrix)
        self.env.flush_all()
        self.simulation.invalidate_recordset(["matrix"])
        with self.assertQueryCount(2):
            self.assertTrue(self.simulation.matrix)

    def test_runs_without_a_result_have_no_matrix(self):
        self.assertFalse(self.env["customer.tier.run"].new({}).matrix)
        self.assertFalse(self.company.customer_tier_run_id.matrix)

    def test_salespeople_are_named_with_their_customers(self):
        html = str(self.simulation.salespeople_html)
        for rep in self.reps:
            self.assertIn(rep.name, html)
        self.assertIn("no salesperson", html)
        self.assertEqual(self.simulation.touched_count, 2)
        self.assertEqual(self.simulation.leaver_count, 1)

    def test_by_salesperson_those_that_would_move(self):
        action = self.simulation.action_view_touched()
        self.assertEqual(action["views"][0][1], "pivot")
        lines = self.env["customer.tier.run.line"]
        groups = lines._read_group(
            [*action["domain"], ("direction", "in", ("up", "down"))],
            action["context"]["pivot_row_groupby"],
            ["__count", "monetary:sum"],
        )
        self.assertEqual(
            groups,
            [(self.reps[0], 1, 41_500), (self.env["res.users"], 1, 8000)],
        )

    def test_a_new_segment_can_be_searched(self):
        lines = self.simulation.line_ids
        for value in True, False:
            found = lines.search(
                [("run_id", "=", self.simulation.id), ("has_new_segment", "=", value)]
            )
            self.assertEqual(
                found,
                lines.filtered(lambda line, value=value: line.has_new_segment == value),
            )
        newcomer = lines.filtered(lambda line: line.partner_id == self.newcomer)
        self.assertFalse(newcomer.has_new_segment)


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestRulesInWords(DryRunCase):
    def test_what_the_draft_changes_is_said_in_words(self):
        self._run()
        draft = self._draft()
        draft.write(
            {
                "window_days": 200,
                "purchase_source": "invoice",
                "max_moved_share": 20,
                "share_ids": [(1, draft.share_ids[0].id, {"share": 70, "margin": 5})],
                "dimension_ids": [(1, draft.dimension_ids[2].id, {"weight": 3})],
            }
        )
        html = str(self._simulate(draft).rules_changes_html)
        for words in (
            "All customers",
            "Window",
            "365",
            "200",
            "Confirmed sales orders",
            "Posted invoices",
            "Weight of Monetary",
            "ends at",
            "80 %",
            "70 %",
            "no margin",
            "75 %",
            "Customers That May Move",
        ):
            self.assertIn(words, html)

    def test_without_changes_it_says_so(self):
        self._run()
        html = str(self._simulate(self.policy).rules_changes_html)
        self.assertIn("Nobody changed the rules", html)
        self.assertNotIn("<table", html)

    def test_every_kind_of_change_has_words(self):
        self._run()
        draft = self._draft()
        growth = self.env["customer.tier.policy.dimension"]._selection_dimension()[3][0]
        segment = self.env["customer.segment"]._in_use()[0]
        draft.write(
            {
                "tier_method": "grid",
                "domain": "[('is_company', '=', True)]",
                "share_ids": [(2, draft.share_ids[2].id)],
                "dimension_ids": [
                    (0, 0, {"dimension": growth}),
                    (
                        1,
                        draft.dimension_ids[0].id,
                        {
                            "method": "threshold",
                            "threshold_ids": [
                                (0, 0, {"score": score, "value": 100 - score})
                                for score in range(2, 6)
                            ],
                        },
                    ),
                ],
                "grid_ids": [
                    (
                        0,
                        0,
                        {
                            "tier_id": self.tier_b.id,
                            "segment_id": segment.id,
                            "corrected_tier_id": self.tier_a.id,
                        },
                    )
                ],
            }
        )
        segment.recency_min -= 1
        self.policy.copy({"name": "Another", "active": True})
        html = str(self._simulate(draft).rules_changes_html)
        for words in (
            "Another",
            "Dimension",
            "is_company",
            "98 · 97 · 96 · 95",
            "Own thresholds",
            f"in {segment.name} becomes",
            f"R{segment.recency_min}–5",
            "takes the rest",
        ):
            self.assertIn(words, html)
