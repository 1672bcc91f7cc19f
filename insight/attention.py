"""Who needs somebody's attention today, and because of what."""

from odoo.tools import SQL

REASONS = ("is_alarming", "is_falling", "is_let_down")


def reasons(profile):
    """Conditions on an alias of ``customer_profile``; none of them is ever null.

    None depends on the row beyond its links, so that PostgreSQL looks each up in a small table,
    whatever the number of customers.

    :return: dict of REASONS to SQL: its segment calls for attention; its tier is about to fall,
        and was not fixed by hand; a promise of its tier was missed, and nobody made up for it
    """
    return {
        "is_alarming": SQL(
            """
            (%(segment)s IS NOT NULL AND %(segment)s IN (
                SELECT id FROM customer_segment WHERE calls_for_attention
            ))
            """,
            segment=SQL.identifier(profile, "segment_id"),
        ),
        "is_falling": SQL(
            """
            COALESCE(%(override)s IS NULL AND (%(held)s, %(pending)s) IN (
                SELECT held.id, pending.id
                  FROM customer_tier AS held
                  JOIN customer_tier AS pending
                    ON (pending.sequence, pending.id) > (held.sequence, held.id)
            ), FALSE)
            """,
            override=SQL.identifier(profile, "override_id"),
            held=SQL.identifier(profile, "computed_tier_id"),
            pending=SQL.identifier(profile, "pending_tier_id"),
        ),
        "is_let_down": SQL(
            """
            COALESCE((%(partner)s, %(company)s, %(tier)s) IN (
                SELECT partner_id, company_id, tier_id
                  FROM customer_tier_promise
                 WHERE state = 'missed' AND done_at IS NULL
            ), FALSE)
            """,
            partner=SQL.identifier(profile, "partner_id"),
            company=SQL.identifier(profile, "company_id"),
            tier=SQL.identifier(profile, "tier_id"),
        ),
    }


def needs_attention(profile):
    """Condition on an alias of ``customer_profile``: is there any such reason?"""
    return SQL("(%s)", SQL(" OR ").join(reasons(profile).values()))


def as_column(profile):
    """The same as a column of a query of profiles."""
    return SQL("%s AS needs_attention", needs_attention(profile))


def missed_promises(profile_ids):
    """Rows ``(profile id, kind, first due date)`` of the promises behind ``is_let_down``."""
    return SQL(
        """
        SELECT profile.id, promise.kind, MIN(promise.due_date)
          FROM customer_profile AS profile
          JOIN customer_tier_promise AS promise
            ON promise.partner_id = profile.partner_id
           AND promise.company_id = profile.company_id
           AND promise.tier_id = profile.tier_id
         WHERE profile.id = ANY(%s)
           AND promise.state = 'missed'
           AND promise.done_at IS NULL
      GROUP BY profile.id, promise.kind
      ORDER BY profile.id, promise.kind
        """,
        list(profile_ids),
    )
