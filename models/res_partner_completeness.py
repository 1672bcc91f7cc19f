import operator

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ..data_quality.completeness import PARTNER_FIELDS, completeness

USERS = "customer_tier.group_user"
# What a band begins with, best first; also the colours of progress bars.
BANDS = [
    ("complete", "Complete"),
    ("good", "80 % or more"),
    ("fair", "50 % or more"),
    ("poor", "Below 50 %"),
]
BAND_STARTS = {"complete": 100, "good": 80, "fair": 50, "poor": 0}
COMPARISONS = {
    "<": (SQL("<"), operator.lt),
    "<=": (SQL("<="), operator.le),
    ">": (SQL(">"), operator.gt),
    ">=": (SQL(">="), operator.ge),
}


class ResPartner(models.Model):
    """How much is known of the customer, and what is missing.

    Not stored: a contact here and a department there would rewrite the hospital's row. It is one
    SQL expression instead, for forms, filters, sorting and grouping alike.
    """

    _inherit = "res.partner"

    completeness_score = fields.Integer(
        string="Completeness",
        compute="_compute_completeness",
        search="_search_completeness_score",
        groups=USERS,
        aggregator="avg",
        help="How much of what you want to know of this customer is filled in, from 0 to 100. "
        "What counts, and how much, is in the configuration.",
    )
    completeness_band = fields.Selection(
        selection=BANDS,
        compute="_compute_completeness",
        search="_search_completeness_band",
        groups=USERS,
    )
    completeness_missing = fields.Char(
        string="Missing Facts",
        compute="_compute_completeness",
        groups=USERS,
        help="What is not filled in yet of this customer.",
    )

    # The customer's own fields; what its contacts have is looked up anew for each request.
    @api.depends(
        *("vat", "phone", "email", "street", "city", "country_id", "user_id"),
        *("parent_id", "is_company", "institution_type_id", "institution_grade_id"),
        *("bed_count", "influence_rating", "customer_since"),
        *("child_ids.active", "child_ids.type", "child_ids.is_department"),
        "child_ids.speciality_ids",
    )
    @api.depends_context("lang")
    def _compute_completeness(self):
        facts = dict(
            self.env["customer.completeness.rule"]
            ._fields["fact"]
            ._description_selection(self.env)
        )
        # what is being edited is as complete as what is saved
        customers = {record: record.commercial_partner_id._origin for record in self}
        ids = [customer.id for customer in customers.values() if customer]
        known = {
            customer_id: (score, missing)
            for customer_id, score, missing in self.env.execute_query(
                self._completeness_sql(SQL("customer.id = ANY(%s)", ids))
            )
        }
        for record, customer in customers.items():
            score, missing = known.get(customer.id, (0, []))
            record.completeness_score = score
            record.completeness_band = self._completeness_band(score)
            record.completeness_missing = (
                format_list(self.env, [facts[fact] for fact in missing], "unit")
                if missing
                else False
            )

    def _completeness_band(self, score):
        starts = BAND_STARTS.items()
        return next(band for band, start in starts if score >= start)

    @api.model
    def _completeness_sql(self, customers):
        weights = self.env["customer.completeness.rule"]._weights()
        return SQL(
            "%s",
            completeness(customers, weights),
            to_flush=[self._fields[name] for name in PARTNER_FIELDS],
        )

    def _search_completeness_score(self, operator, value):
        if operator == "in":
            scores = [int(score) for score in value]
            return Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s = ANY(%s)",
                    model._field_to_sql(alias, "completeness_score", query),
                    scores,
                ),
                predicate=lambda partner: partner.completeness_score in scores,
            )
        if operator in COMPARISONS:
            sign, compare = COMPARISONS[operator]
            return Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s %s %s",
                    model._field_to_sql(alias, "completeness_score", query),
                    sign,
                    value,
                ),
                predicate=lambda partner: compare(partner.completeness_score, value),
            )
        return NotImplemented

    def _search_completeness_band(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s)",
                model._field_to_sql(alias, "completeness_band", query),
                [band for band in value if band],
            ),
            predicate=lambda partner: partner.completeness_band in value,
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in ("completeness_score", "completeness_band") or not query:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        known = query.make_alias(alias, "completeness")
        query.add_join(
            "LEFT JOIN",
            known,
            SQL(
                "LATERAL (%s)",
                self._completeness_sql(
                    SQL(
                        "customer.id = %s",
                        SQL.identifier(alias, "commercial_partner_id"),
                    )
                ),
            ),
            SQL("TRUE"),
        )
        score = SQL.identifier(known, "score")
        if field_expr == "completeness_score":
            return score
        return SQL(
            "CASE %s END",
            SQL(" ").join(
                SQL("WHEN %s >= %s THEN %s", score, start, band)
                for band, start in BAND_STARTS.items()
            ),
        )
