from odoo import Command
from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestDimensionFields(TierCase):
    """Growth and the like can be filtered, grouped, sorted and averaged like columns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.dimension_ids = [Command.create({"dimension": "growth"})]
        cls.up, cls.down, cls.flat, cls.new = cls.customers = [
            cls._customer(name) for name in ("Up", "Down", "Flat", "New")
        ]
        for customer, before, now in (
            (cls.up, 100, 300),
            (cls.down, 100, 50),
            (cls.flat, 100, 100),
            (cls.new, 0, 100),
        ):
            if before:
                cls._order(customer, 400, before)
            cls._order(customer, 40, now)
        cls._run()
        cls.profiles = cls.env["customer.profile"]

    def _names(self, *domain, order="id"):
        domain = [("company_id", "=", self.company.id), *domain]
        found = self.profiles.search(domain, order=order)
        # in memory as in SQL
        everyone = self.profiles.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            everyone.filtered_domain(domain).sorted("id"), found.sorted("id")
        )
        return [profile.partner_id.name for profile in found]

    def test_values_and_scores_are_read(self):
        profile = self._profile(self.up)
        self.assertEqual((profile.growth_value, profile.growth_score), (200, 5))
        unknown = self._profile(self.new)
        self.assertEqual((unknown.growth_value, unknown.growth_score), (0, 0))

    def test_a_filter_finds_only_whose_value_is_known(self):
        self.assertEqual(self._names(("growth_value", ">", 0)), ["Up"])
        self.assertEqual(self._names(("growth_value", ">=", 0)), ["Up", "Flat"])
        self.assertEqual(self._names(("growth_value", "<", 10)), ["Down", "Flat"])
        self.assertEqual(self._names(("growth_value", "=", 0)), ["Flat"])
        self.assertEqual(self._names(("growth_value", "=", False)), ["New"])
        self.assertEqual(
            self._names(("growth_score", "!=", False)), ["Up", "Down", "Flat"]
        )
        self.assertEqual(self._names(("growth_score", "in", [5, 1])), ["Up", "Down"])
        self.assertEqual(
            self._names(("growth_score", "not in", [5, 1])), ["Flat", "New"]
        )

    def test_it_sorts(self):
        self.assertEqual(
            self._names(("growth_value", "!=", False), order="growth_value desc"),
            ["Up", "Flat", "Down"],
        )

    def test_it_groups_and_averages_known_values_only(self):
        groups = self.profiles._read_group(
            [("company_id", "=", self.company.id)],
            ["growth_score"],
            ["growth_value:avg", "__count"],
        )
        self.assertEqual(
            {score: (average, count) for score, average, count in groups},
            {1: (-50, 1), 3: (0, 1), 5: (200, 1), False: (0, 1)},
        )
        [[average]] = self.profiles._read_group(
            [("company_id", "=", self.company.id)], [], ["growth_value:avg"]
        )
        self.assertEqual(average, 50)

    def test_the_pivot_and_the_filter_dialog_offer_them(self):
        described = self.profiles.fields_get(["growth_value", "growth_score"])
        for description in described.values():
            self.assertTrue(description["searchable"])
            self.assertTrue(description["sortable"])
            self.assertTrue(description["groupable"])
            self.assertEqual(description["aggregator"], "avg")

    def test_a_simulation_has_them_too(self):
        run = self._run(mode="simulation")
        lines = run.line_ids.search([("run_id", "=", run.id), ("growth_value", ">", 0)])
        self.assertEqual(lines.partner_id, self.up)
