from datetime import datetime, time

from odoo.tests import tagged
from odoo.tools import SQL

from ..foresight.warning import returns
from .common_warning import WarningCase, ago


@tagged("post_install", "-at_install")
class TestWarningKinds(WarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital, cls.clinic = cls._customers(2)

    def _category(self, customer, category, **values):
        columns = {
            "partner_id": customer.id,
            "company_id": self.company.id,
            "categ_id": category.id,
            "share": 0.4,
            "purchase_count": 5,
            "last_date": ago(200),
            "rhythm_days": 30,
            "is_lost": True,
            "is_customer_safe": True,
            **values,
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_forecast_category (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, columns)),
                tuple(columns.values()),
            )
        )

    # --------------------------------------------------------------------- slow

    def _slow(self, **values):
        return self._rule(
            "slow",
            **{
                "window_days": 730,
                "min_count": 4,
                "low_from": 1.5,
                "medium_from": 2,
                "high_from": 3,
                "over_below": 1,
                **values,
            },
        )

    def test_slow_is_measured_in_the_usual_days_between_purchases(self):
        self._buy([(self.hospital, 60, 100), (self.hospital, 90, 100)])
        self._forecast(self.hospital, ago(20))
        measure, fires, facts = self._signs(self._slow())[self.hospital]
        self.assertEqual((measure, fires, facts["usual"]), (1.5, True, 40))
        self.assertEqual(facts["last"], ago(60).isoformat())

    def test_who_is_not_due_yet_is_not_slow(self):
        self._buy([(self.hospital, 60, 100)])
        self._forecast(self.hospital, ago(0))
        self.assertFalse(self._signs(self._slow()))

    def test_who_is_likely_to_buy_or_hardly_known_does_not_count_as_slow(self):
        self._buy([(self.hospital, 60, 100)])
        self._forecast(self.hospital, ago(40), buy_probability=0.5)
        for values, fires in (
            ({}, True),
            ({"max_probability": 0.49}, False),
            ({"min_count": 6}, True),
            ({"min_count": 7}, False),
            ({"min_confidence": "good"}, False),
        ):
            rule = self._slow(**values)
            self.assertIs(self._signs(rule)[self.hospital][1], fires, values)
            rule.active = False

    def test_who_has_been_away_for_longer_than_the_window_is_no_news(self):
        self._buy([(self.hospital, 730, 100), (self.clinic, 729, 100)])
        for customer in self.hospital | self.clinic:
            self._forecast(customer, ago(700))
        self.assertEqual([*self._signs(self._slow())], [self.clinic])

    def test_rule_that_comes_with_it_warns_of_nobody_who_lapsed_long_ago(self):
        rule = self.env.ref("customer_tier.warning_rule_slow")
        rule.active = True
        self._buy([(self.hospital, 365, 100), (self.clinic, 364, 100)])
        for customer in self.hospital | self.clinic:
            self._forecast(customer, ago(300))
        self.assertEqual([*self._signs(rule)], [self.clinic])

    # ------------------------------------------------------------------ revenue

    def _revenue(self, rule=None, as_of=None):
        self._run()
        return self._signs(rule or self._rule(), as_of or ago(0))

    def test_fall_is_measured_against_the_period_before(self):
        self._fall(self.hospital, 30)
        measure, fires, facts = self._revenue()[self.hospital]
        self.assertEqual((measure, fires), (30, True))
        self.assertEqual(
            (facts["now"], facts["before"], facts["year_ago"]), (700, 1000, None)
        )

    def test_season_is_no_fall(self):
        self._fall(self.hospital, 30)
        self._buy([(self.hospital, 365 + 20, 700), (self.hospital, 500, 1)])
        self.assertLessEqual(self._revenue()[self.hospital][0], 0)

    def test_fall_counts_against_the_smaller_of_both_periods(self):
        self._fall(self.hospital, 50)
        self._buy([(self.hospital, 365 + 20, 800), (self.hospital, 500, 1)])
        self.assertAlmostEqual(self._revenue()[self.hospital][0], 37.5)

    def test_one_giant_purchase_that_does_not_come_again_is_noise(self):
        self._buy([(self.hospital, 100, 1_000_000), (self.hospital, 5, 10)])
        for noise, fires in ((0.99, True), (1.01, False)):
            rule = self._rule(noise=noise)
            self.assertIs(self._revenue(rule)[self.hospital][1], fires)
            rule.active = False

    def test_minimum_revenue_is_of_the_periods_before(self):
        self._fall(self.hospital, 60)
        for least, fires in ((1000, True), (1000.01, False)):
            rule = self._rule(min_amount=least)
            self.assertIs(self._revenue(rule)[self.hospital][1], fires)
            rule.active = False

    def test_window_ends_with_the_day_and_days_do_not_count_twice(self):
        # the first day of the window, and the last one before it
        self._buy([(self.hospital, 89, 40), (self.hospital, 90, 100)])
        _measure, _fires, facts = self._revenue()[self.hospital]
        self.assertEqual((facts["now"], facts["before"]), (40, 100))

    def test_later_orders_do_not_change_what_was_seen(self):
        self._fall(self.hospital, 50, ago=40)
        rule = self._rule()
        before = self._revenue(rule, ago(40))
        self._buy([(self.hospital, days, 900) for days in (0, 10, 39)])
        self.assertEqual(self._revenue(rule, ago(40)), before)

    # ----------------------------------------------------------------- category

    def _lost(self, **values):
        return self._signs(
            self._rule("category", window_days=730, min_count=3, **values)
        )

    def test_category_lost_tells_the_biggest_first(self):
        self._forecast(self.hospital, ago(0))
        self._category(self.hospital, self.reagents)
        self._category(self.hospital, self.devices, share=0.6)
        measure, fires, facts = self._lost()[self.hospital]
        self.assertAlmostEqual(measure, 60, places=4)
        self.assertTrue(fires)
        self.assertEqual(
            [told["id"] for told in facts["categories"]],
            [self.devices.id, self.reagents.id],
        )

    def test_category_of_who_leaves_altogether_is_no_news_of_its_own(self):
        self._forecast(self.hospital, ago(0))
        self._category(self.hospital, self.reagents, is_customer_safe=False)
        self.assertFalse(self._lost()[self.hospital][1])

    def test_category_hardly_ever_bought_is_not_lost(self):
        self._forecast(self.hospital, ago(0))
        self._category(self.hospital, self.reagents, purchase_count=2)
        self._category(self.hospital, self.devices, is_lost=False)
        self.assertFalse(self._lost())

    def test_category_that_is_not_late_by_its_rhythm_is_not_lost(self):
        self._forecast(self.hospital, ago(0))
        self._category(self.hospital, self.reagents, rhythm_days=200)
        self.assertFalse(self._lost())

    # ------------------------------------------------------------------ returns

    def _rising(self, complaints=None, **values):
        values = {
            "low_from": 10,
            "medium_from": 20,
            "high_from": 40,
            "over_below": 5,
            "min_count": 2,
            **values,
        }
        return self._signs(self._rule("returns", **values), complaints=complaints)

    def test_returns_are_measured_as_a_share_of_purchases(self):
        self._buy([(self.hospital, 5, 1000), (self.hospital, 100, 1000)])
        self._buy([(self.hospital, 3, -60), (self.hospital, 4, -40)])
        measure, fires, facts = self._rising()[self.hospital]
        self.assertEqual((measure, fires, facts["returns"]), (10, True, 2))

    def test_returns_as_many_as_ever_do_not_rise(self):
        self._buy([(self.hospital, 5, 1000), (self.hospital, 100, 1000)])
        self._buy([(self.hospital, 3, -60), (self.hospital, 4, -40)])
        self._buy([(self.hospital, 120, -51)])
        self.assertFalse(self._rising()[self.hospital][1])

    def test_single_return_is_not_enough_and_neither_is_a_small_amount(self):
        self._buy([(self.hospital, 5, 1000), (self.hospital, 3, -500)])
        self.assertFalse(self._rising()[self.hospital][1])
        self._buy([(self.hospital, 2, -1)])
        self.assertTrue(self._rising()[self.hospital][1])
        self.assertFalse(self._rising(min_amount=502)[self.hospital][1])

    def test_return_that_is_credited_too_counts_once(self):
        self._accounting()
        self._buy([(self.hospital, 5, 1000), (self.hospital, 3, -100)])
        self._invoice(self.hospital, 2, 150, kind="out_refund")
        facts = self._rising()[self.hospital][2]
        self.assertEqual((facts["returned"], facts["returns"]), (150, 1))

    def test_line_below_zero_of_an_order_is_a_return(self):
        order = self._order(self.hospital, 5, 1000)
        order.order_line = [
            (
                0,
                0,
                {
                    "product_id": self.product.id,
                    "product_uom_qty": -2,
                    "price_unit": 100,
                    "tax_ids": False,
                },
            )
        ]
        facts = self._rising()[self.hospital][2]
        self.assertEqual((facts["returned"], facts["share"]), (200, 25))

    def test_complaints_rising_are_enough(self):
        days = SQL(
            "SELECT %s AS customer_id, day FROM unnest(%s::date[]) AS day",
            self.hospital.id,
            [ago(1), ago(2), ago(3), ago(4), ago(95), ago(96)],
        )
        measure, fires, facts = self._rising(days)[self.hospital]
        self.assertEqual((measure, fires), (20, True))
        self.assertEqual((facts["complaints"], facts["complaints_before"]), (4, 2))
        self.assertFalse(self._rising(days, rise=2.1)[self.hospital][1])

    def test_tickets_of_helpdesk_are_complaints(self):
        """Helpdesk need not be installed: its table, as far as it is read."""
        if "helpdesk.ticket" in self.env:
            self.skipTest("Helpdesk has a table of its own.")
        contact = self.env["res.partner"].create(
            {"name": "Nurse", "parent_id": self.hospital.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE helpdesk_ticket"
            " (partner_id int, company_id int, create_date timestamp) ON COMMIT DROP"
        )
        end = datetime.combine(ago(-1), time.min)
        for partner, company, created in (
            (contact, self.company, datetime.combine(ago(0), time(23, 59))),
            (contact, self.company, end),
            (contact, self.env.ref("base.main_company"), end.replace(year=2025)),
        ):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO helpdesk_ticket VALUES (%s, %s, %s)",
                    partner.id,
                    company.id,
                    created,
                )
            )
        rows = self.env.execute_query(returns.tickets(self.company.id, end, "UTC"))
        self.assertEqual(rows, [(self.hospital.id, ago(0))])

    # ----------------------------------------------------------------- payments

    def _overdue(self, as_of=None, **values):
        return self._signs(self._rule("payments", **values), as_of or ago(0))

    def test_overdue_since_the_day_after_it_was_due(self):
        self._accounting()
        self._invoice(self.hospital, 50, 300, invoice_date_due=ago(30))
        self._invoice(self.hospital, 50, 200, invoice_date_due=ago(10))
        self._invoice(self.hospital, 5, 999, invoice_date_due=ago(0))
        measure, fires, facts = self._overdue()[self.hospital]
        self.assertEqual((measure, fires), (30, True))
        self.assertEqual((facts["amount"], facts["invoices"]), (500, 2))
        self.assertFalse(self._overdue(min_amount=500.01)[self.hospital][1])

    def test_payment_of_later_was_not_there_yet(self):
        self._accounting()
        invoice = self._invoice(self.hospital, 50, 300, invoice_date_due=ago(40))
        refund = self._invoice(self.hospital, 10, 300, kind="out_refund")
        (invoice.line_ids | refund.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        rule = {"low_from": 30}
        self.assertEqual(
            self._overdue(ago(11), **rule)[self.hospital][2]["amount"], 300
        )
        self.assertFalse(self._overdue(ago(10)))

    def test_what_is_credited_but_not_matched_yet_is_not_owed(self):
        self._accounting()
        self._invoice(self.hospital, 50, 300, invoice_date_due=ago(40))
        self._invoice(self.hospital, 10, 100, kind="out_refund")
        self.assertEqual(self._overdue()[self.hospital][2]["amount"], 200)
        self._invoice(self.hospital, 10, 200, kind="out_refund")
        self.assertFalse(self._overdue())

    def test_departments_owe_for_their_hospital(self):
        self._accounting()
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.hospital.id}
        )
        self._invoice(ward, 50, 300, invoice_date_due=ago(40))
        self.assertEqual([*self._overdue()], [self.hospital])

    # ------------------------------------------------------------------ mailings

    def _mailing(self, partner, days, noticed=None, **values):
        mailing = self.env["mailing.mailing"].create({"subject": f"News {days}"})
        self.env["mailing.trace"].create(
            {
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": partner.id,
                "email": "x@example.com",
                "trace_status": "sent",
                "sent_datetime": datetime.combine(ago(days), time(9)),
                "open_datetime": noticed and datetime.combine(ago(noticed), time(9)),
                **values,
            }
        )

    def _ignored(self, as_of=None):
        rule = self._rule("mails", window_days=365)
        return self._signs(rule, as_of or ago(0))

    def test_mailings_since_the_last_one_noticed_are_ignored(self):
        for days in (50, 40, 30):
            self._mailing(self.hospital, days)
        self._mailing(self.hospital, 60, noticed=20)
        self._mailing(self.hospital, 70)
        measure, fires, facts = self._ignored()[self.hospital]
        self.assertEqual((measure, fires), (3, True))
        self.assertEqual(facts["noticed"], ago(60).isoformat())
        self.assertEqual(facts["first"], ago(50).isoformat())

    def test_mailing_noticed_last_leaves_nothing_ignored(self):
        self._mailing(self.hospital, 50)
        self._mailing(self.hospital, 40, noticed=1)
        self.assertFalse(self._ignored())
        # but it was not noticed yet the day before
        self.assertEqual(self._ignored(ago(2))[self.hospital][0], 2)

    def test_tests_bounces_and_other_companies_mailings_do_not_count(self):
        self._mailing(self.hospital, 50, is_test_trace=True)
        self._mailing(self.hospital, 40, trace_status="bounce")
        self._mailing(self.hospital, 366)
        self.assertFalse(self._ignored())

    def test_mailing_list_is_told_by_its_address(self):
        self.hospital.email = "x@example.com"
        self._mailing(self.clinic, 30, model="mailing.contact", res_id=1)
        self.assertEqual([*self._ignored()], [self.hospital])

    # ---------------------------------------------------------------- odd bases

    def test_company_without_anything_has_no_signs(self):
        for kind in ("slow", "revenue", "category", "returns", "payments", "mails"):
            self.assertFalse(self._signs(self._rule(kind)), kind)
        self.assertEqual(self._warn(), 0)
