from odoo import models
from odoo.tools import email_normalize_all

from ..campaigns.guards import strongest
from .mail_compose_message import FAILURE_TYPES


class MailMail(models.Model):
    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Mails that waited, or failed and are tried again, are checked once more.

        Between making and sending a mail somebody may have asked for no more of them.
        """
        withheld = self._withhold_tier_mails()
        return super(MailMail, self - withheld).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _withhold_tier_mails(self):
        """Cancel those of a tier campaign that must not be sent, and return them."""
        withheld_mails = self.browse()
        if self.env.context.get("mailing_test_mail"):  # to oneself, to have a look
            return withheld_mails
        for mailing, mails in self.filtered("mailing_id").grouped("mailing_id").items():
            campaigns = mailing._tier_campaigns()
            if not campaigns:
                continue
            addresses = {mail: mail._tier_addresses() for mail in mails}
            withheld = campaigns._withheld_addresses(set().union(*addresses.values()))
            for mail, emails in addresses.items():
                reasons = {withheld[email] for email in emails if email in withheld}
                if reasons:
                    withheld_mails += mail
                    mail._withhold_tier_mail(FAILURE_TYPES[strongest(reasons)])
        return withheld_mails

    def _tier_addresses(self):
        """The normalized addresses that this mail goes to."""
        return {
            email
            for line in (
                self.email_to,
                self.email_cc,
                *self.recipient_ids.mapped("email"),
            )
            for email in email_normalize_all(line or "")
        }

    def _withhold_tier_mail(self, failure_type):
        self.write({"state": "cancel", "failure_type": failure_type})
        self.mailing_trace_ids.write(
            {"trace_status": "cancel", "failure_type": failure_type}
        )
