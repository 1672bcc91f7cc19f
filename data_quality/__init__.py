"""How good the data about customers is, as plain functions that return SQL.

:mod:`.completeness` says how much is known of a customer. Suspected duplicates are found in three
steps: :mod:`.comparable` forms of what identifies a customer, pairs that share one
(:mod:`.duplicates`), and what is kept of them (:mod:`.suspected_pairs`).
"""
