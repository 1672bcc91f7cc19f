import json

from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .test_publish_simulation import DryRunCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestLiveScreens(DryRunCase):
    """Open screens hear of everything that is published, once, when it is there to be read."""

    def setUp(self):
        super().setUp()
        self._heard()

    def _heard(self):
        """Events that were sent since this was asked last: of screens, and of persons."""
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([])
        messages = [json.loads(row.message) for row in rows]
        rows.unlink()
        ours = [m for m in messages if m["type"].startswith("customer_tier/")]
        screens = [
            m["payload"]["event"] for m in ours if m["type"] == "customer_tier/progress"
        ]
        return screens, [
            m["type"] for m in ours if m["type"] != "customer_tier/progress"
        ]

    def test_a_run_made_at_once(self):
        self._run()
        self.assertEqual(self._heard(), (["published"], []))

    def test_a_simulation_when_it_is_published_and_not_before(self):
        self._run()
        self._heard()
        simulation = self._run(mode="simulation")
        self.assertEqual(self._heard(), ([], []))
        simulation.action_publish()
        self.assertEqual(self._heard(), (["published"], []))

    def test_a_run_taken_back(self):
        self._run()
        self._order(self.customers[4], 0, 9000)
        run = self._run()
        self._heard()
        run.action_roll_back()
        self.assertEqual(self._heard(), (["published"], []))

    def test_a_quick_refresh_that_changed_something(self):
        self._run()
        self._heard()
        self._sell(self.customers[4], 9000)
        self.assertEqual(self._heard(), (["published"], []))
        self.env["customer.tier.refresh"]._refresh(self.company, self.customers[4])
        self.assertEqual(self._heard(), ([], []), "nothing is new")

    def test_a_run_in_the_background_once_and_its_person_as_well(self):
        self.env["customer.tier.run"]._request(self.company)
        run = self.env["customer.tier.run"].search(
            [("company_id", "=", self.company.id), ("state", "=", "draft")]
        )
        run._start_in_background()
        run._execute()
        run._succeed_in_background()
        self.assertEqual(self._heard(), (["published"], ["customer_tier/published"]))

    def test_a_run_that_failed_tells_of_no_publication(self):
        run = self.env["customer.tier.run"].create({"company_id": self.company.id})
        run._fail_in_background("out of luck")
        self.assertEqual(self._heard()[0], ["failed"])
