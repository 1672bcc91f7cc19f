from datetime import timedelta
from statistics import median

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .common import AS_OF, TierCase


class PortraitCase(TierCase):
    """Orders of several lines, of products of several categories."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.categories = cls.env["product.category"].create(
            [{"name": f"Category {letter}"} for letter in "PQRSTU"]
        )
        cls.products = cls.env["product.product"].create(
            [
                {
                    "name": f"Product {category.name}",
                    "type": "service",
                    "categ_id": category.id,
                    "taxes_id": False,
                }
                for category in cls.categories
            ]
        )

    @classmethod
    def _basket(cls, partner, days_ago, *lines, **values):
        """An order of lines ``(place of the category, amount)``; a negative one is a return."""
        return cls._order(
            partner,
            days_ago,
            0,
            order_line=[
                Command.create(
                    {
                        "product_id": cls.products[place].id,
                        "product_uom_qty": -1 if amount < 0 else 1,
                        "price_unit": abs(amount),
                        "tax_ids": [Command.clear()],
                    }
                )
                for place, amount in lines
            ],
            **values,
        )

    def _portrait(self, partner, department=None, parts=None, user=None):
        profile = self._profile(partner)
        if user:
            profile = profile.with_user(user)
        return profile.get_portrait(department.id if department else False, parts)

    def _names(self, gaps):
        return [gap["category"]["name"][-1] for gap in gaps]


class Document:
    """An order or invoice as the oracle sees it.

    :ivar lines: ``(category id, amount, does it say that something was bought)``
    """

    def __init__(self, partner, day, amount, is_purchase, lines):
        self.partner = partner
        self.customer = partner.commercial_partner_id
        self.day = day
        self.amount = amount
        self.is_purchase = is_purchase
        self.lines = lines


class Oracle:
    """The rules of the portrait once more, slow and obvious, over all documents."""

    def __init__(self, documents, window_days=365, today=AS_OF):
        self.documents = documents
        self.window_days = window_days
        self.today = today

    def _of(self, customer, begin=None, end=None):
        """Documents of a customer from ``begin`` to before ``end`` days ago."""
        for document in self.documents:
            age = (self.today - document.day).days
            if document.customer == customer and (begin is None or end <= age < begin):
                yield document

    def _in_window(self, customer, number=0):
        return self._of(
            customer, (number + 1) * self.window_days, number * self.window_days
        )

    def months(self, customer):
        """``(this year, last year)``, twelve amounts each."""
        first = self.today.replace(day=1) - relativedelta(months=11)
        years = []
        for shift in (0, 1):
            today = self.today - relativedelta(years=shift)
            year = []
            for month in range(12):
                start = first + relativedelta(months=month, years=-shift)
                end = start + relativedelta(months=1) - timedelta(1)
                year.append(
                    sum(
                        document.amount
                        for document in self._of(customer)
                        if start <= document.day <= min(end, today)
                    )
                )
            years.append(year)
        return years

    def amounts(self, customer, number=0):
        """Category id to its amount in the window, or in an earlier one."""
        found = {}
        for document in self._in_window(customer, number):
            for category, amount, _counts in document.lines:
                found[category] = found.get(category, 0) + amount
        return found

    def bought(self, customer, number=0, partners=None):
        return {
            category
            for document in self._in_window(customer, number)
            if document.is_purchase
            and (partners is None or document.partner in partners)
            for category, _amount, counts in document.lines
            if counts
        }

    def rhythm(self, customer):
        days = sorted(
            {d.day for d in self._of(customer) if d.is_purchase}, reverse=True
        )
        gaps = [(b - a).days for b, a in zip(days, days[1:], strict=False)][:12]
        return max(round(median(gaps)), 1) if len(gaps) > 1 else False

    def nearest(self, profile, others, number):
        """The customers nearest in revenue, of those given."""
        own = profile.monetary
        above = sorted(
            (p for p in others if p.monetary >= own),
            key=lambda p: (p.monetary, p.partner_id.id),
        )
        below = sorted(
            (p for p in others if p.monetary < own),
            key=lambda p: (-p.monetary, -p.partner_id.id),
        )
        ranked = [
            *(
                (round(p.monetary - own, 2), 0, place, p)
                for place, p in enumerate(above)
            ),
            *(
                (round(own - p.monetary, 2), 1, place, p)
                for place, p in enumerate(below)
            ),
        ]
        ranked.sort(key=lambda entry: entry[:3])
        return [p.partner_id for *_rank, p in ranked[:number]]

    def suggestions(self, customer, peers, least):
        """Category id to ``(buyers, median of what they spend on it)``."""
        found = {}
        for peer in peers:
            spent = {}
            for document in self._in_window(peer):
                for category, amount, counts in document.lines:
                    if counts and document.is_purchase:
                        spent[category] = spent.get(category, 0) + amount
            for category, amount in spent.items():
                found.setdefault(category, []).append(amount)
        own = self.bought(customer)
        return {
            category: (len(amounts), median(amounts))
            for category, amounts in found.items()
            if category not in own and len(amounts) >= least * len(peers)
        }
