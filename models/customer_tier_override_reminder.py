from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

REMINDER_TYPE = "customer_tier.mail_activity_type_override_ending"


class CustomerTierOverride(models.Model):
    """A word to whoever fixed a tier, some days before it ends."""

    _inherit = "customer.tier.override"

    reminded_date = fields.Date(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The end that somebody was reminded of.",
    )

    @api.model
    def _remind(self, company, today):
        """Plan an activity for each override that is about to end, once; drop those of ended ones.

        Called by the runs of a company.
        """
        days = company.customer_tier_reminder_days
        of_company = self.sudo().with_context(active_test=False)
        over = of_company.search(
            [
                ("company_id", "=", company.id),
                ("reminded_date", "!=", False),
                "|",
                ("active", "=", False),
                ("date_to", "<", today),
            ]
        )
        over._forget_reminder()
        if days <= 0:
            return
        ending = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("date_to", ">=", today),
                ("date_to", "<=", today + timedelta(days=days)),
                ("date_from", "<=", today),
                ("reminded_date", "=", False),
            ]
        )
        for override in ending:
            override._remind_maker()

    def _remind_maker(self):
        maker = self.create_uid.with_context(active_test=False)
        if not maker.active or maker.share:
            maker = self.env.ref("base.user_root")
        words = self.with_context(lang=maker.lang or self.env.lang).env
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            REMINDER_TYPE,
            date_deadline=self.date_to,
            summary=words._(
                "%(customer)s: fixed tier %(tier)s ends on %(date)s, computed is %(computed)s",
                customer=self.partner_id.display_name,
                tier=self.tier_id.code,
                date=format_date(words, self.date_to),
                computed=self.computed_tier_id.code or "–",
            ),
            user_id=maker.id,
        )
        self.reminded_date = self.date_to

    def _forget_reminder(self):
        """An override that was changed or ended needs the old reminder no more."""
        reminded = self.filtered("reminded_date")
        reminded.activity_unlink([REMINDER_TYPE])
        reminded.reminded_date = False
