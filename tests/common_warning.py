from datetime import timedelta

from odoo.tools import SQL

from ..foresight.warning import KINDS
from ..foresight.warning.scene import create_purchases
from .common import AS_OF
from .common_forecast import ForecastCase

# Limits that the tests of each kind go by.
LIMITS = {"low_from": 30, "medium_from": 50, "high_from": 75, "over_below": 20}


class WarningCase(ForecastCase):
    """No rules but those that a test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.warning.rule"].search([]).active = False
        cls.warnings = cls.env["customer.warning"]

    @classmethod
    def _rule(cls, kind="revenue", **values):
        return cls.env["customer.warning.rule"].create(
            {
                "name": f"Rule of {kind}",
                "kind": kind,
                "window_days": 90,
                "noise": 0,
                **LIMITS,
                **values,
            }
        )

    @classmethod
    def _signs(cls, rule, as_of=AS_OF, company=None, complaints=None):
        """What a rule sees: customer to ``(measure, fires, facts)``."""
        company = company or cls.company
        cls.env.flush_all()
        run = cls.runs.new({"company_id": company.id, "as_of": as_of})
        scene = run._warning_scene()
        if complaints is not None:
            scene = type(scene)(**vars(scene) | {"complaints": complaints})
        [values] = [
            each for each in rule._of_company(company) if each.rule_id == rule.id
        ]
        first = scene.before(1100)
        cls.env.cr.execute(create_purchases(scene, first))
        rows = cls.env.execute_query(
            SQL(
                "SELECT partner_id, measure, fires, facts FROM (%s) AS seen",
                KINDS[rule.kind](scene, values),
            )
        )
        return {
            cls.env["res.partner"].browse(partner_id): (measure, fires, facts)
            for partner_id, measure, fires, facts in rows
        }

    @classmethod
    def _warn(cls, as_of=AS_OF, company=None, steps=("forecast", "categories")):
        """The step of a night that looks for warnings, alone.

        :return: how many rows it wrote
        """
        run = cls.runs.create(
            {
                "company_id": (company or cls.company).id,
                "as_of": as_of,
                "state": "done",
                "step_ids": [(0, 0, {"step": step, "state": "done"}) for step in steps],
            }
        )
        cls.env.flush_all()
        written = run._step_warnings()
        cls.env.invalidate_all()
        return written

    @classmethod
    def _open(cls, **values):
        """A warning of long ago, say."""
        return cls.warnings.create(
            {
                "company_id": cls.company.id,
                "kind": "revenue",
                "severity": "1",
                "state": "open",
                "opened_on": AS_OF,
                "facts": {"days": 90, "now": 1, "before": 2, "year_ago": None},
                **values,
            }
        )

    @classmethod
    def _fall(cls, customer, percent, ago=0):
        """Revenue of 1000 in 90 days, and then so many percent less, ``ago`` days before AS_OF."""
        cls._buy([(customer, ago + 100 + 8 * turn, 100) for turn in range(10)])
        left = 1000 * (100 - percent) / 100
        if left:
            cls._buy([(customer, ago + 10, left)])

    @classmethod
    def _forecast(cls, customer, due, **values):
        """What a night would have written of a customer."""
        cls.env.flush_all()
        columns = {
            "partner_id": customer.id,
            "company_id": cls.company.id,
            "due_date": due,
            "buy_probability": 0.3,
            "horizon_days": 90,
            "purchase_count": 6,
            "confidence": "fair",
            **values,
        }
        cls.env.cr.execute(
            SQL(
                "INSERT INTO customer_forecast (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, columns)),
                tuple(columns.values()),
            )
        )

    def _of(self, customer, **values):
        return self.warnings.search(
            [
                ("partner_id", "=", customer.id),
                *((name, "=", value) for name, value in values.items()),
            ]
        )


def ago(days):
    return AS_OF - timedelta(days=days)
