from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .fields import ProfileFloat


class CustomerProfileMixin(models.AbstractModel):
    """Shows a customer's profile on any record that has a customer.

    ``customer_profile_id`` is not stored: a recompute would otherwise rewrite every contact and
    order. It is computed in Python for forms, and turned into one LEFT JOIN for queries, which
    makes it and all fields related through it searchable, sortable, groupable and aggregatable
    in plain SQL.
    """

    _name = "customer.profile.mixin"
    _description = "Record of a Customer with a Profile"

    customer_profile_id = fields.Many2one(
        comodel_name="customer.profile",
        compute="_compute_customer_profile_id",
        search="_search_customer_profile_id",
        groups="customer_tier.group_user",
        export_string_translation=False,
    )
    customer_tier_id = fields.Many2one(
        related="customer_profile_id.tier_id",
        string="Customer Tier",
        groups="customer_tier.group_user",
        falsy_value_label="No tier",
    )
    customer_segment_id = fields.Many2one(
        related="customer_profile_id.segment_id",
        string="Customer Segment",
        groups="customer_tier.group_user",
    )
    customer_tier_color = fields.Integer(
        related="customer_profile_id.tier_id.color",
        string="Customer Tier Color",
        groups="customer_tier.group_user",
        aggregator=None,
        export_string_translation=False,
    )
    customer_segment_color = fields.Integer(
        related="customer_profile_id.segment_id.color",
        string="Customer Segment Color",
        groups="customer_tier.group_user",
        aggregator=None,
        export_string_translation=False,
    )
    rfm_code = fields.Char(
        related="customer_profile_id.rfm_code", groups="customer_tier.group_user"
    )
    rfm_score = ProfileFloat(
        related="customer_profile_id.rfm_score",
        groups="customer_tier.group_user",
        aggregator="avg",
    )

    customer_low_confidence = fields.Boolean(
        related="customer_profile_id.low_confidence",
        string="Low Confidence",
        groups="customer_tier.group_user",
    )
    customer_low_confidence_reasons = fields.Char(
        related="customer_profile_id.low_confidence_reasons",
        groups="customer_tier.group_user",
    )

    def _customer_of_profile(self):
        """The commercial entity whose profile is shown on this record."""
        return self.partner_id.commercial_partner_id

    def _company_of_profile(self):
        """The company for which the customer is judged."""
        return self.env.company

    def _customer_of_profile_sql(self, alias, query):
        """SQL of the id of :meth:`_customer_of_profile`."""
        partner, partner_alias = self._fields["partner_id"].join(
            self.sudo(), alias, query
        )
        return partner._field_to_sql(partner_alias, "commercial_partner_id", query)

    def _company_of_profile_sql(self, alias, query):
        """SQL of the id of :meth:`_company_of_profile`."""
        return SQL("%s", self.env.company.id)

    @api.model
    def _readable_profiles(self):
        """The model to look up profiles with.

        By default whoever may open the record may see its customer's profile.
        """
        return self.env["customer.profile"].sudo()

    def _compute_customer_profile_id(self):
        # _origin: what is being edited on a form has the profile of what is saved
        customers = {record: record._customer_of_profile()._origin for record in self}
        profiles = self._readable_profiles().with_context(active_test=False)
        customer_ids = [customer.id for customer in customers.values() if customer]
        found = {
            (profile.partner_id.id, profile.company_id.id): profile.id
            for profile in profiles.search_fetch(
                [("partner_id", "in", customer_ids)],
                ["partner_id", "company_id"],
                order="id",
            )
        }
        for record, customer in customers.items():
            record.customer_profile_id = found.get(
                (customer.id, record._company_of_profile()._origin.id), False
            )

    def _search_customer_profile_id(self, operator, value):
        if operator in ("any", "any!"):
            profiles = self.env["customer.profile"].with_context(active_test=False)
            wanted = profiles.sudo(operator == "any!" or self.env.su)._search(value)
            return self._profile_domain(
                lambda profile: SQL(
                    "(%s IS NOT NULL AND %s IN %s)",
                    profile,
                    profile,
                    wanted.subselect(),
                ),
                lambda record: bool(record.customer_profile_id.filtered_domain(value)),
            )
        if operator == "in":
            ids = [id_ for id_ in value if id_]
            return self._profile_domain(
                lambda profile: SQL(
                    "(%s OR %s)",
                    SQL("%s IS NULL", profile) if False in value else SQL("FALSE"),
                    SQL("COALESCE(%s = ANY(%s), FALSE)", profile, ids),
                ),
                lambda record: record.customer_profile_id.id in value,
            )
        return NotImplemented

    def _profile_domain(self, condition, predicate):
        """A domain over the joined profile's id, for SQL and for records in memory."""
        return Domain.custom(
            to_sql=lambda model, alias, query: condition(
                model._field_to_sql(alias, "customer_profile_id", query)
            ),
            predicate=predicate,
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        field = self._fields.get(field_expr)
        if field and field.related and field.groups:
            # Odoo follows a related field without asking whether its groups allow it.
            self._check_field_access(field, "read")
        if field_expr != "customer_profile_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(field, "read")
        # Not the alias of the ORM's own join, which comes on top when a related field is read.
        profile = query.make_alias(alias, "customer_profile")
        rows = self._readable_profiles().with_context(active_test=False)._search([])
        query.add_join(
            "LEFT JOIN",
            profile,
            rows.subselect(
                *(
                    SQL.identifier(rows.table, name)
                    for name in ("id", "partner_id", "company_id")
                )
            )
            if rows.where_clause
            else "customer_profile",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(profile, "partner_id"),
                self._customer_of_profile_sql(alias, query),
                SQL.identifier(profile, "company_id"),
                self._company_of_profile_sql(alias, query),
            ),
        )
        return SQL.identifier(profile, "id")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Records without a profile come last, whichever way a column is sorted."""
        related = self._fields[field_name.partition(".")[0]].related or ""
        if related.startswith("customer_profile_id.") and not nulls.code:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
