from datetime import date, datetime, time, timedelta

from odoo.fields import Command

from .common import AS_OF, TierCase


class InstalledCase(TierCase):
    """A company that takes in what it sells of one device, an analyser with its reagent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_installed_since = date(2000, 1, 1)
        cls.devices = cls.env["product.category"].create(
            {"name": "Devices", "equipment": "yes", "warranty_months": 24}
        )
        cls.reagent, cls.contract, cls.successor, cls.device = cls.env[
            "product.product"
        ].create(
            [
                {"name": "Reagent", "type": "service"},
                {"name": "Service contract", "type": "service"},
                {"name": "Analyser II", "type": "service"},
                {
                    "name": "Analyser I",
                    "type": "service",
                    "categ_id": cls.devices.id,
                },
            ]
        )
        cls.device.product_tmpl_id.write(
            {
                "equipment": "yes",
                "warranty_months": 24,
                "service_life_months": 84,
                "successor_id": cls.successor.product_tmpl_id.id,
                "service_product_id": cls.contract.id,
                "consumable_ids": [Command.set(cls.reagent.product_tmpl_id.ids)],
            }
        )
        cls.hospital = cls._customer()
        cls.items = cls.env["customer.installed.item"]

    @classmethod
    def _sell(cls, days_ago=10, quantity=1, product=None, partner=None, **values):
        """A confirmed order; its line."""
        partner = partner or cls.hospital
        company = values.pop("company", cls.company)
        line = {
            "product_id": (product or cls.device).id,
            "product_uom_qty": quantity,
            "price_unit": 1000,
            "tax_ids": [Command.clear()],
        }
        if "product_uom_id" in values:
            line["product_uom_id"] = values.pop("product_uom_id")
        day = datetime.combine(AS_OF - timedelta(days=days_ago), time(12))
        order = (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "order_line": [Command.create(line)],
                    **values,
                }
            )
        )
        order.write({"state": "sale", "date_order": day})
        return order.order_line

    @classmethod
    def _night(cls, as_of=AS_OF, company=None):
        """What the night does for the installed base; the rows it wrote."""
        company = company or cls.company
        run = cls.env["customer.forecast.run"].create(
            {"company_id": company.id, "as_of": as_of}
        )
        cls.env.flush_all()
        written = run._step_installed()
        cls.env.invalidate_all()
        return written

    @classmethod
    def _of(cls, lines):
        """The items of order lines, archived or not."""
        return cls.items.with_context(active_test=False).search(
            [("sale_line_id", "in", lines.ids)], order="sale_line_id, unit_number"
        )

    @classmethod
    def _item(cls, **values):
        """An item made by hand."""
        return cls.items.create(
            {
                "partner_id": cls.hospital.id,
                "product_id": cls.device.id,
                "installed_on": AS_OF - timedelta(days=100),
                **values,
            }
        )
