from odoo import api, fields, models
from odoo.tools import format_date

from ..scoring.dimensions import RFM
from ..scoring.rules import on_segment_scale


class CustomerProfile(models.Model):
    """What a profile says, in the words of the person who reads it.

    All words about a customer come from here and from ``customer_profile_words_tier.py``: other
    models and views show these fields, or call these methods.
    """

    _inherit = "customer.profile"

    recency_words = fields.Char(string="Recency, Explained", compute="_compute_words")
    frequency_words = fields.Char(
        string="Frequency, Explained", compute="_compute_words"
    )
    monetary_words = fields.Char(string="Monetary, Explained", compute="_compute_words")
    why_segment = fields.Char(
        string="Why This Segment",
        compute="_compute_words",
        help="Which scores lead to the segment, and which scores the segment takes.",
    )
    what_changed = fields.Char(
        compute="_compute_what_changed",
        help="What the last run found different from before.",
    )

    # ---------------------------------------------------------------- the scores

    @api.depends("recency_days", "frequency", "monetary", "rfm_code", "policy_id")
    @api.depends_context("lang")
    def _compute_words(self):
        """What the scores mean, and what made the segment of them."""
        for profile in self:
            judge = profile._judge()
            rules = judge.policy
            profile.recency_words = profile._recency_words(
                profile._place("recency", rules)
            )
            profile.frequency_words = profile._frequency_words(rules)
            profile.monetary_words = self.env._(
                "%(amount)s in %(days)s days: %(place)s",
                amount=profile._money(profile.monetary),
                days=rules.window_days,
                place=profile._place("monetary", rules),
            )
            profile.why_segment = profile._why_segment(judge)

    def _recency_words(self, place):
        if self.recency_days == 0:
            return self.env._("bought today: %(place)s", place=place)
        if self.recency_days == 1:
            return self.env._("bought yesterday: %(place)s", place=place)
        return self.env._(
            "bought %(days)s days ago: %(place)s", days=self.recency_days, place=place
        )

    def _frequency_words(self, rules):
        place = self._place("frequency", rules)
        if self.frequency == 1:
            return self.env._(
                "one purchase in %(days)s days: %(place)s",
                days=rules.window_days,
                place=place,
            )
        return self.env._(
            "%(count)s purchases in %(days)s days: %(place)s",
            count=self.frequency,
            days=rules.window_days,
            place=place,
        )

    def _place(self, dimension, rules):
        """Where a score stands among the possible ones, in words."""
        score = self[f"{dimension}_score"]
        if self.is_lapsed:
            return self.env._("nothing within the window, 1")
        [method] = [r.method for r in rules.dimensions if r.dimension == dimension]
        if method == "threshold":
            return self.env._(
                "by your thresholds %(score)s of %(best)s", score=score, best=rules.bins
            )
        if rules.bins != len(self._fifths()):
            return self.env._(
                "step %(score)s of %(best)s", score=score, best=rules.bins
            )
        return self._fifths()[score - 1]

    def _fifths(self):
        return (
            self.env._("within the lowest fifth, 1"),
            self.env._("within the second-lowest fifth, 2"),
            self.env._("within the middle fifth, 3"),
            self.env._("within the second-best fifth, 4"),
            self.env._("within the best fifth, 5"),
        )

    # --------------------------------------------------------------- the segment

    def _why_segment(self, judge):
        """Which scores the customer has, and which ones its segment takes."""
        segment = self.segment_id
        if not segment:
            return False
        if self.is_lapsed:
            return self.env._(
                "%(segment)s: bought nothing within %(days)s days, so all scores are 1.",
                segment=segment.name,
                days=judge.policy.window_days,
            )
        best = judge.policy.bins
        scores = {name: self[f"{name}_score"] for name in RFM}
        words = {
            name: self._score_adjectives()[name][on_segment_scale(score, best) - 1]
            for name, score in scores.items()
        }
        told = self.env._(
            "%(segment)s: bought %(recency)s (%(r)s of %(best)s), %(frequency)s "
            "(%(f)s of %(best)s) and %(monetary)s (%(m)s of %(best)s).",
            segment=segment.name,
            best=best,
            r=scores["recency"],
            f=scores["frequency"],
            m=scores["monetary"],
            **words,
        )
        return " ".join(filter(None, [told, self._segment_box(judge)]))

    def _segment_box(self, judge):
        """The scores that the segment takes, by the rules of the run."""
        box = next(
            (s for s in judge.segments if s.segment_id == self.segment_id.id), None
        )
        if not box:
            return ""
        ranges = {
            name: str(low) if low == high else f"{low}–{high}"
            for name in RFM
            for low, high in [getattr(box, name)]
        }
        text = self.env._(
            "The segment takes recency %(recency)s, frequency %(frequency)s, revenue "
            "%(monetary)s.",
            **ranges,
        )
        if judge.policy.bins == 5:
            return text
        return self.env._("%(ranges)s (on a scale of 1 to 5)", ranges=text)

    def _score_adjectives(self):
        """What a score of 1 to 5 says of a customer, in plain words."""
        return {
            "recency": (
                self.env._("very long ago"),
                self.env._("long ago"),
                self.env._("some time ago"),
                self.env._("recently"),
                self.env._("very recently"),
            ),
            "frequency": (
                self.env._("very rarely"),
                self.env._("rarely"),
                self.env._("now and then"),
                self.env._("often"),
                self.env._("very often"),
            ),
            "monetary": (
                self.env._("very little"),
                self.env._("little"),
                self.env._("a fair amount"),
                self.env._("much"),
                self.env._("very much"),
            ),
        }

    # ------------------------------------------------------- since the last run

    @api.depends("changed_at")
    @api.depends_context("lang")
    def _compute_what_changed(self):
        # sudo: what a profile was before is not more secret than what it is
        backups = self.env["customer.profile.backup"].sudo()
        before = {
            (backup.partner_id.id, backup.run_id.id): backup
            for backup in backups.search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        }
        for profile in self:
            run = profile.sudo().company_id.customer_tier_run_id
            backup = before.get((profile.partner_id.id, run.id))
            profile.what_changed = bool(backup) and profile._changes_since(backup, run)

    def _changes_since(self, backup, run):
        if not run.base_run_id:  # the first run of all: everyone is new
            return False
        if backup.is_new:
            return self.env._("New since the run before.")
        changes = [
            *self._changed_tier(backup),
            *self._changed_figures(backup),
            *self._changed_scores(backup),
        ]
        if not changes:
            return False
        return self.env._(
            "Since %(date)s: %(changes)s.",
            date=format_date(self.env, run.base_run_id.as_of),
            changes=self._listed(changes),
        )

    def _changed_tier(self, backup):
        if self.tier_id != backup.tier_id:
            yield self.env._(
                "moved from %(before)s to %(after)s",
                before=backup.tier_id.code,
                after=self.tier_id.code,
            )
        if self.segment_id != backup.segment_id:
            yield self.env._(
                "from %(before)s to %(after)s",
                before=backup.segment_id.name,
                after=self.segment_id.name,
            )

    def _changed_figures(self, backup):
        if self.currency_id.compare_amounts(self.monetary, backup.monetary):
            yield self.env._(
                "revenue %(before)s → %(after)s",
                before=self._money(backup.monetary),
                after=self._money(self.monetary),
            )
        more = self.frequency - backup.frequency
        if more == 1:
            yield self.env._("one more purchase")
        elif more > 1:
            yield self.env._("%(count)s more purchases", count=more)
        elif more == -1:
            yield self.env._("one purchase fewer in the window")
        elif more < -1:
            yield self.env._("%(count)s purchases fewer in the window", count=-more)

    def _changed_scores(self, backup):
        names = {
            "recency": self.env._("recency score"),
            "frequency": self.env._("frequency score"),
            "monetary": self.env._("revenue score"),
        }
        for name, label in names.items():
            before, after = backup[f"{name}_score"], self[f"{name}_score"]
            if before != after:
                yield self.env._(
                    "%(what)s %(before)s → %(after)s",
                    what=label,
                    before=before,
                    after=after,
                )

    # ------------------------------------------------------------------- helpers

    def _money(self, amount):
        """An amount in the company's currency, as the reader's language writes it."""
        return self.sudo().currency_id.with_env(self.env).format(float(amount))

    def _listed(self, texts):
        return self.env._("; ").join(texts)
