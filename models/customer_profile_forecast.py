from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .fields import ProfileFloat, ProfileInteger, ProfileMonetary


class CustomerProfile(models.Model):
    """What is expected of the customer, beside what was.

    ``forecast_id`` is not stored; queries get one LEFT JOIN, as those of contacts get one for the
    profile (:class:`customer.profile.mixin`). Forecasts are open to whoever the profile is open to.
    """

    _inherit = "customer.profile"

    forecast_id = fields.Many2one(
        comodel_name="customer.forecast",
        compute="_compute_forecast_id",
        compute_sudo=True,  # whoever sees the profile sees the forecast
        search="_search_forecast_id",
        export_string_translation=False,
    )
    churn_risk = ProfileFloat(related="forecast_id.churn_risk", aggregator="avg")
    is_at_risk = fields.Boolean(
        related="forecast_id.is_at_risk", string="Likely to Leave"
    )
    buy_probability = ProfileFloat(
        related="forecast_id.buy_probability", aggregator="avg"
    )
    forecast_horizon_days = ProfileInteger(
        related="forecast_id.horizon_days", aggregator=None
    )
    next_purchase_date = fields.Date(related="forecast_id.next_purchase_date")
    expected_revenue = ProfileMonetary(related="forecast_id.expected_revenue")
    forecast_confidence = fields.Selection(
        related="forecast_id.confidence", string="Confidence of the Forecast"
    )

    def _compute_forecast_id(self):
        found = {
            (forecast.partner_id.id, forecast.company_id.id): forecast.id
            for forecast in self.env["customer.forecast"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ],
                ["partner_id", "company_id"],
                order="id",
            )
        }
        for profile in self:
            profile.forecast_id = found.get(
                (profile.partner_id.id, profile.company_id.id), False
            )

    def _search_forecast_id(self, operator, value):
        if operator in ("any", "any!"):
            forecasts = self.env["customer.forecast"].with_context(active_test=False)
            wanted = forecasts.sudo(operator == "any!" or self.env.su)._search(value)
            return self._forecast_domain(
                lambda forecast: SQL(
                    "(%s IS NOT NULL AND %s IN %s)",
                    forecast,
                    forecast,
                    wanted.subselect(),
                ),
                lambda profile: bool(profile.forecast_id.filtered_domain(value)),
            )
        if operator == "in":
            ids = [id_ for id_ in value if id_]
            return self._forecast_domain(
                lambda forecast: SQL(
                    "(%s OR %s)",
                    SQL("%s IS NULL", forecast) if False in value else SQL("FALSE"),
                    SQL("COALESCE(%s = ANY(%s), FALSE)", forecast, ids),
                ),
                lambda profile: profile.forecast_id.id in value,
            )
        return NotImplemented

    def _forecast_domain(self, condition, predicate):
        """A domain over the joined forecast's id, for SQL and for records in memory."""
        return Domain.custom(
            to_sql=lambda model, alias, query: condition(
                model._field_to_sql(alias, "forecast_id", query)
            ),
            predicate=predicate,
        )

    @api.model
    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "forecast_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        # Not the alias of the ORM's own join, which comes on top when a related field is read.
        forecast = query.make_alias(alias, "customer_forecast")
        query.add_join(
            "LEFT JOIN",
            forecast,
            "customer_forecast",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(forecast, "partner_id"),
                SQL.identifier(alias, "partner_id"),
                SQL.identifier(forecast, "company_id"),
                SQL.identifier(alias, "company_id"),
            ),
        )
        return SQL.identifier(forecast, "id")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Customers without a forecast come last, whichever way a column is sorted."""
        related = self._fields[field_name.partition(".")[0]].related or ""
        if related.startswith("forecast_id.") and not nulls.code:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def action_view_forecast_categories(self):
        """What the customer buys by category, each by its own clock."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_forecast_category_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
