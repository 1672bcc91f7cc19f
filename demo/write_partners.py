"""The customers of a plan as contacts, with their departments and people."""

from odoo.fields import Command

from .places import TAGS
from .write_facts import department_values, fact_values

WEST = {
    *("DE", "FR", "IT", "ES", "NL", "BE", "PL", "SE", "GB", "IE"),
    *("MX", "CO", "BR", "AR", "CA", "US"),
}


class Buyers:
    """Finds the partners of the plan's customers again."""

    def __init__(self):
        self.customers = {}  # reference -> partner
        self.contacts = {}  # (reference, position) -> partner

    def partner(self, planned):
        """Who placed this order or invoice: the customer itself or a contact."""
        if planned.buyer is None:
            return self.customers[planned.customer.reference]
        return self.contacts[planned.customer.reference, planned.buyer]

    def salesperson(self, planned):
        return self.customers[planned.customer.reference].user_id


def create_customers(env, customers, users):
    """One create call for the institutions, one for each level of contacts."""
    buyers = Buyers()
    tags = create_tags(env)
    countries = {
        country.code: country.id
        for country in env["res.country"].search(
            [("code", "in", [customer.country for customer in customers])]
        )
    }
    # made-up tax ids would not stand the test of a country's own rules
    partners = env["res.partner"].with_context(no_vat_validation=True)
    partners = partners.create(
        [
            {
                "name": customer.name,
                "ref": customer.reference,
                "is_company": True,
                "city": customer.city,
                "country_id": countries[customer.country],
                "email": f"info@{customer.reference.lower()}.example.com",
                "category_id": [Command.link(tags[customer.kind].id)],
                "user_id": users[salesperson_login(customer)].id,
                **fact_values(env, customer.facts),
            }
            for customer in customers
        ]
    )
    for customer, partner in zip(customers, partners, strict=True):
        buyers.customers[customer.reference] = partner
    create_contacts(env, customers, buyers)
    return buyers


def create_tags(env):
    """{kind: tag}; a tag that is already there is used again."""
    tags = {}
    for kind, name in TAGS.items():
        tag = env["res.partner.category"].search([("name", "=", name)], limit=1)
        tags[kind] = tag or tag.create({"name": name, "color": len(tags) + 1})
    return tags


def salesperson_login(customer):
    """The manager keeps the dealers of the west; the reps share the world."""
    if customer.country in WEST:
        return "manager" if customer.kind == "dealer" else "rep1"
    # the reps have both something of the subsidiary's customers
    return "rep1" if customer.city in ("苏州", "上海", "南京") else "rep2"


def create_contacts(env, customers, buyers):
    """Departments first, then the units in them, then the people in those."""
    waiting = [
        (customer.reference, position, contact)
        for customer in customers
        for position, contact in enumerate(customer.contacts)
    ]
    while waiting:
        ready = [
            item
            for item in waiting
            if item[2].parent is None or (item[0], item[2].parent) in buyers.contacts
        ]
        partners = env["res.partner"].create(
            [
                contact_values(*item, buyers) | department_values(env, item[2])
                for item in ready
            ]
        )
        for (reference, position, _contact), partner in zip(
            ready, partners, strict=True
        ):
            buyers.contacts[reference, position] = partner
        waiting = [item for item in waiting if item[:2] not in buyers.contacts]


def contact_values(reference, position, contact, buyers):
    parent = buyers.contacts.get((reference, contact.parent))
    mailbox = f"contact{position + 1}@{reference.lower()}.example.com"
    return {
        "name": contact.name,
        "parent_id": (parent or buyers.customers[reference]).id,
        "type": "contact" if contact.is_person else "other",
        "function": contact.name if contact.is_person else False,
        "email": mailbox if contact.is_person else False,
        "user_id": buyers.customers[reference].user_id.id,
    }
