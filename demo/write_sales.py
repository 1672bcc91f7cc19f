"""The orders of the main company, and leads on its customers."""

from datetime import datetime, time, timedelta
from itertools import cycle
from random import Random

from odoo.fields import Command

from .catalogue import UNITS_PER_DOLLAR
from .plan import SEED
from .write_setup import rate_on

BATCH = 500  # orders a create call: keeps the ORM's cache small

# Looked up for each order when not given: a fifth of the time
NO_DEFAULTS = ("campaign_id", "medium_id", "source_id", "quotation_document_ids")

LEADS = (
    "Replacement of the ultrasound systems",
    "Reagent contract for next year",
    "New intensive-care ward: monitors and ventilators",
    "Maintenance of all devices",
    "Second chemistry analyser",
    "Trial of the immunoassay analyser",
    "Endoscopy suite",
    "Frame agreement for consumables",
)


def create_orders(env, company, planned_orders, buyers, products, pricelists, first=0):
    """Creates the orders as they stood: in their state, on their own day.

    :param first: how many have been created before, for their numbers
    """
    planned_orders = sorted(planned_orders, key=lambda order: order.day)
    model = env["sale.order"].with_company(company)
    team = env.ref("sales_team.team_sales_department", raise_if_not_found=False)
    empty = {name: False for name in NO_DEFAULTS if name in model._fields}
    for number, some in enumerate(chunks(planned_orders, BATCH)):
        random = Random(f"{SEED}/hours/{first + number}")
        model.create(
            [
                {
                    **empty,
                    **order_values(order, company, buyers, pricelists),
                    # numbered here: the sequence would be asked for each order
                    "name": f"LX{order.day:%y}-{first + number * BATCH + position:05}",
                    "date_order": working_hour(order.day, random),
                    "team_id": team and team.id,
                    "order_line": [
                        Command.create(line_values(line, order, company, products))
                        for line in order.lines
                    ],
                }
                for position, order in enumerate(some, 1)
            ]
        )
        env.flush_all()
        env.invalidate_all()


def chunks(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]


def order_values(order, company, buyers, pricelists):
    partner = buyers.partner(order)
    pricelist = pricelists.get(order.currency)
    return {
        "company_id": company.id,
        "partner_id": partner.id,
        "partner_invoice_id": partner.commercial_partner_id.id,
        "partner_shipping_id": partner.id,
        "state": order.state,
        "user_id": buyers.salesperson(order).id,
        "pricelist_id": pricelist and pricelist.id,
        "validity_date": False,
    }


def line_values(line, order, company, products):
    product, quantity, discount = line
    return {
        "product_id": products[product.code].id,
        "name": product.name,
        "product_uom_qty": quantity,
        "price_unit": price(product, order.currency, company, order.day),
        "discount": discount,
        "tax_ids": [Command.clear()],
        "analytic_distribution": False,
    }


def price(product, code, company, day):
    """The dollar price in that currency ("" = the company's own)."""
    own = company.currency_id.name
    amount = product.price * UNITS_PER_DOLLAR.get(own, 1.0)
    if code and code != own:
        amount *= rate_on(code, own, day)
    return round(amount, 2)


def working_hour(day, random):
    """Some time between eight and four o'clock, UTC."""
    return datetime.combine(day, time(8)) + timedelta(minutes=random.randrange(480))


def create_leads(env, company, plan, buyers):
    """Leads and opportunities on every fourth customer, in all stages."""
    stages = env["crm.stage"].search([])
    random = Random(f"{SEED}/leads")
    customers = plan.customers[::4]
    env["crm.lead"].create(
        [
            {
                "name": name,
                "type": "lead" if number % 5 == 0 else "opportunity",
                "partner_id": buyers.customers[customer.reference].id,
                "user_id": buyers.customers[customer.reference].user_id.id,
                "company_id": company.id,
                "stage_id": stage.id,
                "expected_revenue": random.randrange(5, 200) * 1000,
            }
            for number, (customer, name, stage) in enumerate(
                zip(customers, cycle(LEADS), cycle(stages))
            )
        ]
    )
