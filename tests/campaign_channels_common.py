from odoo.tests import tagged

from .campaign_common import CampaignCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class ChannelCase(CampaignCase):
    """Campaigns that run, with steps due: the point where channels take over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "en_US"
        cls.responsible = cls._user(
            "campaign_responsible",
            "sales_team.group_sale_manager,customer_tier.group_manager,"
            "mass_mailing.group_mass_mailing_user",
            email="responsible@distributor.example",
        )

    @classmethod
    def _running(cls, steps=({},), **values):
        values.setdefault("user_id", cls.responsible.id)
        campaign = cls._campaign(steps, **values)
        campaign.write({"state": "running", "launched_date": AS_OF})
        return campaign

    @classmethod
    def _due(cls, step, entries, **values):
        """The step becomes due for these entries, as the flow makes it."""
        return (
            cls.env["customer.tier.campaign.touch"]
            .sudo()
            .create(
                [
                    {
                        "entry_id": entry.id,
                        "campaign_id": step.campaign_id.id,
                        "step_id": step.id,
                        "partner_id": entry.partner_id.id,
                        "company_id": entry.company_id.id,
                        "user_id": entry.user_id.id,
                        "recipient_id": entry.recipient_id.id,
                        "channel": step.channel,
                        "due_date": AS_OF,
                        **values,
                    }
                    for entry in entries
                ]
            )
        )

    @classmethod
    def _in_step(cls, customers, held_out=(), steps=({},), **values):
        """A running campaign with an approved first step, due for all who are not held out."""
        campaign = cls._running(steps, **values)
        step = campaign.step_ids[:1]
        step.is_approved = True
        entries = cls._enter(campaign, customers, held_out=held_out)
        touches = cls._due(step, entries.filtered(lambda entry: not entry.is_held_out))
        return campaign, step, touches

    @classmethod
    def _hospitals(cls, *names):
        return cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "email": f"{name.lower()}@hospital.example",
                }
                for name in names
            ]
        )

    def _run_queue(self):
        """What Odoo's queue does; in tests the mails stop short of the mail server."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "mass_mailing.ir_cron_mass_mailing_queue"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _written_to(self, *mailings):
        """The contacts that mails were made for, not those that were left out."""
        traces = (
            self.env["mailing.trace"]
            .sudo()
            .search(
                [
                    ("mass_mailing_id", "in", [mailing.id for mailing in mailings]),
                    ("trace_status", "!=", "cancel"),
                ]
            )
        )
        return sorted(traces.mapped("email"))
