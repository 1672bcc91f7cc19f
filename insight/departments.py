"""Who orders for a customer: its departments, and everyone in them."""

from odoo.tools import SQL


def members(customer_id):
    """SQL of the customer and everyone below it: ``(id, parent_id, is_department)``."""
    return SQL(
        """
        SELECT id, parent_id, COALESCE(is_department, FALSE)
          FROM res_partner
         WHERE commercial_partner_id = %s
      ORDER BY id
        """,
        customer_id,
    )


class Departments:
    """Which department each contact of a customer belongs to.

    That is the nearest one at or above it; without any, the contact directly below the customer:
    a buyer of the house stands for himself. The customer itself belongs to none (None).

    >>> house = Departments(1, [(1, None, False), (2, 1, True), (3, 2, True), (4, 3, False),
    ...                         (5, 1, False), (6, 5, False)])
    >>> [house.of(contact) for contact in range(1, 7)]
    [None, 2, 3, 3, 5, 5]
    >>> sorted(house.below(2)), sorted(house.below(5))
    ([2, 3, 4], [5, 6])
    """

    def __init__(self, customer_id, rows):
        self.customer_id = customer_id
        self.contact_ids = tuple(contact_id for contact_id, *_ in rows)
        self._parents = {contact_id: parent_id for contact_id, parent_id, _ in rows}
        self._marked = {contact_id for contact_id, _, marked in rows if marked}

    def _line(self, contact_id):
        """The contact and those above it, without the customer; empty for a stranger."""
        line = []
        while contact_id in self._parents and contact_id != self.customer_id:
            line.append(contact_id)
            contact_id = self._parents[contact_id]
        return line if contact_id == self.customer_id else []

    def of(self, contact_id):
        line = self._line(contact_id)
        marked = [member for member in line if member in self._marked]
        return (marked or line[-1:] or [None])[0]

    def below(self, department_id):
        """The contacts of a department, and of those within it."""
        return {
            contact_id
            for contact_id in self.contact_ids
            if department_id in self._line(contact_id)
        }
