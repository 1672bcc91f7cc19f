"""What is sold: devices, the consumables they need, and services."""

from typing import NamedTuple


class Product(NamedTuple):
    code: str
    name: str
    category: str
    price: float  # in US dollars, before tax

    @property
    def is_device(self):
        return self.code.startswith("DEV")

    @property
    def is_service(self):
        return self.code.startswith("SER")


# US dollar = 1; the writer turns these into rates of each company's own currency
UNITS_PER_DOLLAR = {"USD": 1.0, "EUR": 0.92, "CNY": 7.15}

PRODUCTS = (
    Product("DEV-US1", "Portable ultrasound U1", "Imaging devices", 18500),
    Product("DEV-US5", "Cardiac ultrasound U5", "Imaging devices", 64000),
    Product("DEV-XR2", "Mobile X-ray X2", "Imaging devices", 92000),
    Product("DEV-HA3", "Haematology analyser H3", "Laboratory devices", 23800),
    Product("DEV-CA8", "Chemistry analyser C8", "Laboratory devices", 78000),
    Product("DEV-IA6", "Immunoassay analyser I6", "Laboratory devices", 115000),
    Product("DEV-PM4", "Patient monitor P4", "Patient care devices", 10400),
    Product("DEV-VE7", "Intensive-care ventilator V7", "Patient care devices", 31500),
    Product("DEV-AN9", "Anaesthesia station A9", "Patient care devices", 42500),
    Product("DEV-ES1", "Endoscopy tower E1", "Imaging devices", 198000),
    Product("CON-RH1", "Haematology reagent, 20 L", "Reagents", 185),
    Product("CON-RC1", "Chemistry reagent kit, 500 tests", "Reagents", 420),
    Product("CON-RI1", "Immunoassay kit, 200 tests", "Reagents", 890),
    Product("CON-QC1", "Quality-control serum, 12 vials", "Reagents", 260),
    Product("CON-TU1", "Blood collection tubes, 1,000", "Consumables", 140),
    Product("CON-GL1", "Nitrile gloves, 2,000", "Consumables", 96),
    Product("CON-GE1", "Ultrasound gel, 5 L x 4", "Consumables", 58),
    Product("CON-EL1", "ECG electrodes, 3,000", "Consumables", 210),
    Product("CON-CU1", "Blood-pressure cuffs, 50", "Consumables", 330),
    Product("CON-FI1", "Ventilator filters, 100", "Consumables", 275),
    Product("CON-PR1", "Convex probe", "Probes and spare parts", 4200),
    Product("CON-PR2", "Cardiac probe", "Probes and spare parts", 7600),
    Product("CON-BA1", "Monitor battery pack", "Probes and spare parts", 390),
    Product("SER-MC1", "Maintenance contract, 12 months", "Services", 5400),
    Product("SER-TR1", "On-site training day", "Services", 950),
)

PRODUCT_BY_CODE = {product.code: product for product in PRODUCTS}
DEVICES = tuple(product for product in PRODUCTS if product.is_device)
SERVICES = tuple(product for product in PRODUCTS if product.is_service)
CONSUMABLES = tuple(
    product for product in PRODUCTS if not product.is_device and not product.is_service
)
