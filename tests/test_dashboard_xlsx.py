import io
import json
from datetime import datetime
from urllib.parse import urlencode

import openpyxl

from odoo import http
from odoo.tests import HttpCase, freeze_time, tagged

from .common import AS_OF
from .common_dashboard import DashboardCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestDashboardXlsx(DashboardCase, HttpCase):
    """The spreadsheet: what is on the screen, as numbers to calculate with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("xlsx_manager", "customer_tier.group_manager")
        cls.rep = cls._user("xlsx_rep", "sales_team.group_sale_salesman")
        cls.customer = cls._customer("=1+1 Hospital", user_id=cls.manager.id)
        cls._judged(1200.5, partner=cls.customer, segment_id=cls.at_risk.id)
        cls._judged(300, cls.tier_b, cls._customer("Mine", user_id=cls.rep.id))
        cls._order(cls.customer, 40, 1200.5)
        cls.env.flush_all()

    def _get(self, user="xlsx_manager", **parameters):
        self.authenticate(user, user)
        parameters = {"company_id": self.company.id, **parameters}
        query = urlencode({k: v for k, v in parameters.items() if v is not None})
        return self.url_open(f"/customer_tier/dashboard.xlsx?{query}")

    def _book(self, **parameters):
        response = self._get(**parameters)
        self.assertEqual(response.status_code, 200, response.text[:500])
        self.assertIn(".xlsx", response.headers["Content-Disposition"])
        return openpyxl.load_workbook(io.BytesIO(response.content))

    def _rows(self, sheet):
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_the_web_client_downloads_by_post(self):
        self.authenticate("xlsx_manager", "xlsx_manager")
        response = self.url_open(
            "/customer_tier/dashboard.xlsx",
            data={
                "company_id": self.company.id,
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200, response.text[:500])
        self.assertIn(".xlsx", response.headers["Content-Disposition"])

    def test_there_is_a_sheet_for_each_figure_with_a_frozen_heading(self):
        book = self._book()
        self.assertEqual(
            book.sheetnames,
            [
                "About",
                "Tiers",
                "Recency and frequency",
                "Pareto curve",
                "Pareto borders",
                "Movement",
                "Revenue by month",
                "Segments",
                "Frequency and revenue",
                "Needs attention",
            ],
        )
        for sheet in book:
            self.assertEqual(sheet.freeze_panes, "A2")
            self.assertTrue(sheet["A1"].font.bold)

    def test_numbers_are_numbers_in_the_currency_of_the_company(self):
        book = self._book()
        heading, best, *_others = self._rows(book["Tiers"])
        self.assertEqual(
            heading[:4], ["Tier", "Customers", "Revenue", "Share of revenue"]
        )
        self.assertEqual(best[1:3], [1, 1200.5])
        self.assertAlmostEqual(best[3], 1200.5 / 1500.5)
        money, share = book["Tiers"]["C2"], book["Tiers"]["D2"]
        self.assertIn("€", money.number_format)
        self.assertIn("#,##0.00", money.number_format)
        self.assertEqual(share.number_format, "0.0%")
        february = self._rows(book["Revenue by month"])[-2]
        self.assertEqual(february[0], datetime(2026, 2, 1))
        self.assertIn(1200.5, february)

    def test_a_name_is_no_formula(self):
        [_heading, row] = self._rows(self._book()["Needs attention"])
        self.assertEqual(row[0], "=1+1 Hospital")
        self.assertEqual(self._book()["Needs attention"]["A2"].data_type, "s")

    def test_the_filter_of_the_screen_holds(self):
        domain = json.dumps([["user_id", "=", self.manager.id]])
        rows = self._rows(self._book(domain=domain)["Tiers"])
        self.assertEqual([row[1] for row in rows[1:]], [1, 0, 0])

    def test_a_salesperson_gets_own_customers_only(self):
        book = self._book(user="xlsx_rep")
        names = [row[0] for row in self._rows(book["Frequency and revenue"])[1:]]
        self.assertEqual(names, ["Mine"])

    def test_headings_speak_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.lang = "fr_FR"
        self.champions.with_context(lang="fr_FR").name = "Vedettes"
        rows = self._rows(self._book()["Segments"])
        self.assertEqual(rows[1][0], "Vedettes")

    def test_what_cannot_be_answered_is_a_bad_request_in_words(self):
        elsewhere = self._company("Elsewhere")
        for parameters, words in (
            ({"company_id": elsewhere.id}, "no access to this company"),
            ({"company_id": "first"}, "no access to this company"),
            ({"domain": "[(1"}, "has to be a list"),
            ({"domain": '{"a": 1}'}, "has to be a list"),
            ({"domain": '[["no_such_field", "=", 1]]'}, "cannot be understood"),
            ({"from_day": "yesterday"}, "is no date"),
            ({"from_day": "2026-03-31", "to_day": "2026-01-01"}, "must not be after"),
        ):
            with self.subTest(**parameters):
                response = self._get(**parameters)
                self.assertEqual(response.status_code, 400)
                self.assertIn(words, response.text)
                self.assertNotIn("Traceback", response.text)

    def test_strangers_are_sent_away(self):
        self._user("xlsx_plain", "base.group_user")
        self.assertEqual(self._get(user="xlsx_plain").status_code, 403)
        self.authenticate(None, None)
        response = self.url_open("/customer_tier/dashboard.xlsx", allow_redirects=False)
        self.assertIn(response.status_code, (302, 303))
