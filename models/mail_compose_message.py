from odoo import models

from ..campaigns.guards import strongest

# How Odoo calls what our guards find.
FAILURE_TYPES = {"control": "mail_optout", "blacklisted": "mail_bl"}


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _process_mail_values_state(self, mail_values_dict):
        """The last look at each address before mails are made, in batches of Odoo's.

        Here the addresses are known whatever the model is (a lead, an order, a list), and
        whether or not somebody switched the exclusion list off.
        """
        values = super()._process_mail_values_state(mail_values_dict)
        campaigns = self.mass_mailing_id and self.mass_mailing_id._tier_campaigns()
        if not campaigns:
            return values
        recipients = {
            res_id: data["mail_to_normalized"]
            for res_id, data in self._get_recipients_data(values).items()
        }
        withheld = campaigns._withheld_addresses(
            {email for emails in recipients.values() for email in emails}
        )
        for res_id, mail_values in values.items():
            reasons = {
                withheld[email] for email in recipients[res_id] if email in withheld
            }
            if reasons and mail_values.get("state") != "cancel":
                mail_values.update(
                    state="cancel",
                    failure_type=FAILURE_TYPES[strongest(reasons)],
                    is_notification=False,  # nor a note in the chatter that it was sent
                )
        return values
