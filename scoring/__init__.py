"""What is computed: from orders to tiers, as plain functions.

Nothing here knows an ORM model. A function takes values and returns either a value or
an :class:`odoo.tools.SQL`; :mod:`.flow` runs them in their order. Read them in that order::

    dimensions, rules ─▶ purchases ─▶ metrics ─▶ cut_points ─▶ scores ─▶ settle ─▶ publish

Beside it, :mod:`.judge` and :mod:`.what_if` answer questions about one customer.
"""
