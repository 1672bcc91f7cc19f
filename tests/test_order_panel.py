from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import format_date

from ..insight.usual_products import UsualProduct
from .common import AS_OF
from .test_words import WordsCase, plain


class PanelCase(WordsCase):
    """Customers of :class:`WordsCase`, and what the panel on an order says of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reagent, cls.probe, cls.gone = cls.env["product.product"].create(
            [
                {"name": name, "type": "service", "taxes_id": False}
                for name in ("Reagent", "Probe", "Gone")
            ]
        )
        cls.hospital = cls._customer("Panel Hospital")

    @classmethod
    def _bought(cls, product, *days_ago, quantity=1, partner=None, **values):
        """One order for each of these days."""
        for days in days_ago:
            cls._order(
                partner or cls.hospital,
                days,
                0,
                order_line=[
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": 10,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            )

    @classmethod
    def _panel(cls, partner=None, user=None, company=None):
        orders = cls.env["sale.order"].with_user(user or cls.env.user)
        return orders.get_tier_panel(
            (partner or cls.hospital).id, (company or cls.company).id
        )

    def _warnings(self, **values):
        return [
            (w["kind"], plain(w["text"])) for w in self._panel(**values)["warnings"]
        ]


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOrderPanel(PanelCase):
    """Who the customer of an order is."""

    def test_it_says_who_this_is_and_why(self):
        self._run()
        panel = self._panel(self.customers["Small"])
        self.assertEqual(panel["tier"]["code"], "B")
        self.assertEqual(panel["tier"]["color"], self.tier_b.color)
        self.assertEqual(panel["trend"]["words"], "Entered")
        self.assertIn("B: 100.00", plain(panel["why"][0]))
        self.assertIn("lifts it to A", plain(panel["next"]))
        self.assertEqual(panel["profile_id"], self._of("Small").id)

    def test_a_contact_or_department_shows_its_customer(self):
        self._run()
        small = self.customers["Small"]
        nurse = self._customer("Nurse", parent_id=small.id, is_company=False)
        self.assertEqual(self._panel(nurse), self._panel(small))

    def test_who_never_bought_has_a_kind_line(self):
        self._run()
        panel = self._panel()
        self.assertFalse(panel["tier"])
        self.assertIn("No purchases yet", panel["empty"])
        self.assertEqual((panel["usual"], panel["due"]), ([], []))

    def test_an_archived_customer_still_has_its_tier(self):
        self._run()
        small = self.customers["Small"]
        small.active = False
        self.assertEqual(self._panel(small)["tier"]["code"], "B")

    def test_usual_products_come_with_quantity_and_last_day(self):
        self._bought(self.probe, 100)
        self._bought(self.reagent, 90, 60, quantity=5)
        self._bought(self.reagent, 30, quantity=7)
        self._run()
        reagent, probe = self._panel()["usual"]
        self.assertEqual(reagent["name"], "Reagent")
        self.assertEqual((reagent["quantity"], reagent["unit"]), (5, "Units"))
        self.assertEqual(reagent["last"], AS_OF - timedelta(30))
        self.assertEqual(probe["days"], 1, "once is listed last")

    def test_what_a_customer_has_before_the_first_run_is_listed(self):
        self._bought(self.reagent, 30)
        self.assertEqual([p["name"] for p in self._panel()["usual"]], ["Reagent"])

    def test_a_product_is_due_by_its_own_rhythm(self):
        self._bought(self.reagent, 95, 65, 35)  # every 30 days: 5 days late
        self._bought(self.probe, 60, 40, 20)  # every 20 days: today
        self._run()
        due = self._panel()["due"]
        self.assertEqual(
            [(p["name"], p["rhythm"], p["late"]) for p in due],
            [("Probe", 20, 0), ("Reagent", 30, 5)],
        )

    def test_what_is_not_sold_any_more_is_not_due(self):
        self._bought(self.gone, 95, 65, 35)
        self.gone.active = False
        self._run()
        panel = self._panel()
        self.assertEqual((panel["usual"], panel["due"]), ([], []))

    def test_two_purchases_make_no_rhythm(self):
        today = AS_OF
        usual = UsualProduct(1, 2, today - timedelta(50), 1, 30)
        self.assertFalse(usual.is_due(today, 365))
        usual = UsualProduct(1, 3, today - timedelta(50), 1, 30)
        self.assertTrue(usual.is_due(today, 365))
        self.assertFalse(usual.is_due(today, 50), "not for a whole window: given up")
        self.assertFalse(usual.is_due(today - timedelta(21), 365), "not yet")

    def test_a_demotion_on_its_way_is_a_warning(self):
        self.policy.grace_days = 30
        self._run_twice()
        warnings = dict(self._warnings(partner=self.customers["Middle"]))
        self.assertEqual(warnings["pending"], plain(self._of("Middle").pending_words))

    def test_a_promotion_on_its_way_is_none(self):
        self.policy.min_stay_days = 10
        self._run(as_of=AS_OF - timedelta(1))
        self._order(self.customers["Small"], 0, 500)
        self._run()
        panel = self._panel(self.customers["Small"])
        self.assertNotIn("pending", [w["kind"] for w in panel["warnings"]])
        self.assertIn("Becomes A", panel["next"])

    def test_doubt_and_sleep_are_warnings(self):
        self._run()
        profile = self._of("Small")
        segment = self.env.ref("customer_tier.segment_at_risk")
        profile.write({"low_confidence": True, "has_duplicate": True})
        profile.segment_id = segment
        warnings = dict(self._warnings(partner=self.customers["Small"]))
        self.assertIn("suspected duplicate", warnings["doubt"])
        self.assertEqual(warnings["segment"], f"At Risk: {segment.advice}")

    def test_missed_promises_are_warnings_and_open_answers_are_due(self):
        self._run()
        profile = self._of("Small")
        promise = {
            "partner_id": profile.partner_id.id,
            "company_id": self.company.id,
            "tier_id": profile.tier_id.id,
        }
        self.env["customer.tier.promise"].create(
            [
                {
                    "kind": "visit",
                    "state": "missed",
                    "due_date": "2026-03-01",
                    **promise,
                },
                {
                    "kind": "visit",
                    "state": "missed",
                    "due_date": "2026-02-01",
                    **promise,
                },
                {
                    **promise,
                    "kind": "contact",
                    "state": "missed",
                    "due_date": "2026-03-02",
                    "done_at": "2026-03-05",
                },
                {
                    "kind": "answer",
                    "state": "open",
                    "due_date": "2026-04-01",
                    **promise,
                },
            ]
        )
        panel = self._panel(self.customers["Small"])
        first = format_date(self.env, date(2026, 2, 1))
        self.assertEqual(
            [w["text"] for w in panel["warnings"] if w["kind"] == "promise"],
            [f"A promised visit was missed: it was due on {first}."],
        )
        self.assertEqual(
            [(visit["kind"], str(visit["due"])) for visit in panel["visits"]],
            [("answer", "2026-04-01")],
        )

    def test_overdue_invoices_are_a_warning(self):
        self._accounting()
        self._invoice_due(40, 300)
        self._invoice_due(0, 500)  # today is in time
        self._invoice_due(60, 700, post=False)
        [(kind, text)] = self._warnings()
        self.assertEqual(kind, "invoice")
        since = format_date(self.env, AS_OF - timedelta(40))
        self.assertEqual(text, f"One invoice is overdue since {since}: 300.00 €.")
        self._invoice_due(50, 100)
        [(_kind, text)] = self._warnings()
        since = format_date(self.env, AS_OF - timedelta(50))
        self.assertEqual(
            text, f"2 invoices are overdue, the oldest since {since}: 400.00 €."
        )

    def _invoice_due(self, days_ago, amount, **values):
        due = AS_OF - timedelta(days_ago)
        return self._invoice(
            self.hospital, days_ago, amount, invoice_date_due=due, **values
        )

    def test_a_policy_by_invoices_lists_what_was_invoiced(self):
        self._accounting()
        self.policy.purchase_source = "invoice"
        self._bought(self.reagent, 10)  # ordered, not invoiced
        self._invoice(self.hospital, 20, 100)
        self._run()
        panel = self._panel()
        self.assertEqual([p["name"] for p in panel["usual"]], [self.product.name])
        self.assertEqual(panel["source"], "invoice")

    def test_a_long_history_takes_no_more_queries(self):
        self._bought(self.reagent, 10, 20, 30, quantity=1000)
        self._run()
        few = self._count_queries()
        for number in range(9):
            product = self.product.create(
                {"name": f"Reagent {number}", "type": "service", "taxes_id": False}
            )
            self._bought(product, 15, 30, 45)
        self.assertEqual(self._count_queries(), few)

    def _count_queries(self):
        self._panel()  # warms what outlives the cache of records
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._panel()
        return self.env.cr.sql_log_count - before


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestOrderPanelAccess(PanelCase):
    """Who sees what of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("panel_seller", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("panel_colleague", "sales_team.group_sale_salesman")
        cls.hospital.user_id = cls.colleague
        cls._bought(cls.reagent, 95, 65, 35, user_id=cls.colleague.id)
        cls._bought(cls.probe, 10, user_id=cls.seller.id)
        cls._run()

    def test_a_colleagues_customer_shows_its_tier_but_no_amounts(self):
        panel = self._panel(user=self.seller)
        self.assertEqual(
            panel["tier"]["code"], self._profile(self.hospital).tier_id.code
        )
        self.assertFalse(panel["profile_id"])
        self.assertNotIn("why", panel)
        self.assertNotIn("keep", panel)
        self.assertEqual(panel["visits"], [])

    def test_products_are_those_of_orders_that_the_user_may_read(self):
        mine = self._panel(user=self.seller)
        self.assertEqual([p["name"] for p in mine["usual"]], ["Probe"])
        self.assertEqual(mine["due"], [])
        theirs = self._panel(user=self.colleague)
        self.assertEqual([p["name"] for p in theirs["usual"]], ["Reagent"])
        self.assertIn("why", theirs)

    def test_promises_to_a_colleagues_customer_are_not_told(self):
        profile = self._profile(self.hospital)
        self.env["customer.tier.promise"].create(
            {
                "partner_id": self.hospital.id,
                "company_id": self.company.id,
                "tier_id": profile.tier_id.id,
                "user_id": self.colleague.id,
                "kind": "visit",
                "state": "missed",
                "due_date": "2026-03-01",
            }
        )
        kinds = [kind for kind, _text in self._warnings(user=self.seller)]
        self.assertNotIn("promise", kinds)
        kinds = [kind for kind, _text in self._warnings(user=self.colleague)]
        self.assertIn("promise", kinds)

    def test_who_is_no_user_of_tiers_gets_nothing(self):
        outsider = self._user("panel_outsider", "base.group_user")
        self.assertFalse(self._panel(user=outsider))

    def test_without_access_to_orders_there_is_no_panel(self):
        reader = self._user("panel_reader", "customer_tier.group_user")
        self.assertFalse(self._panel(user=reader))

    def test_another_company_is_not_asked(self):
        other = self._company("Other Company")
        self.assertFalse(self._panel(user=self.seller, company=other))

    def test_nor_a_contact_of_another_company(self):
        other = self._company("Other Company")
        self.hospital.company_id = other
        self.assertFalse(self._panel(user=self.seller))

    def test_every_company_has_its_own_panel(self):
        other = self._company("Other Company", currency="base.USD")
        self.env.user.company_ids += other
        self._bought(self.probe, 5, company=other)
        self._run(other)
        orders = self.env["sale.order"].with_context(
            allowed_company_ids=(self.company | other).ids
        )
        panels = [
            orders.get_tier_panel(self.hospital.id, company.id)
            for company in (self.company, other)
        ]
        self.assertEqual(
            [[p["name"] for p in panel["usual"]] for panel in panels],
            [["Reagent", "Probe"], ["Probe"]],
        )
        self.assertEqual([panel["tier"]["code"] for panel in panels][1], "A")
        self.assertIn("$", panels[1]["why"][0])

    def test_what_does_not_exist_any_more_has_no_panel(self):
        orders = self.env["sale.order"]
        gone = self._customer("Mistake")
        gone_id = gone.id
        gone.unlink()
        self.assertFalse(orders.get_tier_panel(gone_id, self.company.id))
        self.assertFalse(orders.get_tier_panel(self.hospital.id, False))
