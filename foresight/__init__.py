"""What forecasts need from the orders, and what follows from them, set-based, in SQL; no ORM.

The mathematics is :mod:`..forecast`.
"""
