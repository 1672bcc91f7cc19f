import numpy as np

from odoo import models
from odoo.tools import SQL

from ..forecast.backtest import backtest, sample
from ..forecast.grade import BETTER, NOT_BETTER, TOO_FEW
from ..forecast.history import history
from ..forecast.naive import RULES
from ..forecast.outlook import UNKNOWN, YEAR, outlook
from ..foresight.publish import Column, publish
from ..foresight.purchases_of import day_number, read_purchases
from .customer_forecast import CONFIDENCE

OFTEN = 5  # days with purchases from which a customer's rhythm is its own
TRUSTED = (BETTER, NOT_BETTER)  # verdicts by which somebody may be said to leave
GONE_DAYS = 365  # without a purchase, and
GONE_RHYTHMS = 4  # usual gaps without one: there is nobody left to warn of
DIGITS = 3  # of an expected amount; more would only look exact
COLUMNS = [
    Column("buy_probability", "float8"),
    Column("churn_risk", "float8"),
    Column("is_at_risk", "flag"),
    Column("is_gone", "flag"),
    Column("expected_purchases", "numeric"),
    Column("expected_revenue", "numeric"),
    Column("expected_revenue_low", "numeric"),
    Column("expected_revenue_high", "numeric"),
    Column("next_purchase_date", "day"),
    Column("next_purchase_early", "day"),
    Column("next_purchase_late", "day"),
    Column("due_date", "day"),
    Column("rhythm_days", "integer"),
    Column("purchase_count", "integer"),
    Column("confidence", "choice", tuple(name for name, _label in CONFIDENCE)),
]


def significant(values, digits=DIGITS):
    """Rounded to so many digits, from the first one that is not 0."""
    values = np.asarray(values, dtype=float)
    with np.errstate(divide="ignore"):
        size = np.floor(np.log10(np.abs(values)))
    unit = 10.0 ** (np.where(np.isfinite(size), size, 0) - digits + 1)
    return np.round(values / unit) * unit


class CustomerForecastRun(models.Model):
    """Who buys, how much, when: the numbers of :mod:`..forecast`, written to the customers."""

    _inherit = "customer.forecast.run"

    def _step_forecast(self):
        company = self.company_id
        base = history(
            *read_purchases(self.env.cr, company._tier_buyers(self.as_of)),
            day_number(self.as_of),
        )
        if not len(base):
            return self._forget_forecasts()
        tried = sample(base, company.customer_forecast_sample)
        buying, year = (
            backtest(tried, horizon, company.customer_forecast_cuts)
            for horizon in (company.customer_forecast_horizon, YEAR)
        )
        found = outlook(
            base,
            company.customer_forecast_horizon,
            buying.used,
            year.used_amount,
            company.customer_forecast_discount / 100,
        )
        written = self._publish_forecasts(base, found, buying.verdict)
        self._keep_grades("buying", buying, found.model)
        self._keep_grades("year", year, found.revenue_model)
        self.write(
            {
                "customer_count": len(base),
                "purchase_count": len(base.day),
                "tried_count": len(tried),
                "written_count": written,
                "horizon_days": buying.horizon,
                "model": found.model,
                "revenue_model": found.revenue_model,
                "verdict": buying.verdict,
                "facts": {"buying": self._facts(buying), "year": self._facts(year)},
            }
        )
        return written

    def _forget_forecasts(self):
        """Nobody has bought anything: there is nobody to forecast."""
        self.verdict = TOO_FEW
        self.horizon_days = self.company_id.customer_forecast_horizon
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_forecast WHERE company_id = %s",
                self.company_id.id,
            )
        )
        return self.env.cr.rowcount

    def _publish_forecasts(self, base, found, verdict):
        """Write what changed; see :func:`..foresight.publish.publish`."""
        dates = found.dates
        probability = np.round(np.clip(found.probability, 0, 1), 3)
        risky = 1 - probability >= self.company_id.customer_forecast_risk
        gone = is_gone(base, dates)
        leaving = risky & is_late(base, dates) & ~gone
        values = {
            "partner_id": base.customer,
            "buy_probability": probability,
            "churn_risk": np.round(1 - probability, 3),
            "is_at_risk": leaving & (verdict in TRUSTED),
            "is_gone": gone,
            "expected_purchases": np.round(found.purchases, 2),
            "expected_revenue": self._amounts(found.revenue),
            "expected_revenue_low": self._amounts(found.revenue_low),
            "expected_revenue_high": self._amounts(found.revenue_high),
            "next_purchase_date": dates.expected,
            "next_purchase_early": dates.early,
            "next_purchase_late": dates.late,
            "due_date": dates.due,
            "rhythm_days": whole_days(dates.rhythm),
            "purchase_count": base.count,
            "confidence": self._confidence(base, verdict),
        }
        constants = {
            "horizon_days": self.company_id.customer_forecast_horizon,
            "model": found.model,
            "revenue_model": found.revenue_model,
        }
        return publish(
            self.env.cr,
            "customer_forecast",
            self.company_id.id,
            ("partner_id",),
            COLUMNS,
            values,
            constants,
        )

    def _amounts(self, values):
        return np.round(significant(values), self.company_id.currency_id.decimal_places)

    def _confidence(self, base, verdict):
        """Places in ``CONFIDENCE``: nobody's forecast is better than the company's past says."""
        if verdict not in TRUSTED:
            return np.zeros(len(base), dtype=int)
        return np.digitize(base.count, (2, OFTEN))

    def _keep_grades(self, subject, tried, used):
        """The grades of all models at one horizon, and of the choice itself."""
        grades = [
            (name, "rule" if name in RULES else "model", grade)
            for name, grade in tried.grades.items()
        ]
        if tried.cuts and subject == "year":
            grades.append((tried.used_amount, "chosen", tried.amount_grade))
            grades.append((tried.rule_amount, "chosen_rule", tried.rule_amount_grade))
        elif tried.cuts:
            grades.append((tried.used, "chosen", tried.grade))
            grades.append((tried.rule, "chosen_rule", tried.rule_grade))
        self.env["customer.forecast.grade"].create(
            [
                {
                    "run_id": self.id,
                    "subject": subject,
                    "horizon_days": tried.horizon,
                    "model": name,
                    "kind": kind,
                    "is_used": name == used and kind in ("model", "rule"),
                    **self._graded(grade),
                }
                for name, kind, grade in grades
            ]
        )

    def _graded(self, grade):
        return {
            "forecasts": grade.forecasts,
            "buyers": grade.buyers,
            "auc": number(grade.auc.value),
            "auc_low": number(grade.auc.low),
            "auc_high": number(grade.auc.high),
            "brier": number(grade.brier),
            "skill": number(grade.skill.value),
            "log_loss": number(grade.log_loss),
            "purchases_error": number(grade.purchases_error),
            "amount_error": number(grade.amount_error),
            "calibration": [
                [each.forecasts, each.probability]
                + [each.share.value, each.share.low, each.share.high]
                for each in grade.bins
            ],
        }

    def _facts(self, tried):
        """What the words of the verdict need of a backtest."""
        facts = {
            "horizon": tried.horizon,
            "cuts": len(tried.cuts),
            "verdict": tried.verdict,
            "model": tried.used,
            "rule": tried.rule,
            "revenue_model": tried.used_amount,
            "unfit": tried.unfit,
        }
        if tried.cuts:
            facts |= {
                "auc": number(tried.grade.auc.value),
                "rule_auc": number(tried.rule_grade.auc.value),
                "brier": number(tried.grade.brier),
                "rule_brier": number(tried.rule_grade.brier),
                "amount_error": number(tried.amount_grade.amount_error),
                "rule_amount_error": number(tried.rule_amount_grade.amount_error),
            }
        return facts


def number(value):
    """A number for Odoo and JSON: None for one that could not be told."""
    return float(value) if np.isfinite(value) else None


def is_late(base, dates):
    """Of each customer of a history, whether the next purchase is overdue; shape (n,), boolean.

    By the day that is shown as due, and by the rhythm that is shown: due days know the season of
    the base, and nobody would believe that somebody is late on day 76 of 104.
    """
    overdue = (dates.due != UNKNOWN) & (dates.due < base.as_of)
    return overdue & (base.silence > whole_days(dates.rhythm))


def is_gone(base, dates):
    """Of each customer of a history, whether it has left already; shape (n,), boolean.

    Who buys once in seven years has not; of whom nobody knows the rhythm, a year decides.
    """
    usual = whole_days(dates.rhythm)
    return base.silence > np.maximum(GONE_DAYS, GONE_RHYTHMS * usual)


def whole_days(days):
    """Whole days, at least 1; 0 where they are not known."""
    return np.where(
        np.isnan(days), 0, np.maximum(np.round(np.nan_to_num(days)), 1)
    ).astype(int)
