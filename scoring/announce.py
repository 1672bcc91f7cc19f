"""Which customers are about to move down, who knows already, and which news is outdated.

A profile remembers what was announced of it (``announced_tier_id``, ``announced_date``), so that
nobody is told twice, not even who has done or deleted the activity.
"""

from odoo.tools import SQL


def _demotions(company_id):
    """SQL from which profile rows come that are worth an announcement.

    Not of customers whose tier is fixed: what their salespeople see stays as it is. Tiers with a
    lower sequence are better.
    """
    return SQL(
        """
        (
            -- first the few that are pending, whatever is known of the table so early
            SELECT *
              FROM customer_profile
             WHERE company_id = %(company_id)s
               AND pending_tier_id IS NOT NULL
               AND override_id IS NULL
            OFFSET 0
        ) AS profile
          JOIN res_partner AS partner ON partner.id = profile.partner_id AND partner.active
          JOIN customer_tier_policy AS policy
            ON policy.id = profile.policy_id AND policy.announce_pending
          JOIN customer_tier AS held ON held.id = profile.computed_tier_id
          JOIN customer_tier AS pending ON pending.id = profile.pending_tier_id
         WHERE (pending.sequence, pending.id) > (held.sequence, held.id)
        """,
        company_id=company_id,
    )


def forget(company_id):
    """Forget what was announced of customers that recovered, moved down or were fixed."""
    return SQL(
        """
        UPDATE customer_profile
           SET announced_tier_id = NULL, announced_date = NULL
         WHERE company_id = %(company_id)s
           AND announced_date IS NOT NULL
           AND id NOT IN (SELECT profile.id FROM %(demotions)s)
        """,
        company_id=company_id,
        demotions=_demotions(company_id),
    )


def outdated(company_id, activity_type_id):
    """Rows ``(id,)`` of open activities that nothing stands behind any more.

    Merged contacts bring theirs along: of several, the newest stays.
    """
    return SQL(
        """
        SELECT activity.id
          FROM mail_activity AS activity
     LEFT JOIN customer_profile AS profile
            ON profile.partner_id = activity.res_id AND profile.company_id = %(company_id)s
         WHERE %(ours)s
           AND (profile.announced_date IS NULL
                OR EXISTS (
                    SELECT FROM mail_activity AS newer
                     WHERE newer.customer_tier_company_id = activity.customer_tier_company_id
                       AND newer.activity_type_id = activity.activity_type_id
                       AND newer.res_model = activity.res_model
                       AND newer.res_id = activity.res_id
                       AND newer.active
                       AND newer.id > activity.id
                ))
      ORDER BY activity.id
        """,
        company_id=company_id,
        ours=_ours(company_id, activity_type_id),
    )


def _ours(company_id, activity_type_id):
    return SQL(
        """
        activity.customer_tier_company_id = %s
        AND activity.activity_type_id = %s
        AND activity.res_model = 'res.partner'
        AND activity.active
        """,
        company_id,
        activity_type_id,
    )


def changed(company_id, activity_type_id, limit):
    """Rows ``(profile id, activity id or None)`` whose tier or day is another one by now."""
    return SQL(
        """
        SELECT profile.id, activity.id
          FROM customer_profile AS profile
     LEFT JOIN mail_activity AS activity
            ON activity.res_id = profile.partner_id AND %(ours)s
         WHERE profile.company_id = %(company_id)s
           AND profile.announced_date IS NOT NULL
           AND (profile.announced_tier_id, profile.announced_date)
               IS DISTINCT FROM (profile.pending_tier_id, profile.pending_date)
      ORDER BY profile.id
         LIMIT %(limit)s
        """,
        company_id=company_id,
        ours=_ours(company_id, activity_type_id),
        limit=limit,
    )


def news(company_id, limit, partner_ids=None):
    """Rows ``(profile id, how many in all)`` of what was not announced yet, most revenue first.

    Only of customers that have a salesperson of this company to tell.

    :param partner_ids: only these customers, or None for all of the company
    """
    return SQL(
        """
        SELECT profile.id, COUNT(*) OVER ()
          FROM %(demotions)s
           AND profile.announced_date IS NULL
           AND partner.user_id IN (SELECT id FROM res_users WHERE active)
           -- companies share customers; their tiers are not everybody's business
           AND EXISTS (
                SELECT
                  FROM res_company_users_rel AS allowed
                 WHERE allowed.user_id = partner.user_id AND allowed.cid = %(company_id)s
               )
           AND %(only)s
      ORDER BY profile.monetary DESC, profile.id
         LIMIT %(limit)s
        """,
        company_id=company_id,
        demotions=_demotions(company_id),
        only=SQL("TRUE")
        if partner_ids is None
        else SQL("profile.partner_id = ANY(%s)", list(partner_ids)),
        limit=limit,
    )


def remember(profile_ids):
    """Note on these profiles that their pending change is announced."""
    return SQL(
        """
        UPDATE customer_profile
           SET announced_tier_id = pending_tier_id, announced_date = pending_date
         WHERE id = ANY(%s)
        """,
        list(profile_ids),
    )
