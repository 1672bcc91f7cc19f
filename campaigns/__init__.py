"""Who is in a campaign and what is due for them, set-based, in SQL; no ORM models.

What the campaign brought is :mod:`..outcome`.
"""
