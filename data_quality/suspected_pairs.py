"""What is kept of a search for duplicates: the table of suspected pairs, as SQL."""

from odoo.tools import SQL

PAIRS = SQL.identifier("customer_tier_suspected_pair")


def update_pairs(now, user_id):
    """Write the signs that changed. What somebody dismissed stays dismissed."""
    return SQL(
        """
        INSERT INTO customer_tier_duplicate AS known (
            partner_id, other_id, same_tax_id, same_phone, same_email_domain, similar_name,
            similarity, strength, state, create_uid, create_date, write_uid, write_date
        )
        SELECT partner_id, other_id, same_tax_id, same_phone, same_email_domain, similar_name,
               similarity, strength, 'open', %(user_id)s, %(now)s, %(user_id)s, %(now)s
          FROM %(pairs)s
      ORDER BY partner_id, other_id
   ON CONFLICT (partner_id, other_id) DO UPDATE
           SET same_tax_id = EXCLUDED.same_tax_id,
               same_phone = EXCLUDED.same_phone,
               same_email_domain = EXCLUDED.same_email_domain,
               similar_name = EXCLUDED.similar_name,
               similarity = EXCLUDED.similarity,
               strength = EXCLUDED.strength
         WHERE (
                known.same_tax_id, known.same_phone, known.same_email_domain,
                known.similar_name, known.similarity, known.strength
               ) IS DISTINCT FROM (
                EXCLUDED.same_tax_id, EXCLUDED.same_phone, EXCLUDED.same_email_domain,
                EXCLUDED.similar_name, EXCLUDED.similarity, EXCLUDED.strength
               )
        """,
        pairs=PAIRS,
        now=now,
        user_id=user_id,
    )


def delete_pairs():
    """Forget what is no longer suspected, unless somebody looked at it and said so."""
    return SQL(
        """
        DELETE FROM customer_tier_duplicate AS known
         WHERE state = 'open'
           AND NOT EXISTS (
               SELECT 1
                 FROM %(pairs)s AS found
                WHERE found.partner_id = known.partner_id
                  AND found.other_id = known.other_id
           )
        """,
        pairs=PAIRS,
    )


def move_pairs(from_ids, to_id):
    """Before a merge: give the target the pairs of what it swallows.

    What is left over goes with the swallowed contact.
    """
    return SQL(
        """
        INSERT INTO customer_tier_duplicate AS known (
            partner_id, other_id, same_tax_id, same_phone, same_email_domain, similar_name,
            similarity, strength, state, create_uid, create_date, write_uid, write_date
        )
        SELECT DISTINCT ON (1, 2)
               LEAST(%(to_id)s, third.id), GREATEST(%(to_id)s, third.id),
               same_tax_id, same_phone, same_email_domain, similar_name,
               similarity, strength, state, create_uid, create_date, write_uid, write_date
          FROM customer_tier_duplicate AS pair
               CROSS JOIN LATERAL (
                   SELECT CASE WHEN partner_id = ANY(%(from_ids)s)
                               THEN other_id ELSE partner_id END AS id
               ) AS third
         WHERE (partner_id = ANY(%(from_ids)s) OR other_id = ANY(%(from_ids)s))
           AND third.id <> %(to_id)s
           AND third.id <> ALL(%(from_ids)s)
      ORDER BY 1, 2, state, strength
   ON CONFLICT (partner_id, other_id) DO NOTHING
        """,
        from_ids=list(from_ids),
        to_id=to_id,
    )


def drop_pairs(partner_ids):
    return SQL(
        """
        DELETE FROM customer_tier_duplicate
         WHERE partner_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s)
        """,
        ids=list(partner_ids),
    )
