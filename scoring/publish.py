"""From results to what users see: only what changed is written, and every move is recorded."""

from odoo.tools import SQL

from .scores import RESULT_COLUMNS, results

CHANGE_TABLE = SQL.identifier("customer_tier_change")


def _columns(*prefix):
    """RESULT_COLUMNS as SQL, each behind an optional table name."""
    return SQL(", ").join(SQL.identifier(*prefix, name) for name in RESULT_COLUMNS)


def keep_simulation(run_id, company_id, rules):
    """Write the results of a simulation to the lines of its run."""
    return SQL(
        """
        INSERT INTO customer_tier_run_line (run_id, company_id, partner_id, %(columns)s)
        SELECT %(run_id)s, %(company_id)s, partner_id, %(columns)s
          FROM (%(results)s) AS result
        """,
        run_id=run_id,
        company_id=company_id,
        columns=_columns(),
        results=results(rules),
    )


def create_change_table(company_id, rules, partner_ids=None):
    """Hold the results against the profiles, and keep what differs.

    One row per customer that is new, changed or gone (no purchase left that counts, or no policy
    that governs it), with the tier and segment it comes from.
    """
    profiles = SQL(
        "SELECT * FROM customer_profile WHERE company_id = %s AND %s",
        company_id,
        SQL("TRUE")
        if partner_ids is None
        else SQL("partner_id = ANY(%s)", list(partner_ids)),
    )
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
        SELECT COALESCE(result.partner_id, profile.partner_id) AS partner_id,
               profile.id AS profile_id,
               result.partner_id IS NULL AS is_gone,
               profile.tier_id AS from_tier_id,
               profile.segment_id AS from_segment_id,
               %(result_columns)s
          FROM (%(results)s) AS result
     FULL JOIN (%(profiles)s) AS profile ON profile.partner_id = result.partner_id
         WHERE result.partner_id IS NULL
            OR profile.id IS NULL
            OR (%(result_columns)s) IS DISTINCT FROM (%(profile_columns)s)
        """,
        table=CHANGE_TABLE,
        results=results(rules),
        profiles=profiles,
        result_columns=_columns("result"),
        profile_columns=_columns("profile"),
    )


def _tier_moved():
    """Condition on the change table: is this a move to another tier?"""
    return SQL("change.from_tier_id IS DISTINCT FROM change.tier_id")


def _trend():
    """SQL of the direction of a change of tier; tiers with a lower sequence are better."""
    return SQL(
        """
        CASE WHEN change.is_gone THEN 'left'
             WHEN change.from_tier_id IS NULL THEN 'entered'
             WHEN change.from_tier_id = change.tier_id THEN 'same'
             WHEN (to_tier.sequence, to_tier.id) < (from_tier.sequence, from_tier.id) THEN 'up'
             ELSE 'down'
         END
        """
    )


def record_moves(run_id, company_id, as_of):
    """One move for every customer whose tier or segment changed, came or went."""
    return SQL(
        """
        INSERT INTO customer_tier_move (
            run_id, company_id, date, partner_id, monetary, direction,
            from_tier_id, to_tier_id, from_segment_id, to_segment_id
        )
        SELECT %(run_id)s, %(company_id)s, %(as_of)s, change.partner_id,
               COALESCE(change.monetary, 0), %(trend)s,
               change.from_tier_id, change.tier_id, change.from_segment_id, change.segment_id
          FROM %(table)s AS change
     LEFT JOIN customer_tier AS from_tier ON from_tier.id = change.from_tier_id
     LEFT JOIN customer_tier AS to_tier ON to_tier.id = change.tier_id
         WHERE %(tier_moved)s
            OR change.from_segment_id IS DISTINCT FROM change.segment_id
      ORDER BY change.partner_id
        """,
        table=CHANGE_TABLE,
        trend=_trend(),
        tier_moved=_tier_moved(),
        run_id=run_id,
        company_id=company_id,
        as_of=as_of,
    )


def update_profiles(as_of, now):
    """Write the changed profiles; a change of tier also says since when and from where."""
    return SQL(
        """
        UPDATE customer_profile AS profile
           SET (%(columns)s) = ROW(%(change_columns)s),
               tier_since = CASE WHEN %(tier_moved)s THEN %(as_of)s ELSE tier_since END,
               tier_trend = CASE WHEN %(tier_moved)s THEN %(trend)s ELSE tier_trend END,
               previous_tier_id =
                   CASE WHEN %(tier_moved)s THEN change.from_tier_id ELSE previous_tier_id END,
               changed_at = %(now)s
          FROM %(table)s AS change
     LEFT JOIN customer_tier AS from_tier ON from_tier.id = change.from_tier_id
     LEFT JOIN customer_tier AS to_tier ON to_tier.id = change.tier_id
         WHERE profile.id = change.profile_id AND NOT change.is_gone
        """,
        table=CHANGE_TABLE,
        columns=_columns(),
        change_columns=_columns("change"),
        tier_moved=_tier_moved(),
        trend=_trend(),
        as_of=as_of,
        now=now,
    )


def insert_profiles(company_id, as_of, now):
    """Make the profiles of customers that have none yet."""
    return SQL(
        """
        INSERT INTO customer_profile (
            company_id, partner_id, %(columns)s, tier_since, tier_trend, changed_at
        )
        SELECT %(company_id)s, partner_id, %(columns)s, %(as_of)s, 'entered', %(now)s
          FROM %(table)s
         WHERE profile_id IS NULL
      ORDER BY partner_id
        """,
        table=CHANGE_TABLE,
        columns=_columns(),
        company_id=company_id,
        as_of=as_of,
        now=now,
    )


def delete_profiles():
    """Take away the profiles of those who are no customers any more."""
    return SQL(
        """
        DELETE FROM customer_profile
         WHERE id IN (SELECT profile_id FROM %(table)s WHERE is_gone)
        """,
        table=CHANGE_TABLE,
    )
