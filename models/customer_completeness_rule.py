from odoo import api, fields, models, tools

from ..data_quality.completeness import CONDITIONS

FACTS = [
    ("institution_type", "Institution type"),
    ("institution_grade", "Grade"),
    ("beds", "Beds"),
    ("department", "Department with a speciality"),
    ("contact_person", "Contact person"),
    ("tax_id", "Tax ID"),
    ("phone", "Phone"),
    ("email", "Email"),
    ("address", "Address (street, city, country)"),
    ("salesperson", "Salesperson"),
    ("influence", "Influence"),
    ("customer_since", "Customer since"),
]


class CustomerCompletenessRule(models.Model):
    """How much one fact counts for the completeness of a customer."""

    _name = "customer.completeness.rule"
    _description = "Weight of a Fact for Completeness"
    _order = "sequence, id"
    _rec_name = "fact"

    fact = fields.Selection(selection=FACTS, required=True, readonly=True)
    sequence = fields.Integer(default=10, help="Missing facts are named in this order.")
    weight = fields.Integer(
        required=True,
        default=10,
        help="How much this fact counts, compared with the others. 0: it is not asked for.",
    )
    expected_of = fields.Char(
        compute="_compute_expected_of",
        help="Which customers are asked for this fact.",
    )

    _fact_unique = models.Constraint(
        "UNIQUE (fact)", "There is a weight for this fact already."
    )
    _weight_range = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 1000)", "A weight is a number from 0 to 1000."
    )

    @api.depends("fact")
    @api.depends_context("lang")
    def _compute_expected_of(self):
        hospitals = self.env._("Types with beds and departments, and without a type")
        everybody = self.env._("All customers")
        for rule in self:
            is_hospital = rule.fact in ("institution_grade", "beds", "department")
            rule.expected_of = hospitals if is_hospital else everybody

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _weights(self):
        """``((fact, weight), ...)`` of the facts that count, in the order to name them."""
        # sudo: what counts does not depend on who asks
        return tuple(
            (rule.fact, rule.weight)
            for rule in self.sudo().search([("weight", ">", 0)])
            if rule.fact in CONDITIONS
        )
