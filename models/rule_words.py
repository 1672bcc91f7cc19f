"""The rules of a run in the words of the person who reads them."""

from odoo.tools import format_amount

from ..scoring.dimensions import DIMENSIONS

# The field of a policy that a rule comes from, where the two have different names.
POLICY_FIELDS = {
    "source": "purchase_source",
    "grid": "grid_ids",
    "max_moved": "max_moved_share",
    "max_moved_revenue": "max_moved_revenue_share",
}


class RuleWords:
    """Says what a :class:`..scoring.rules_diff.Change` is about, and what was before and after.

    :param currency: of the amounts in the rules
    """

    def __init__(self, env, currency):
        self.env = env
        self.currency = currency

    def policy(self, change):
        """The policy that a change is about; empty for what holds for all."""
        id_ = change.of if change.what == "policy" else change.policy_id
        return id_ and self._name("customer.tier.policy", id_)

    def label(self, change):
        """What a change is about, without its policy."""
        labels = self._part_labels(change) if change.of else self._common_labels()
        if change.what in labels:
            return labels[change.what]
        field = self._field(change.what)
        return field._description_string(self.env)

    def value(self, change, value):
        """One side of a change."""
        if change.what in ("policy", "dimension", "tier", "segment"):
            return self.env._("none") if value is None else self.env._("in use")
        if change.what in ("until", "leave_until", "score", "leave_score"):
            return self._limit(change.what, value)
        if change.what in ("border", "leave_border"):
            return self.env._("nobody") if value is None else self._amount(value)
        if change.what == "cuts":
            return self._cuts(change.of, value)
        if change.what == "method":
            return self._selection("customer.tier.policy.dimension", "method")[value]
        if change.what in ("source", "tier_method"):
            field = self._field(change.what)
            return dict(field._description_selection(self.env))[value]
        if change.what in ("order", "segment_order"):
            model = "policy" if change.what == "order" else "segment"
            return self._names(model, value)
        if change.what == "box":
            return self._box(value)
        if change.what == "grid":
            return self._grid(value)
        if change.what == "domain":
            return self._domain(value)
        return f"{value:g}"

    # ---------------------------------------------------------------- labels

    def _common_labels(self):
        return {
            "order": self.env._("Order of the policies"),
            "segment_order": self.env._("Order of the segments"),
        }

    def _part_labels(self, change):
        name = self._part(change)
        return {
            "policy": self.env._("Policy"),
            "dimension": self.env._("Dimension %(name)s", name=name),
            "weight": self.env._("Weight of %(name)s", name=name),
            "method": self.env._("How %(name)s is scored", name=name),
            "cuts": self.env._("Cut points of %(name)s", name=name),
            "tier": self.env._("Tier %(name)s", name=name),
            "until": self.env._("Tier %(name)s ends at", name=name),
            "leave_until": self.env._("Tier %(name)s is left at", name=name),
            "score": self.env._("Tier %(name)s starts at score", name=name),
            "leave_score": self.env._("Tier %(name)s is left below score", name=name),
            "border": self.env._("Tier %(name)s takes a revenue from", name=name),
            "leave_border": self.env._("Tier %(name)s keeps a revenue from", name=name),
            "segment": self.env._("Segment %(name)s", name=name),
            "box": self.env._("Scores of segment %(name)s", name=name),
        }

    def _part(self, change):
        if change.what in ("dimension", "weight", "method", "cuts"):
            dimension = DIMENSIONS.get(change.of)
            return self.env._(dimension.label) if dimension else change.of
        if change.what == "policy":
            return self.policy(change)
        is_segment = change.what in ("segment", "box")
        return self._name(
            "customer.segment" if is_segment else "customer.tier", change.of
        )

    # ---------------------------------------------------------------- values

    def _limit(self, what, value):
        if value is not None:
            is_share = what in ("until", "leave_until")
            return f"{value:g} %" if is_share else f"{value:g}"
        if what in ("leave_until", "leave_score"):
            return self.env._("no margin")
        return self.env._("takes the rest")

    def _cuts(self, name, cuts):
        dimension = DIMENSIONS.get(name)
        is_money = dimension and dimension.unit == "money"
        values = [self._amount(cut) if is_money else f"{cut:g}" for cut in cuts]
        return " · ".join(values) or self.env._("none")

    def _box(self, box):
        return " ".join(
            f"{letter}{low}–{high}"
            for letter, (low, high) in zip("RFM", box, strict=True)
        )

    def _grid(self, cells):
        return ", ".join(
            self.env._(
                "%(tier)s in %(segment)s becomes %(corrected)s",
                tier=self._name("customer.tier", tier_id),
                segment=self._name("customer.segment", segment_id),
                corrected=self._name("customer.tier", corrected_id),
            )
            for tier_id, segment_id, corrected_id in cells
        ) or self.env._("no corrections")

    def _domain(self, domain):
        return self.env._("all") if domain in ("", "[]") else domain

    def _amount(self, value):
        return format_amount(self.env, value, self.currency)

    def _names(self, kind, ids):
        model = "customer.segment" if kind == "segment" else "customer.tier.policy"
        return ", ".join(self._name(model, id_) for id_ in ids)

    def _name(self, model, id_):
        """The name of a rule, which may have been deleted since."""
        # sudo: the rules of a run are read with the run
        record = self.env[model].sudo().browse(id_).exists()
        return record.name or self.env._("(deleted)")

    def _field(self, what):
        fields = self.env["customer.tier.policy"]._fields
        return fields[POLICY_FIELDS.get(what, what)]

    def _selection(self, model, name):
        return dict(self.env[model]._fields[name]._description_selection(self.env))
