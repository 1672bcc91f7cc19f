from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..campaigns import guards

# What the queue of Email Marketing makes of a mailing once somebody has pressed send.
ON_ITS_WAY = ("in_queue", "sending", "done")


class MailingMailing(models.Model):
    """Mailings of tier campaigns, and of anybody who writes within the same marketing campaign.

    Whatever is sent under the marketing campaign of a tier campaign, by whom and however it was
    made, skips the control group, blacklisted and opted-out people. Mailings of a step reach
    nobody but those for whom that step is due, and only managers of tiers send them.
    """

    _inherit = "mailing.mailing"

    # Copied: a copy of a step's mailing is as much in need of a manager as the original.
    customer_tier_step_id = fields.Many2one(
        comodel_name="customer.tier.campaign.step",
        string="Step of a Tier Campaign",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="customer_tier.group_user",
    )
    customer_tier_lang = fields.Char(
        string="Language of the Recipients",
        readonly=True,
        copy=False,
        groups="customer_tier.group_user",
        export_string_translation=False,
    )
    # Copied as well: a copy is for those of the same round.
    customer_tier_round = fields.Integer(
        string="Round of the Recipients",
        readonly=True,
        default=1,
        groups="customer_tier.group_user",
        aggregator=None,
        export_string_translation=False,
        help="Odoo sends a mailing once to a contact: whoever enters again gets another one.",
    )
    customer_tier_digest = fields.Char(
        readonly=True,
        copy=False,
        groups="customer_tier.group_user",
        export_string_translation=False,
        help="Of the text as it was made from the step: tells whether somebody edited it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        mailings = super().create(vals_list)
        mailings.filtered(lambda m: m.state in ON_ITS_WAY)._check_tier_send()
        return mailings

    def write(self, vals):
        """Every way of sending comes through here: send, schedule, retry, or a plain write."""
        if vals.get("state") in ON_ITS_WAY:
            self._check_tier_send()
        if "customer_tier_step_id" in vals and not self.env.su:
            raise AccessError(
                self.env._("The step that a mailing belongs to cannot be changed.")
            )
        res = super().write(vals)
        if vals.get("state") == "in_queue":
            self._approve_tier_step()
        return res

    # ------------------------------------------------------------------ who may send

    def _check_tier_send(self):
        """Only managers send what belongs to a step, and only while its campaign runs."""
        steps = self.sudo().customer_tier_step_id
        if not steps or self.env.su:
            return
        if not self.env.user.has_group("customer_tier.group_manager"):
            raise AccessError(
                self.env._(
                    "This mailing is a step of the tier campaign “%(campaign)s”. Only managers "
                    "of customer tiers send it: ask one of them.",
                    campaign=steps[0].campaign_id.name,
                )
            )
        idle = steps.campaign_id.filtered(lambda campaign: campaign.state != "running")
        if idle:
            raise UserError(
                self.env._(
                    "The tier campaign “%(campaign)s” is not running, so nobody is due to get "
                    "this mailing. Launch or resume the campaign first.",
                    campaign=idle[0].name,
                )
            )

    def _approve_tier_step(self):
        """Pressing send in Email Marketing approves the step, like pressing it in the campaign."""
        steps = self.sudo().customer_tier_step_id
        steps.filtered(lambda step: not step.is_approved)._approve()

    # ------------------------------------------------------------------ who gets it

    def _tier_campaigns(self):
        """The tier campaigns that this mailing is part of, archived ones and other companies' too.

        By its marketing campaign, and by its step should somebody have changed the former.
        """
        campaigns = self.env["customer.tier.campaign"].sudo()
        by_marketing_campaign = campaigns.with_context(active_test=False).search(
            [("utm_campaign_id", "in", self.sudo().campaign_id.ids)]
        )
        return by_marketing_campaign | self.sudo().customer_tier_step_id.campaign_id

    def _get_recipients_domain(self):
        """Leave out the control group and whoever wants no messages, at the time of sending."""
        domain = super()._get_recipients_domain()
        campaigns = self._tier_campaigns()
        if not campaigns:
            return domain
        withheld = self._tier_withheld_records(campaigns)
        domain &= Domain("id", "not in", SQL("(%s)", withheld))
        step = self.sudo().customer_tier_step_id
        if not step:
            return domain
        if (
            step.campaign_id.state != "running"
            or self.mailing_model_real != "res.partner"
        ):
            return Domain.FALSE
        due = guards.step_recipients(step.id, self.id)
        return domain & Domain("id", "in", SQL("(%s)", due))

    def _tier_withheld_records(self, campaigns):
        """The ids, as SQL, of records of the mailing's model that get nothing."""
        self.env.flush_all()  # read in SQL of our own
        model = self.env[self.mailing_model_real]
        return guards.withheld_records(
            campaigns.ids,
            SQL.identifier(model._table),
            partner=self._tier_partner_column(model),
            email=self._tier_column(model, "email_normalized"),
            phone=self.mailing_type != "mail"
            and self._tier_column(model, "phone_sanitized"),
        )

    def _tier_column(self, model, name):
        field = model._fields.get(name)
        return SQL.identifier(name) if field and field.store else None

    def _tier_partner_column(self, model):
        """The column that holds the contact a record stands for, if the model has such a one."""
        if model._name == "res.partner":
            return SQL.identifier("id")
        field = model._fields.get("partner_id")
        if field and field.store and field.comodel_name == "res.partner":
            return SQL.identifier("partner_id")
        return None

    def _action_send_mail(self, res_ids=None):
        """Ids that somebody names are checked like those that the domain finds."""
        self._check_tier_send()
        for mailing in self:
            allowed = mailing._tier_allowed(res_ids)
            if allowed or allowed is None:  # an empty list would be everybody to Odoo
                within = mailing._within_tier_campaigns()
                super(MailingMailing, within)._action_send_mail(res_ids=allowed)
        return True

    def _tier_allowed(self, res_ids):
        """Those of the records that may get this mailing; None: whoever its domain finds."""
        if res_ids is None or not self._tier_campaigns():
            return res_ids
        records = self.env[self.mailing_model_real].browse(res_ids)
        guarded = Domain("id", "in", records.ids) & self._get_recipients_domain()
        return records.search(guarded).ids

    # Two methods of SMS Marketing, which alone calls them. It need not be installed.

    def action_send_sms(self, res_ids=None):
        self._check_tier_send()
        for mailing in self:
            allowed = mailing._tier_allowed(res_ids)
            if allowed or allowed is None:
                within = mailing._within_tier_campaigns()
                super(MailingMailing, within).action_send_sms(res_ids=allowed)
        return True

    def _get_opt_out_list_sms(self):
        """The ids that are left out, also those that somebody named past the domain."""
        opted_out = [*super()._get_opt_out_list_sms()]
        campaigns = self._tier_campaigns()
        if campaigns:
            rows = self.env.execute_query(self._tier_withheld_records(campaigns))
            opted_out += [res_id for [res_id] in rows]
        return opted_out

    # ------------------------------------------------------------------ what is in it

    def _within_tier_campaigns(self):
        """For rendering: what a customer was given in these campaigns, and not in others."""
        campaigns = self._tier_campaigns()
        return self.with_context(customer_tier_campaign_ids=campaigns._ids)

    def _render_field(self, field, res_ids, *args, **kwargs):
        """In a test of a mail, and when somebody views it online."""
        mailing = self._within_tier_campaigns()
        return super(MailingMailing, mailing)._render_field(
            field, res_ids, *args, **kwargs
        )

    def action_test(self):
        """Tests of text messages do not render by the mailing."""
        return super(MailingMailing, self._within_tier_campaigns()).action_test()

    # ------------------------------------------------------------------ trying again

    def action_retry_failed(self):
        """Try again for those whose mail failed: the step is due for them once more."""
        self._check_tier_send()
        self._reopen_failed_touches()
        return super().action_retry_failed()

    def _reopen_failed_touches(self):
        # sudo: touches are written by the campaign only
        touches = self.env["customer.tier.campaign.touch"].sudo()
        touches.search(
            [
                ("mailing_id", "in", self.sudo().filtered("customer_tier_step_id").ids),
                ("state", "=", "failed"),
                ("reason", "=", "error"),
            ]
        ).write({"state": "due", "reason": False})
