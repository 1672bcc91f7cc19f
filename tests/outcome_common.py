from datetime import timedelta

from .campaign_common import CampaignCase
from .common import AS_OF

DAYS = 30


class OutcomeCase(CampaignCase):
    """Sixty customers, forty treated and twenty held out, in a campaign whose days are over.

    Nobody enters it later, unless a test says so.
    """

    entered = AS_OF - timedelta(days=40)
    last_day = entered + timedelta(days=DAYS - 1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Clinic {n:02}", "is_company": True} for n in range(60)]
        )
        cls.treated, cls.held_out = cls.customers[:40], cls.customers[40:]

    @classmethod
    def _over(cls, customers=None, held_out=None, **values):
        """A campaign whose last day that counts has passed."""
        campaign = cls._campaign(
            **{"outcome_days": DAYS, "audience_kind": "frozen", **values}
        )
        cls._enter(
            campaign,
            cls.customers if customers is None else customers,
            held_out=cls.held_out if held_out is None else held_out,
            entered=cls.entered,
        )
        return campaign

    @classmethod
    def _buy(cls, customers, amount=100, days=1, **values):
        """An order of each, some days after entering."""
        for customer in customers:
            cls._order(customer, 40 - days, amount, **values)

    def _row(self, campaign, measure, **scope):
        """A row of the outcome: of all customers, a tier or a salesperson."""
        scope = scope or {"scope": "all"}
        return campaign.outcome_ids.filtered(
            lambda row: (
                row.measure == measure
                and all(row[name] == value for name, value in scope.items())
            )
        )
