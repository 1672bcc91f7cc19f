from odoo import fields, models


class CustomerInstalledFailure(models.Model):
    """One failure of an installed item: written down by hand, or a repair (app Repairs)."""

    _name = "customer.installed.failure"
    _description = "Failure of an Installed Item"
    _order = "date desc, id desc"
    _rec_name = "description"

    item_id = fields.Many2one(
        comodel_name="customer.installed.item",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    description = fields.Char(
        required=True, help="What was broken, or what was done about it."
    )
    active = fields.Boolean(
        string="Counts",
        default=True,
        help="Switch it off for what was no failure, a calibration for one: it brings no renewal "
        "forward. A repair that you delete is switched off, and stays so.",
    )
    repair_res_id = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        export_string_translation=False,
        help="The repair in the app Repairs, where it is installed.",
    )

    _repair_unique = models.UniqueIndex(
        "(item_id, repair_res_id) WHERE repair_res_id > 0",
        "A repair is one failure of an item.",
    )

    def unlink(self):
        """Repairs are switched off instead: the next night would log them again."""
        repairs = self.filtered(lambda failure: failure.repair_res_id > 0)
        repairs.write({"active": False})
        return super(CustomerInstalledFailure, self - repairs).unlink()
