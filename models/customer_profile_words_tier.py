from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..scoring.judge import exact


class CustomerProfile(models.Model):
    """Why this tier, and what it would take to have another one, in words."""

    _inherit = "customer.profile"

    why_tier = fields.Text(
        string="Why This Tier",
        compute="_compute_why_tier",
        help="What the tier goes by, and where it starts.",
    )
    pending_words = fields.Char(
        string="About to Change",
        compute="_compute_what_it_takes",
        help="Which tier comes next, when, and what would prevent it.",
    )
    next_tier_words = fields.Char(
        string="One Tier Up",
        compute="_compute_what_it_takes",
        help="The smallest order of today that lifts the customer, by the limits of the last "
        "recompute, with everybody else as they are.",
    )
    tier_below_words = fields.Char(
        string="To Keep the Tier",
        compute="_compute_what_it_takes",
        help="How much the customer can lose, and how long it can go without buying, before it "
        "comes into a worse tier, by the limits of the last recompute.",
    )

    # ----------------------------------------------------------------------- why

    @api.depends("monetary", "rfm_score", "is_lapsed", "tier_id", "override_id")
    @api.depends_context("lang")
    def _compute_why_tier(self):
        for profile in self:
            judge = profile._judge()
            reason = profile._why_computed(judge)
            # a tier that was fixed by hand comes first, and what the rules say beside it
            profile.why_tier = "\n".join(filter(None, [profile.override_words, reason]))

    def _why_computed(self, judge):
        """Why the rules put the customer into its computed tier."""
        rules = judge.policy
        held = self._standing(judge).held
        tier = (self.computed_tier_id or self.tier_id).code
        values = {"tier": tier, "value": self._value_words(rules)}
        if self.is_lapsed:
            return self.env._(
                "%(tier)s: nothing bought in %(days)s days.",
                tier=tier,
                days=rules.window_days,
            )
        if not held:
            return self.env._("%(tier)s: %(value)s.", **values)
        found = judge(self._figures())
        if found.wanted(held) == held and found.by_revenue != held:
            corrected = rules.tier_method == "grid" and found.enter == held
            if corrected:
                return self.env._(
                    "%(tier)s: by revenue it would be %(by_revenue)s (%(value)s), but "
                    "%(segment)s count as %(tier)s.",
                    by_revenue=self._tier_code(rules, found.by_revenue),
                    segment=self.segment_id.name,
                    **values,
                )
        return self._limit_words(judge, held, found.wanted(held), values)

    def _limit_words(self, judge, held, wanted, values):
        """The value that decided, beside the limits of the tier."""
        rules = judge.policy
        if held == len(rules.tiers) or wanted < held:  # what the tier above takes
            place, limit = self._nearest_limit(judge.enter_limits, held)
            if limit is None:
                return self.env._("%(tier)s: %(value)s.", **values)
            return self.env._(
                "%(tier)s: %(value)s; %(better)s starts at %(limit)s.",
                better=self._tier_code(rules, place),
                limit=self._limit(rules, limit),
                **values,
            )
        enter, stay = judge.enter_limits[held - 1], judge.stay_limits[held - 1]
        if wanted > held and stay is not None:
            return self.env._(
                "%(tier)s for now: %(value)s, below the %(limit)s that keep it.",
                limit=self._limit(rules, stay),
                **values,
            )
        if enter is None:
            return self.env._("%(tier)s: %(value)s.", **values)
        if self._decisive_value(rules) < enter and stay is not None and stay < enter:
            return self.env._(
                "%(tier)s: %(value)s. %(tier)s starts at %(limit)s, and is kept down to %(stay)s.",
                limit=self._limit(rules, enter),
                stay=self._limit(rules, stay),
                **values,
            )
        return self.env._(
            "%(tier)s: %(value)s; %(tier)s starts at %(limit)s.",
            limit=self._limit(rules, enter),
            **values,
        )

    def _nearest_limit(self, limits, held):
        """``(place, limit)`` of the tier just above that somebody can reach."""
        for place in range(held - 1, 0, -1):
            if limits[place - 1] is not None:
                return place, limits[place - 1]
        return None, None

    def _decisive_value(self, rules):
        return exact(self.rfm_score if rules.tier_method == "score" else self.monetary)

    def _value_words(self, rules):
        """What the tier goes by, and how much of it there is."""
        if rules.tier_method == "score":
            return self.env._(
                "%(score)s of 100 points", score=self._points(self.rfm_score)
            )
        return self.env._(
            "%(amount)s in %(days)s days",
            amount=self._money(self.monetary),
            days=rules.window_days,
        )

    def _limit(self, rules, limit):
        if rules.tier_method == "score":
            return self.env._("%(score)s points", score=self._points(limit))
        return self._money(limit)

    def _points(self, score):
        return formatLang(self.env, float(score), digits=1)

    def _tier_code(self, rules, place):
        # sudo: whoever reads the words may read the letters in them
        tiers = self.env["customer.tier"].sudo().browse(rules.tier_ids)
        return tiers[place - 1].code  # read for all of them at once

    # ------------------------------------------------------------- what it takes

    @api.depends("monetary", "rfm_code", "tier_id", "pending_tier_id", "pending_date")
    @api.depends_context("lang")
    def _compute_what_it_takes(self):
        """In one go, so that purchases are read once: whoever opens a profile reads all of it."""
        cases, histories = self._cases_and_histories()
        safe = self.filtered(lambda profile: cases[profile].is_safe())
        unread = safe.filtered(lambda profile: profile not in histories)
        histories |= unread._histories({p: cases[p].judge for p in unread})
        for profile, case in cases.items():
            profile.pending_words = profile._pending_words(case)
            profile.next_tier_words = profile._next_words(case)
            profile.tier_below_words = profile in safe and " ".join(
                [
                    *profile._loss_words(case),
                    *profile._fall_words(case, histories[profile]),
                    *profile._fixed_words(case),
                ]
            )

    def _pending_words(self, case, with_amounts=True):
        """The change that waits, or False.

        :param bool with_amounts: say what would prevent it, which tells how much the customer buys
        """
        held, pending = case.standing.held, case.standing.pending
        # recovered since: the next run will forget it
        if not (held and pending) or not case.standing.waits(case.now.wanted):
            return False
        words = (
            self._promotion_words(case)
            if pending < held
            else self._demotion_words(case, case.order_to_keep())
            if with_amounts
            else self._date_words()
        )
        return " ".join([words, *self._fixed_words(case)])

    def _date_words(self):
        return self.env._(
            "Becomes %(tier)s on %(date)s.",
            tier=self.pending_tier_id.code,
            date=format_date(self.env, self.pending_date),
        )

    def _promotion_words(self, case):
        runs = max(case.rules.settle.promote_after - (self.pending_runs or 0), 0)
        if self.pending_date > self._as_of() + timedelta(runs) or not runs:
            return self._date_words()
        return self._after_runs(self.pending_tier_id.code, runs)

    def _demotion_words(self, case, amount):
        """:param amount: the smallest order that would prevent it, if one would"""
        if amount is None:
            return self._date_words()
        values = {
            "tier": self.pending_tier_id.code,
            "date": format_date(self.env, self.pending_date),
        }
        if amount == case.unit:
            return self.env._(
                "Becomes %(tier)s on %(date)s, unless it places an order before.",
                **values,
            )
        return self.env._(
            "Becomes %(tier)s on %(date)s, unless it orders for %(amount)s or more before.",
            amount=self._money(amount),
            **values,
        )

    def _after_runs(self, tier, runs):
        if runs == 1:
            return self.env._(
                "Becomes %(tier)s if the next run finds the same.", tier=tier
            )
        return self.env._(
            "Becomes %(tier)s if the next %(count)s runs find the same.",
            tier=tier,
            count=runs,
        )

    def _next_words(self, case):
        """How far it is to the next tier up."""
        held = case.standing.held
        if not held or case.now.wanted < held:
            return False
        if held == 1:
            return self.env._("In the best tier.")
        return " ".join(
            filter(
                None,
                [
                    self._rise_words(case),
                    self._delay_words(case),
                    *self._fixed_words(case),
                ],
            )
        )

    def _rise_words(self, case):
        """The smallest order, and how many orders of the usual size, that lift it."""
        found = case.order_to_rise()
        usual = case.usual_order()
        orders = usual and case.orders_to_rise(usual)
        if found and found[0] == case.unit:
            return self.env._(
                "Any order lifts it to %(tier)s.",
                tier=self._tier_code(case.rules, found[1]),
            )
        if found:
            amount, place = found
            tier = self._tier_code(case.rules, place)
            return " ".join(
                [
                    self._amount_words(case, amount, tier),
                    *self._usual_words(orders, usual),
                ]
            )
        if orders:
            count, place = orders
            return self.env._(
                "%(count)s orders of its usual size (%(usual)s) lift it to %(tier)s.",
                count=count,
                usual=self._money(usual),
                tier=self._tier_code(case.rules, place),
            )
        return self.env._(
            "Orders alone do not lift it: what else is scored has to improve."
        )

    def _amount_words(self, case, amount, tier):
        if case.rules.tier_method == "pareto" and not case.figures.is_lapsed:
            return self.env._(
                "%(amount)s more, or one order of that size, lifts it to %(tier)s.",
                amount=self._money(amount),
                tier=tier,
            )
        return self.env._(
            "One order of %(amount)s or more lifts it to %(tier)s.",
            amount=self._money(amount),
            tier=tier,
        )

    def _usual_words(self, orders, usual):
        if not orders:
            return
        count, _place = orders
        if count == 1:
            yield self.env._(
                "An order of its usual size (%(usual)s) is enough.",
                usual=self._money(usual),
            )
        else:
            yield self.env._(
                "At its usual %(usual)s an order, that is %(count)s orders.",
                usual=self._money(usual),
                count=count,
            )

    def _delay_words(self, case):
        """When a rise would become true, if not at once."""
        amount = (case.order_to_rise() or (None,))[0]
        outcome = amount and case.after_order(amount)
        if not outcome or outcome.settled == outcome.wanted:
            return ""
        if outcome.runs > 1 and outcome.due == case.day + timedelta(outcome.runs):
            return self.env._(
                "It moves up once %(count)s runs have found it so.", count=outcome.runs
            )
        return self.env._(
            "It moves up on %(date)s at the earliest.",
            date=format_date(self.env, outcome.due),
        )

    def _fixed_words(self, case):
        if self.override_id:
            yield self.env._("It shows once the tier is no longer fixed by hand.")

    # ------------------------------------------------------------ what it can lose

    def _loss_words(self, case):
        loss = case.loss_to_fall()
        if loss is None:
            return
        spare = loss - case.unit
        values = {
            "tier": self.computed_tier_id.code,
            "least": self._money(case.figures.monetary - spare),
            "days": case.rules.window_days,
        }
        if spare:
            yield self.env._(
                "Keeps %(tier)s with %(least)s or more in %(days)s days: %(spare)s to spare.",
                spare=self._money(spare),
                **values,
            )
        else:
            yield self.env._(
                "Keeps %(tier)s with %(least)s or more in %(days)s days: nothing to spare.",
                **values,
            )

    def _fall_words(self, case, history):
        fall = case.fall(history)
        if not fall:
            yield self.env._("It is kept without another purchase, too.")
            return
        values = {
            "tier": self._tier_code(case.rules, fall.place),
            "date": format_date(self.env, fall.day),
        }
        if fall.since < fall.day:
            yield self.env._(
                "Without a purchase it is too low from %(since)s, and becomes %(tier)s on "
                "%(date)s.",
                since=format_date(self.env, fall.since),
                **values,
            )
        else:
            yield self.env._(
                "Without a purchase it becomes %(tier)s on %(date)s.", **values
            )
