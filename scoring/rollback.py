"""Taking back the last live run of a company: every profile as it was before.

Moves are history and stay; the way back is a move of its own.
"""

from odoo.tools import SQL

from .publish import CHANGE_TABLE, PROFILE, STANDING_COLUMNS, columns
from .settle import OUTCOME_COLUMNS


def create_change_table(run_id):
    """Hold what a run overwrote against the profiles of now.

    The same table as that of a publication: gone is who was new in that run.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
        SELECT backup.partner_id,
               profile.id AS profile_id,
               backup.is_new AS is_gone,
               profile.tier_id AS from_tier_id,
               profile.segment_id AS from_segment_id,
               %(columns)s
          FROM customer_profile_backup AS backup
          -- not of contacts that are gone: no foreign key guards this link
          JOIN res_partner AS customer ON customer.id = backup.partner_id
     LEFT JOIN customer_profile AS profile
            ON profile.partner_id = backup.partner_id AND profile.company_id = backup.company_id
         WHERE backup.run_id = %(run_id)s
           AND (NOT backup.is_new OR profile.id IS NOT NULL)
        """,
        table=CHANGE_TABLE,
        columns=columns(OUTCOME_COLUMNS + STANDING_COLUMNS, "backup"),
        run_id=run_id,
    )


def add_later_profiles(company_id):
    """Hold those as gone, too, whom only quick refreshes since the run have given a profile.

    After the first run of a company nothing is left to judge them by.
    """
    return SQL(
        """
        INSERT INTO %(table)s (partner_id, profile_id, is_gone, from_tier_id, from_segment_id)
        SELECT profile.partner_id, profile.id, TRUE, profile.tier_id, profile.segment_id
          FROM customer_profile AS profile
         WHERE profile.company_id = %(company_id)s
           AND NOT EXISTS (
                SELECT FROM %(table)s AS change WHERE change.profile_id = profile.id
               )
        """,
        table=CHANGE_TABLE,
        company_id=company_id,
    )


def restore_profiles():
    """Write the profiles as they were."""
    return SQL(
        """
        UPDATE customer_profile AS profile
           SET (%(columns)s) = ROW(%(change_columns)s)
          FROM %(table)s AS change
         WHERE profile.id = change.profile_id AND NOT change.is_gone
        """,
        table=CHANGE_TABLE,
        columns=PROFILE,
        change_columns=columns(OUTCOME_COLUMNS + STANDING_COLUMNS, "change"),
    )


def bring_back_profiles(company_id):
    """Make the profiles again that the run had taken away."""
    return SQL(
        """
        INSERT INTO customer_profile (company_id, partner_id, %(columns)s)
        SELECT %(company_id)s, partner_id, %(columns)s
          FROM %(table)s
         WHERE profile_id IS NULL
      ORDER BY partner_id
        """,
        table=CHANGE_TABLE,
        columns=PROFILE,
        company_id=company_id,
    )
