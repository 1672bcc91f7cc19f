from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class ProductTemplate(models.Model):
    """Whether a product is equipment, what replaces it and what it needs to work."""

    _name = "product.template"
    _inherit = ["product.template", "customer.equipment.mixin"]
    _equipment_above = "categ_id"

    equipment = fields.Selection(
        selection=[
            ("inherit", "As its category"),
            ("yes", "Equipment"),
            ("no", "Not equipment"),
        ],
        required=True,
        default="inherit",
        help="Equipment: a device that stays with the customer for years. Each unit sold becomes "
        "an installed item with its warranty and renewal.",
    )
    successor_id = fields.Many2one(
        comodel_name="product.template",
        index="btree_not_null",
        ondelete="set null",
        help="What is offered to customers whose device is due for renewal.",
    )
    consumable_ids = fields.Many2many(
        comodel_name="product.template",
        relation="product_template_consumable_rel",
        column1="template_id",
        column2="consumable_id",
        string="Consumables Needed",
        help="What this device cannot work without, besides what its category needs. Customers "
        "who buy none of it get it somewhere else.",
    )
    service_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Service Contract",
        ondelete="set null",
        help="Offered when the warranty ends. Empty: that of the category.",
    )

    # Fifty years: beyond that it was days, or a typing error.
    _equipment_months = models.Constraint(
        "CHECK (COALESCE(warranty_months, 0) BETWEEN 0 AND 600"
        " AND COALESCE(service_life_months, 0) BETWEEN 0 AND 600)",
        "Warranty and service life are 0 to 600 months.",
    )

    @api.constrains("successor_id")
    def _check_successor(self):
        if self._has_cycle("successor_id"):
            raise ValidationError(
                self.env._(
                    "A product cannot be its own successor, nor that of its successor. Choose "
                    "another one."
                )
            )

    @api.constrains("consumable_ids")
    def _check_consumables(self):
        for product in self:
            if product in product.consumable_ids:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” cannot be a consumable of itself.",
                        product=product.display_name,
                    )
                )

    def _service_product(self):
        return self.service_product_id or self.categ_id._service_product()

    def action_view_installed_items(self):
        """The units of the product that customers have."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_installed_item_action"
        )
        return action | {
            "domain": [("product_id.product_tmpl_id", "=", self.id)],
            "context": {"default_product_id": self.product_variant_id.id},
        }

    def action_take_in_past_orders(self):
        """Make items of the units of these products that were sold before."""
        return self.env["customer.installed.intake"]._open(
            {"product_ids": [Command.set(self.ids)]}
        )
