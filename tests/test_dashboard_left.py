from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_dashboard import DashboardCase
from .common_history import HistoryCase

FROM, TO = "2025-01-31", "2025-03-31"


@tagged("post_install", "-at_install")
class TestDashboardLeft(DashboardCase, HistoryCase):
    """Filters of customers that are none any more: they have a past, but no profile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("left_rep", "sales_team.group_sale_salesman_all_leads")
        january, march = date(2025, 1, 10), date(2025, 3, 10)
        cls.stays = cls._customer("Stays", user_id=cls.rep.id)
        cls.left = cls._customer("Left", user_id=cls.rep.id)
        cls.other = cls._customer("Somebody else's")
        cls._chain(cls.stays, (january, cls.tier_a, cls.champions, 500))
        cls._chain(cls.left, (january, cls.tier_b, cls.loyal, 70), (march, None))
        cls._chain(
            cls.other,
            (january, cls.tier_b, cls.loyal, 70),
            (march, cls.tier_c, cls.loyal, 60),
        )
        cls._judged(500, cls.tier_a, cls.stays)
        cls._judged(60, cls.tier_c, cls.other)
        cls.env.flush_all()

    def _cells(self, domain):
        matrix = self.dashboard.get_movement(domain, FROM, TO)
        return {
            (cell["row"], cell["column"]): cell["count"] for cell in matrix["cells"]
        }

    def _tiles(self, domain):
        overview = self._overview(domain, FROM)
        self.assertTrue(overview["compared"])
        return {
            tile["code"]: (tile["customers_before"], tile["customers"])
            for tile in overview["tiers"]
        }

    def test_without_a_filter_all_are_there(self):
        self.assertEqual(sum(self._cells([]).values()), 3)
        self.assertEqual(self._tiles([]), {"A": (1, 1), "B": (2, 0), "C": (0, 1)})

    def test_a_filter_on_the_contact_finds_who_left(self):
        domain = [("user_id", "=", self.rep.id)]
        self.assertEqual(
            self._cells(domain),
            {(self.tier_a.id, self.tier_a.id): 1, (self.tier_b.id, False): 1},
        )
        self.assertEqual(self._tiles(domain), {"A": (1, 1), "B": (1, 0), "C": (0, 0)})

    def test_a_filter_on_figures_of_now_cannot(self):
        for domain in (
            [("tier_id", "=", self.tier_a.id)],
            [("tier_id.code", "=", "A")],
            [("monetary", ">", 100)],
        ):
            with self.subTest(domain=domain):
                self.assertEqual(
                    self._cells(domain), {(self.tier_a.id, self.tier_a.id): 1}
                )

    def test_both_kinds_of_conditions_go_together(self):
        domain = [
            "|",
            ("tier_id", "=", self.tier_c.id),
            "&",
            ("user_id", "=", self.rep.id),
            ("partner_id", "ilike", "left"),
        ]
        self.assertEqual(
            self._cells(domain),
            {
                (self.tier_b.id, self.tier_c.id): 1,
                (self.tier_b.id, False): 1,
            },
        )

    def test_a_cell_opens_the_customers_it_counts(self):
        domain = [("user_id", "=", self.rep.id)]
        for row, column, customers in (
            (self.tier_b.id, False, self.left),
            (None, None, self.left + self.stays),
        ):
            action = self.dashboard.movement_action(domain, FROM, TO, row, column)
            behind = self.env[action["res_model"]].with_context(**action["context"])
            self.assertEqual(behind.search(action["domain"]).partner_id, customers)

    def test_archived_customers_are_left_out_as_everywhere(self):
        self.left.active = False
        self.assertEqual(sum(self._cells([]).values()), 2)
        self.assertEqual(sum(self._cells([("active", "=", False)]).values()), 1)

    def test_what_is_no_filter_or_no_date_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "cannot be understood"):
            self.dashboard.get_movement([("no_such_field", "=", 1)], FROM, TO)
        with self.assertRaisesRegex(UserError, "cannot be understood"):
            self._overview(["&"])
        with self.assertRaisesRegex(UserError, "is no date"):
            self._overview([], "yesterday")
