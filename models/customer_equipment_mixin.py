from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class CustomerEquipmentMixin(models.AbstractModel):
    """Says of a product, or of all in a category, whether it is equipment, and how long it lasts.

    Whatever says ``inherit`` shows the numbers of the category above, and follows them. They are
    stored, for SQL to find.
    """

    _name = "customer.equipment.mixin"
    _description = "Equipment"

    # The category that is asked by whatever does not say itself.
    _equipment_above = None

    is_equipment = fields.Boolean(
        string="Counts as Equipment",
        compute="_compute_is_equipment",
        store=True,
        recursive=True,
        help="Units sold become installed items of the customer.",
    )
    warranty_months = fields.Integer(
        string="Warranty (months)",
        compute="_compute_warranty_months",
        store=True,
        readonly=False,
        recursive=True,
        aggregator=None,
        help="From the day of delivery. 0: no warranty.",
    )
    service_life_months = fields.Integer(
        string="Service Life (months)",
        compute="_compute_service_life_months",
        store=True,
        readonly=False,
        recursive=True,
        aggregator=None,
        help="After so long a device should be replaced. 0: not known, no renewal is suggested.",
    )

    def _auto_init(self):
        """Nothing is equipment yet: spare a big database the computation."""
        if not self._abstract:
            self._create_equipment_columns()
        return super()._auto_init()

    def _create_equipment_columns(self):
        for name in ("is_equipment", "warranty_months", "service_life_months"):
            field = self._fields[name]
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, field.column_type[1])

    def _equipment_value(self, name):
        above = self[self._equipment_above] if self.equipment == "inherit" else self
        return above[name]

    @api.depends(
        lambda self: (
            self._equipment_above
            and ("equipment", f"{self._equipment_above}.is_equipment")
            or ()
        )
    )
    def _compute_is_equipment(self):
        for record in self:
            record.is_equipment = record.equipment == "yes" or (
                record.equipment == "inherit"
                and record[self._equipment_above].is_equipment
            )

    @api.depends(
        lambda self: (
            self._equipment_above
            and ("equipment", f"{self._equipment_above}.warranty_months")
            or ()
        )
    )
    def _compute_warranty_months(self):
        for record in self:
            record.warranty_months = record._equipment_value("warranty_months")

    @api.depends(
        lambda self: (
            self._equipment_above
            and ("equipment", f"{self._equipment_above}.service_life_months")
            or ()
        )
    )
    def _compute_service_life_months(self):
        for record in self:
            record.service_life_months = record._equipment_value("service_life_months")
