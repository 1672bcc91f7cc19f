from odoo.fields import Command

from .common import AS_OF, TierCase


class HistoryCase(TierCase):
    """Moves without the orders and runs behind them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger_run = cls._ledger_run(cls.company)
        cls.champions = cls.env.ref("customer_tier.segment_champions")
        cls.loyal = cls.env.ref("customer_tier.segment_loyal")
        cls.states = cls.env["customer.tier.state"]
        cls.transitions = cls.env["customer.tier.transition"]
        cls.months = cls.env["customer.tier.month"]
        cls.all_moves = cls.env["customer.tier.move"].with_context(active_test=False)

    @classmethod
    def _ledger_run(cls, company):
        return cls.env["customer.tier.run"].create(
            {"company_id": company.id, "as_of": AS_OF, "state": "done"}
        )

    @classmethod
    def _chain(cls, customer, *steps, run=None):
        """The moves of a customer through ``(date, tier[, segment[, revenue]])``, each from where
        the one before it led; an empty tier is no customer any more."""
        run = run or cls.ledger_run
        nobody = (cls.env["customer.tier"], cls.env["customer.segment"])
        values = []
        before = nobody
        for day, tier, *rest in steps:
            segment, revenue = [*rest, *(cls.champions, 1000)[len(rest) :]]
            after = (tier, segment) if tier else nobody
            values.append(
                {
                    "run_id": run.id,
                    "company_id": run.company_id.id,
                    "partner_id": customer.id,
                    "date": day,
                    "direction": cls._direction(before[0], after[0]),
                    "from_tier_id": before[0].id,
                    "from_segment_id": before[1].id,
                    "to_tier_id": after[0].id,
                    "to_segment_id": after[1].id,
                    "monetary": revenue if tier else 0,
                }
            )
            before = after
        return cls.env["customer.tier.move"].create(values)

    @staticmethod
    def _direction(before, after):
        if not after:
            return "left"
        if not before:
            return "entered"
        if before == after:
            return "same"
        better = (after.sequence, after.id) < (before.sequence, before.id)
        return "up" if better else "down"

    def _between(self, from_day, to_day):
        return self.transitions.with_context(
            tier_day_from=str(from_day), tier_day_to=str(to_day)
        )

    def _on(self, day):
        return self.states.with_context(tier_day=str(day))

    @classmethod
    def _also_in(cls, company):
        cls.env.user.company_ids = [Command.link(company.id)]
