from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..scoring.dimensions import DIMENSIONS
from ..scoring.rules import DimensionRules, RunRules


class CustomerTierPolicyDimension(models.Model):
    """How a policy scores one dimension."""

    _name = "customer.tier.policy.dimension"
    _description = "Scored Dimension of a Customer Tier Policy"
    _order = "policy_id, id"
    _rec_name = "dimension"

    policy_id = fields.Many2one(
        comodel_name="customer.tier.policy",
        required=True,
        index=True,
        ondelete="cascade",
    )
    dimension = fields.Selection(selection="_selection_dimension", required=True)
    weight = fields.Float(
        default=1.0,
        required=True,
        help="How much this dimension counts in the score of 0 to 100. Where a customer's value "
        "is unknown (no invoice was due, no grade is entered), the others count alone.",
    )
    method = fields.Selection(
        selection=[("quantile", "By rank"), ("threshold", "Own thresholds")],
        required=True,
        default="quantile",
        help="By rank: customers are compared with each other, equal values get equal scores.\n"
        "Own thresholds: you say which value earns which score.",
    )
    threshold_ids = fields.One2many(
        comodel_name="customer.tier.policy.threshold",
        inverse_name="dimension_id",
        string="Thresholds",
        copy=True,
    )
    thresholds_summary = fields.Char(compute="_compute_thresholds_summary")
    weight_share = fields.Float(
        string="Part of the Score (%)",
        compute="_compute_weight_share",
        digits=(5, 1),
        help="What this dimension contributes to the score of 0 to 100: its weight among all "
        "weights.",
    )

    _weight_not_negative = models.Constraint(
        "CHECK (weight >= 0)", "Weights cannot be negative."
    )

    @api.model
    def _selection_dimension(self):
        return [
            (
                name,
                self.env._(
                    "%(dimension)s (%(hint)s)",
                    dimension=self.env._(dimension.label),
                    hint=self.env._(dimension.hint),
                )
                if dimension.hint
                else self.env._(dimension.label),
            )
            for name, dimension in DIMENSIONS.items()
        ]

    @api.depends("method", "threshold_ids.value", "threshold_ids.score")
    def _compute_thresholds_summary(self):
        for line in self:
            line.thresholds_summary = (
                ", ".join(
                    f"{threshold.score}: {threshold.value:g}"
                    for threshold in line.threshold_ids.sorted("score")
                )
                if line.method == "threshold"
                else False
            )

    @api.depends("weight", "policy_id.dimension_ids.weight")
    def _compute_weight_share(self):
        for line in self:
            total = sum(line.policy_id.dimension_ids.mapped("weight"))
            line.weight_share = 100 * line.weight / total if total else 0

    @api.onchange("dimension")
    def _onchange_dimension(self):
        """Thresholds in days say nothing about a dimension in per cent."""
        if self.threshold_ids:
            self.threshold_ids = [Command.clear()]
            self._onchange_method()

    @api.onchange("method")
    def _onchange_method(self):
        """Own thresholds start from the cut points of the last run, a line a score."""
        if self.method == "threshold" and self.dimension and not self.threshold_ids:
            cuts = self._last_cut_points() or self._typical_cut_points()
            # a score that nobody reached has no cut point: it starts from the one below
            best = cuts[max(cuts)] if cuts else 0
            self.threshold_ids = [
                Command.create({"score": score, "value": cuts.get(score, best)})
                for score in range(2, self.policy_id.bins + 1)
            ]

    def _last_cut_points(self):
        """``{score: cut point}`` of this dimension in the last published run."""
        policy = self.policy_id._origin
        run = policy.company_id.customer_tier_run_id.sudo()
        for rules in RunRules.from_json(run.rules).policies if run.rules else ():
            if rules.policy_id == policy.id:
                cuts = {rule.dimension: rule.cuts for rule in rules.dimensions}
                return dict(enumerate(cuts.get(self.dimension, ()), start=2))
        return {}

    def _typical_cut_points(self):
        """``{score: cut point}`` to begin with where no run has found any."""
        typical = DIMENSIONS[self.dimension].typical
        steps = self.policy_id.bins - 1
        if not typical:
            return {}
        # spread over as many steps as the policy has; a single one takes the middle
        places = [
            round(step * (len(typical) - 1) / (steps - 1))
            if steps > 1
            else len(typical) // 2
            for step in range(steps)
        ]
        return {score: typical[place] for score, place in enumerate(places, start=2)}

    @api.constrains("weight", "dimension", "method", "policy_id")
    def _check_policy(self):
        self.policy_id._check_line_by_itself()

    @api.constrains("threshold_ids")
    def _check_thresholds(self):
        """Own thresholds: one for each score from 2 on, none worse than the one before."""
        for line in self.filtered(lambda line: line.method == "threshold"):
            thresholds = line.threshold_ids.sorted("score")
            names = {"policy": line.policy_id.name, "dimension": line._label()}
            if thresholds.mapped("score") != list(range(2, line.policy_id.bins + 1)):
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s”, %(dimension)s: enter one threshold for each score "
                        "from 2 to %(best)s.",
                        best=line.policy_id.bins,
                        **names,
                    )
                )
            cuts = line._signed_cuts()
            if all(
                worse <= better for worse, better in zip(cuts, cuts[1:], strict=False)
            ):
                continue
            if DIMENSIONS[line.dimension].lower_is_better:
                message = self.env._(
                    "Policy “%(policy)s”, %(dimension)s: the thresholds are out of order. Less "
                    "is better here: no score can allow a higher value than the score below it.",
                    **names,
                )
            else:
                message = self.env._(
                    "Policy “%(policy)s”, %(dimension)s: the thresholds are out of order. More "
                    "is better here: no score can be content with a lower value than the score "
                    "below it.",
                    **names,
                )
            raise ValidationError(message)

    def _label(self):
        return self.env._(DIMENSIONS[self.dimension].label)

    def _signed_cuts(self):
        """The thresholds, worst first, turned so that more is better."""
        sign = -1 if DIMENSIONS[self.dimension].lower_is_better else 1
        return [sign * line.value for line in self.threshold_ids.sorted("score")]

    def _scoring_rules(self):
        return [
            DimensionRules(
                dimension=line.dimension,
                weight=line.weight,
                method=line.method,
                cuts=tuple(line.threshold_ids.sorted("score").mapped("value"))
                if line.method == "threshold"
                else (),
            )
            for line in self
        ]


class CustomerTierPolicyThreshold(models.Model):
    """The worst value that still earns a score."""

    _name = "customer.tier.policy.threshold"
    _description = "Score Threshold of a Customer Tier Policy"
    _order = "dimension_id, score"
    _rec_name = "score"

    dimension_id = fields.Many2one(
        comodel_name="customer.tier.policy.dimension",
        required=True,
        index=True,
        ondelete="cascade",
    )
    score = fields.Integer(required=True, default=2)
    value = fields.Float(
        required=True,
        help="The worst value that still earns this score. A value equal to it earns it. Growth "
        "may be negative.",
    )
    unit = fields.Char(compute="_compute_unit", string="Unit")

    _score_unique = models.Constraint(
        "UNIQUE (dimension_id, score)", "Each score has one threshold."
    )

    @api.depends("dimension_id.dimension", "dimension_id.policy_id.company_id")
    @api.depends_context("lang")
    def _compute_unit(self):
        for line in self:
            parent = line.dimension_id
            line.unit = parent.dimension and parent._unit_of_cut(
                parent.policy_id.company_id.currency_id
            )

    @api.constrains("score", "value")
    def _check_policy(self):
        self.dimension_id.policy_id._check_line_by_itself()
