from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import AS_OF
from .common_forecast import ForecastCase


@tagged("post_install", "-at_install")
class TestForecastFields(ForecastCase):
    """Fields of the forecast on profiles and contacts: searched, sorted and grouped in SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weekly, cls.yearly, cls.silent = cls._customers(3)
        cls.stranger = cls._customer("Stranger")
        cls.contact = cls._customer("Buyer", parent_id=cls.weekly.id, is_company=False)
        cls._buy(
            [(cls.weekly, days, 100) for days in range(1, 700, 7)]
            + [(cls.yearly, days, 5000) for days in (200, 560, 930)]
            + [(cls.silent, days, 100) for days in range(600, 1000, 20)]
        )
        # in another company everything is the other way round
        cls.other = cls._company("Other Company")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls._buy(
            [(cls.silent, days, 1) for days in range(1, 300, 7)], company=cls.other
        )
        for company in (cls.company, cls.other):
            cls._run(company)
            cls._foresee(company)
        # three customers are too few for a verdict, without which nobody is leaving
        cls._forecasts()[cls.silent].is_at_risk = True
        cls.env.flush_all()
        cls.everybody = (
            cls.weekly | cls.yearly | cls.silent | cls.stranger | cls.contact
        )

    def _found(self, *domain, **kwargs):
        return self.env["res.partner"].search(
            [("id", "in", self.everybody.ids), *domain], **kwargs
        )

    def test_contact_shows_the_forecast_of_its_customer_in_this_company(self):
        forecast = self._forecasts()[self.silent]
        self.assertEqual(self.silent.churn_risk, forecast.churn_risk)
        self.assertGreater(self.silent.churn_risk, 0.9)
        other = self.silent.with_company(self.other)
        self.assertLess(other.churn_risk, 0.2)
        self.assertEqual(self.contact.churn_risk, self.weekly.churn_risk)
        profile = self._profile(self.silent)
        self.assertEqual(profile.forecast_id, forecast)
        self.assertEqual(
            (profile.churn_risk, profile.next_purchase_date, profile.is_at_risk),
            (forecast.churn_risk, forecast.next_purchase_date, forecast.is_at_risk),
        )

    def test_search(self):
        self.assertEqual(
            self._found(("churn_risk", ">", 0.9)) & self.silent, self.silent
        )
        self.assertEqual(
            self._found(("churn_risk", "<", 0.2)), self.weekly | self.contact
        )
        self.assertEqual(self._found(("is_at_risk", "=", True)), self.silent)
        soon = AS_OF + timedelta(days=30)
        self.assertIn(self.weekly, self._found(("next_purchase_date", "<", soon)))
        self.assertNotIn(self.stranger, self._found(("next_purchase_date", "<", soon)))
        profiles = self.env["customer.profile"].search(
            [("churn_risk", "<", 0.2), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(profiles.partner_id, self.weekly)
        self.assertEqual(profiles.filtered_domain([("churn_risk", "<", 0.2)]), profiles)

    def test_sort_puts_who_has_no_forecast_last(self):
        for direction in ("asc", "desc"):
            found = self._found(order=f"expected_revenue {direction}, id")
            self.assertEqual(found[-1], self.stranger)
        profiles = self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)], order="churn_risk desc"
        )
        self.assertEqual(profiles.partner_id[-1], self.weekly)

    def test_group_and_aggregate(self):
        groups = {
            risk: (count, revenue)
            for risk, count, revenue in self.env["customer.profile"]._read_group(
                [("company_id", "=", self.company.id)],
                ["is_at_risk"],
                ["__count", "expected_revenue:sum"],
            )
        }
        self.assertEqual(
            {risk: count for risk, (count, _sum) in groups.items()}, {True: 1, False: 2}
        )
        self.assertGreater(groups[False][1], groups[True][1])
        months = self.env["res.partner"]._read_group(
            [("id", "in", self.everybody.ids)],
            ["next_purchase_date:month"],
            ["__count"],
        )
        self.assertEqual(sum(count for _month, count in months), 5)

    def test_one_query_however_many_contacts(self):
        self.everybody.invalidate_recordset()
        found = self._found(("churn_risk", ">=", 0))
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            found.mapped("churn_risk")
