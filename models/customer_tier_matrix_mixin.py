from odoo import api, models
from odoo.fields import Domain


class CustomerTierMatrixMixin(models.AbstractModel):
    """Counts records with an old and a new tier (or segment) up to a matrix of movement.

    Each record is one customer; ``monetary`` is its revenue. The answer is what the
    component ``MoveMatrix`` (static/src/matrix) shows.
    """

    _name = "customer.tier.matrix.mixin"
    _description = "Matrix of Movement"

    @api.model
    def _movement_matrix(self, domain, row_field, column_field):
        """Customers and revenue by old and new tier, or segment.

        One query for the cells, whatever the number of customers, and one for the labels.

        :param domain: which records
        :param row_field: name of the many2one field that says where the customer was; empty
            for who was no customer
        :param column_field: the same of where the customer is now, with the same comodel
        :return: ``row_labels`` and ``column_labels`` (each ``{"id", "name", "color"}``, best
            first, then one with the id False), ``cells`` (``{"row", "column", "count",
            "revenue"}``, of those that are not empty; row and column are ids of labels),
            ``ordered`` (whether a label is better than those after it) and ``currency_id``
        """
        currencies = self.env.companies.currency_id
        total = "monetary:sum" if len(currencies) == 1 else "monetary:sum_currency"
        groups = self._read_group(domain, [row_field, column_field], ["__count", total])
        used = self.env[self._fields[row_field].comodel_name].union(
            *(place for row, column, *_sums in groups for place in (row, column))
        )
        labels = self._movement_labels(used)
        return {
            "row_labels": [*labels, self._movement_label(self.env._("Entered"))],
            "column_labels": [*labels, self._movement_label(self.env._("Left"))],
            "cells": [
                {
                    "row": row.id,
                    "column": column.id,
                    "count": count,
                    "revenue": revenue or 0,
                }
                for row, column, count, revenue in groups
            ],
            # segments have an order too, but no better or worse
            "ordered": used._name == "customer.tier",
            "currency_id": self.env.company.currency_id.id,
        }

    @api.model
    def _movement_labels(self, used):
        """Labels of all that can be chosen now, and of archived ones that are in use."""
        places = used.with_context(active_test=False).search(
            ["|", ("active", "=", True), ("id", "in", used.ids)]
        )
        return [
            {"id": place.id, "name": place.name, "color": place.color}
            for place in places
        ]

    @api.model
    def _movement_label(self, name):
        """Label of those who were (or are) no customers."""
        return {"id": False, "name": name, "color": 0}

    @api.model
    def _movement_cell_domain(self, row_field, column_field, row_id, column_id):
        """Domain of the records that one cell counts.

        :param row_id: id of a label; False: who entered; None: of all rows
        :param column_id: the same of the columns
        """
        return Domain.AND(
            Domain(name, "=", place_id)
            for name, place_id in ((row_field, row_id), (column_field, column_id))
            if place_id is not None
        )
