from odoo import fields, models


class ProductCategory(models.Model):
    """Whether what is in the category is equipment; the same for all companies."""

    _name = "product.category"
    _inherit = ["product.category", "customer.equipment.mixin"]
    _equipment_above = "parent_id"

    equipment = fields.Selection(
        selection=[
            ("inherit", "As the category above"),
            ("yes", "Equipment"),
            ("no", "Not equipment"),
        ],
        required=True,
        default="inherit",
        help="Equipment: devices that stay with the customer for years. Each unit sold becomes an "
        "installed item with its warranty and renewal.",
    )
    consumable_ids = fields.Many2many(
        comodel_name="product.template",
        relation="product_category_consumable_rel",
        column1="category_id",
        column2="consumable_id",
        string="Consumables Needed",
        help="What the devices of this category, and of those below, cannot work without.",
    )
    service_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Service Contract",
        ondelete="set null",
        help="Offered when the warranty of a device of this category ends.",
    )

    _equipment_months = models.Constraint(
        "CHECK (COALESCE(warranty_months, 0) BETWEEN 0 AND 600"
        " AND COALESCE(service_life_months, 0) BETWEEN 0 AND 600)",
        "Warranty and service life are 0 to 600 months.",
    )

    def _service_product(self):
        """The service contract of the category, or of the nearest one above that has any."""
        category = self
        while category and not category.service_product_id:
            category = category.parent_id
        return category.service_product_id
