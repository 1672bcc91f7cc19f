from odoo import fields, models


class CustomerTierRunStep(models.Model):
    """How far a run is, and where its time went.

    Steps of a run in the background are committed as they finish, apart from the run itself
    (whose results appear all at once), so that its form can show them.
    """

    _name = "customer.tier.run.step"
    _description = "Step of a Customer Tier Run"
    _order = "run_id, id"
    _rec_name = "step"

    run_id = fields.Many2one(
        comodel_name="customer.tier.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    step = fields.Selection(
        selection=[
            ("collect", "Collect purchases"),
            ("cut_points", "Find cut points"),
            ("compare", "Compare with the profiles"),
            ("publish", "Publish profiles and moves"),
            ("simulate", "Keep the simulated profiles"),
        ],
        required=True,
        readonly=True,
    )
    row_count = fields.Integer(string="Rows", readonly=True)
    seconds = fields.Float(digits=(10, 3), readonly=True)
