from markupsafe import Markup

from odoo import api, fields, models

from ..scoring import dry_run
from ..scoring.rules import RunRules
from ..scoring.rules_diff import diff
from .rule_words import RuleWords

# Salespeople named on the form of a run; the button above it leads to all of them.
SALESPEOPLE_SHOWN = 10


class CustomerTierRun(models.Model):
    """What a result that is kept would change: who moves, whose customers, by which rules."""

    _inherit = "customer.tier.run"

    matrix = fields.Json(
        compute="_compute_matrix",
        export_string_translation=False,
        help="Customers and revenue by old and new tier.",
    )
    salespeople_html = fields.Html(
        string="Salespeople Touched",
        compute="_compute_salespeople_html",
        sanitize=False,
    )
    rules_changes_html = fields.Html(
        string="What Changed in the Rules",
        compute="_compute_rules_changes_html",
        sanitize=False,
    )
    touched_count = fields.Integer(
        string="Would Change Tier", compute="_compute_touched_count"
    )
    leaver_count = fields.Integer(
        string="Would Leave", compute="_compute_touched_count"
    )

    @api.depends("state", "line_ids", "leaver_ids")
    @api.depends_context("lang")
    def _compute_matrix(self):
        """One query for the cells of all runs, and one for the labels."""
        self.env.cr.execute(dry_run.matrix(self.ids))
        cells = {run_id: [] for run_id in self.ids}
        for run_id, from_tier_id, tier_id, count, revenue in self.env.cr.fetchall():
            cells[run_id].append(
                {
                    "row": from_tier_id or False,
                    "column": tier_id or False,
                    "count": count,
                    "revenue": float(revenue),
                }
            )
        for run in self:
            found = cells.get(run.id)
            run.matrix = found and run._labelled_matrix(found)

    def _labelled_matrix(self, cells):
        """The matrix as the component ``MoveMatrix`` (static/src/matrix) shows it."""
        used = {cell[side] for cell in cells for side in ("row", "column")} - {False}
        mixin = self.env["customer.tier.matrix.mixin"]
        labels = mixin._movement_labels(self.env["customer.tier"].browse(used))
        return {
            "row_labels": [*labels, mixin._movement_label(self.env._("Would enter"))],
            "column_labels": [
                *labels,
                mixin._movement_label(self.env._("Would leave")),
            ],
            "cells": cells,
            "ordered": True,
            "currency_id": self.currency_id.id,
        }

    @api.depends("matrix")
    def _compute_touched_count(self):
        for run in self:
            cells = run.matrix["cells"] if run.matrix else ()
            run.leaver_count = sum(c["count"] for c in cells if not c["column"])
            run.touched_count = sum(
                cell["count"]
                for cell in cells
                if cell["row"] and cell["column"] and cell["row"] != cell["column"]
            )

    @api.depends("matrix")
    @api.depends_context("lang")
    def _compute_salespeople_html(self):
        for run in self:
            run.salespeople_html = run.matrix and run._render_salespeople()

    def _render_salespeople(self):
        """The table of the salespeople whose customers would move, or nothing. One query."""
        self.env["res.partner"].flush_model(["user_id"])
        self.env.cr.execute(dry_run.salespeople(self.id, SALESPEOPLE_SHOWN))
        rows = self.env.cr.fetchall()
        if not rows:
            return False
        # sudo: a manager may see whose customers move, whichever company that person works in
        users = self.env["res.users"].sudo()
        return self.env["ir.qweb"]._render(
            "customer_tier.run_salespeople",
            {
                "rows": [
                    {
                        "name": users.browse(user_id).name,
                        "up": up,
                        "down": down,
                        "left": left,
                        "revenue": self.currency_id.format(revenue),
                    }
                    for user_id, up, down, left, revenue, _all in rows
                ],
                "more": rows[0][-1] - len(rows),
            },
        )

    @api.depends("rules", "base_run_id")
    @api.depends_context("lang")
    def _compute_rules_changes_html(self):
        for run in self:
            # sudo: the run before is one of the same company
            before = run.base_run_id.sudo().rules
            run.rules_changes_html = (
                run.rules
                and before
                and run._render_rules_changes(
                    diff(RunRules.from_json(before), RunRules.from_json(run.rules))
                )
            )

    def _render_rules_changes(self, changes):
        words = RuleWords(self.env, self.currency_id)
        rows = [
            {
                "policy": words.policy(change),
                "label": words.label(change),
                "before": words.value(change, change.before),
                "after": words.value(change, change.after),
                "found": change.found,
            }
            for change in changes
        ]
        return (
            self.env["ir.qweb"]._render(
                "customer_tier.run_rules_changes",
                {
                    "base": self.base_run_id.display_name,
                    "entered": [row for row in rows if not row["found"]],
                    "found": [row for row in rows if row["found"]],
                },
            )
            or Markup()
        )

    # --------------------------------------------------------------- actions

    def action_open_matrix_cell(self, row_id, column_id):
        """The customers behind a cell of the matrix.

        :param row_id: id of the tier before; False: who would enter; None: of all
        :param column_id: id of the tier after; False: who would leave; None: of all who
            have one
        """
        self.ensure_one()
        domain = [] if row_id is None else [("from_tier_id", "=", row_id)]
        if column_id is False:
            return self._leavers_action(domain)
        if column_id is not None:
            domain.append(("tier_id", "=", column_id))
        return self._lines_action(domain)

    def action_view_lines(self):
        """All customers of the result, those that would move first chosen."""
        self.ensure_one()
        return self._lines_action()

    def action_view_touched(self):
        """Who would change tier, by salesperson."""
        self.ensure_one()
        action = self._lines_action()
        views = sorted(action["views"], key=lambda view: view[1] != "pivot")
        return action | {
            "views": views,
            "view_mode": ",".join(mode for _view, mode in views),
            "context": {
                "search_default_would_move": 1,
                "pivot_row_groupby": ["user_id"],
                "pivot_column_groupby": ["direction"],
            },
        }

    def action_view_leavers(self):
        self.ensure_one()
        return self._leavers_action()

    def _lines_action(self, domain=()):
        return self._result_action(
            "customer_tier.customer_tier_run_line_action", domain
        )

    def _leavers_action(self, domain=()):
        return self._result_action(
            "customer_tier.customer_tier_run_leaver_action", domain
        )

    def _result_action(self, xml_id, domain):
        action = self.env["ir.actions.actions"]._for_xml_id(xml_id)
        return action | {"domain": [("run_id", "=", self.id), *domain], "context": {}}
