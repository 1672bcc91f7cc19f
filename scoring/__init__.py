"""What is computed: from orders to tiers, as plain functions.

Nothing here knows an ORM model. A function takes values and returns either a value or
an :class:`odoo.tools.SQL`; :mod:`.flow` runs them in their order. Read them in that order::

    dimensions, rules ─▶ purchases ─▶ metrics ─▶ cut_points ─▶ scores ─▶ settle ─▶ publish

Taking a run back is :mod:`.rollback`. Beside that flow stand :mod:`.history` (who was where on a
day), :mod:`.completeness` (how much is known of a customer) and :mod:`.duplicates`
(comparable ─▶ duplicates ─▶ suspected_pairs).
Questions about one customer are answered by :mod:`.judge` and :mod:`.what_if`.
"""
