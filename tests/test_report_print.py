import base64
import io
from datetime import date, datetime, timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tests.common import ChromeBrowser
from odoo.tools import format_date
from odoo.tools.pdf import PdfFileReader

from ..report import svg
from .common import AS_OF, TierCase

LONG = "Very Long Name of a Hospital of the Province, Department of Everything " * 3


class PrintCase(TierCase):
    def _html(self, report, ids, user=None, data=None):
        reports = self.env["ir.actions.report"].with_user(user or self.env.user)
        content, kind = reports._render_qweb_html(f"customer_tier.{report}", ids, data)
        self.assertEqual(kind, "html")
        return html.fromstring(content)

    def _text(self, *args, **kwargs):
        page = self._html(*args, **kwargs)
        for style in page.iter("style", "script"):
            style.drop_tree()
        return " ".join(page.text_content().split()).replace("\N{NO-BREAK SPACE}", " ")


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestReportPrint(PrintCase):
    """What is printed, as HTML: no program that makes a PDF of it is needed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("print_seller", "sales_team.group_sale_salesman")
        cls.hospital = cls._customer("Print Hospital", user_id=cls.seller.id)
        cls.lab = cls._customer("Print Lab", user_id=cls.env.user.id)
        for days_ago in (10, 40, 70):
            cls._order(cls.hospital, days_ago, 900, user_id=cls.seller.id)
        cls._order(cls.lab, 5, 100)
        cls._run()

    def test_the_portrait_tells_who_why_and_what_is_bought(self):
        text = self._text("report_portrait", self._profile(self.hospital).ids)
        for expected in (
            "Print Hospital",
            "A: key customer",
            "2,700.00 €",
            "Why This Tier",
            "Analyser",
            "What Is Due",
            "Notes of the Visit",
        ):
            self.assertIn(expected, text)

    def test_it_has_a_radar_and_the_months(self):
        page = self._html("report_portrait", self._profile(self.hospital).ids)
        pictures = [picture.get("aria-label") for picture in page.iter("svg")]
        self.assertEqual(pictures[:2], ["Scores", "Revenue per month"])

    def test_from_a_contact_its_customer_is_printed(self):
        nurse = self._customer("Nurse", parent_id=self.hospital.id, is_company=False)
        text = self._text("report_contact_portrait", nurse.ids)
        self.assertIn("Print Hospital", text)

    def test_who_never_bought_cannot_be_printed(self):
        with self.assertRaisesRegex(UserError, "nothing to print"):
            self._html("report_contact_portrait", self._customer("Prospect").ids)

    def test_customers_of_colleagues_are_not_printed(self):
        with self.assertRaises(AccessError):
            self._html("report_portrait", self._profile(self.lab).ids, self.seller)
        with self.assertRaisesRegex(UserError, "nothing to print"):
            self._html("report_contact_portrait", self.lab.ids, self.seller)

    def test_the_tier_report_adds_up_the_customers(self):
        text = self._text("report_tiers", [])
        self.assertIn("Customers: 2, revenue: 2,800.00 €", text)
        self.assertIn("A: key customer 1 2,700.00 € 96.4 % of the revenue", text)
        self.assertIn("Who Needs Attention", text)
        self.assertNotIn("a part of the customers", text)

    def test_it_is_of_the_customers_of_the_filter_or_the_selection(self):
        domain = [("partner_id", "=", self.lab.id)]
        text = self._text("report_tiers", [], data={"domain": domain})
        self.assertIn("Customers: 1, revenue: 100.00 € (a part of the customers", text)
        chosen = self._text("report_tiers", self._profile(self.lab).ids)
        self.assertEqual(chosen, text)

    def test_a_limited_salesperson_prints_own_customers_only(self):
        text = self._text("report_tiers", [], user=self.seller)
        self.assertIn("Customers: 1, revenue: 2,700.00 €", text)

    def test_without_customers_it_says_so(self):
        text = self._text("report_tiers", [], data={"domain": [("id", "=", 0)]})
        self.assertIn("There are no customers to report on.", text)

    def test_the_dashboard_prints_its_own_filter(self):
        dashboard = self.env["customer.tier.dashboard"]
        domain = [("is_lapsed", "=", False)]
        action = dashboard.print_action(domain, "2026-01-01", "2026-02-01")
        self.assertEqual(action["report_name"], "customer_tier.report_tiers")
        text = self._text("report_tiers", [], data=action["data"])
        days = [format_date(self.env, date(2026, month, 1)) for month in (1, 2)]
        self.assertIn("Movement from {} to {}".format(*days), text)
        with self.assertRaisesRegex(UserError, "cannot be understood"):
            dashboard.print_action([("no_such_field", "=", 1)])

    def test_long_texts_without_spaces_are_cut_and_not_lost(self):
        name = "全自动生化分析仪配套试剂" * 5
        self.assertEqual(svg.shortened(name, 20), name[:19] + "…")

    def test_quantities_are_written_out(self):
        report = self.env["report.customer_tier.report_portrait"]
        for quantity, written in ((1250000, "1,250,000 Units"), (2.5, "2.50 Units")):
            product = {"quantity": quantity, "unit": "Units"}
            self.assertEqual(report._quantity(product), written)

    def test_several_companies_are_not_added_up(self):
        other = self._company("Other")
        customer = self._customer("Of the Other")
        self._order(customer, 10, 100, company=other)
        self._run(company=other)
        profiles = self._profile(customer, other) | self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        with self.assertRaises(UserError):
            self.env["report.customer_tier.report_tiers"]._get_report_values(
                profiles.ids
            )

    def test_pictures_have_no_holes(self):
        """Nothing known, nothing bought, more returned than bought; names with marks in them."""
        radar = svg.radar("R & F", [("<b>", None, None), ("b", 3, 2.5)], 5)
        self.assertIn("R &amp; F", radar)
        self.assertIn("&lt;b&gt; –", radar)
        self.assertIn("</svg>", svg.radar("empty", [], 5))
        self.assertIn("</svg>", svg.bars("none", [], [], []))
        bars = svg.bars("returns", ["J", "F"], [-50, 100], [0, 0])
        heights = [
            float(bar.get("height")) for bar in html.fromstring(bars).iter("rect")
        ]
        self.assertEqual(heights, [0, 0, 48, 96])
        self.assertIn("width='100.0'", svg.share(1.5))
        self.assertIn("width='0.0'", svg.share(-1))


@tagged("post_install", "-at_install")
class TestPortraitPage(HttpCase, PrintCase):
    """However much there is to say of a customer, it is one page."""

    def test_the_portrait_of_a_big_customer_is_one_page(self):
        user = self._user(
            "print_manager",
            "sales_team.group_sale_manager,customer_tier.group_manager",
        )
        hospital = self._customer(LONG, user_id=user.id)
        categories = self.env["product.category"].create(
            [{"name": f"Category {number} {LONG}"} for number in range(30)]
        )
        products = self.env["product.product"].create(
            [
                {"name": f"{LONG} {number}", "type": "service", "categ_id": category.id}
                for number, category in enumerate(categories)
            ]
        )
        for days_ago in (100, 70, 40):
            self._order_at(
                hospital,
                datetime.now() - timedelta(days=days_ago),
                0,
                order_line=[
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 12345,
                            "price_unit": 9999.99,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product in products
                ],
            )
        self._run(as_of=False)
        self._profile(hospital).low_confidence = True
        profile = self._profile(hospital)
        pages = self._printed(
            f"/report/html/customer_tier.report_portrait/{profile.id}", user.login
        )
        self.assertEqual(len(pages), 1)
        width, height = (round(float(side)) for side in pages[0].mediabox[2:])
        self.assertEqual((width, height), (595, 842), "A4")

    def _printed(self, path, login):
        """The pages that the browser prints."""
        browser = ChromeBrowser(self)
        with self.allow_requests(browser=browser):
            self.authenticate(login, login, browser=browser)
            self.cr.flush()
            self.cr.clear()
            browser.navigate_to(self.base_url() + path, wait_stop=True)
            answer = browser._websocket_request(
                "Page.printToPDF",
                params={"preferCSSPageSize": True, "printBackground": True},
                timeout=60,
            )
            browser.stop()
            self._wait_remaining_requests()
        return PdfFileReader(io.BytesIO(base64.b64decode(answer["data"]))).pages
