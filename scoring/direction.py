"""Whether a change of tier is a rise or a fall: one answer for runs, history and reports."""

from odoo.tools import SQL


def direction(from_tier_id, to_tier_id, from_tier, to_tier):
    """SQL of the direction of a change of tier; tiers with a lower sequence are better.

    :param from_tier_id: SQL of the id, null for who was no customer
    :param from_tier: alias of the joined tier
    """
    return SQL(
        """
        CASE WHEN %(to_id)s IS NULL THEN 'left'
             WHEN %(from_id)s IS NULL THEN 'entered'
             WHEN %(from_id)s = %(to_id)s THEN 'same'
             WHEN (%(to)s.sequence, %(to)s.id) < (%(from)s.sequence, %(from)s.id) THEN 'up'
             ELSE 'down'
         END
        """,
        **{
            "from_id": from_tier_id,
            "to_id": to_tier_id,
            "from": SQL.identifier(from_tier),
            "to": SQL.identifier(to_tier),
        },
    )
