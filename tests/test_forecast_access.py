from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_forecast import ForecastCase


@tagged("post_install", "-at_install")
class TestForecastAccess(ForecastCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("forecast_rep", "sales_team.group_sale_salesman")
        cls.colleague = cls._user(
            "forecast_colleague", "sales_team.group_sale_salesman"
        )
        cls.lead = cls._user(
            "forecast_lead", "sales_team.group_sale_salesman_all_leads"
        )
        cls.manager = cls._user("forecast_manager", "customer_tier.group_manager")
        cls.mine, cls.theirs, cls.nobodys = cls._customers(3)
        cls.mine.user_id, cls.theirs.user_id = cls.rep, cls.colleague
        cls._buy(
            [
                (customer, days, 100)
                for customer in cls.mine | cls.theirs | cls.nobodys
                for days in range(5, 400, 30)
            ]
        )
        cls.other = cls._company("Other Company")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls._buy([(cls.mine, 3, 7777)], company=cls.other)
        cls._run()
        cls._run(cls.other)
        cls.run_ = cls._foresee()
        cls._foresee(cls.other)

    def _seen(self, model, user):
        return self.env[model].with_user(user).search([]).partner_id

    def test_salespeople_see_the_forecasts_of_their_own_customers(self):
        for model in ("customer.forecast", "customer.forecast.category"):
            self.assertEqual(self._seen(model, self.rep), self.mine | self.nobodys)
            self.assertEqual(
                self._seen(model, self.lead), self.mine | self.theirs | self.nobodys
            )

    def test_forecast_of_another_company_is_not_seen(self):
        forecasts = self.env["customer.forecast"].with_user(self.lead).search([])
        self.assertEqual(forecasts.company_id, self.company)
        self.assertEqual(self.mine.with_user(self.rep).expected_revenue > 0, True)
        runs = self.env["customer.forecast.run"].with_user(self.lead).search([])
        self.assertEqual(runs.company_id, self.company)
        for part in (runs.step_ids, runs.grade_ids):
            self.assertLessEqual(part.run_id, runs)
        grades = self.env["customer.forecast.grade"].with_user(self.lead).search([])
        self.assertLessEqual(grades.run_id, runs)

    def test_nobody_edits_what_was_computed(self):
        forecast = self.env["customer.forecast"].search([], limit=1)
        category = self.env["customer.forecast.category"].search([], limit=1)
        for record in (forecast, category, self.run_, self.run_.step_ids[:1]):
            for user in (self.rep, self.manager):
                ours = record.with_user(user)
                with self.assertRaises(AccessError):
                    ours.unlink()
                with self.assertRaises(AccessError):
                    ours.create({})
        with self.assertRaises(AccessError):
            forecast.with_user(self.manager).write({"churn_risk": 0})

    def test_managers_ask_for_forecasts_and_salespeople_do_not(self):
        self.env["customer.forecast.run"].with_user(self.manager).action_forecast_now()
        waiting = self.env["customer.forecast.run"].search([("state", "=", "draft")])
        self.assertEqual(waiting.user_id, self.manager)
        self.assertEqual(waiting.company_id, self.company)
        # once is enough
        self.env["customer.forecast"].with_user(self.manager).action_forecast_now()
        self.assertEqual(
            self.env["customer.forecast.run"].search([("state", "=", "draft")]), waiting
        )
        with self.assertRaises(AccessError):
            self.env["customer.forecast.run"].with_user(self.rep).action_forecast_now()

    def test_merged_customers_keep_one_forecast(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.mine | self.theirs).ids, self.mine
        )
        for model in ("customer.forecast", "customer.forecast.category"):
            rows = self.env[model].search([("company_id", "=", self.company.id)])
            self.assertEqual(rows.partner_id, self.mine | self.nobodys)
            self.assertEqual(len(rows), 2)

    def test_contact_without_a_profile_shows_nothing(self):
        stranger = self._customer("Stranger").with_user(self.rep)
        self.assertFalse(stranger.next_purchase_date)
        self.assertFalse(stranger.is_at_risk)
        hidden = self.theirs.with_user(self.rep)
        self.assertFalse(hidden.expected_revenue)
