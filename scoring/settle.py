"""From what a run finds to what becomes true: margins, grace, minimum stay, override.

A customer changes tier when it comes up to the limit of a better tier, or falls below the limit
at which its own is left; between the two it stays (a Schmitt trigger). A change that is due only
later is *pending*: it becomes true when its time has come, and is forgotten when the customer
recovers. An override fixes the tier that users see; what is computed goes on beside it.
"""

from odoo.tools import SQL

from .scores import RESULT_COLUMNS, results

# What becomes true of a customer, beside what was found out about it.
SETTLED_COLUMNS = (
    "tier_id",
    "computed_tier_id",
    "computed_since",
    "pending_tier_id",
    "pending_since",
    "pending_runs",
    "pending_date",
    "override_id",
)
# All that a run writes to a profile, in the order of the columns of :func:`outcomes`.
OUTCOME_COLUMNS = RESULT_COLUMNS + SETTLED_COLUMNS


def outcomes(company_id, as_of, rules, *, counts, looks_back=False, partner_ids=None):
    """SQL of one row per customer that has a result, a profile or both.

    :param counts: 1 if this run counts among those that must find a customer better before it is
        promoted, 0 if not (a quick refresh, or another run of the same day)
    :param looks_back: whether the profiles are younger than ``as_of``: then nothing is known of
        the tiers of that day, and everyone comes into the tier that the rules find
    :param partner_ids: only these customers, or None for all of the company
    :return: rows ``(partner_id, profile_id, is_gone, from_tier_id, from_segment_id,
        from_monetary)`` and OUTCOME_COLUMNS. Gone is who has a profile, and no result any more.
    """
    return SQL(
        """
        SELECT partner_id, profile_id, is_gone, from_tier_id, from_segment_id, from_monetary,
               %(result_columns)s,
               COALESCE(fixed_tier_id, tier_ids[settled]) AS tier_id,
               tier_ids[settled] AS computed_tier_id,
               CASE WHEN settled IS DISTINCT FROM held THEN %(as_of)s ELSE held_since END
                   AS computed_since,
               CASE WHEN is_pending THEN tier_ids[wanted] END AS pending_tier_id,
               CASE WHEN is_pending THEN wanted_since END AS pending_since,
               CASE WHEN is_pending THEN wanted_runs END AS pending_runs,
               CASE WHEN is_pending THEN due END AS pending_date,
               override_id
          FROM (
                SELECT *,
                       settled <> wanted AS is_pending
                  FROM (%(settled)s) AS settled
               ) AS outcome
        """,
        result_columns=_columns(RESULT_COLUMNS),
        as_of=as_of,
        settled=_settled(
            as_of,
            _due(
                as_of,
                _wanted(company_id, as_of, rules, looks_back, partner_ids),
                counts=counts,
            ),
        ),
    )


def _columns(names, *prefix):
    return SQL(", ").join(SQL.identifier(*prefix, name) for name in names)


def _wanted(company_id, as_of, rules, looks_back, partner_ids):
    """SQL of the outcome rows with the place that the customer has (``held``), the one that it
    should have (``wanted``) and the direction in which it was pending before.
    """
    only = (
        SQL("TRUE")
        if partner_ids is None
        else SQL("partner_id = ANY(%s)", list(partner_ids))
    )
    return SQL(
        """
        SELECT *,
               CASE WHEN held IS NULL OR enter < held THEN enter
                    WHEN stay > held THEN stay
                    ELSE held
                END AS wanted,
               SIGN(array_position(tier_ids, was_pending_tier_id) - held) AS was_direction
          FROM (
                SELECT COALESCE(result.partner_id, profile.partner_id) AS partner_id,
                       profile.id AS profile_id,
                       result.partner_id IS NULL AS is_gone,
                       profile.tier_id AS from_tier_id,
                       profile.segment_id AS from_segment_id,
                       profile.monetary AS from_monetary,
                       %(result_columns)s,
                       enter,
                       stay,
                       settle.*,
                       CASE WHEN NOT %(looks_back)s
                            THEN array_position(tier_ids, profile.computed_tier_id)
                        END AS held,
                       COALESCE(profile.computed_since, profile.tier_since) AS held_since,
                       profile.pending_tier_id AS was_pending_tier_id,
                       profile.pending_since AS was_pending_since,
                       profile.pending_runs AS was_pending_runs,
                       fixed.id AS override_id,
                       fixed.tier_id AS fixed_tier_id
                  FROM (%(results)s) AS result
             FULL JOIN (
                        SELECT *
                          FROM customer_profile
                         WHERE company_id = %(company_id)s AND %(only)s
                       ) AS profile ON profile.partner_id = result.partner_id
             LEFT JOIN (VALUES %(settle)s) AS settle (
                        settle_policy_id, tier_ids, promote_after, grace_days, min_stay_days
                       ) ON settle_policy_id = result.policy_id
             LEFT JOIN (%(overrides)s) AS fixed ON fixed.partner_id = result.partner_id
                OFFSET 0
               ) AS judged
        """,
        result_columns=_columns(RESULT_COLUMNS, "result"),
        results=results(rules),
        company_id=company_id,
        looks_back=looks_back,
        only=only,
        settle=SQL(", ").join(
            SQL(
                "(%s, %s::integer[], %s, %s, %s)",
                policy.policy_id,
                policy.tier_ids,
                policy.settle.promote_after,
                policy.settle.grace_days,
                policy.settle.min_stay_days,
            )
            for policy in rules.policies
        ),
        overrides=overrides(company_id, as_of),
    )


def _due(as_of, wanted, *, counts):
    """SQL of the rows of :func:`_wanted` with since when, by how many runs in a row, and when.

    A customer that should move further in the same direction goes on waiting; it does not start
    anew. ``due`` of a promotion that needs more runs reckons with one run a day.
    """
    return SQL(
        """
        SELECT *,
               GREATEST(
                   held_since + min_stay_days,
                   CASE WHEN direction > 0 THEN wanted_since + grace_days
                        -- at once means at once, in a quick refresh as well
                        WHEN promote_after <= 1 THEN %(as_of)s
                        ELSE %(as_of)s + GREATEST(promote_after - wanted_runs, 0)
                    END
               ) AS due
          FROM (
                SELECT *,
                       CASE WHEN was_direction = direction THEN was_pending_since ELSE %(as_of)s END
                           AS wanted_since,
                       -- a fall that a new order of the tiers turned into a rise has no runs yet
                       CASE WHEN direction < 0 THEN %(counts)s + CASE
                           WHEN was_direction = direction THEN COALESCE(was_pending_runs, 0)
                           ELSE 0
                       END END AS wanted_runs
                  FROM (SELECT *, SIGN(wanted - held) AS direction FROM (%(wanted)s) AS wanted)
                    AS directed
               ) AS waiting
        """,
        as_of=as_of,
        counts=counts,
        wanted=wanted,
    )


def _settled(as_of, due):
    """SQL of the rows of :func:`_due` with the place that the customer gets."""
    return SQL(
        """
        SELECT *,
               CASE WHEN held IS NULL OR due <= %(as_of)s THEN wanted ELSE held END AS settled
          FROM (%(due)s) AS due
        """,
        as_of=as_of,
        due=due,
    )


def overrides(company_id, as_of):
    """SQL of the overrides in force on a day: ``(id, partner_id, tier_id)``, one a customer."""
    return SQL(
        """
        SELECT DISTINCT ON (partner_id) id, partner_id, tier_id
          FROM customer_tier_override
         WHERE company_id = %(company_id)s
           AND active
           AND date_from <= %(as_of)s
           AND (date_to IS NULL OR date_to >= %(as_of)s)
      ORDER BY partner_id, id DESC
        """,
        company_id=company_id,
        as_of=as_of,
    )
