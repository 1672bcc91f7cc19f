from datetime import timedelta

from odoo.fields import Command
from odoo.tools import SQL

from ..campaigns import audience
from .common import AS_OF, TierCase


class CampaignCase(TierCase):
    """Factories of campaigns that stand at a given point, whoever brought them there."""

    @classmethod
    def _campaign(cls, steps=(), **values):
        """A campaign; each step is a dict, by default a mail."""
        return cls.env["customer.tier.campaign"].create(
            {
                "name": "Wake them up",
                "company_id": cls.company.id,
                "step_ids": [Command.create(cls._step(**step)) for step in steps],
                **values,
            }
        )

    @classmethod
    def _step(cls, **values):
        values.setdefault("channel", "mail")
        defaults = {
            "mail": {"subject": "We miss you", "body": "<p>Dear customer</p>"},
            "activity": {
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id
            },
            "sms": {"text": "We miss you"},
            "offer": {},
        }[values["channel"]]
        return {"name": "Step", **defaults, **values}

    @classmethod
    def _enter(cls, campaign, customers, held_out=(), entered=AS_OF, **values):
        """Put customers into a campaign as if it had been launched on the day ``entered``."""
        profiles = cls.env["customer.profile"].search(
            [
                ("partner_id", "in", customers.ids),
                ("company_id", "=", campaign.company_id.id),
            ]
        )
        by_partner = {profile.partner_id: profile for profile in profiles}
        return (
            cls.env["customer.tier.campaign.entry"]
            .sudo()
            .create(
                [
                    {
                        "campaign_id": campaign.id,
                        "partner_id": customer.id,
                        "company_id": campaign.company_id.id,
                        "is_held_out": customer in held_out,
                        "stratum": 0,
                        "state": "active",
                        "entered_date": entered,
                        "step_date": entered,
                        "outcome_end": entered
                        + timedelta(days=campaign.outcome_days - 1),
                        "recipient_id": customer.id,
                        "user_id": customer.user_id.id,
                        "tier_id": by_partner[customer].tier_id.id
                        if customer in by_partner
                        else False,
                        "segment_id": by_partner[customer].segment_id.id
                        if customer in by_partner
                        else False,
                        **values,
                    }
                    for customer in customers
                ]
            )
        )

    def _audience_counts(self, campaign, today):
        """``{reason: customers}``; the reason None is of those who are in."""
        judged = audience.judged(campaign._judged(today))
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT reason, COUNT(*) FROM (%s) AS judged GROUP BY reason",
                    judged,
                )
            )
        )
