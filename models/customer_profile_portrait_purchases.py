from odoo import models

from ..insight import portrait
from .customer_profile_portrait import DOCUMENTS

POINTS = 200  # purchases in the timeline: more are a smear


class CustomerProfile(models.Model):
    """What a customer bought and when, in its portrait."""

    _inherit = "customer.profile"

    def _portrait_purchases(self, scene):
        """The timeline, and the months of two years.

        ``points``: the newest, oldest first; ``total`` of all, ``hidden`` from this reader.
        ``months``: first days; ``this_year`` and ``last_year``: an amount each.
        """
        years = portrait.TwoYears(scene.window.as_of)
        [[total, readable, points, months]] = self.env.execute_query(
            portrait.purchases(
                scene.bought,
                years,
                POINTS,
                self.sudo().currency_id.decimal_places,
            )
        )
        points = list(reversed(points or ()))
        self._portrait_name_departments(scene, points)
        return {
            "model": DOCUMENTS[scene.window.source],
            "is_readable": scene.has_documents,
            "total": total,
            "hidden": total - readable,
            "points": points,
            **self._portrait_months(years, dict(months or ())),
        }

    def _portrait_name_departments(self, scene, points):
        """Say at each point which department bought."""
        names = self._portrait_department_names(
            {scene.departments.of(point["partner_id"]) for point in points}
        )
        for point in points:
            point["department"] = names.get(
                scene.departments.of(point.pop("partner_id")), False
            )

    def _portrait_department_names(self, department_ids):
        # sudo: whoever sees a customer sees what it consists of
        departments = (
            self.env["res.partner"]
            .sudo()
            .browse(sorted(id_ for id_ in department_ids if id_))
        )
        return {department.id: department.name for department in departments}

    def _portrait_months(self, years, amounts):
        months = years.months()
        this_year, last_year = (
            [amounts.get(month.isoformat(), 0.0) for month in of_year]
            for of_year in (
                months,
                [month.replace(year=month.year - 1) for month in months],
            )
        )
        return {
            "months": [month.isoformat() for month in months],
            "this_year": this_year,
            "last_year": last_year,
            "until": years.today.isoformat(),
            "until_last_year": years.end_before.isoformat(),
        }
