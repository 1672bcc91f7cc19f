"""What the tiers promise, and whether it was kept: plain functions that return SQL.

Nothing here knows the time: days and instants are arguments, as in :mod:`..scoring`.
"""
