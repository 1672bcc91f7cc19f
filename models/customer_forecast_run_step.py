from odoo import fields, models


class CustomerForecastRunStep(models.Model):
    """One step of a forecast run: how long it took, how many rows it wrote, or why it failed."""

    _name = "customer.forecast.run.step"
    _description = "Step of a Forecast Run"
    _order = "run_id, id"
    _rec_name = "step"

    run_id = fields.Many2one(
        comodel_name="customer.forecast.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    step = fields.Selection(
        selection=[
            ("forecast", "Customers"),
            ("categories", "Product categories"),
            ("replenishment", "Next purchases by product"),
            ("installed", "Installed equipment"),
            ("affinity", "Products bought together"),
            ("warnings", "Warnings"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[("done", "Done"), ("failed", "Failed")], required=True, readonly=True
    )
    row_count = fields.Integer(string="Rows Written", readonly=True)
    seconds = fields.Float(digits=(10, 3), readonly=True)
    error = fields.Text(readonly=True)
