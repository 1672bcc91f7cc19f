"""Units that came back, and those that were delivered once more.

All of it goes by the table that :func:`.installed.create_sold` left.
"""

from odoo.tools import SQL

from .installed import SOLD


def resize_bulk(intake):
    """Items that stand for many units have as many as are with the customer."""
    return SQL(
        """
        UPDATE customer_installed_item AS item
           SET quantity = sold.units, write_uid = %(user_id)s, write_date = %(now)s
          FROM %(sold)s AS sold
         WHERE item.sale_line_id = sold.line_id
           AND sold.is_bulk
           AND item.quantity > 1
           AND sold.units > 0
           AND item.quantity <> sold.units
        """,
        user_id=intake.user_id,
        now=intake.now,
        sold=SOLD,
    )


def take_back_orphans(intake):
    """Units in use whose order line is no more are returned.

    Odoo deletes only lines of orders that are cancelled, or drafts again. What is sold with a new
    line makes items of its own.
    """
    return SQL(
        """
        UPDATE customer_installed_item
           SET state = 'returned', returned_automatically = TRUE, ended_on = %(as_of)s,
               write_uid = %(user_id)s, write_date = %(now)s
         WHERE company_id = %(company_id)s
           AND unit_number > 0
           AND sale_line_id IS NULL
           AND state = 'in_use'
        """,
        as_of=intake.as_of,
        user_id=intake.user_id,
        now=intake.now,
        company_id=intake.company_id,
    )


def take_back(intake, is_back=None):
    """Units in use beyond what was sold are returned: those that came back, then the last ones.

    :param SQL is_back: condition on ``item``: its serial number is known to have come back
    """
    return SQL(
        """
        UPDATE customer_installed_item AS item
           SET state = 'returned', returned_automatically = TRUE, ended_on = %(as_of)s,
               write_uid = %(user_id)s, write_date = %(now)s
          FROM (
                SELECT item.id,
                       sold.live - CASE WHEN sold.is_bulk THEN LEAST(sold.units, 1)
                                        ELSE sold.units END AS excess,
                       ROW_NUMBER() OVER (
                           PARTITION BY item.sale_line_id
                               ORDER BY %(is_back)s DESC, item.unit_number DESC
                       ) AS place
                  FROM customer_installed_item AS item
                  JOIN %(sold)s AS sold ON sold.line_id = item.sale_line_id
                 WHERE item.state = 'in_use'
               ) AS had
         WHERE item.id = had.id AND had.place <= had.excess
        """,
        as_of=intake.as_of,
        user_id=intake.user_id,
        now=intake.now,
        is_back=is_back or SQL("FALSE"),
        sold=SOLD,
    )


def give_again(intake):
    """Units that were taken back like that and have been delivered once more are in use again."""
    return SQL(
        """
        UPDATE customer_installed_item AS item
           SET state = 'in_use', returned_automatically = FALSE, ended_on = NULL,
               write_uid = %(user_id)s, write_date = %(now)s
          FROM (
                SELECT item.id,
                       CASE WHEN sold.is_bulk THEN LEAST(sold.units, 1) ELSE sold.units END
                       - sold.live AS missing,
                       ROW_NUMBER() OVER (
                           PARTITION BY item.sale_line_id ORDER BY item.unit_number
                       ) AS place
                  FROM customer_installed_item AS item
                  JOIN %(sold)s AS sold ON sold.line_id = item.sale_line_id
                 WHERE item.state = 'returned' AND item.returned_automatically
               ) AS had
         WHERE item.id = had.id AND had.place <= had.missing
        """,
        user_id=intake.user_id,
        now=intake.now,
        sold=SOLD,
    )
