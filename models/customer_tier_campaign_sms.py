from odoo import models


class CustomerTierCampaign(models.Model):
    """Steps that go out as text messages, if SMS Marketing is installed."""

    _inherit = "customer.tier.campaign"

    def _deliver_sms(self, step, today):
        """As mails are delivered, by number instead of address."""
        self.ensure_one()
        step._check_deliverable()
        self._deliver_messages(step, "sms")

    def _mailing_values(self, step, lang):
        values = super()._mailing_values(step, lang)
        if step.channel == "sms":
            # Whoever gets it must be able to say no; and colleagues see it in the chatter.
            values.update(sms_allow_unsubscribe=True, keep_archives=True)
        return values

    def _mailing_texts(self, step, lang):
        if step.channel != "sms":
            return super()._mailing_texts(step, lang)
        step = step.with_context(lang=lang)
        return {"subject": step.name, "body_plaintext": step.text}


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    def _tier_plain_text(self):
        if self.mailing_type == "sms":
            return self["body_plaintext"] or ""
        return super()._tier_plain_text()
