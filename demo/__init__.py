"""Demo data of a medical-device distributor, in two halves.

`places`, `catalogue`, `behaviours` and `plan` decide what happens: plain
deterministic Python, no database. The `write_*` modules put that plan into Odoo.
"""
