from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .common_history import HistoryCase

TODAY = date(2026, 3, 31)


@tagged("post_install", "-at_install")
class TestHistoryThinning(HistoryCase):
    """Old moves come to one per customer and period, by the rule that the admin sets.

    What is left of random moves is checked in test_history_random.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user(
            "thinning_admin",
            "base.group_system,sales_team.group_sale_manager,customer_tier.group_manager",
        )
        company = type(cls.env["res.company"])
        cls.classPatch(company, "_tier_today", lambda company: TODAY)
        cls.env["res.company"].search([]).customer_tier_history_months = 0
        cls.lab = cls._customer("Lab")
        cls._chain(
            cls.lab,
            (date(2025, 1, 5), cls.tier_c),
            (date(2025, 1, 20), cls.tier_b),
            (date(2025, 1, 25), cls.tier_a),
            (date(2025, 2, 5), cls.tier_b),
            (date(2025, 2, 6), cls.tier_a),
            (date(2026, 2, 5), cls.tier_b),
            (date(2026, 2, 6), cls.tier_a),
        )

    def _thin(self):
        """As the nightly clean-up does: again and again while there is more."""
        done = 0
        for _round in range(50):
            count, more = self.all_moves._gc_thin()
            done += count
            if not more:
                return done
        return self.fail("never done")

    def _dates(self):
        moves = self.all_moves.search([("partner_id", "=", self.lab.id)], order="date")
        return moves.mapped(lambda move: (move.date, move.direction))

    def test_by_default_every_move_is_kept(self):
        self.assertEqual(self.company.customer_tier_history_months, 0)
        self.assertEqual(self._thin(), 0)
        self.assertEqual(len(self._dates()), 7)

    def test_moves_of_an_old_month_come_to_one_or_none(self):
        self.company.customer_tier_history_months = 6
        self.assertEqual(self._thin(), 4)
        self.assertEqual(
            self._dates(),
            [
                # entered as C, was A at the end: entered; the one and only move of January
                (date(2025, 1, 25), "entered"),
                # February began and ended in A: nothing
                (date(2026, 2, 5), "down"),
                (date(2026, 2, 6), "up"),
            ],
        )
        self.assertEqual(self.company.customer_tier_thinned_until, date(2025, 9, 1))
        self.assertEqual(self._thin(), 0, "and there is nothing more to do")

    def test_a_period_that_is_not_over_for_long_enough_stays_whole(self):
        self.company.write(
            {"customer_tier_history_months": 1, "customer_tier_history_grain": "year"}
        )
        self._thin()
        self.assertEqual(len(self._dates()), 3, "2026 is not over")
        self.company.write({"customer_tier_history_grain": "month"})
        self._thin()
        self.assertEqual(len(self._dates()), 3, "a month before today is in February")
        with patch.object(
            type(self.company), "_tier_today", lambda company: date(2026, 4, 1)
        ):
            self._thin()
        self.assertEqual(len(self._dates()), 1)

    def test_a_coarser_rule_looks_at_all_again(self):
        self._chain(self._customer("Other Lab"), (date(2025, 5, 5), self.tier_c))
        self.company.customer_tier_history_months = 3
        self._thin()
        clinic = self._customer("Clinic")
        self._chain(
            clinic, (date(2025, 1, 5), self.tier_c), (date(2025, 3, 5), self.tier_b)
        )
        self.assertEqual(self._thin(), 0)
        self.company.customer_tier_history_grain = "quarter"
        self.assertEqual(self._thin(), 1)

    def test_each_call_does_one_period_of_one_company(self):
        self.company.customer_tier_history_months = 6
        self.assertEqual(self.all_moves._gc_thin(), (2, 1))
        self.assertEqual(self.all_moves._gc_thin(), (2, 1))
        self.assertEqual(self.all_moves._gc_thin(), (0, 1))
        self.assertEqual(self.all_moves._gc_thin(), (0, 0))

    def test_the_moves_of_the_last_published_run_stay(self):
        self.company.customer_tier_history_months = 1
        self.ledger_run.as_of = date(2025, 2, 10)
        self.company.customer_tier_run_id = self.ledger_run
        self.assertEqual(self._thin(), 2, "January only")
        self.assertEqual(len(self._dates()), 5)

    def test_other_companies_go_by_their_own_rule(self):
        other = self._company("Keeps Everything")
        self._also_in(other)
        self._chain(
            self.lab,
            (date(2025, 1, 5), self.tier_c),
            (date(2025, 1, 6), self.tier_b),
            run=self._ledger_run(other),
        )
        self.company.customer_tier_history_months = 6
        self._thin()
        kept = self.all_moves.sudo().search_count([("company_id", "=", other.id)])
        self.assertEqual(kept, 2)

    def test_a_company_that_is_being_recomputed_waits(self):
        self.company.customer_tier_history_months = 6
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            # what a run in another transaction holds
            cr.execute(
                SQL(
                    "SELECT pg_advisory_xact_lock(hashtext('customer_tier'), %s)",
                    self.company.id,
                )
            )
            self.assertEqual(self.all_moves._gc_thin(), (0, 0))
        self.assertEqual(self._thin(), 4)

    def test_a_number_of_months_below_zero_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "1 or more, or 0"):
            self.company.customer_tier_history_months = -1

    def test_settings_say_what_the_rule_takes_away_before_it_is_saved(self):
        settings = Form(self.env["res.config.settings"].with_user(self.admin))
        self.assertEqual(
            settings.customer_tier_history_words, "7 moves, the oldest of 01/05/2025."
        )
        settings.customer_tier_history_months = 6
        self.assertIn("takes away 4 of them", settings.customer_tier_history_words)
        self.assertIn("before 09/01/2025", settings.customer_tier_history_words)
        settings.customer_tier_history_grain = "year"
        self.assertIn("before 01/01/2025", settings.customer_tier_history_words)
        self.assertIn("takes away 0 of them", settings.customer_tier_history_words)
        self.assertEqual(self.company.customer_tier_history_months, 0)

    def test_settings_are_saved_for_the_company(self):
        self.env["res.config.settings"].with_user(self.admin).create(
            {"customer_tier_history_months": 24, "customer_tier_history_grain": "year"}
        ).set_values()
        self.assertRecordValues(
            self.company,
            [
                {
                    "customer_tier_history_months": 24,
                    "customer_tier_history_grain": "year",
                }
            ],
        )

    def test_only_managers_change_the_rule(self):
        system = self._user("thinning_system", "base.group_system")
        settings = self.env["res.config.settings"].with_user(system)
        settings.create({}).set_values()
        with self.assertRaises(AccessError):
            settings.create({"customer_tier_history_months": 6}).set_values()
        with self.assertRaises(AccessError):
            self.company.with_user(system).customer_tier_history_months = 6
