"""What the departments of a hospital order: each its own categories of products."""

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
