from odoo import fields, models
from odoo.tools import SQL


class CustomerInstitutionRank(models.AbstractModel):
    """A list of the admin's whose entries say how much an institution counts."""

    _name = "customer.institution.rank"
    _description = "Rank of an Institution"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    level = fields.Integer(
        string="Institution Level",
        default=0,
        help="How much an institution like this counts, 5 is highest. Policies that score "
        "the institution go by it. A grade of level 0 leaves the level of the type.",
    )

    _level_range = models.Constraint(
        "CHECK (level BETWEEN 0 AND 5)",
        "The institution level is a number from 0 to 5.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "level" in vals:
            self._spread_level()
        return result

    def _spread_level(self):
        """Bring the level of all contacts that link to these records up to date.

        One statement: a stored computed field would load each of what may be a hundred
        thousand contacts. It touches only those whose level changes.
        """
        partners = self.env["res.partner"]
        [link] = (
            name
            for name in ("institution_type_id", "institution_grade_id")
            if partners._fields[name].comodel_name == self._name
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS partner
                   SET institution_level = known.level
                  FROM (
                        SELECT ranked.id,
                               COALESCE(NULLIF(grade.level, 0), type.level, 0) AS level
                          FROM res_partner AS ranked
                     LEFT JOIN customer_institution_grade AS grade
                            ON grade.id = ranked.institution_grade_id
                     LEFT JOIN customer_institution_type AS type
                            ON type.id = ranked.institution_type_id
                         WHERE %(link)s = ANY(%(ids)s)
                       ) AS known
                 WHERE partner.id = known.id
                   AND partner.institution_level IS DISTINCT FROM known.level
                """,
                link=SQL.identifier("ranked", link),
                ids=self.ids,
            )
        )
        partners.invalidate_model(["institution_level"])
