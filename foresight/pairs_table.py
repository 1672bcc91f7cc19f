"""From the pairs found to the table that users read: only rows that changed are written."""

from odoo.tools import SQL

KEY = ("company_id", "product_id", "other_product_id", "institution_type_id")
VALUES = (
    *("both_count", "product_count", "other_count", "customer_count"),
    *("support", "confidence", "lift", "share", "is_shown"),
)


def _names(names, *prefix):
    return SQL(", ").join(SQL.identifier(*prefix, name) for name in names)


def upsert(company_id):
    return SQL(
        """
        INSERT INTO customer_product_affinity AS kept (%(key)s, %(values)s)
        SELECT %(company_id)s, %(own_key)s, %(values)s
          FROM customer_tier_found
      ORDER BY %(own_key)s
            ON CONFLICT (%(key)s) DO UPDATE
           SET (%(values)s) = ROW(%(new)s)
         WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
        """,
        key=_names(KEY),
        own_key=_names(KEY[1:]),
        values=_names(VALUES),
        new=_names(VALUES, "excluded"),
        old=_names(VALUES, "kept"),
        company_id=company_id,
    )


def delete(company_id):
    return SQL(
        """
        DELETE FROM customer_product_affinity AS kept
         WHERE company_id = %s
           AND NOT EXISTS (
                SELECT FROM customer_tier_found AS found
                 WHERE found.product_id = kept.product_id
                   AND found.other_product_id = kept.other_product_id
                   AND COALESCE(found.institution_type_id, 0)
                       = COALESCE(kept.institution_type_id, 0)
               )
        """,
        company_id,
    )
