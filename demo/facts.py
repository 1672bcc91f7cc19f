"""Who the demo's customers are: type, grade, beds, influence, and what nobody filled in."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

SEED = "customer tier demo/facts"

# kind -> [(type, how often, grades in China, beds)]
INSTITUTIONS = {
    "hospital": (
        ("tertiary", 4, ("3s", "3a", "3a", "3b"), (800, 2600)),
        ("secondary", 4, ("2a", "2a", "2b"), (200, 700)),
        ("specialist", 2, ("3b", "2a"), (80, 400)),
        ("primary", 2, ("1a", "1b"), (20, 90)),
    ),
    "clinic": (("clinic", 5, (), None), ("checkup", 1, (), None)),
    "laboratory": (("laboratory", 5, (), None), ("research", 1, (), None)),
    "dealer": (("dealer", 1, (), None),),
}
# name of a department or unit -> codes of what it does
SPECIALITIES = {
    "Radiology": ("radiology",),
    "Ultrasound Unit": ("ultrasound",),
    "Central Laboratory": ("laboratory", "pathology"),
    "Haematology": ("laboratory",),
    "Intensive Care": ("intensive_care",),
    "Cardiology": ("cardiology",),
    "Cath Lab": ("cardiology",),
    "Procurement": ("equipment",),
    "设备科": ("equipment",),
    "检验科": ("laboratory", "pathology"),
    "血液组": ("laboratory",),
    "超声科": ("ultrasound",),
    "心脏超声室": ("ultrasound", "cardiology"),
    "重症医学科": ("intensive_care",),
}


@dataclass
class Facts:
    """None or empty: nobody filled it in."""

    type: str = ""
    grade: str = ""
    beds: int = 0
    influence: str = ""
    since: object = None  # date
    phone: str = ""
    tax_id: str = ""
    street: str = ""


@dataclass
class Twin:
    """The same customer entered a second time, by somebody who did not look first."""

    customer: object
    name: str
    same_phone: bool = False
    same_domain: bool = False


def make_facts(customer, today):
    """The same for the same customer and day. One in six is hardly known."""
    random = Random(f"{SEED}/{customer.reference}")
    choices = INSTITUTIONS[customer.kind]
    [(kind, _often, grades, beds)] = random.choices(
        choices, [often for _kind, often, _grades, _beds in choices]
    )
    number = int(customer.reference[-4:])
    known = random.random()  # how well the salesperson knows the customer
    chinese = customer.country == "CN"
    grade = (random.choice(grades) if chinese else "ungraded") if grades else ""
    since = today - timedelta(random.randint(3, 15) * 365 + number)
    tax_id = f"91{number:04}00MA1{number:04}D4X" if chinese else f"X{number:06}X"
    return Facts(
        type=kind if known > 1 / 6 else "",
        grade=grade if known > 1 / 4 else "",
        beds=10 * (random.randint(*beds) // 10) if beds and known > 1 / 3 else 0,
        influence=_influence(kind, random) if known > 1 / 3 else "",
        since=since if known > 1 / 2 else None,
        phone=f"+999 555 {number:04} {ord(customer.reference[1]) % 10}00"
        if known > 1 / 8
        else "",
        tax_id=tax_id if known > 1 / 2 else "",
        street=(f"人民路{number}号" if chinese else f"{number} Garden Road")
        if known > 1 / 4
        else "",
    )


def _influence(kind, random):
    best = {"tertiary": 5, "specialist": 4, "research": 4, "secondary": 3}.get(kind, 2)
    return str(random.randint(max(1, best - 2), best))


def make_referrals(customers):
    """[(customer, who brought it)]: now and then an older customer of the same country."""
    random = Random(f"{SEED}/referrals")
    referrals = []
    for position, customer in enumerate(customers):
        older = [c for c in customers[:position] if c.country == customer.country]
        if older and random.random() < 0.15:
            referrals.append((customer, random.choice(older)))
    return referrals


def make_twins(customers, chinese):
    """Suspected duplicates, three of them strong."""
    hospital = next(c for c in chinese if c.kind == "hospital")
    dealer = next(c for c in chinese if c.kind == "dealer")
    clinic = next(c for c in customers if c.kind == "clinic")
    laboratory = next(c for c in customers if c.kind == "laboratory")
    return [
        Twin(hospital, f"{hospital.name}（设备科）", same_phone=True),
        Twin(dealer, f"{dealer.name}（旧）", same_domain=True),
        Twin(clinic, f"{clinic.name} Ltd.", same_domain=True),
        Twin(laboratory, f"The {laboratory.name}"),
    ]
