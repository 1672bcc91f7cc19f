from odoo import models
from odoo.fields import Domain

from ..insight import pareto
from ..scoring.rules import SEGMENT_SCALE, on_segment_scale


class CustomerTierDashboard(models.AbstractModel):
    """From rows of the query to figures: names, shares, and the customers behind each mark."""

    _inherit = "customer.tier.dashboard"

    def _tiers(self, labels, figures, before, chosen):
        now = {tier.id: [0, 0, 0] for tier in labels}
        for row in figures["tiers"]:
            sums = now[row["tier_id"]]
            for place, name in enumerate(("customers", "revenue", "positive")):
                sums[place] += row[name]
        total, total_before = (
            sum(positive for _customers, _revenue, positive in sums.values())
            for sums in (now, before)
        )
        tiles = []
        for tier in labels:
            customers, revenue, positive = now[tier.id]
            customers_before, revenue_before, positive_before = before.get(
                tier.id, (0, 0, 0)
            )
            tiles.append(
                {
                    "id": tier.id,
                    "name": tier.name,
                    "code": tier.code,
                    "color": tier.color,
                    "customers": customers,
                    "revenue": revenue,
                    "share": positive / total if total else 0,
                    "customers_before": int(customers_before),
                    "revenue_before": revenue_before,
                    "share_before": positive_before / total_before
                    if total_before
                    else 0,
                    "domain": list(chosen & Domain("tier_id", "=", tier.id)),
                }
            )
        return tiles

    def _cells(self, figures, rules, chosen):
        return [
            {
                **cell,
                "domain": list(
                    chosen
                    & self._cell_domain(cell["recency"], cell["frequency"], rules)
                ),
            }
            for cell in figures["cells"]
        ]

    def _cell_domain(self, recency, frequency, rules):
        """Domain of a cell of the heat map, whatever the score steps of the policies."""
        policies_by_bins = {}
        for policy in rules.policies:
            policies_by_bins.setdefault(policy.bins, []).append(policy.policy_id)
        if set(policies_by_bins) <= {SEGMENT_SCALE}:
            return self._scored(recency, frequency, SEGMENT_SCALE)
        return Domain.OR(
            Domain("policy_id", "in", ids) & self._scored(recency, frequency, bins)
            for bins, ids in policies_by_bins.items()
        )

    def _scored(self, recency, frequency, bins):
        """Active customers with scores of 1..bins that lie here on the scale of segments."""
        return Domain("is_lapsed", "=", False) & Domain.AND(
            Domain(
                f"{name}_score",
                "in",
                [
                    score
                    for score in range(1, bins + 1)
                    if on_segment_scale(score, bins) == place
                ],
            )
            for name, place in (("recency", recency), ("frequency", frequency))
        )

    def _pareto(self, labels, figures, rules, chosen):
        rows = [row for row in figures["tiers"] if row["level"] is not None]
        buyers, bought = (
            sum(row[name] for row in rows) for name in ("customers", "revenue")
        )
        everybody = sum(row["customers"] for row in figures["tiers"])
        points = [
            [point["customers_share"], point["revenue_share"], point["amount"]]
            for point in figures["points"]
        ]
        borders, undrawn = pareto.borders(rows, pareto.limits(rules), labels.ids)
        tiers = {tier.id: tier for tier in labels}
        return {
            # from nobody to everybody, exactly
            "points": [[0, 0, points[0][2]], *points[:-1], [1, 1, points[-1][2]]]
            if points
            else [],
            "borders": [
                {
                    "tier_id": border.tier_id,
                    "name": tiers[border.tier_id].name,
                    "code": tiers[border.tier_id].code,
                    "amount": border.amount,
                    "customers": border.customers,
                    "customers_share": border.customers / buyers,
                    "revenue_share": border.revenue / bought,
                    "exceptions": border.exceptions,
                    "domain": list(
                        chosen
                        & Domain("is_lapsed", "=", False)
                        & Domain("monetary", ">=", border.amount)
                    ),
                }
                for border in borders
            ],
            "customers": buyers,
            "negative": everybody - buyers,
            "note": self._pareto_note(borders, undrawn),
        }

    def _pareto_note(self, borders, undrawn):
        """What the borders do not say, or False."""
        exceptions = max((border.exceptions for border in borders), default=0)
        if undrawn:
            return self.env._(
                "Some borders are not drawn: revenue alone does not tell these tiers apart "
                "(several policies, tiers by score, or tiers fixed by hand)."
            )
        if exceptions:
            return self.env._(
                "Not everybody is in the tier of their side of a border: tiers may be fixed by "
                "hand, kept for a while, or about to change. Customers: %(count)s.",
                count=exceptions,
            )
        return False

    def _segments(self, labels, figures, chosen):
        found = {row["segment_id"]: row for row in figures["segments"]}
        nothing = {"customers": 0, "revenue": 0}
        return [
            {
                "id": segment.id,
                "name": segment.name,
                "color": segment.color,
                "customers": found.get(segment.id, nothing)["customers"],
                "revenue": found.get(segment.id, nothing)["revenue"],
                "domain": list(chosen & Domain("segment_id", "=", segment.id)),
            }
            for segment in labels
        ]

    def _attention(self, profile_ids):
        profiles = self.env["customer.profile"].browse(profile_ids)
        return [
            {
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "name": profile.display_name,
                "tier": profile.tier_id.name,
                "tier_code": profile.tier_id.code,
                "tier_color": profile.tier_id.color,
                "segment": profile.segment_id.name,
                "segment_color": profile.segment_id.color,
                "revenue": profile.monetary,
                "reason": profile.attention_words,
            }
            for profile in profiles
        ]
