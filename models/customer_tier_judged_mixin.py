from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..campaigns import audience
from ..campaigns.recipients import MESSAGES, Wanted, function_words
from ..scoring.purchases import first_instant


class CustomerTierJudgedMixin(models.AbstractModel):
    """Where an audience comes from, and the query that judges it.

    Of what has a company and the rules of ``customer.tier.audience.mixin``: the wizard, which
    shows who would be in, and the campaign, which takes them in. Both ask the same query. It
    comes before the rules in ``_inherit``: it narrows them.
    """

    _name = "customer.tier.judged.mixin"
    _description = "Judged Audience"

    audience_source = fields.Selection(
        selection=[
            ("rule", "Everyone who matches a rule"),
            ("selection", "The selected customers"),
        ],
        string="Start From",
        required=True,
        default="rule",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Selected Customers",
        context={"active_test": False},
    )
    scope_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Only Customers of",
        readonly=True,
        help="Who started this campaign sees no customers of colleagues; so they are not in it.",
    )

    def _audience_channels(self):
        """The channels of the steps that the customers will go through."""
        return set(self.step_ids.mapped("channel"))

    def _audience_campaign(self):
        """The campaign whose entries count as those of this audience, if it is made already."""
        return self.env["customer.tier.campaign"]

    def _audience_domain(self):
        """Without customers of colleagues, when the campaign is of somebody who may not see them.

        A count of them by any condition would tell what the tier record keeps from that user. A
        selection was made by hand: there they are named as left out.
        """
        domain = super()._audience_domain()
        if self.scope_user_id:
            domain &= Domain("user_id", "in", [self.scope_user_id.id, False])
        return domain

    def _audience_who_words(self):
        if self.audience_source == "selection":
            return self.env._(
                "selected customers: %(count)s", count=len(self.partner_ids)
            )
        return super()._audience_who_words()

    def _judged(self, today):
        """The rules as :class:`..campaigns.audience.Audience`. What is in the cache is written.

        :param today: the day, in the company's time zone, that quiet days and ends are held
            against
        """
        self.ensure_one()
        self.env.flush_all()
        company = self._audience_company()
        channels = self._audience_channels()
        return audience.Audience(
            meant=self._meant_audience(),
            company_id=company.id,
            today=today,
            time_zone=company._tier_time_zone(),
            wanted=self._wanted(today, tuple(channels & {*MESSAGES}) or ("mail",)),
            campaign_id=self._audience_campaign().id or None,
            scope_user_id=self.scope_user_id.id or None,
            leave_out_doubtful=self.leave_out_doubtful,
            leave_out_busy=self.leave_out_busy,
            quiet_days=self.quiet_days,
            reentry_days=self.reentry_days,
            messages_only=bool(channels) and channels <= {*MESSAGES},
        )

    def _wanted(self, today, channels):
        """Who is written to, as :class:`..campaigns.recipients.Wanted`."""
        company = self._audience_company()
        tomorrow = today + timedelta(days=1)
        return Wanted(
            company_id=company.id,
            company_ids=company.sudo().parent_ids._ids,
            end=first_instant(tomorrow, company._tier_time_zone()),
            channels=channels,
            speciality_ids=tuple(self.speciality_ids.ids),
            words=function_words(self.recipient_function),
        )

    def _meant_audience(self):
        """SQL of rows ``(partner_id, profile_id)``: whom the rules mean, in or left out."""
        company = self._audience_company()
        if self.audience_source == "selection":
            return audience.of_selection(company.id, self.partner_ids.ids)
        return audience.of_rule(company.id, self._audience_profiles())

    def _judged_audience(self, today):
        """SQL of rows as of :func:`..campaigns.audience.judged`."""
        return audience.judged(self._judged(today))

    def _exclusion_labels(self):
        """``{reason: why these customers are left out, in a few words}``, in their order."""
        labels = {
            "archived": self.env._("Archived"),
            "not_customer": self.env._("Never bought from this company"),
            "colleague": self.env._("Customers of a colleague"),
            "doubtful": self.env._("Doubtful data: their tier may be wrong"),
            "in_campaign": self.env._(
                "In another campaign, or its outcome is still counted"
            ),
            "entered_before": self.env._("Have been in this campaign already"),
            "contacted": self.env._(
                "Contacted within the last %(days)s days", days=self.quiet_days
            ),
            "no_address": self._no_address_words(),
            "blacklisted": self.env._("Blacklisted: they want no messages"),
            "opted_out": self.env._("Unsubscribed from mailings"),
        }
        return {reason: labels[reason] for reason in audience.EXCLUSIONS}

    def _no_address_words(self):
        """What is missing of whom no message of the steps reaches."""
        channels = self._audience_channels() & {*MESSAGES}
        if channels == {"sms"}:
            return self.env._("No contact with a valid phone number")
        if channels == {*MESSAGES}:
            return self.env._("No contact with an email address or valid phone number")
        return self.env._("No contact with an email address")
