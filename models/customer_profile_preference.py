from odoo import api, fields, models
from odoo.tools import SQL

from ..campaigns import preference


class CustomerProfile(models.Model):
    """What the customer answers to (the rule: :mod:`..campaigns.preference`)."""

    _inherit = "customer.profile"

    preferred_channel = fields.Selection(
        selection=[("mail", "Email"), ("call", "Call"), ("visit", "Visit")],
        compute="_compute_preferred_channel",
        help="Email, if somebody clicked or replied to a mailing in the last twelve months. "
        "Otherwise calls or visits, whichever took place more often. Otherwise email, if a "
        "mailing was opened. Otherwise nothing is known.",
    )
    preferred_channel_words = fields.Char(
        string="Answers To",
        compute="_compute_preferred_channel",
        help="Email, if somebody clicked or replied to a mailing in the last twelve months. "
        "Otherwise calls or visits, whichever took place more often. Otherwise email, if a "
        "mailing was opened. Otherwise nothing is known.",
    )

    @api.depends_context("lang")
    def _compute_preferred_channel(self):
        """One query for each company, whatever the number of customers."""
        self.env.flush_all()
        # sudo: whether somebody called is no secret to those who may see the profile
        for company, profiles in self.sudo().grouped("company_id").items():
            period = preference.year_until(
                company.id,
                company._tier_time_zone(),
                company._tier_today(),
                profiles.partner_id.ids,
            )
            rows = self.env.execute_query_dict(preference.preferences(period))
            found = {row["partner_id"]: row for row in rows}
            for profile in profiles:
                row = found.get(profile.partner_id.id)
                profile.preferred_channel = row and row["preferred"]
                profile.preferred_channel_words = self._preference_words(row)

    @api.model
    def _preference_words(self, row):
        if not row or not row["preferred"]:
            if row and row["sent"]:
                return self.env._(
                    "Nothing known: none of %(sent)s mailings was opened, nobody called or "
                    "visited in 12 months",
                    sent=row["sent"],
                )
            return self.env._("Nothing known: no mailing, call or visit in 12 months")
        if row["preferred"] == "mail":
            return self._mail_preference_words(row)
        return self._talk_preference_words(row)

    @api.model
    def _talk_preference_words(self, row):
        is_call = row["preferred"] == "call"
        channel = self.env._("Call") if is_call else self.env._("Visit")
        if not row["sent"]:
            return self.env._(
                "%(channel)s: %(calls)s calls and %(visits)s visits in 12 months, no mailing",
                channel=channel,
                calls=row["calls"],
                visits=row["visits"],
            )
        return self.env._(
            "%(channel)s: %(calls)s calls and %(visits)s visits in 12 months, "
            "none of %(sent)s mailings answered",
            channel=channel,
            calls=row["calls"],
            visits=row["visits"],
            sent=row["sent"],
        )

    @api.model
    def _mail_preference_words(self, row):
        answers = max(row["clicked"], row["replied"])
        if answers:
            return self.env._(
                "Email: answered or clicked in %(answers)s of %(sent)s mailings in 12 months",
                answers=answers,
                sent=row["sent"],
            )
        return self.env._(
            "Email: opened %(opened)s of %(sent)s mailings in 12 months, no call or visit",
            opened=row["opened"],
            sent=row["sent"],
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_preferred_channel_words = fields.Char(
        related="customer_profile_id.preferred_channel_words",
        groups="customer_tier.group_user",
    )


class CustomerTierCampaign(models.Model):
    _inherit = "customer.tier.campaign"

    def _step_channel(self, step, today):
        """SQL of the channel of a step, on the alias ``entry``; None: the step's own."""
        if not self.prefer_channel or step.channel != "mail":
            return None
        company = self.company_id
        return preference.channel_of(
            step.channel,
            SQL("entry.partner_id"),
            preference.year_until(company.id, company._tier_time_zone(), today),
        )


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    # Odoo looks traces up by mailing only: to find those of a contact it would read all of them.
    _customer_tier_contact = models.Index("(res_id) WHERE model = 'res.partner'")
