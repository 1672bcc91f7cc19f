"""Companies, users, currencies and products of the demo."""

from datetime import timedelta
from math import sin

from odoo.fields import Command

from .catalogue import PRODUCTS, UNITS_PER_DOLLAR

MAIN_NAME = "Lanterra Medical Export"
SUBSIDIARY_NAME = "苏州澜特睿医疗器械 (Lanterra Suzhou)"
RATE_MONTHS = 40  # one rate a month, from before the first order

# login -> (name, groups)
USERS = {
    "rep1": (
        "Sales Rep Europe & Americas",
        ("customer_tier.group_user", "sales_team.group_sale_salesman"),
    ),
    "rep2": (
        "Sales Rep Asia & Africa",
        ("customer_tier.group_user", "sales_team.group_sale_salesman"),
    ),
    "manager": (
        "Sales Manager",
        (
            "customer_tier.group_manager",
            "sales_team.group_sale_manager",
            "mass_mailing.group_mass_mailing_user",
        ),
    ),
}


def create_subsidiary(env):
    """The Chinese company, which keeps its books in yuan and counts invoices."""
    yuan = env.ref("base.CNY")
    yuan.active = True
    company = env["res.company"].create(
        {"name": SUBSIDIARY_NAME, "currency_id": yuan.id},
    )
    # on the partner: a country written on the company installs its localisation
    company.partner_id.write(
        {"country_id": env.ref("base.cn").id, "city": "苏州", "tz": "Asia/Shanghai"}
    )
    # not `try_loading`: it warns while modules are being installed
    env["account.chart.template"]._load("generic_coa", company, install_demo=False)
    # the chart of accounts brought its own country's currency
    company.currency_id = yuan
    policies = env["customer.tier.policy"].search([("company_id", "=", company.id)])
    policies.purchase_source = "invoice"
    return company


def create_users(env, companies):
    """{login: user}; demo passwords equal the login."""
    env.ref("base.user_admin").company_ids = [
        Command.link(company.id) for company in companies
    ]
    users = {}
    for login, (name, groups) in USERS.items():
        user = env["res.users"].search([("login", "=", login)])
        users[login] = user or env["res.users"].create(
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@lanterra.example.com",
                "company_id": companies[0].id,
                "company_ids": [Command.set(companies.ids)],
                "group_ids": [Command.link(env.ref(group).id) for group in groups],
            }
        )
    return users


def set_rates(env, companies, today):
    """A rate a month of each currency in each company, gently up and down."""
    currencies = env["res.currency"].union(
        *(env.ref(f"base.{code}") for code in UNITS_PER_DOLLAR)
    )
    currencies.active = True
    first_days = [
        (today - timedelta(30 * month)).replace(day=1) for month in range(RATE_MONTHS)
    ]
    values = [
        {
            "name": day,
            "currency_id": currency.id,
            "company_id": company.id,
            "rate": rate_on(currency.name, company.currency_id.name, day),
        }
        for company in companies
        for currency in currencies - company.currency_id
        for day in sorted(set(first_days))
    ]
    env["res.currency.rate"].create(values)


def rate_on(code, company_code, day):
    """How many `code` one unit of the company's currency buys on that day."""
    wave = 1 + 0.04 * sin((day.year * 12 + day.month) / 5 + len(code + company_code))
    return (
        UNITS_PER_DOLLAR[code]
        / UNITS_PER_DOLLAR.get(company_code, 1.0)
        * round(wave, 4)
    )


def create_pricelists(env, company):
    """{currency code: price list} for the foreign currencies of the main company."""
    pricelists = {}
    for code, name in (("EUR", "Euro export prices"), ("CNY", "Yuan export prices")):
        currency = env.ref(f"base.{code}")
        if currency != company.currency_id:
            pricelists[code] = env["product.pricelist"].create(
                {
                    "name": name,
                    "currency_id": currency.id,
                    "company_id": company.id,
                }
            )
    return pricelists


def create_products(env, company):
    """{product code: product}, shared by both companies."""
    names = sorted({product.category for product in PRODUCTS})
    categories = env["product.category"].create([{"name": name} for name in names])
    category_ids = dict(zip(names, categories.ids, strict=True))
    units = UNITS_PER_DOLLAR.get(company.currency_id.name, 1.0)
    records = env["product.product"].create(
        [
            {
                "name": product.name,
                "default_code": product.code,
                "categ_id": category_ids[product.category],
                "list_price": round(product.price * units, 2),
                "type": "service" if product.is_service else "consu",
                # three years of history must not wait to be invoiced
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
            }
            for product in PRODUCTS
        ]
    )
    return {record.default_code: record for record in records}
