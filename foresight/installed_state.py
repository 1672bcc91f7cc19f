"""What becomes of installed items as time goes by: renewal, consumables, what replaced them."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL


@dataclass(frozen=True)
class Ageing:
    """How a company judges its installed base, and as of when.

    :ivar failure_months: failures of so many months count
    :ivar failure_weight: by so many months each of them brings the renewal forward
    :ivar consumable_months: who bought none for so long uses none of ours
    :ivar warranty_days, renewal_days: how long before the day the salesperson is asked to act
    """

    company_id: int
    as_of: date
    failure_months: int
    failure_weight: int
    consumable_months: int
    warranty_days: int
    renewal_days: int


def follow_customers(ageing):
    """Items go with their customer when it becomes part of another one."""
    return SQL(
        """
        UPDATE customer_installed_item AS item
           SET partner_id = partner.commercial_partner_id
          FROM res_partner AS partner
         WHERE partner.id = item.partner_id
           AND item.company_id = %s
           AND partner.commercial_partner_id <> item.partner_id
        """,
        ageing.company_id,
    )


def renew(ageing):
    """Renewal: installation and service life, less ``failure_weight`` months for each failure.

    Failures of the last ``failure_months`` months only; never before the day of installation.
    An item's own service life counts before that of its product.
    """
    return SQL(
        """
        UPDATE customer_installed_item AS item
           SET failure_count = told.failures, renewal_date = told.renewal_date
          FROM (
                SELECT item.id,
                       COALESCE(failed.failures, 0) AS failures,
                       CASE WHEN life.months > 0 THEN GREATEST(item.installed_on, (
                           item.installed_on + MAKE_INTERVAL(
                               months => life.months
                                   - COALESCE(failed.failures, 0) * %(weight)s
                           ))::date)
                       END AS renewal_date
                  FROM customer_installed_item AS item
             LEFT JOIN product_product AS product ON product.id = item.product_id
             LEFT JOIN product_template AS template ON template.id = product.product_tmpl_id
            CROSS JOIN LATERAL (
                        SELECT COALESCE(
                            NULLIF(item.service_life_months, 0), template.service_life_months
                        ) AS months
                       ) AS life
             LEFT JOIN (
                        SELECT failure.item_id, COUNT(*)::integer AS failures
                          FROM customer_installed_failure AS failure
                         WHERE failure.active
                           AND failure.date <= %(as_of)s
                           AND failure.date > (
                                %(as_of)s::date - MAKE_INTERVAL(months => %(months)s)
                               )::date
                      GROUP BY failure.item_id
                       ) AS failed ON failed.item_id = item.id
                 WHERE item.company_id = %(company_id)s
               ) AS told
         WHERE item.id = told.id
           AND (COALESCE(item.failure_count, 0), item.renewal_date)
               IS DISTINCT FROM (told.failures, told.renewal_date)
        """,
        weight=ageing.failure_weight,
        as_of=ageing.as_of,
        months=ageing.failure_months,
        company_id=ageing.company_id,
    )


def _needed():
    """Rows ``(template_id, consumable_id)``: of the product, and of the categories it is in."""
    return SQL(
        """
        SELECT template_id, consumable_id FROM product_template_consumable_rel
         UNION
        SELECT template.id, needed.consumable_id
          FROM product_category_consumable_rel AS needed
          JOIN product_category AS category
            ON category.parent_path LIKE '%%/' || needed.category_id || '/%%'
            OR category.parent_path LIKE needed.category_id || '/%%'
          JOIN product_template AS template ON template.categ_id = category.id
        """
    )


def check_consumables(ageing):
    """Who has a device and bought none of its consumables lately gets them somewhere else.

    ``none`` needed, ``buys``, too ``early`` to tell (the device is newer than the time looked at),
    ``elsewhere``. Confirmed orders of the whole customer count, and posted invoices.
    """
    return SQL(
        """
        WITH needed AS (%(needed)s),
        bought AS (
            SELECT DISTINCT partner.commercial_partner_id AS customer_id, bought.template_id
              FROM (%(purchases)s) AS bought
              JOIN res_partner AS partner ON partner.id = bought.partner_id
        ),
        told AS (
            SELECT item.id,
                   CASE WHEN item.state <> 'in_use' OR needs.template_id IS NULL THEN 'none'
                        WHEN EXISTS (
                            SELECT
                              FROM needed
                              JOIN bought ON bought.template_id = needed.consumable_id
                             WHERE needed.template_id = needs.template_id
                               AND bought.customer_id = item.partner_id
                        ) THEN 'buys'
                        WHEN item.installed_on > %(since)s THEN 'early'
                        ELSE 'elsewhere'
                    END AS consumables
              FROM customer_installed_item AS item
         LEFT JOIN product_product AS product ON product.id = item.product_id
         LEFT JOIN (SELECT DISTINCT template_id FROM needed) AS needs
                ON needs.template_id = product.product_tmpl_id
             WHERE item.company_id = %(company_id)s
        )
        UPDATE customer_installed_item AS item
           SET consumables = told.consumables
          FROM told
         WHERE told.id = item.id AND item.consumables IS DISTINCT FROM told.consumables
        """,
        needed=_needed(),
        purchases=_purchases(ageing),
        since=_since(ageing),
        company_id=ageing.company_id,
    )


def _since(ageing):
    return SQL(
        "(%s::date - MAKE_INTERVAL(months => %s))::date",
        ageing.as_of,
        ageing.consumable_months,
    )


def _purchases(ageing):
    """Rows ``(partner_id, template_id)`` of consumables bought in the time looked at."""
    return SQL(
        """
        SELECT sale.partner_id, product.product_tmpl_id AS template_id
          FROM (SELECT DISTINCT consumable_id FROM needed) AS wanted
          JOIN product_product AS product ON product.product_tmpl_id = wanted.consumable_id
          JOIN sale_order_line AS line
            ON line.product_id = product.id AND line.product_uom_qty > 0
          JOIN sale_order AS sale
            ON sale.id = line.order_id
           AND sale.company_id = %(company_id)s
           AND sale.state = 'sale'
           AND sale.date_order >= %(since)s::date + 1
           AND sale.date_order < %(as_of)s::date + 1
     UNION ALL
        SELECT move.partner_id, product.product_tmpl_id
          FROM (SELECT DISTINCT consumable_id FROM needed) AS wanted
          JOIN product_product AS product ON product.product_tmpl_id = wanted.consumable_id
          JOIN account_move_line AS line
            ON line.product_id = product.id AND line.quantity > 0
          JOIN account_move AS move
            ON move.id = line.move_id
           AND move.company_id = %(company_id)s
           AND move.state = 'posted'
           AND move.move_type = 'out_invoice'
           AND move.invoice_date > %(since)s
           AND move.invoice_date <= %(as_of)s
        """,
        company_id=ageing.company_id,
        since=_since(ageing),
        as_of=ageing.as_of,
    )


def suggest_replacements(ageing):
    """A device of the same kind, or the successor, that came when one was due: does it replace it?

    Only suggested: a hospital that buys one more may keep the old one. The oldest goes with the
    first that came after it.
    """
    return SQL(
        """
        WITH pair AS (
            SELECT old.id AS old_id,
                   new.id AS new_id,
                   DENSE_RANK() OVER (
                       PARTITION BY old.partner_id, model.id ORDER BY old.installed_on, old.id
                   ) AS old_place,
                   DENSE_RANK() OVER (
                       PARTITION BY old.partner_id, model.id ORDER BY new.installed_on, new.id
                   ) AS new_place
              FROM customer_installed_item AS old
              JOIN product_product AS product ON product.id = old.product_id
              JOIN product_template AS model ON model.id = product.product_tmpl_id
              JOIN customer_installed_item AS new
                ON new.partner_id = old.partner_id
               AND new.company_id = old.company_id
               AND new.state = 'in_use'
               AND new.active
               AND new.installed_on > old.installed_on
               AND new.installed_on > COALESCE(old.kept_on, old.installed_on)
               AND new.installed_on <= %(as_of)s
               AND old.renewal_date <= new.installed_on + %(days)s
              JOIN product_product AS other
                ON other.id = new.product_id
               AND other.product_tmpl_id IN (model.id, model.successor_id)
             WHERE old.company_id = %(company_id)s
               AND old.state = 'in_use'
               AND old.active
               AND NOT EXISTS (
                    SELECT FROM customer_installed_item AS replaced
                     WHERE replaced.replaced_by_id = new.id
                   )
        ),
        told AS (
            SELECT item.id, pair.new_id
              FROM customer_installed_item AS item
         LEFT JOIN pair ON pair.old_id = item.id AND pair.old_place = pair.new_place
             WHERE item.company_id = %(company_id)s
        )
        UPDATE customer_installed_item AS item
           SET suggested_item_id = told.new_id
          FROM told
         WHERE told.id = item.id AND item.suggested_item_id IS DISTINCT FROM told.new_id
        """,
        as_of=ageing.as_of,
        days=ageing.renewal_days,
        company_id=ageing.company_id,
    )
