from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import float_compare

from ..scoring.dimensions import DIMENSIONS, RFM
from ..scoring.rules import PolicyRules, RunRules

# Set while a policy is saved with its lines: the lines are written one by one and need not
# fit together until the last one is. Lines written by themselves have to.
SAVING = {"customer_tier_policy_saving": True}


class CustomerTierPolicy(models.Model):
    """The rules of one company for one group of its customers."""

    _name = "customer.tier.policy"
    _description = "Customer Tier Policy"
    _inherit = ["mail.thread", "customer.tier.rule"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(
        default=10,
        tracking=True,
        help="A customer is governed by the first policy whose filter it matches.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    domain = fields.Char(
        string="Customers",
        required=True,
        default="[]",
        tracking=True,
        help="Which customers this policy governs. Empty: all that no earlier policy governs.",
    )
    window_days = fields.Integer(
        string="Window",
        required=True,
        default=365,
        tracking=True,
        help="How many days back purchases count for frequency and monetary. Customers who "
        "bought before, but not within these days, are lapsed.",
    )
    purchase_source = fields.Selection(
        selection=[("sale", "Confirmed sales orders"), ("invoice", "Posted invoices")],
        string="A Purchase Is",
        required=True,
        default="sale",
        tracking=True,
        help="Orders: untaxed amount at the order's own rate; returns lower the amount.\n"
        "Invoices: posted invoices minus credit notes; an invoice credited in full is no "
        "purchase.",
    )
    bins = fields.Integer(
        string="Score Steps",
        required=True,
        default=5,
        tracking=True,
        help="Each dimension is scored from 1 (worst) to this number (best).",
    )
    dimension_ids = fields.One2many(
        comodel_name="customer.tier.policy.dimension",
        inverse_name="policy_id",
        string="Dimensions",
        default=lambda self: self._default_dimensions(),
        copy=True,
    )
    share_ids = fields.One2many(
        comodel_name="customer.tier.policy.share",
        inverse_name="policy_id",
        string="Tiers",
        default=lambda self: self._default_shares(),
        copy=True,
    )
    tier_method = fields.Selection(
        selection=[
            ("pareto", "Share of revenue"),
            ("score", "Score"),
            ("grid", "Share of revenue, corrected by segment"),
        ],
        string="Tiers By",
        required=True,
        default="pareto",
        tracking=True,
        help="Share of revenue: the biggest customers that make up the first share are the first "
        "tier, and so on (Pareto, ABC).\n"
        "Score: each tier starts at a score of 0 to 100, over all scored dimensions.\n"
        "Corrected by segment: the tier by share of revenue, except where the grid says otherwise.",
    )
    grid_ids = fields.One2many(
        comodel_name="customer.tier.policy.cell",
        inverse_name="policy_id",
        copy=True,
    )
    governed_count = fields.Integer(
        compute="_compute_governed_count",
        string="Governed Customers",
        help="Customers with at least one purchase that this policy governs as it stands now.",
    )

    _window_days_positive = models.Constraint(
        "CHECK (window_days BETWEEN 1 AND 36500)",
        "The window must be at least one day, and at most a hundred years.",
    )
    _bins_one_digit = models.Constraint(
        "CHECK (bins BETWEEN 2 AND 9)",
        "Scores need between 2 and 9 steps, so that each is one digit of the RFM code.",
    )

    @api.model
    def _default_dimensions(self):
        return [Command.create({"dimension": name}) for name in RFM]

    @api.model
    def _default_shares(self):
        """A, B and C make 80, 15 and the last 5 per cent of the revenue.

        Where the admin has archived all of these, the first ones of the admin's own do.
        """
        tiers = self.env["customer.tier"]
        for code in "abc":
            xml_id = f"customer_tier.tier_{code}"
            tiers |= self.env.ref(xml_id, raise_if_not_found=False) or tiers
        shipped = tiers.filtered("active")
        return [
            Command.create({"tier_id": tier.id, "share": share})
            for tier, share in zip(
                shipped or tiers.search([], limit=3), (80, 15, 5), strict=False
            )
        ]

    @api.constrains("dimension_ids", "bins")
    def _check_dimensions(self):
        for policy in self:
            names = policy.dimension_ids.mapped("dimension")
            if any(names.count(name) != 1 for name in RFM) or len(names) > len(
                set(names)
            ):
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” needs each of recency, frequency and monetary "
                        "exactly once, and any other dimension at most once. Give a dimension "
                        "the weight 0 to leave it out of the score.",
                        policy=policy.name,
                    )
                )
            gone = sorted(set(names) - set(DIMENSIONS))
            if gone:
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” scores “%(dimension)s”, which no installed app "
                        "provides any more. Remove that dimension from the policy.",
                        policy=policy.name,
                        dimension=gone[0],
                    )
                )
            if not any(policy.dimension_ids.mapped("weight")):
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s”: at least one dimension needs a weight above 0.",
                        policy=policy.name,
                    )
                )
            policy.dimension_ids._check_thresholds()

    @api.constrains("share_ids", "grid_ids", "tier_method", "active")
    def _check_shares(self):
        for policy in self.filtered(lambda p: p.active or p.draft_of_id):
            policy.share_ids._check_scores()
            policy.grid_ids._check_tiers()
            archived = policy.share_ids.tier_id.filtered(lambda tier: not tier.active)
            if archived:
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” uses the archived tier “%(tier)s”.",
                        policy=policy.name,
                        tier=archived[0].name,
                    )
                )
            if not policy.share_ids:
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” needs at least one tier.",
                        policy=policy.name,
                    )
                )
            total = sum(policy.share_ids.mapped("share"))
            if float_compare(total, 100, precision_digits=2) > 0:
                raise ValidationError(
                    self.env._(
                        "The tiers of policy “%(policy)s” claim %(total)s %% of the revenue. "
                        "Together they cannot claim more than 100 %%.",
                        policy=policy.name,
                        total=f"{total:g}",
                    )
                )

    @api.onchange("tier_method")
    def _onchange_tier_method(self):
        """Tiers by score begin with limits at equal distances: 67 and 33 for three."""
        if self.tier_method == "score" and not any(self.share_ids.mapped("min_score")):
            tiers = self.share_ids._best_first()
            for place, line in enumerate(tiers[:-1], start=1):
                line.min_score = round(100 * (1 - place / len(tiers)))

    @api.model_create_multi
    def create(self, vals_list):
        policies = super(CustomerTierPolicy, self.with_context(**SAVING)).create(
            vals_list
        )
        return policies.with_env(self.env)

    def write(self, vals):
        result = super(CustomerTierPolicy, self.with_context(**SAVING)).write(vals)
        if "company_id" in vals:
            self.check_access("write")  # to the new company, too
        return result

    def _check_line_by_itself(self):
        """Called by the lines of these policies when one of them was written."""
        if not self.env.context.get("customer_tier_policy_saving"):
            self._check_dimensions()
            self._check_shares()

    def copy_data(self, default=None):
        copies = super().copy_data(default)
        if "name" in (default or {}):
            return copies
        return [
            values | {"name": self.env._("%(name)s (copy)", name=policy.name)}
            for policy, values in zip(self, copies, strict=True)
        ]

    @api.model
    def _of_company(self, company):
        """The active policies of a company, the first one first."""
        # sudo: runs apply all rules of a company, whoever starts them
        policies = self.sudo().with_context(active_test=True)
        return policies.search([("company_id", "=", company.id)])

    def _run_rules(self, draft=None):
        """The rules of these policies (all of one company, in order), as plain values.

        :param draft: a change to try in the place of the policy that it is a draft of
        :raise ValidationError: if a line was changed behind the back of its policy
        """
        self._check_dimensions()
        self._check_shares()
        segments = self.env["customer.segment"]._in_use()
        return RunRules(
            policies=tuple(
                replace(draft._scoring_rules(), policy_id=policy.id)
                if draft and draft.draft_of_id == policy
                else policy._scoring_rules()
                for policy in self
            ),
            segments=tuple(segments._scoring_rules()),
        )

    def _scoring_rules(self):
        self.ensure_one()
        return PolicyRules(
            policy_id=self.id,
            domain=self.domain,
            source=self.purchase_source,
            window_days=self.window_days,
            bins=self.bins,
            dimensions=tuple(
                self.dimension_ids.sorted()._scoring_rules(),
            ),
            tiers=tuple(self.share_ids._scoring_rules()),
            tier_method=self.tier_method,
            grid=tuple(self.grid_ids._scoring_rules())
            if self.tier_method == "grid"
            else (),
            settle=self._settle_rules(),
            gate=self._gate_rules(),
        )

    def action_recompute(self):
        """Have the companies of these policies recomputed in the background."""
        if not self:
            raise UserError(self.env._("Select at least one policy."))
        return self.env["customer.tier.run"]._request(self.company_id)
