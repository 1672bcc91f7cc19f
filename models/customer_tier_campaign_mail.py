from hashlib import sha256

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..campaigns import guards, touches


class CustomerTierCampaign(models.Model):
    """Steps that go out as mails: drafts in Email Marketing, and its queue."""

    _inherit = "customer.tier.campaign"

    def _withheld_addresses(self, emails):
        """``{email: reason}`` of those that get nothing (see :mod:`..campaigns.guards`)."""
        if not emails:
            return {}
        self.env.flush_all()  # read in SQL of our own
        return dict(self.env.execute_query(guards.withheld_addresses(self.ids, emails)))

    # ------------------------------------------------------------------ drafts

    def _prepare_mailings(self, step, round_number=1):
        """The mailings of a step, one for each language of those who are written to.

        Made as drafts when the campaign is launched, or earlier for a test. A draft that nobody
        edited follows the texts of the step; one that somebody edited is left alone.

        :param round_number: 2: for those who are in the campaign for the second time
        :return: mailings (sudo), the one in the company's language first
        """
        self.ensure_one()
        step._check_deliverable()
        # sudo: salespeople propose campaigns, and not all of them work with Email Marketing
        step = step.sudo()
        mailings = step.mailing_ids.filtered(
            lambda m: m.customer_tier_lang and m.customer_tier_round == round_number
        )
        by_lang = {mailing.customer_tier_lang: mailing for mailing in mailings}
        langs = self._mailing_languages(step, round_number)
        for lang in langs:
            if lang not in by_lang:
                by_lang[lang] = self._create_mailing(step, lang, round_number)
            elif by_lang[lang]._follows_tier_step():
                by_lang[lang].write(self._mailing_texts(step, lang))
                by_lang[lang]._note_tier_text()
        return (
            self.env["mailing.mailing"].sudo().union(*(by_lang[lang] for lang in langs))
        )

    def _mailing_languages(self, step, round_number):
        """The languages to write in: of the company, and of contacts that the step speaks."""
        company_lang = self._company_language()
        self.env.flush_all()
        rows = self.env.execute_query(
            touches.recipient_languages(self.id, round_number)
        )
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        spoken = step._text_languages() & installed
        return [
            company_lang,
            *sorted({lang for [lang] in rows} & spoken - {company_lang}),
        ]

    def _company_language(self):
        """The language for whoever has none, or one that the texts are not in."""
        return self.company_id.sudo().partner_id.lang or self.env.user.lang or "en_US"

    def _create_mailing(self, step, lang, round_number):
        """A draft; where somebody edited the one of the round before, with that text."""
        values = self._mailing_values(step, lang)
        values["customer_tier_round"] = round_number
        before = step.mailing_ids.filtered(lambda m: m.customer_tier_lang == lang)
        before = before.sorted("customer_tier_round")[-1:]
        if before and before._is_tier_text_edited():
            # no A/B test: it takes whoever got the mailing of another round for reached
            mailing = before.copy({**values, "ab_testing_enabled": False})
        else:
            mailings = self.env["mailing.mailing"].sudo().with_context(lang=lang)
            mailing = mailings.create({**values, **self._mailing_texts(step, lang)})
            mailing._note_tier_text()
        mailing.mailing_domain = repr(
            [
                (
                    "customer_tier_touch_ids",
                    "any",
                    [("mailing_id", "=", mailing.id), ("state", "=", "due")],
                ),
                ("is_blacklisted", "=", False),
            ]
        )
        return mailing

    def _mailing_values(self, step, lang):
        """What a mailing is made with, besides its texts; SMS adds its own."""
        sender = self._mailing_sender()
        return {
            "name": f"{self.name}: {step.with_context(lang=lang).name} ({lang})",
            "customer_tier_step_id": step.id,
            "customer_tier_lang": lang,
            "campaign_id": self.utm_campaign_id.id,
            "mailing_type": step.channel,
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "mailing_domain": "[('id', 'in', [])]",
            "user_id": self.user_id.id,
            "email_from": sender,
            "reply_to_mode": "new",
            "reply_to": sender,
            "use_exclusion_list": True,
        }

    def _mailing_sender(self):
        """Mails come from the responsible person, or else from the company."""
        person = self.user_id.sudo()
        sender = (person.email and person.email_formatted) or (
            self.company_id.sudo().partner_id.email_formatted
        )
        if not sender:
            raise UserError(
                self.env._(
                    "The mails of “%(campaign)s” need a sender: give %(user)s or the company an "
                    "email address.",
                    campaign=self.name,
                    user=person.name,
                )
            )
        return sender

    def _mailing_texts(self, step, lang):
        """Subject and body in one language: the body to edit, and the same to be sent."""
        step = step.with_context(lang=lang)
        values = {
            "company": self.company_id.sudo().with_context(lang=lang),
            "text": step.body or "",
        }
        render = self.env["ir.qweb"].sudo().with_context(lang=lang)._render
        return {
            "subject": step.subject,
            "body_arch": render("customer_tier.campaign_mail_editable", values),
            "body_html": render("customer_tier.campaign_mail", values),
        }

    # ------------------------------------------------------------------ delivery

    def _deliver_mail(self, step, today):
        """Hand the due mails of a step to the queue of Email Marketing, if it was approved.

        Odoo leaves out whom a mailing has reached, so a mailing that is done already can be
        queued again for those who reached the step since. Whoever enters the campaign again is
        to be reached again, so each round has mailings of its own.
        """
        self.ensure_one()
        self._deliver_messages(step, "mail")

    def _deliver_messages(self, step, channel):
        self._skip_unreachable(step, channel)
        rounds = self.env.execute_query(touches.due_rounds(step.id, channel))
        for [round_number] in rounds:
            mailings = {
                mailing.customer_tier_lang: mailing.id
                for mailing in self._prepare_mailings(step, round_number)
            }
            self.env.cr.execute(
                touches.assign_mailings(
                    step.id,
                    channel,
                    round_number,
                    mailings,
                    fallback_id=mailings[self._company_language()],
                )
            )
        self.env.invalidate_all()
        if rounds and step.is_approved:
            self._queue_mailings(step)

    def _queue_mailings(self, step):
        rows = self.env.execute_query(touches.mailings_to_send(step.id))
        # sudo: the step was approved; the queue does the rest
        mailings = self.env["mailing.mailing"].sudo().browse(id_ for [id_] in rows)
        waiting = mailings.filtered(lambda mailing: mailing.state in ("draft", "done"))
        if waiting:
            waiting.action_put_in_queue()

    def _skip_unreachable(self, step, channel):
        """Touches without an address, or that must not be written to, need no mailing."""
        self.env.flush_all()
        column = "email_normalized" if channel == "mail" else "phone_sanitized"
        withheld = guards.withheld_records(
            self.ids,
            SQL.identifier("res_partner"),
            partner=SQL.identifier("id"),
            email=SQL.identifier("email_normalized"),
            phone=SQL.identifier(column) if channel == "sms" else None,
        )
        self.env.cr.execute(touches.skip_unreachable(step.id, channel, withheld))
        self.env.invalidate_all()

    # ------------------------------------------------------------------ afterwards

    def _sync_touches(self):
        """Let touches follow what became of their mails, text messages and activities.

        Three queries at most, whatever the number of customers.
        """
        self.env.flush_all()
        self.env.cr.execute(touches.follow_messages(self.ids))
        self.env.cr.execute(touches.follow_activities(self.ids))
        self.env.invalidate_all()

    def _withdraw_mailings(self):
        """Take back what waits in the queue, and delete drafts that nobody got.

        For stopping a campaign: what was sent stays.
        """
        # sudo: whoever may stop a campaign may stop its mailings
        mailings = self.sudo().step_ids.mailing_ids
        mailings.filtered(lambda m: m.state in ("in_queue", "sending")).action_cancel()
        mailings.filtered(
            lambda m: m.state == "draft" and not m.mailing_trace_ids
        ).unlink()


class MailingMailing(models.Model):
    """A draft made from a step knows whether somebody has edited it since."""

    _inherit = "mailing.mailing"

    def _tier_text_digest(self):
        self.ensure_one()
        texts = repr((self.subject, str(self.body_html or ""), self._tier_plain_text()))
        return sha256(texts.encode()).hexdigest()

    def _tier_plain_text(self):
        """The text of a text message; mails have none."""
        return ""

    def _note_tier_text(self):
        self.customer_tier_digest = self._tier_text_digest()

    def _is_tier_text_edited(self):
        return self.customer_tier_digest != self._tier_text_digest()

    def _follows_tier_step(self):
        return self.state == "draft" and not self._is_tier_text_edited()
