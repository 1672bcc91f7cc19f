from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_history import HistoryCase


@tagged("post_install", "-at_install")
class TestMovement(HistoryCase):
    """The matrix of who moved from where to where between two dates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("movement_rep", "sales_team.group_sale_salesman_all_leads")
        january, march = date(2025, 1, 10), date(2025, 3, 10)
        chains = {
            "stays": [(january, cls.tier_a, cls.champions, 500)],
            "climbs": [
                (january, cls.tier_c, cls.loyal, 10),
                (march, cls.tier_a, cls.champions, 600),
            ],
            "leaves": [(january, cls.tier_b, cls.loyal, 70), (march, None)],
            "enters": [(march, cls.tier_b, cls.loyal, 80)],
            "was here in between": [
                (date(2025, 2, 10), cls.tier_b),
                (date(2025, 2, 20), None),
            ],
        }
        cls.customers = {
            name: cls._customer(name, user_id=cls.rep.id if name == "climbs" else False)
            for name in chains
        }
        for name, steps in chains.items():
            cls._chain(cls.customers[name], *steps)
        cls.quarter = cls.transitions.with_context(
            tier_day_from="2025-01-31", tier_day_to="2025-03-31"
        )

    def _cells(self, matrix):
        return {
            (cell["row"], cell["column"]): (cell["count"], cell["revenue"])
            for cell in matrix["cells"]
        }

    def test_each_customer_is_in_the_cell_of_its_two_tiers(self):
        a, b, c = (tier.id for tier in (self.tier_a, self.tier_b, self.tier_c))
        self.assertEqual(
            self._cells(self.quarter.movement_matrix()),
            {
                (a, a): (1, 500),
                (c, a): (1, 600),
                # the revenue that was lost with the customer
                (b, False): (1, 70),
                (False, b): (1, 80),
            },
        )

    def test_labels_are_in_the_order_of_tiers_then_nobody(self):
        # a tier that a policy uses cannot be archived
        self.env["customer.tier.policy.share"].search([]).policy_id.active = False
        self.tier_b.active = False
        archived = self.env["customer.tier"].create(
            {"name": "Unused", "code": "U", "active": False}
        )
        matrix = self.quarter.movement_matrix()
        rows = [label["id"] for label in matrix["row_labels"]]
        tiers = self.env["customer.tier"].search([]) | self.tier_b
        self.assertEqual(rows, tiers.sorted("sequence").ids + [False])
        self.assertNotIn(archived.id, rows, "archived tiers show only where used")
        self.assertEqual(matrix["row_labels"][-1]["name"], "Entered")
        self.assertEqual(matrix["column_labels"][-1]["name"], "Left")
        self.assertEqual(matrix["currency_id"], self.company.currency_id.id)

    def test_by_segment_there_is_no_up_or_down(self):
        matrix = self.quarter.movement_matrix(by="segment")
        self.assertFalse(matrix["ordered"])
        self.assertEqual(
            self._cells(matrix),
            {
                (self.champions.id, self.champions.id): (1, 500),
                (self.loyal.id, self.champions.id): (1, 600),
                (self.loyal.id, False): (1, 70),
                (False, self.loyal.id): (1, 80),
            },
        )

    def test_a_cell_opens_the_customers_it_counts(self):
        action = self.quarter.movement_cell_action(
            "tier", self.tier_c.id, self.tier_a.id
        )
        behind = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(
            behind.search(action["domain"]).partner_id, self.customers["climbs"]
        )
        self.assertIn("→ A: key customer, 01/31/2025 – 03/31/2025", action["name"])

    def test_totals_open_all_of_their_row_or_column(self):
        for row, column, count in (
            (None, self.tier_a.id, 2),
            (self.tier_b.id, None, 1),
            (False, None, 1),
            (None, None, 4),
        ):
            action = self.quarter.movement_cell_action("tier", row, column)
            with self.subTest(action["name"]):
                self.assertEqual(self.quarter.search_count(action["domain"]), count)

    def test_a_filter_holds_for_the_matrix_and_for_its_cells(self):
        domain = [("user_id", "=", self.rep.id)]
        matrix = self.quarter.movement_matrix(domain)
        self.assertEqual(sum(cell["count"] for cell in matrix["cells"]), 1)
        action = self.quarter.movement_cell_action("tier", None, None, domain)
        self.assertEqual(
            self.quarter.search(action["domain"]).partner_id, self.customers["climbs"]
        )

    def test_two_pairs_of_dates_do_not_share_the_cache(self):
        domain = [("partner_id", "=", self.customers["climbs"].id)]
        for from_day, tier in (
            ("2025-01-31", self.tier_c),
            ("2025-03-31", self.tier_a),
            ("2025-01-01", self.env["customer.tier"]),
        ):
            transition = self._between(from_day, "2025-03-31").search(domain)
            self.assertEqual(transition.from_tier_id, tier, from_day)

    def test_dates_in_the_wrong_order_are_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "must not be after the second"):
            self._between("2025-03-31", "2025-01-31").movement_matrix()
        with self.assertRaisesRegex(UserError, "by tier or by segment"):
            self.quarter.movement_matrix(by="country")

    def test_revenue_of_companies_with_several_currencies_is_converted(self):
        other = self._company("Movement in Dollars", currency="base.USD")
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                    "name": "2020-01-01",
                    "rate": rate,
                }
                for currency, rate in (
                    (other.currency_id, 2),
                    (self.company.currency_id, 1),
                )
            ]
        )
        self._also_in(other)
        self._chain(
            self.customers["stays"],
            (date(2025, 1, 10), self.tier_a, self.champions, 100),
            run=self._ledger_run(other),
        )
        both = self.quarter.with_context(
            allowed_company_ids=[self.company.id, other.id]
        )
        cells = self._cells(both.movement_matrix())
        self.assertEqual(cells[self.tier_a.id, self.tier_a.id], (2, 550))

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        self.quarter.movement_matrix()
        for number in range(30):
            self._chain(
                self._customer(f"Lab {number}"), (date(2025, 1, 1), self.tier_b)
            )
        self.env.flush_all()
        self.env.invalidate_all()
        # currencies of the companies, cells, labels
        with self.assertQueryCount(4):
            self.quarter.movement_matrix()
