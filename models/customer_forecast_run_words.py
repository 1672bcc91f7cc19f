from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..forecast import grade as grading


class CustomerForecastRun(models.Model):
    """What the grades mean, in sentences."""

    _inherit = "customer.forecast.run"

    verdict_words = fields.Char(string="In Words", compute="_compute_words")
    year_words = fields.Char(string="Revenue, in Words", compute="_compute_words")
    sample_words = fields.Char(compute="_compute_words")
    calibration = fields.Json(
        compute="_compute_calibration", export_string_translation=False
    )
    age_words = fields.Char(
        compute="_compute_age_words",
        help="Told when the forecasts that are shown are older than they should be.",
    )

    @api.depends("facts", "verdict", "tried_count", "customer_count")
    @api.depends_context("lang")
    def _compute_words(self):
        for run in self:
            facts = run.facts or {}
            run.verdict_words = run.verdict and run._buying_words(
                facts.get("buying", {"cuts": 0, "horizon": run.horizon_days})
            )
            run.year_words = run.verdict and run._year_words(facts.get("year", {}))
            run.sample_words = (
                self.env._(
                    "Tried on the past of %(tried)s of the %(count)s customers, always the same "
                    "ones.",
                    tried=run.tried_count,
                    count=run.customer_count,
                )
                if run.tried_count < run.customer_count
                else False
            )

    def _model_label(self, name):
        return dict(self._fields["model"]._description_selection(self.env)).get(
            name, name
        )

    def _buying_words(self, facts):
        """The grade of who buys, as it would be said to a colleague."""
        values = {
            "days": facts["horizon"],
            "cuts": facts["cuts"],
            "model": self._model_label(facts.get("model")),
            "rule": self._model_label(facts.get("rule")),
            "auc": self._two_digits(facts.get("auc")),
            "rule_auc": self._two_digits(facts.get("rule_auc")),
        }
        if not facts["cuts"]:
            return self.env._(
                "Your history is too short to try a forecast of %(days)s days on it: what is "
                "shown is a rough guess, by each customer's own rate of purchases.",
                **values,
            )
        words = {
            grading.BETTER: self.env._(
                "Tried on your past (%(cuts)s times %(days)s days), “%(model)s” told buyers from "
                "others better than the naive rule (AUC %(auc)s against %(rule_auc)s), and its "
                "probabilities were closer to what happened.",
                **values,
            ),
            grading.NOT_BETTER: self.env._(
                "Tried on your past (%(cuts)s times %(days)s days), forecasts told buyers from "
                "others (AUC %(auc)s, naive rule %(rule_auc)s), but it is not certain that they "
                "come closer to what happens than the naive rule. Used: “%(model)s”.",
                **values,
            ),
            grading.NO_SIGNAL: self.env._(
                "There is no signal in your data: tried on your past (%(cuts)s times %(days)s "
                "days), no forecast was better than telling everybody the same (AUC %(auc)s; 0.5 "
                "is a toss of a coin). What is shown is a rough guess only.",
                **values,
            ),
            grading.TOO_FEW: self.env._(
                "Too few customers bought, or too few did not, in %(cuts)s times %(days)s days of "
                "your past to tell whether forecasts are any good. What is shown is a rough guess "
                "only.",
                **values,
            ),
        }
        return words[facts["verdict"]]

    def _year_words(self, facts):
        if not facts.get("cuts"):
            return self.env._(
                "Your history is too short to try a forecast of a year on it: expected revenue is "
                "each customer's own rate of purchases going on."
            )
        if facts.get("rule_amount_error") is None:
            return self.env._(
                "Nobody bought anything in the past years that a forecast was tried on: how far "
                "the expected revenue can be believed is not known."
            )
        values = {
            "cuts": facts["cuts"],
            "error": self._percent(facts["amount_error"]),
            "rule_error": self._percent(facts["rule_amount_error"]),
            "model": self._model_label(facts["revenue_model"]),
        }
        if facts["amount_error"] < facts["rule_amount_error"]:
            return self.env._(
                "Tried on %(cuts)s of your past years, the revenue of all customers in a year was "
                "missed by %(error)s on average, up or down; by the naive rule, by %(rule_error)s. "
                "Used: “%(model)s”.",
                **values,
            )
        return self.env._(
            "Tried on %(cuts)s of your past years, the revenue of all customers in a year was "
            "missed by %(error)s on average, up or down: no better than by the naive rule, by "
            "%(rule_error)s. Used: “%(model)s”.",
            **values,
        )

    def _two_digits(self, number):
        return formatLang(self.env, number or 0, digits=2)

    def _percent(self, share):
        return f"{round(100 * share)} %"

    @api.depends("grade_ids.calibration")
    def _compute_calibration(self):
        """The picture of who buys, as it was chosen; False without a past to compare with."""
        for run in self:
            grade = run.grade_ids.filtered(
                lambda grade: grade.subject == "buying" and grade.kind == "chosen"
            )[:1]
            run.calibration = bool(grade) and {
                "horizon": grade.horizon_days,
                "bins": grade.calibration,
            }

    @api.depends("as_of", "state")
    @api.depends_context("lang")
    def _compute_age_words(self):
        for run in self:
            shown = run.company_id.customer_forecast_run_id
            run.age_words = False
            if run.state == "failed":
                run.age_words = (
                    self.env._(
                        "The forecasts that are shown are those of %(date)s.",
                        date=format_date(self.env, shown.as_of),
                    )
                    if shown
                    else self.env._("There is no forecast yet.")
                )
