"""What is computed: from orders to tiers, as plain functions.

Nothing here knows an ORM model. A function takes values and returns either a value or
an :class:`odoo.tools.SQL`; :mod:`.flow` runs them in their order. Read them in that order::

    rules, dimensions ─▶ purchases, window ─▶ metrics, measures ─▶ cut_points ─▶ scores
      ─▶ settle ─▶ publish

Beside that flow: :mod:`.rollback` takes a run back, :mod:`.dry_run` and :mod:`.rules_diff` say what
a run would change, :mod:`.announce` finds whose salesperson is to be told, :mod:`.judge` and
:mod:`.what_if` judge a single customer in Python, and :mod:`.history` knows who was where on a day.
"""
