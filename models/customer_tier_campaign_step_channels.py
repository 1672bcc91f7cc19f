from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What is sent to customers, with its placeholders.
TEXTS = {"subject", "body", "text"}


class CustomerTierStepMixin(models.AbstractModel):
    _inherit = "customer.tier.step.mixin"

    # Not a constraint: Odoo checks those with all rights, and this is about the user's.

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_placeholders()
        return steps

    def write(self, vals):
        res = super().write(vals)
        if TEXTS & vals.keys():
            self._check_placeholders()
        return res

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        res = super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        if field_name in TEXTS:
            self._check_placeholders()
        return res

    def _check_placeholders(self):
        """Texts of steps are rendered with all rights: so they may not run code.

        As everywhere in Odoo, whoever may edit mail templates may write any placeholder; everybody
        else only those that Odoo and this add-on list as harmless, such as ``object.name``.
        """
        if self.env.su or self.env.user.has_group("mail.group_mail_template_editor"):
            return
        for step in self:
            # Each language by itself: one of them would hide the others.
            for lang, _name in self.env["res.lang"].get_installed():
                texts = step.with_context(lang=lang)
                if texts._has_unsafe_placeholder(texts._trusted_texts()):
                    raise AccessError(
                        self.env._(
                            "The step “%(step)s” has a placeholder that only editors of mail "
                            "templates may use. Others may use: %(allowed)s",
                            step=step.name,
                            allowed=", ".join(
                                self.env["res.partner"].mail_allowed_qweb_expressions()
                            ),
                        )
                    )

    def _trusted_texts(self):
        """Texts that somebody else, who may, has written."""
        return set()

    def _has_unsafe_placeholder(self, trusted):
        self.ensure_one()
        render = self.env["mail.render.mixin"]
        is_unsafe = {
            "body": render._has_unsafe_expression_template_qweb,
            "subject": render._has_unsafe_expression_template_inline_template,
            "text": render._has_unsafe_expression_template_inline_template,
        }
        return any(
            self[name]
            and self[name] not in trusted
            and check(self[name], "res.partner")
            for name, check in is_unsafe.items()
        )


class CustomerTierCampaignStep(models.Model):
    """What every channel needs of a step: that it can be delivered, and a test of it."""

    _inherit = "customer.tier.campaign.step"

    def write(self, vals):
        res = super().write(vals)
        if vals.get("is_approved"):
            self._check_deliverable()
        return res

    def _check_deliverable(self):
        """Refuse steps that this database has no means for, before anybody is promised one."""
        for step in self:
            if step.channel == "sms" and not self._has_sms():
                raise ValidationError(
                    self.env._(
                        "The step “%(step)s” is a text message: that needs the app SMS "
                        "Marketing. Have it installed, or choose another channel.",
                        step=step.name,
                    )
                )
            if step.channel == "offer":
                step._check_offer()

    def _trusted_texts(self):
        """Those of the playbook, which were checked when they were written there."""
        originals = self.sudo().campaign_id.playbook_id.step_ids
        return {step[name] for step in originals for name in TEXTS}

    def _has_sms(self):
        types = self.env["mailing.mailing"]._fields["mailing_type"]
        return "sms" in types.get_values(self.env)

    def _text_languages(self):
        """The languages that the texts of this step were written in."""
        self.ensure_one()
        self.flush_recordset()
        langs = set()
        for name in ("text",) if self.channel == "sms" else ("subject", "body"):
            langs |= set(self._fields[name]._get_stored_translations(self) or ())
        return langs

    def action_test_send(self):
        """Odoo's own test, of the mailing in the user's language or else the company's."""
        self.ensure_one()
        if self.channel not in ("mail", "sms"):
            raise UserError(
                self.env._("Only emails and text messages can be sent as a test.")
            )
        if not self.env.user.has_group("mass_mailing.group_mass_mailing_user"):
            raise AccessError(
                self.env._(
                    "To send a test you need access to Email Marketing. "
                    "Ask your administrator for it."
                )
            )
        mailings = self.campaign_id._prepare_mailings(self)
        own = mailings.filtered(lambda m: m.customer_tier_lang == self.env.user.lang)
        return (own or mailings)[:1].sudo(False).action_test()
