from itertools import product

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..scoring.rules import SEGMENT_SCALE, SegmentRules, segment_cube

BOUNDS = [
    f"{dimension}_{bound}"
    for dimension in ("recency", "frequency", "monetary")
    for bound in ("min", "max")
]


def _bound(string, default):
    return fields.Integer(
        string=string,
        required=True,
        default=default,
        help="On a scale of 1 (worst) to 5 (best), whatever the number of bins of a policy.",
    )


class CustomerSegment(models.Model):
    """A named region of the cube of R, F and M scores."""

    _name = "customer.segment"
    _description = "Customer Segment"
    _inherit = ["customer.tier.rule"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(
        default=10, help="Where two segments overlap, the first one in the list wins."
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)
    group = fields.Selection(
        selection=[
            ("high_value", "High value"),
            ("potential", "Potential"),
            ("attention", "Needs attention"),
            ("sleeping", "Sleeping"),
        ],
        string="Customer Group",
        required=True,
        default="attention",
        help="The three groups that managers talk about, and those in between.",
    )
    description = fields.Text(translate=True, help="Who is in this segment.")
    advice = fields.Text(translate=True, help="What to do about these customers.")
    recency_min = _bound("Recency From", 1)
    recency_max = _bound("Recency To", SEGMENT_SCALE)
    frequency_min = _bound("Frequency From", 1)
    frequency_max = _bound("Frequency To", SEGMENT_SCALE)
    monetary_min = _bound("Monetary From", 1)
    monetary_max = _bound("Monetary To", SEGMENT_SCALE)
    combination_count = fields.Integer(
        compute="_compute_combination_count",
        string="Score Combinations",
        help="How many of the 125 combinations of scores lead to this segment. "
        "Zero means that other segments come before it everywhere.",
    )
    customer_count = fields.Integer(
        compute="_compute_customer_count",
        string="Customers",
        help="Customers of the selected companies in this segment.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Two segments cannot share a code."
    )
    _bounds_ordered = models.Constraint(
        """CHECK (
            1 <= recency_min AND recency_min <= recency_max AND recency_max <= 5
            AND 1 <= frequency_min AND frequency_min <= frequency_max AND frequency_max <= 5
            AND 1 <= monetary_min AND monetary_min <= monetary_max AND monetary_max <= 5
        )""",
        "Score ranges go from 1 to 5, and “from” cannot be above “to”.",
    )

    @api.depends("sequence", "active", *BOUNDS)
    def _compute_combination_count(self):
        segments = self._in_use()
        cube = segment_cube(segments._scoring_rules(), SEGMENT_SCALE)
        for segment in self:
            segment.combination_count = cube.count(segment._origin.id)

    @api.depends_context("allowed_company_ids", "uid")
    def _compute_customer_count(self):
        counts = dict(
            self.env["customer.profile"]._read_group(
                [("segment_id", "in", self.ids)], ["segment_id"], ["__count"]
            )
        )
        for segment in self:
            segment.customer_count = counts.get(segment, 0)

    @api.constrains("active", *BOUNDS)
    def _check_every_combination_has_a_segment(self):
        # Modules load their segments one by one: only the last one completes the cube.
        if not self.env.context.get("install_mode"):
            self._in_use()._refuse_holes()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        (self._in_use() - self)._refuse_holes()

    def _refuse_holes(self):
        """Raise if these segments leave a combination of scores without any."""
        cube = segment_cube(self._scoring_rules(), SEGMENT_SCALE)
        scores = range(1, SEGMENT_SCALE + 1)
        holes = [
            "".join(map(str, combination))
            for combination, segment in zip(
                product(scores, repeat=3), cube, strict=True
            )
            if segment is None
        ]
        if holes:
            raise ValidationError(
                self.env._(
                    "%(count)s combinations of scores would belong to no segment: %(codes)s. "
                    "Widen another segment first: overlaps are fine, the first one wins.",
                    count=len(holes),
                    codes=", ".join(holes[:10]) + (", …" if len(holes) > 10 else ""),
                )
            )

    @api.model
    def _in_use(self):
        """The active segments, the first one first, whatever the caller's context says."""
        return self.with_context(active_test=True).search([])

    def _scoring_rules(self):
        return [
            SegmentRules(
                segment.id,
                recency=(segment.recency_min, segment.recency_max),
                frequency=(segment.frequency_min, segment.frequency_max),
                monetary=(segment.monetary_min, segment.monetary_max),
            )
            for segment in self
        ]

    def action_view_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_profile_action"
        )
        return action | {"domain": [("segment_id", "=", self.id)], "context": {}}

    def action_start_campaign(self):
        return self.env["customer.tier.campaign.start"]._action_start(
            default_segment_ids=self.ids
        )
