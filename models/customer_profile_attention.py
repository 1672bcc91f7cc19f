from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_list

from ..insight import attention
from ..scoring.rules import RunRules

# What attention is read from, to be flushed before.
ATTENTION_FIELDS = {
    "customer.segment": ("calls_for_attention",),
    "customer.tier": ("sequence",),
    "customer.tier.promise": ("state", "done_at", "tier_id"),
    "customer.profile": (
        *("segment_id", "tier_id", "computed_tier_id"),
        *("pending_tier_id", "override_id"),
    ),
}


class CustomerSegment(models.Model):
    _inherit = "customer.segment"

    calls_for_attention = fields.Boolean(
        string="Calls for Attention",
        help="Customers of this segment are listed among those who need attention today, whoever "
        "brings most revenue first.",
    )


class CustomerProfile(models.Model):
    """Who needs somebody's attention today, and why, in words."""

    _inherit = "customer.profile"

    needs_attention = fields.Boolean(
        compute="_compute_needs_attention",
        search="_search_needs_attention",
        help="The segment calls for attention, the tier is about to fall, or a promise was "
        "missed and nobody has made up for it.",
    )
    attention_words = fields.Char(
        string="Why Now",
        compute="_compute_needs_attention",
        help="Why this customer needs attention today.",
    )

    @api.depends("segment_id", "pending_tier_id", "tier_id", "override_id")
    @api.depends_context("lang")
    def _compute_needs_attention(self):
        """Two queries for all of them, and the words of those that are about to fall."""
        self._flush_attention()
        names = attention.REASONS
        conditions = attention.reasons(self._table)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                SQL(", ").join(conditions[name] for name in names),
                SQL.identifier(self._table),
                self.ids,
            )
        )
        found = {
            id_: dict(zip(names, flags, strict=True))
            for id_, *flags in rows
            if any(flags)
        }
        missed = self._missed_promises(
            [id_ for id_, flags in found.items() if flags["is_let_down"]]
        )
        judged_by = self._policies_in_force()
        for profile in self:
            flags = found.get(profile.id, {})
            profile.needs_attention = bool(flags)
            words = list(
                profile._attention_reasons(
                    flags,
                    missed.get(profile.id, ()),
                    judged_by.get(profile.policy_id.id),
                )
            )
            profile.attention_words = (
                format_list(self.env, words, "unit") if words else False
            )

    def _flush_attention(self):
        """What the conditions read besides the profiles themselves."""
        for model_name, names in ATTENTION_FIELDS.items():
            self.env[model_name].flush_model(names)

    def _policies_in_force(self):
        """Policy id to the rules that gave the scores, read once for all of these."""
        return {
            policy.policy_id: policy
            for profiles in self.grouped("company_id").values()
            for policy in (profiles._run_rules() or RunRules()).policies
        }

    def _attention_reasons(self, flags, missed, rules):
        """Each reason in a few words, the most pressing first."""
        for kind, due_date in missed:
            yield self._missed_words(kind, format_date(self.env, due_date))
        if flags.get("is_falling"):
            yield self.env._(
                "%(tier)s, becomes %(next_tier)s on %(date)s",
                tier=self.computed_tier_id.code,
                next_tier=self.pending_tier_id.code,
                date=format_date(self.env, self.pending_date),
            )
        if flags.get("is_alarming"):
            place = self._place("recency", rules or self._judged_by())
            yield self._recency_words(place)

    def _missed_words(self, kind, date):
        if kind == "visit":
            return self.env._("visit overdue since %(date)s", date=date)
        if kind == "contact":
            return self.env._("contact overdue since %(date)s", date=date)
        return self.env._("has been waiting for an answer since %(date)s", date=date)

    def _missed_promises(self, profile_ids):
        """Profile id to ``[(kind, first due date), ...]``."""
        missed = {}
        if profile_ids:
            rows = self.env.execute_query(attention.missed_promises(profile_ids))
            for id_, kind, due_date in rows:
                missed.setdefault(id_, []).append((kind, due_date))
        return missed

    def _search_needs_attention(self, operator, value):
        """A condition in SQL, for any number of customers."""
        if operator != "in" or True not in value or False in value:
            return NotImplemented  # Odoo asks again the other way round
        self._flush_attention()
        return Domain.custom(
            to_sql=lambda model, alias, query: attention.needs_attention(alias),
            predicate=lambda profile: profile.needs_attention,
        )
