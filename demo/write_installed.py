"""Devices at the customers of the demo: what was sold, and what stood there before."""

from datetime import timedelta

from odoo.fields import Command

# category -> months of (warranty, service life)
MONTHS = {
    "Imaging devices": (24, 84),
    "Laboratory devices": (12, 60),
    "Patient care devices": (12, 36),
}
SUCCESSORS = {"DEV-US1": "DEV-US5", "DEV-HA3": "DEV-CA8", "DEV-CA8": "DEV-IA6"}
NEEDS = {
    "DEV-US1": ["CON-GE1"],
    "DEV-US5": ["CON-GE1"],
    "DEV-HA3": ["CON-RH1", "CON-QC1"],
    "DEV-CA8": ["CON-RC1", "CON-QC1"],
    "DEV-IA6": ["CON-RI1", "CON-QC1"],
    "DEV-PM4": ["CON-EL1", "CON-CU1"],
    "DEV-VE7": ["CON-FI1"],
}
RIVALS = ("Competitor chemistry analyser", "Competitor ultrasound, 128 elements")
COMPLAINTS = ("Does not start", "Image with stripes", "Pump replaced", "Display broken")


def mark_equipment(products):
    """:param products: dict of code to product"""
    for product in products.values():
        months = MONTHS.get(product.categ_id.name)
        if months and product.categ_id.equipment != "yes":
            product.categ_id.write(
                {
                    "equipment": "yes",
                    "warranty_months": months[0],
                    "service_life_months": months[1],
                    "service_product_id": products["SER-MC1"].id,
                }
            )
    for code, successor in SUCCESSORS.items():
        products[code].product_tmpl_id.successor_id = products[
            successor
        ].product_tmpl_id
    for code, needed in NEEDS.items():
        templates = [products[need].product_tmpl_id.id for need in needed]
        products[code].product_tmpl_id.consumable_ids = [Command.set(templates)]


def write_items(env, company, products, today):
    """Past orders are taken in; some devices failed, some were there before Odoo."""
    mark_equipment(products)
    intake = env["customer.installed.intake"].create({"company_id": company.id})
    intake._execute()
    items = env["customer.installed.item"].search(
        [("company_id", "=", company.id)], order="id"
    )
    env["customer.installed.failure"].create(
        [
            {
                "item_id": item.id,
                "date": max(item.installed_on, today - timedelta(days=30 + number)),
                "description": COMPLAINTS[number % len(COMPLAINTS)],
            }
            for number, item in enumerate(items[::12])
            for _time in range(1 + number % 2)
        ]
    )
    devices = [products[code] for code in ("DEV-US1", "DEV-CA8", "DEV-PM4")]
    for number, customer in enumerate(items.partner_id.sorted("id")[:24]):
        values = {
            "company_id": company.id,
            "partner_id": customer.id,
            "installed_on": today - timedelta(days=2300 + 37 * number),
        }
        if number % 3:
            values["product_id"] = devices[number % len(devices)].id
            values["serial"] = f"A{number:02}-{4000 + 17 * number}"
        else:
            values["brand"] = RIVALS[number % len(RIVALS)]
            values["service_life_months"] = 84
        env["customer.installed.item"].create(values)
