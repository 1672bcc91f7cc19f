from odoo import api, fields, models
from odoo.tools import format_list


class CustomerTierAudienceMixin(models.AbstractModel):
    """The rules of a playbook or a campaign in a sentence."""

    _inherit = "customer.tier.audience.mixin"

    audience_words = fields.Char(
        string="Audience in Words",
        compute="_compute_audience_words",
        help="The rule for who is addressed, and how many of them are held out.",
    )

    @api.depends(
        "audience_kind",
        "tier_ids.code",
        "tier_ids.active",
        "segment_ids.name",
        "segment_ids.active",
        "profile_domain",
        "leave_out_doubtful",
        "leave_out_busy",
        "quiet_days",
        "reentry_days",
        "holdout_percent",
    )
    @api.depends_context("lang")
    def _compute_audience_words(self):
        for rules in self:
            rules.audience_words = self.env._(
                "%(kind)s: %(rule)s.",
                kind=rules._audience_kind_words(),
                rule=self.env._("; ").join(rules._audience_parts()),
            )

    def _audience_kind_words(self):
        """How the audience comes about, in a word."""
        field = self._fields["audience_kind"]
        return dict(field._description_selection(self.env)).get(self.audience_kind, "")

    def _audience_parts(self):
        """Who, then what is out of the ordinary, then the control group."""
        yield self._audience_who_words()
        if self.profile_domain and self.profile_domain.strip() != "[]":
            yield self.env._("who meet the further conditions")
        if self.quiet_days:
            yield self.env._("not contacted in %(days)s days", days=self.quiet_days)
        if not self.leave_out_doubtful:
            yield self.env._("doubtful data as well")
        if not self.leave_out_busy:
            yield self.env._("those in another campaign as well")
        if self.reentry_days:
            yield self.env._("again after %(days)s days", days=self.reentry_days)
        if self.holdout_percent:
            yield self.env._("%(percent)s %% held out", percent=self.holdout_percent)
        else:
            yield self.env._("nobody held out")

    def _audience_who_words(self):
        words = {
            "tiers": self._either(self.tier_ids, "code"),
            "segments": self._either(self.segment_ids, "name"),
        }
        if self.tier_ids and self.segment_ids:
            return self.env._(
                "customers of tier %(tiers)s in the segment %(segments)s", **words
            )
        if self.tier_ids:
            return self.env._("customers of tier %(tiers)s", **words)
        if self.segment_ids:
            return self.env._("customers in the segment %(segments)s", **words)
        return self.env._("all customers with a tier")

    def _either(self, records, field):
        return format_list(
            self.env,
            [
                record[field]
                if record.active
                else self.env._("%(name)s (archived)", name=record[field])
                for record in records
            ],
            "or",
        )
