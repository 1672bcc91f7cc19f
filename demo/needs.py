"""What a customer uses up: its consumables, and how often each of them is ordered again."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from .catalogue import PRODUCT_BY_CODE, Product
from .wants import WANTS

SEED = "customer tier demo/needs"
KITS = {
    "haematology": ("CON-RH1", "CON-QC1", "CON-TU1"),
    "chemistry": ("CON-RC1", "CON-QC1", "CON-TU1"),
    "immunoassay": ("CON-RI1", "CON-QC1", "CON-RC1"),
    "ward": ("CON-GL1", "CON-EL1", "CON-CU1"),
    "ventilation": ("CON-FI1", "CON-GL1", "CON-BA1"),
    "ultrasound": ("CON-GE1", "CON-PR1", "CON-GL1"),
    "heart": ("CON-EL1", "CON-GE1", "CON-PR2"),
}
# kind of customer -> (how many kits, out of which)
WORK = {
    "hospital": (2, tuple(KITS)),
    "clinic": (1, ("ultrasound", "ward", "heart", "haematology")),
    "laboratory": (2, ("haematology", "chemistry", "immunoassay")),
    "dealer": (3, tuple(KITS)),
}
SPARE_PART = 300  # dollars: from there on it is ordered now and then only
EVERY = (2, 2, 3, 3, 4)  # how many orders there are from one to the next
EVERY_PART = (5, 6, 8)
HAS = 0.85  # of the products of a kit: the others are bought elsewhere
STOPS = 0.12  # of the needs after the first: bought elsewhere by now
STOPPED_DAYS = (90, 330)


class Need(NamedTuple):
    product: Product
    every: int
    quantity: float  # at a time, of a small clinic
    until: date | None  # bought elsewhere since


def make_needs(customer, today):
    """The same for the same customer and day; the first is part of every order."""
    random = Random(f"{SEED}/{customer.reference}")
    count, kits = WORK[customer.kind]
    codes = [code for kit in random.sample(kits, count) for code in KITS[kit]]
    products = [
        PRODUCT_BY_CODE[code]
        for code in dict.fromkeys(codes)  # each once, in that order
        if random.random() < HAS
    ]
    products.sort(key=lambda product: product.price >= SPARE_PART)
    return [
        _need(product, is_first=not number, today=today, random=random)
        for number, product in enumerate(products or [PRODUCT_BY_CODE["CON-GL1"]])
    ]


def _need(product, is_first, today, random):
    every = random.choice(EVERY if product.price < 1000 else EVERY_PART)
    stops = random.random() < STOPS and product.price < 1000
    ago = timedelta(random.randint(*STOPPED_DAYS))
    return Need(
        product,
        every=1 if is_first else every,
        quantity=random.uniform(0.6, 2.2),
        until=today - ago if stops and not is_first else None,
    )


def due(needs, number, day):
    """What the customer needs on the day of its order of that number."""
    return [
        need
        for position, need in enumerate(needs)
        if (number + position) % need.every == 0
        and (need.until is None or day <= need.until)
    ]


def departments_for(customer, lines):
    """Positions of the customer's departments that want all of this."""
    categories = {product.category for product, *_rest in lines}
    return [
        position
        for position, contact in enumerate(customer.contacts)
        if contact.parent is None and categories <= WANTS.get(contact.name, set())
    ]
