"""Deliveries, serial numbers and repairs, where the apps Inventory and Repairs are installed."""

from odoo.tools import SQL

from .installed import SOLD

MOVED = SQL.identifier("customer_tier_moved")


def _local_day(instant, time_zone):
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, time_zone)


def deliveries(as_of, time_zone):
    """One row ``(day, later)`` for an order line ``line``; see :class:`.installed.Intake`."""
    return SQL(
        """
        SELECT MAX(moved.day) FILTER (WHERE moved.pieces > 0 AND moved.day <= %(as_of)s) AS day,
               COALESCE(SUM(moved.pieces) FILTER (WHERE moved.day > %(as_of)s), 0) AS later
          FROM (
                SELECT %(day)s AS day,
                       move.quantity * COALESCE(unit.factor / own.factor, 1)
                           * CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END AS pieces
                  FROM stock_move AS move
                  JOIN stock_location AS origin ON origin.id = move.location_id
                  JOIN stock_location AS target ON target.id = move.location_dest_id
             LEFT JOIN uom_uom AS unit ON unit.id = move.product_uom
             LEFT JOIN uom_uom AS own ON own.id = template.uom_id
                 WHERE move.sale_line_id = line.id
                   AND move.product_id = line.product_id
                   AND move.state = 'done'
                   AND (target.usage = 'customer') <> (origin.usage = 'customer')
                   AND (target.usage = 'customer' OR move.to_refund)
               ) AS moved
        """,
        as_of=as_of,
        day=_local_day(SQL("move.date"), time_zone),
    )


def create_moved(intake):
    """Table of rows ``(line_id, lot_id, day, is_out)``: where each serial number went last.

    Of the lines in the table that :func:`.installed.create_sold` left. A table of its own because
    it is asked about every item: as a subquery it would be looked up anew for each of them.
    """
    return SQL(
        "DROP TABLE IF EXISTS %(moved)s;"
        "CREATE TEMPORARY TABLE %(moved)s ON COMMIT DROP AS %(rows)s; ANALYZE %(moved)s",
        moved=MOVED,
        rows=_last_moves(intake),
    )


def _last_moves(intake):
    return SQL(
        """
        SELECT DISTINCT ON (sold.line_id, detail.lot_id)
               sold.line_id, detail.lot_id, %(day)s AS day, target.usage = 'customer' AS is_out
          FROM %(sold)s AS sold
          JOIN stock_move AS move ON move.sale_line_id = sold.line_id AND move.state = 'done'
          JOIN stock_move_line AS detail
            ON detail.move_id = move.id AND detail.product_id = sold.product_id
          JOIN product_product AS product ON product.id = sold.product_id
          JOIN product_template AS template
            ON template.id = product.product_tmpl_id AND template.tracking = 'serial'
          JOIN stock_location AS origin ON origin.id = move.location_id
          JOIN stock_location AS target ON target.id = move.location_dest_id
         WHERE detail.lot_id IS NOT NULL
           AND (target.usage = 'customer') <> (origin.usage = 'customer')
           AND %(day)s <= %(as_of)s
      ORDER BY sold.line_id, detail.lot_id, move.date DESC, detail.id DESC
        """,
        day=_local_day(SQL("move.date"), intake.time_zone),
        as_of=intake.as_of,
        sold=SOLD,
    )


def is_back():
    """Condition on ``item``: its serial number came back; see :func:`create_moved`.

    Not correlated, so that it is hashed once instead of looked up for each item.
    """
    return SQL(
        """(item.sale_line_id, COALESCE(item.lot_res_id, 0)) IN (
            SELECT moved.line_id, moved.lot_id FROM %s AS moved WHERE NOT moved.is_out
        )""",
        MOVED,
    )


def give_serials():
    """Units in use get the serial numbers of their line that no unit has, in order of delivery.

    Each is installed on the day that its own serial number was delivered; see
    :func:`create_moved`.
    """
    return SQL(
        """
        WITH lot AS (
            SELECT moved.line_id, moved.lot_id, moved.day,
                   ROW_NUMBER() OVER (
                       PARTITION BY moved.line_id ORDER BY moved.day, moved.lot_id
                   ) AS place
              FROM %(moved)s AS moved
             WHERE moved.is_out
               AND NOT EXISTS (
                    SELECT FROM customer_installed_item AS taken
                     WHERE taken.sale_line_id = moved.line_id
                       AND taken.lot_res_id = moved.lot_id
                       AND taken.state <> 'returned'
                   )
        ),
        bare AS (
            SELECT item.id, item.sale_line_id, template.warranty_months,
                   ROW_NUMBER() OVER (
                       PARTITION BY item.sale_line_id ORDER BY item.unit_number
                   ) AS place
              FROM customer_installed_item AS item
              JOIN %(sold)s AS sold ON sold.line_id = item.sale_line_id
              JOIN product_product AS product ON product.id = item.product_id
              JOIN product_template AS template ON template.id = product.product_tmpl_id
             WHERE item.state = 'in_use'
               AND item.quantity = 1
               AND (
                    COALESCE(item.lot_res_id, 0) = 0
                    OR %(is_back)s
                   )
        )
        UPDATE customer_installed_item AS item
           SET lot_res_id = lot.lot_id,
               serial = stock_lot.name,
               installed_on = lot.day,
               warranty_end = CASE WHEN bare.warranty_months > 0
                   THEN (lot.day + MAKE_INTERVAL(months => bare.warranty_months))::date
               END
          FROM bare
          JOIN lot ON lot.line_id = bare.sale_line_id AND lot.place = bare.place
          JOIN stock_lot ON stock_lot.id = lot.lot_id
         WHERE item.id = bare.id
        """,
        moved=MOVED,
        sold=SOLD,
        is_back=is_back(),
    )


def log_repairs(company_id, as_of, time_zone):
    """Repairs that are done are failures of the item with that serial number.

    A unit that came back and was sold again has several items: of the one that was installed last
    by the day of the repair. Without a serial number: of the customer's device of that product, if
    it had a single one in use on that day, whatever became of it since. A repair that was logged
    stays where it is, also when somebody said that it does not count.
    """
    return SQL(
        """
        WITH repaired AS (
            SELECT repair.id, repair.name, repair.lot_id, repair.product_id,
                   partner.commercial_partner_id AS customer_id,
                   %(day)s AS day
              FROM repair_order AS repair
         LEFT JOIN stock_move AS move ON move.id = repair.move_id
         LEFT JOIN res_partner AS partner ON partner.id = repair.partner_id
             WHERE repair.company_id = %(company_id)s
               AND repair.state = 'done'
               AND %(day)s <= %(as_of)s
               AND NOT EXISTS (
                    SELECT FROM customer_installed_failure AS logged
                     WHERE logged.repair_res_id = repair.id
                   )
        ),
        single AS (
            SELECT repaired.id AS repair_id, MIN(item.id) AS item_id
              FROM repaired
              JOIN customer_installed_item AS item
                ON item.partner_id = repaired.customer_id
               AND item.product_id = repaired.product_id
               AND item.company_id = %(company_id)s
               AND item.active
               AND item.installed_on <= repaired.day
               AND (item.ended_on IS NULL OR item.ended_on >= repaired.day)
             WHERE repaired.lot_id IS NULL
          GROUP BY repaired.id
            HAVING SUM(item.quantity) = 1
        ),
        by_serial AS (
            SELECT DISTINCT ON (repaired.id) repaired.id AS repair_id, item.id AS item_id
              FROM repaired
              JOIN customer_installed_item AS item
                ON item.lot_res_id = repaired.lot_id
               AND item.lot_res_id > 0
               AND item.company_id = %(company_id)s
               AND item.installed_on <= repaired.day
          ORDER BY repaired.id, item.installed_on DESC, item.id DESC
        ),
        failed AS (
            SELECT repair_id, item_id FROM by_serial
         UNION ALL
            SELECT repair_id, item_id FROM single
        )
        INSERT INTO customer_installed_failure (
            item_id, date, description, repair_res_id, active
        )
        SELECT failed.item_id, repaired.day, repaired.name, repaired.id, TRUE
          FROM failed
          JOIN repaired ON repaired.id = failed.repair_id
   ON CONFLICT (item_id, repair_res_id) WHERE repair_res_id > 0 DO NOTHING
        """,
        day=_local_day(SQL("COALESCE(move.date, repair.schedule_date)"), time_zone),
        company_id=company_id,
        as_of=as_of,
    )
