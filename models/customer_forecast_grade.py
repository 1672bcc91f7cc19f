from odoo import api, fields, models
from odoo.tools import formatLang

from .customer_forecast import MODEL_NAMES


class CustomerForecastGrade(models.Model):
    """How good one model or naive rule was on the company's own past, in one run."""

    _name = "customer.forecast.grade"
    _description = "Grade of a Forecast"
    _order = "run_id desc, subject, brier, id"
    _rec_name = "model"

    run_id = fields.Many2one(
        comodel_name="customer.forecast.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="run_id.company_id")
    as_of = fields.Date(related="run_id.as_of", store=True)
    subject = fields.Selection(
        selection=[("buying", "Who buys"), ("year", "Revenue of a year")],
        string="About",
        required=True,
        readonly=True,
    )
    horizon_days = fields.Integer(string="Days Ahead", readonly=True, aggregator=None)
    model = fields.Selection(selection=MODEL_NAMES, required=True, readonly=True)
    kind = fields.Selection(
        selection=[
            ("model", "Model"),
            ("rule", "Naive rule"),
            ("chosen", "As it was chosen"),
            ("chosen_rule", "Naive rule as it was chosen"),
        ],
        required=True,
        readonly=True,
        help="As it was chosen: at each past day, by the model that was best until then. That is "
        "the honest grade, since nobody knows beforehand which model will be the best.",
    )
    is_used = fields.Boolean(
        string="Used",
        readonly=True,
        help="What is shown of customers is told by this one.",
    )
    forecasts = fields.Integer(
        readonly=True,
        help="Customers times past days: what was forecast and then compared.",
    )
    buyers = fields.Integer(string="Bought", readonly=True)
    auc = fields.Float(
        string="AUC",
        readonly=True,
        digits=(4, 3),
        aggregator="avg",
        help="The chance that somebody who bought had been told a higher probability than "
        "somebody who did not: 1 is perfect, 0.5 is a toss of a coin.",
    )
    auc_low = fields.Float(
        string="AUC, Low", readonly=True, digits=(4, 3), aggregator=None
    )
    auc_high = fields.Float(
        string="AUC, High", readonly=True, digits=(4, 3), aggregator=None
    )
    auc_words = fields.Char(
        string="AUC (from, to)",
        compute="_compute_words",
        help="In 95 of 100 cases the true one is between these.",
    )
    brier = fields.Float(
        string="Brier Score",
        readonly=True,
        digits=(5, 4),
        aggregator="avg",
        help="Mean squared error of the probabilities: 0 is perfect.",
    )
    skill = fields.Float(
        readonly=True,
        digits=(5, 3),
        aggregator="avg",
        help="How much of the error is spared against telling everybody the same: 0 is useless, "
        "1 is perfect.",
    )
    log_loss = fields.Float(readonly=True, digits=(5, 4), aggregator="avg")
    purchases_error = fields.Float(
        string="Purchases, Off By",
        readonly=True,
        aggregator="avg",
        help="By how much the total number of purchases of a period was missed, up or down: too "
        "many in one period do not make up for too few in another.",
    )
    amount_error = fields.Float(
        string="Revenue, Off By",
        readonly=True,
        aggregator="avg",
        help="By how much the total revenue of a period was missed, up or down: too much in one "
        "period does not make up for too little in another.",
    )
    calibration = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Of each tenth of the forecasts: how many, the mean probability told, the share that "
        "came true, and from where to where that share may be.",
    )

    @api.depends("auc", "auc_low", "auc_high", "buyers", "forecasts")
    @api.depends_context("lang")
    def _compute_words(self):
        for grade in self:
            grade.auc_words = (
                self.env._(
                    "%(auc)s (%(low)s to %(high)s)",
                    auc=formatLang(self.env, grade.auc, digits=2),
                    low=formatLang(self.env, grade.auc_low, digits=2),
                    high=formatLang(self.env, grade.auc_high, digits=2),
                )
                if 0 < grade.buyers < grade.forecasts
                else False
            )
