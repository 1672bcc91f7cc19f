"""The whole demo as plain data: customers, orders and invoices of both companies.

`make_plan(today)` gives the same plan for the same day, on any machine.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from . import behaviours as buying
from . import places
from .facts import Facts, make_facts, make_referrals, make_twins
from .needs import departments_for, make_needs

SEED = "customer tier demo"
BUYERS = {"Procurement", "设备科"}  # departments that buy for the others
COMPLAINING = 3  # customers who sent goods back lately
EURO_COUNTRIES = {"DE", "FR", "IT", "ES", "NL", "BE", "IE"}


@dataclass
class Contact:
    """A department, a unit below it, or somebody who orders there."""

    name: str
    parent: int | None = None  # position of its department in the same list
    is_person: bool = False


@dataclass
class Customer:
    reference: str
    name: str
    kind: str
    city: str
    country: str
    facts: Facts = field(default_factory=Facts)
    contacts: list = field(default_factory=list)


@dataclass
class Order:
    customer: Customer
    day: date
    lines: list  # [(product, quantity, discount in percent)]
    buyer: int | None = None  # position in the customer's contacts; None: itself
    state: str = "sale"
    currency: str = ""  # empty: the company's own


@dataclass
class Invoice:
    customer: Customer
    day: date
    lines: list
    buyer: int | None = None
    credited: float = 0.0  # share given back by a credit note; 1 = reversed


@dataclass
class Plan:
    today: date
    customers: list  # of the main company
    subsidiary_customers: list
    shared: list  # buy from both
    orders: list
    invoices: list
    referrals: list  # [(customer, who brought it)]
    twins: list  # customers entered twice


def make_plan(today):
    customers = make_customers(places.PLACES, places.NAMES, "LX")
    chinese = make_customers(places.CHINESE_PLACES, places.CHINESE_NAMES, "LS")
    for customer in customers + chinese:
        customer.facts = make_facts(customer, today)
    shared = [customer for customer in chinese if customer.kind == "dealer"][:5]
    orders = make_orders(customers, today) + make_shared_orders(shared, today)
    return Plan(
        today=today,
        customers=customers,
        subsidiary_customers=chinese,
        shared=shared,
        orders=orders + make_complaints(orders, today),
        invoices=make_invoices(chinese, today),
        referrals=make_referrals(customers + chinese),
        twins=make_twins(customers, chinese),
    )


def make_customers(towns, names, prefix):
    """Three institutions a town; hospitals get departments and people in them."""
    customers = []
    for place_number, place in enumerate(towns):
        for position in range(3):
            kind = places.KINDS[place_number % len(places.KINDS)][position]
            # the same kind twice in one town: take the next name for the second
            choice = (place_number + position) % len(names[kind])
            stem = place.city + place.stem if place.country == "CN" else place.stem
            customer = Customer(
                reference=f"{prefix}-{len(customers) + 1:04}",
                name=names[kind][choice].format(stem),
                kind=kind,
                city=place.city,
                country=place.country,
            )
            customer.contacts = make_contacts(customer)
            customers.append(customer)
    return customers


def make_contacts(customer):
    """Departments (with units two deep) in hospitals, one buyer elsewhere."""
    random = Random(f"{SEED}/contacts/{customer.reference}")
    chinese = customer.country == "CN"
    if customer.kind != "hospital":
        name = "采购经理" if chinese else "Purchasing Manager"
        return [Contact(name, is_person=True)]
    known = places.CHINESE_DEPARTMENTS if chinese else places.DEPARTMENTS
    contacts = []
    for department, unit, person in random.sample(known, random.randint(1, 3)):
        parent = len(contacts)
        contacts.append(Contact(department))
        if unit:
            contacts.append(Contact(unit, parent=parent))
        contacts.append(Contact(person, parent=len(contacts) - 1, is_person=True))
    return contacts


def assign(customers, kinds_of_buying, seed):
    """[(customer, behaviour)]: the biggest buyers are hospitals and dealers."""
    random = Random(f"{SEED}/{seed}")
    wanted = [item for item in kinds_of_buying for _each in range(item.count)]
    if len(wanted) != len(customers):
        raise ValueError(f"{len(wanted)} behaviours for {len(customers)} customers")
    rest = random.sample(customers, len(customers))
    assigned = []
    for behaviour in wanted:
        big = behaviour.size[0] > 5
        customer = next(
            item for item in rest if not big or item.kind in ("hospital", "dealer")
        )
        rest.remove(customer)
        assigned.append((customer, behaviour))
    return assigned


def make_orders(customers, today):
    orders = []
    for customer, behaviour in assign(customers, buying.BEHAVIOURS, "orders"):
        random = Random(f"{SEED}/orders/{customer.reference}")
        size = random.uniform(*behaviour.size)
        currency = "EUR" if customer.country in EURO_COUNTRIES else ""
        for day, lines in baskets(customer, behaviour, size, today, random):
            orders.append(
                Order(
                    customer=customer,
                    day=day,
                    lines=lines,
                    buyer=pick_buyer(customer, lines, random),
                    currency=currency,
                )
            )
            orders += make_return(orders[-1], today, random)
        orders += make_unconfirmed(customer, behaviour, currency, today, random)
    return orders


def baskets(customer, behaviour, size, today, random):
    """[(day, lines)] of a customer, the oldest first."""
    needs = make_needs(customer, today)
    days = buying.purchase_days(behaviour, today, random)
    lately = today - timedelta(buying.SHRINK_DAYS)
    found = []
    for number, day in enumerate(reversed(days)):
        taken = size * behaviour.shrinks if day > lately else size
        found.append((day, buying.basket(behaviour, needs, number, taken, day, random)))
    return found


def make_shared_orders(shared, today):
    """Dealers of the subsidiary who import from the main company too, in yuan."""
    growing = next(item for item in buying.BEHAVIOURS if item.name == "growing")
    orders = []
    for customer in shared:
        random = Random(f"{SEED}/import/{customer.reference}")
        for day, lines in baskets(customer, growing, 4, today, random):
            orders.append(Order(customer, day, lines, currency="CNY"))
    return orders


def pick_buyer(customer, lines, random):
    """What one department needs it often orders itself, or somebody in it does."""
    if not customer.contacts or random.random() < 0.25:
        return None
    wanting = departments_for(customer, lines)
    positions = range(len(customer.contacts))
    if wanting:
        department = random.choice(wanting)
        positions = [i for i in positions if top(customer, i) == department]
    elif customer.kind == "hospital":
        # of several departments: whoever buys for the house, or the house itself
        positions = [
            i for i in positions if customer.contacts[top(customer, i)].name in BUYERS
        ]
    return random.choice(positions) if positions else None


def top(customer, position):
    """The department at the top that a contact belongs to."""
    while customer.contacts[position].parent is not None:
        position = customer.contacts[position].parent
    return position


def make_return(order, today, random):
    """Now and then part of the first line comes back three weeks later."""
    day = order.day + timedelta(21)
    if random.random() > 0.02 or day > today:
        return []
    product, quantity, discount = order.lines[0]
    lines = [(product, -max(1, quantity // 2), discount)]
    return [Order(order.customer, day, lines, order.buyer, currency=order.currency)]


def make_complaints(orders, today):
    """A few who buy much have sent back half of what they bought last, twice."""
    recent = {}
    for order in orders:
        if order.state == "sale" and 10 < (today - order.day).days < 80:
            recent.setdefault(order.customer.reference, []).append(order)
    sent_back = []
    for some in [some for some in recent.values() if len(some) > 2][:COMPLAINING]:
        for order in some[:2]:
            lines = [
                (product, -max(1, quantity // 2), discount)
                for product, quantity, discount in order.lines
                if not product.is_service and not product.is_device
            ]
            day = order.day + timedelta(9)
            sent_back.append(
                Order(order.customer, day, lines, order.buyer, currency=order.currency)
            )
    return sent_back


def make_unconfirmed(customer, behaviour, currency, today, random):
    """Quotations of the last weeks, and orders that were cancelled."""
    orders = []
    chances = (("draft", 0.25, 25), ("sent", 0.3, 40), ("cancel", 0.35, 700))
    for state, chance, days in chances:
        # those who never bought were asked more often
        if random.random() < chance * (1 if behaviour.last else 3):
            day = buying.before_weekend(today - timedelta(random.randint(1, days)))
            needs = make_needs(customer, today)
            lines = buying.basket(behaviour, needs, 0, 2, day, random)
            orders.append(
                Order(customer, day, lines, state=state, currency=currency),
            )
    return orders


def make_invoices(customers, today):
    """Some are credited in part; the first one off is reversed in full."""
    invoices = []
    assigned = assign(customers, buying.SUBSIDIARY_BEHAVIOURS, "invoices")
    for customer, behaviour in assigned:
        random = Random(f"{SEED}/invoices/{customer.reference}")
        size = random.uniform(*behaviour.size)
        for day, lines in baskets(customer, behaviour, size, today, random):
            invoice = Invoice(
                customer=customer,
                day=day,
                lines=lines,
                buyer=pick_buyer(customer, lines, random),
                credited=0.5 if random.random() < 0.05 else 0.0,
            )
            invoices.append(invoice)
    reversed_one = next(item for item in invoices if item.day < today - timedelta(30))
    reversed_one.credited = 1.0
    return invoices
