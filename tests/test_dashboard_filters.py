import json
from urllib.parse import urlencode

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import AS_OF
from .common_dashboard import DashboardCase

# What a favourite of another version, another program or a typing error may ask for.
ABSURD = (
    [["no_such_field", "=", 1]],
    [["partner_id.no_such_field", "=", 1]],
    [["partner_id", "any", [["no_such_field", "=", 1]]]],
    [["user_id.password", "=", "secret"]],
    [["user_id.password", "ilike", "secret"]],
    [["partner_id.user_id.new_password", "!=", False]],
    [["monetary", "=", "abc"]],
    [["monetary", ">", "abc"]],
    [["monetary", "in", [1, "abc"]]],
    [["recency_days", "=", "abc"]],
    [["recency_days", ">=", [1]]],
    [["tier_id", ">", "abc"]],
    [["tier_since", "=", "yesterdayish"]],
    [["tier_since", ">", "2026-02-31"]],
    [["last_order_date", "=", 5]],
    [["purchase_month", "=", False]],
    [["purchase_month", ">", "2026-01-01"]],
    [["purchase_month", "=", "abc"]],
    [["purchase_month", "=", True]],
    [["monetary", "no operator", 1]],
    [["monetary", 5, 1]],
    [[5, "=", 1]],
    [["monetary", "="]],
    ["&", ["monetary", "=", 1]],
    ["tier_id"],
    [["partner_id", "any", 5]],
    [["partner_id", "any", "abc"]],
    [["partner_id", "child_of", {"a": 1}]],
    [["partner_id", "=", {"a": 1}]],
    [["rfm_code", "ilike", "\0"]],
    [["rfm_code", "=", "\0"]],
    [["why_tier", "ilike", "abc"]],
    "abc",
    5,
    {"a": 1},
    [None],
)

# Odd, but with an answer: nobody.
NOBODY = (
    [["recency_days", "=", 10**30]],
    [["tier_id", "=", 10**30]],
    [["rfm_code", "ilike", {"a": 1}]],
    [["dimension_scores", "=", "abc"]],
    [["partner_id", "child_of", 10**30]],
    [["purchase_month", "=", "1901-01-01"]],
    [[0, "=", 1]],
)

METHODS = (
    ("get_overview", "2026-01-01"),
    ("get_movement", "2026-01-01", "2026-03-31"),
    ("get_months",),
    ("customers_action",),
    ("months_action", False, "2026-03-01"),
    ("movement_action", "2026-01-01", "2026-03-31", None, None),
    ("print_action",),
)


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestDashboardFilters(DashboardCase, HttpCase):
    """Filters that mean nothing are refused in the user's words, and those that do, answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("filter_manager", "customer_tier.group_manager")
        cls._judged(100)
        cls.env.flush_all()

    def test_absurd_filters_are_refused_in_words(self):
        for domain in ABSURD:
            for method, *args in METHODS:
                with (
                    self.subTest(method=method, domain=domain),
                    self.assertRaisesRegex(
                        UserError,
                        r"^This filter .* \(.+\)\. Take it out of the search bar",
                    ),
                ):
                    getattr(self.dashboard, method)(domain, *args)

    def test_the_transaction_goes_on_after_a_refusal(self):
        with self.assertRaises(UserError):
            self._overview([("monetary", "=", "abc")])
        self.assertEqual(self._overview()["customers"], 1)

    def test_odd_filters_find_nobody(self):
        for domain in NOBODY:
            with self.subTest(domain=domain):
                for method, *args in METHODS:
                    getattr(self.dashboard, method)(domain, *args)
                self.assertEqual(self._overview(domain)["customers"], 0)

    def test_the_spreadsheet_is_refused_in_words_too(self):
        self.authenticate("filter_manager", "filter_manager")
        for domain in ABSURD:
            query = urlencode(
                {"company_id": self.company.id, "domain": json.dumps(domain)}
            )
            with self.subTest(domain=domain):
                response = self.url_open(f"/customer_tier/dashboard.xlsx?{query}")
                self.assertEqual(response.status_code, 400)
                self.assertRegex(
                    response.text, "(search bar and choose it again|be a list)"
                )
                self.assertNotIn("Traceback", response.text)
