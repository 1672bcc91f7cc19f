from datetime import timedelta

from odoo.fields import Command

from .campaign_flow_common import FlowCase
from .common import AS_OF


class TriggerCase(FlowCase):
    """Ten customers of ten sizes: six become A, three B, one C, when tiers are published."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock = {"today": AS_OF}
        cls.classPatch(
            type(cls.env["res.company"]),
            "_tier_today",
            lambda company: cls.clock["today"],
        )
        cls.customers = cls.env["res.partner"]
        for amount in range(1000, 0, -100):
            customer = cls._customer(
                f"Hospital {amount}", email=f"h{amount}@example.com"
            )
            cls._order(customer, 30, amount)
            cls.customers += customer
        cls.best, cls.middle = cls.customers[:6], cls.customers[6:9]
        cls.playbook = cls.env["customer.tier.playbook"].create(
            {
                "name": "Greet",
                "leave_out_doubtful": False,
                "quiet_days": 0,
                "holdout_percent": 0,
                "step_ids": [
                    Command.create(
                        cls._step(channel="activity", name="Call", summary="Say hello")
                    )
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self._go_to(0)

    @classmethod
    def _go_to(cls, days_later):
        cls.clock["today"] = AS_OF + timedelta(days=days_later)

    @classmethod
    def _trigger(cls, is_on=True, **values):
        return cls.env["customer.tier.playbook.trigger"].create(
            {
                "playbook_id": cls.playbook.id,
                "company_id": cls.company.id,
                "event": "enter_tier",
                "tier_id": cls.tier_a.id,
                "is_on": is_on,
                **values,
            }
        )

    @classmethod
    def _publish(cls, days_later=0, **values):
        cls._go_to(days_later)
        return cls._run(as_of=cls.clock["today"], **values)

    @classmethod
    def _move(cls, customer, days_later=0, event="enter_tier", tier=None):
        """As if a run had published this; the profile says what holds now."""
        tier = tier or cls.tier_a
        return (
            cls.env["customer.tier.move"]
            .sudo()
            .create(
                {
                    "partner_id": customer.id,
                    "company_id": cls.company.id,
                    "run_id": cls.company.customer_tier_run_id.id,
                    "date": AS_OF + timedelta(days=days_later),
                    "direction": "up",
                    "from_tier_id": tier.id if event == "leave_tier" else False,
                    "to_tier_id": tier.id if event == "enter_tier" else False,
                }
            )
        )

    def _entered(self, trigger):
        return trigger.campaign_id.entry_ids.sorted("id").partner_id
