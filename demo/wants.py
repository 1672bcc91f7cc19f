"""What the departments of a hospital order: each its own categories of products."""

from math import log

from .catalogue import PRODUCTS

IMAGING = {"Imaging devices", "Probes and spare parts", "Services"}
LABORATORY = {"Laboratory devices", "Reagents", "Services"}
INTENSIVE_CARE = {"Patient care devices", "Consumables"}
HEART = {"Imaging devices", "Probes and spare parts", "Consumables"}

# name of a department -> categories; the others (procurement) order anything
WANTS = {
    "Radiology": IMAGING,
    "超声科": IMAGING,
    "Central Laboratory": LABORATORY,
    "检验科": LABORATORY,
    "Intensive Care": INTENSIVE_CARE,
    "重症医学科": INTENSIVE_CARE,
    "Cardiology": HEART,
}


def for_department(lines, department):
    """The same basket out of what a department wants, for about the same money."""
    wanted = WANTS.get(department)
    if not wanted:
        return lines
    swapped = []
    for product, quantity, discount in lines:
        other = product if product.category in wanted else _nearest(product, wanted)
        same_money = max(1, round(quantity * product.price / other.price))
        swapped.append((other, same_money, discount))
    return swapped


def _nearest(product, wanted):
    """The product of these categories that costs most nearly the same."""
    choices = [other for other in PRODUCTS if other.category in wanted]
    return min(choices, key=lambda other: abs(log(other.price / product.price)))
