"""From outcomes to what users see: only what changed is written, and every move is recorded.

What a live run and the quick refreshes after it overwrite is kept until the next one, so that it
can be taken back.
"""

from odoo.tools import SQL

from .direction import direction
from .settle import OUTCOME_COLUMNS, overrides

CHANGE_TABLE = SQL.identifier("customer_tier_change")

# What a profile says about its own past.
STANDING_COLUMNS = ("tier_since", "tier_trend", "previous_tier_id", "changed_at")


def columns(names, *prefix):
    """Column names as SQL, each behind an optional table name."""
    return SQL(", ").join(SQL.identifier(*prefix, name) for name in names)


OUTCOME = columns(OUTCOME_COLUMNS)
PROFILE = columns(OUTCOME_COLUMNS + STANDING_COLUMNS)

TREND = direction(
    SQL("change.from_tier_id"), SQL("change.tier_id"), "from_tier", "to_tier"
)
WITH_TIERS = SQL(
    """
    LEFT JOIN customer_tier AS from_tier ON from_tier.id = change.from_tier_id
    LEFT JOIN customer_tier AS to_tier ON to_tier.id = change.tier_id
    """
)
TIER_MOVED = SQL("change.from_tier_id IS DISTINCT FROM change.tier_id")


def keep_simulation(run_id, company_id, outcomes):
    """Write the outcomes to the lines of a run, with where each customer would come from.

    Whoever would leave has no scores, and a table of its own. Counts the lines.
    """
    return SQL(
        """
        WITH change AS MATERIALIZED (%(outcomes)s),
        leaver AS (
            INSERT INTO customer_tier_run_leaver (
                run_id, company_id, partner_id, from_tier_id, from_segment_id, from_monetary
            )
            SELECT %(run_id)s, %(company_id)s, partner_id, from_tier_id, from_segment_id,
                   from_monetary
              FROM change
             WHERE is_gone
        )
        INSERT INTO customer_tier_run_line (
            run_id, company_id, partner_id, direction, from_tier_id, from_segment_id,
            from_monetary, %(columns)s
        )
        SELECT %(run_id)s, %(company_id)s, change.partner_id, %(trend)s, change.from_tier_id,
               change.from_segment_id, change.from_monetary, %(change_columns)s
          FROM change
          %(with_tiers)s
         WHERE NOT is_gone
      ORDER BY change.partner_id
        """,
        run_id=run_id,
        company_id=company_id,
        columns=OUTCOME,
        change_columns=columns(OUTCOME_COLUMNS, "change"),
        outcomes=outcomes,
        trend=TREND,
        with_tiers=WITH_TIERS,
    )


def kept_outcomes(run_id, company_id, today):
    """SQL of the outcomes that a run keeps, held against the profiles of now.

    Customers that came since are not among them, and stay as they are. Customers merged since may
    have several rows: the first line counts, until the quick refresh that a merge asks for.
    Overrides are those of today: people may have fixed and freed tiers while the run waited.
    """
    kept = [name for name in OUTCOME_COLUMNS if name not in ("tier_id", "override_id")]
    return SQL(
        """
       (SELECT DISTINCT ON (line.partner_id)
               line.partner_id,
               profile.id AS profile_id,
               FALSE AS is_gone,
               profile.tier_id AS from_tier_id,
               profile.segment_id AS from_segment_id,
               %(columns)s,
               COALESCE(fixed.tier_id, line.computed_tier_id) AS tier_id,
               fixed.id AS override_id
          FROM customer_tier_run_line AS line
     LEFT JOIN customer_profile AS profile
            ON profile.partner_id = line.partner_id AND profile.company_id = line.company_id
     LEFT JOIN (%(overrides)s) AS fixed ON fixed.partner_id = line.partner_id
         WHERE line.run_id = %(run_id)s
      ORDER BY line.partner_id, line.id)
     UNION ALL
       (SELECT DISTINCT ON (leaver.partner_id)
               profile.partner_id, profile.id, TRUE, profile.tier_id, profile.segment_id,
               %(nothing)s
          FROM customer_tier_run_leaver AS leaver
          JOIN customer_profile AS profile
            ON profile.partner_id = leaver.partner_id AND profile.company_id = leaver.company_id
         WHERE leaver.run_id = %(run_id)s
           AND NOT EXISTS (
                SELECT
                  FROM customer_tier_run_line AS line
                 WHERE line.run_id = leaver.run_id AND line.partner_id = leaver.partner_id
               )
      ORDER BY leaver.partner_id)
        """,
        columns=columns(kept, "line"),
        overrides=overrides(company_id, today),
        nothing=SQL(", ").join([SQL("NULL")] * len(OUTCOME_COLUMNS)),
        run_id=run_id,
    )


def create_change_table(outcomes):
    """Keep those outcomes that differ from the profiles.

    One row per customer that is new, changed or gone (no purchase left that counts, or no policy
    that governs it), with the tier and segment it comes from.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
        SELECT outcome.*
          FROM (%(outcomes)s) AS outcome
     LEFT JOIN customer_profile AS profile ON profile.id = outcome.profile_id
         WHERE outcome.is_gone
            OR profile.id IS NULL
            OR (%(outcome_columns)s) IS DISTINCT FROM (%(profile_columns)s)
        """,
        table=CHANGE_TABLE,
        outcomes=outcomes,
        outcome_columns=columns(OUTCOME_COLUMNS, "outcome"),
        profile_columns=columns(OUTCOME_COLUMNS, "profile"),
    )


def count_moved(company_id):
    """SQL of one row per policy: how many of its customers move, of how many.

    :return: rows ``(policy_id, moved, customers, moved revenue, revenue)``; a customer's policy and
        revenue are those that its profile has now, negative revenue is none
    """
    return SQL(
        """
        SELECT profile.policy_id,
               COUNT(*) FILTER (WHERE %(tier_moved)s AND change.partner_id IS NOT NULL),
               COUNT(*),
               COALESCE(SUM(GREATEST(profile.monetary, 0)) FILTER (
                   WHERE %(tier_moved)s AND change.partner_id IS NOT NULL
               ), 0),
               SUM(GREATEST(profile.monetary, 0))
          FROM customer_profile AS profile
     LEFT JOIN %(table)s AS change ON change.profile_id = profile.id
         WHERE profile.company_id = %(company_id)s
      GROUP BY profile.policy_id
        """,
        table=CHANGE_TABLE,
        tier_moved=TIER_MOVED,
        company_id=company_id,
    )


def record_moves(run_id, company_id, as_of):
    """One move for every customer whose tier or segment changed, came or went."""
    return SQL(
        """
        INSERT INTO customer_tier_move (
            run_id, company_id, date, partner_id, monetary, direction,
            from_tier_id, to_tier_id, from_segment_id, to_segment_id
        )
        -- not before a move that was made already: by date and id they are a chain
        SELECT %(run_id)s,
               %(company_id)s,
               GREATEST(%(as_of)s, later.date),
               change.partner_id,
               COALESCE(change.monetary, 0),
               %(trend)s,
               change.from_tier_id, change.tier_id, change.from_segment_id, change.segment_id
          FROM %(table)s AS change
          %(with_tiers)s
     LEFT JOIN (
                -- hardly ever a row: asking for the last move of each customer costs far more
                SELECT partner_id, MAX(date) AS date
                  FROM customer_tier_move
                 WHERE company_id = %(company_id)s AND date > %(as_of)s
              GROUP BY partner_id
               ) AS later ON later.partner_id = change.partner_id
         WHERE %(tier_moved)s
            OR change.from_segment_id IS DISTINCT FROM change.segment_id
      ORDER BY change.partner_id
        """,
        table=CHANGE_TABLE,
        trend=TREND,
        with_tiers=WITH_TIERS,
        tier_moved=TIER_MOVED,
        run_id=run_id,
        company_id=company_id,
        as_of=as_of,
    )


def forget_backup(company_id):
    """Drop what could be taken back of the company's last live run."""
    return SQL("DELETE FROM customer_profile_backup WHERE company_id = %s", company_id)


def keep_backup(run_id, company_id):
    """Keep the profiles that are about to change, as they are; new ones without a past.

    A profile that is kept already stays as it was first: before the run.

    :param run_id: the run to be taken back some day
    """
    return SQL(
        """
        INSERT INTO customer_profile_backup (
            run_id, company_id, partner_id, is_new, %(columns)s
        )
        SELECT %(run_id)s, %(company_id)s, change.partner_id, profile.id IS NULL,
               %(profile_columns)s
          FROM %(table)s AS change
     LEFT JOIN customer_profile AS profile ON profile.id = change.profile_id
         WHERE NOT EXISTS (
                SELECT
                  FROM customer_profile_backup AS kept
                 WHERE kept.partner_id = change.partner_id
                   AND kept.company_id = %(company_id)s
               )
      -- in the order of the index, which is a fifth faster than in any other
      ORDER BY change.partner_id
        """,
        table=CHANGE_TABLE,
        columns=PROFILE,
        profile_columns=columns(OUTCOME_COLUMNS + STANDING_COLUMNS, "profile"),
        run_id=run_id,
        company_id=company_id,
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
          %(with_tiers)s
         WHERE profile.id = change.profile_id AND NOT change.is_gone
        """,
        table=CHANGE_TABLE,
        columns=OUTCOME,
        change_columns=columns(OUTCOME_COLUMNS, "change"),
        tier_moved=TIER_MOVED,
        trend=TREND,
        with_tiers=WITH_TIERS,
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
        columns=OUTCOME,
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
