from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What only the intake of sales tells; nobody enters it.
OF_THE_INTAKE = ("sale_line_id", "unit_number", "lot_res_id", "returned_automatically")


class CustomerInstalledItem(models.Model):
    """What may be entered for an item, and what follows from it."""

    _inherit = "customer.installed.item"

    @api.constrains("department_id", "partner_id")
    def _check_department(self):
        for item in self:
            department = item.department_id
            if department and department.commercial_partner_id != item.partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(department)s” is no department or contact of %(customer)s. Choose "
                        "another one, or leave it empty.",
                        department=department.display_name,
                        customer=item.partner_id.display_name,
                    )
                )

    @api.constrains("installed_on", "warranty_end", "ended_on")
    def _check_days(self):
        for item in self:
            for day in (item.warranty_end, item.ended_on):
                if day and day < item.installed_on:
                    raise ValidationError(
                        self.env._(
                            "“%(item)s” was installed on %(date)s: its warranty cannot end, nor "
                            "its use, before that day.",
                            item=item.display_name,
                            date=fields.Date.to_string(item.installed_on),
                        )
                    )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """A contact that was chosen is where it stands; the customer is above it."""
        if self.partner_id != self.partner_id.commercial_partner_id:
            self.department_id = self.partner_id
            self.partner_id = self.partner_id.commercial_partner_id
        elif self.department_id.commercial_partner_id != self.partner_id:
            self.department_id = False

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._at_customer(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_entered(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_entered(vals)
        vals = self._at_customer(vals)
        if "state" in vals:
            vals = {**vals, **self._out_of_use(vals)}
        result = super().write(vals)
        if vals.get("state", "in_use") != "in_use" or vals.get("active") is False:
            self._close_reminders()
        return result

    def _at_customer(self, vals):
        """A contact is given as the customer: the customer is above it, it stands there."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        customer = partner.commercial_partner_id
        if not partner or partner == customer:
            return vals
        return {"department_id": partner.id, **vals, "partner_id": customer.id}

    def _check_entered(self, vals):
        if not self.env.su and any(vals.get(name) for name in OF_THE_INTAKE):
            raise UserError(
                self.env._(
                    "Which unit of which order an item is, is told by the order and cannot be "
                    "entered."
                )
            )

    def _out_of_use(self, vals):
        """What goes with a state that somebody chose."""
        if vals["state"] == "in_use":
            return {
                "ended_on": False,
                "replaced_by_id": False,
                "returned_automatically": False,
            }
        company = self.company_id[:1] or self.env.company
        return {
            "ended_on": vals.get("ended_on") or company._tier_today(),
            "returned_automatically": False,
            "suggested_item_id": False,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sold(self):
        """The next night would make it again."""
        for item in self.filtered("sale_line_id"):
            raise UserError(
                self.env._(
                    "“%(item)s” was sold with order %(order)s and cannot be deleted. Archive it, "
                    "or say that it was returned.",
                    item=item.display_name,
                    order=item.sale_order_id.name,
                )
            )
