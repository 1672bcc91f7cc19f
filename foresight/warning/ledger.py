"""From what was seen to what is warned of: one open warning per customer, company and kind.

The table of signs holds what was seen on a day. Three things follow from comparing it with the
warnings that are open, and only rows that change are written:

* still seen: severity, owner and evidence are brought up to date;
* not seen any more, below the limit ``over``, which is lower than the one that opens it: closed;
* newly seen: a warning that was over not long ago is continued, otherwise a new one is opened; not
  while somebody's word still holds who closed it by hand.
"""

from odoo.tools import SQL

SIGNS = SQL.identifier("customer_tier_warning_sign")


def create_signs():
    """The working table of a run; it goes with the transaction."""
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s (
            partner_id integer NOT NULL,
            kind varchar NOT NULL,
            rule_id integer NOT NULL,
            severity varchar NOT NULL,
            fires boolean NOT NULL,
            facts jsonb NOT NULL,
            user_id integer,
            PRIMARY KEY (partner_id, kind)
        ) ON COMMIT DROP
        """,
        table=SIGNS,
    )


def add_signs(scene, rule, rows):
    """What one rule sees, of the customers that it is for.

    Only what opens a warning or keeps one open: many are a bit late at any time.

    :param SQL rows: of the kind of warning, see :mod:`..warning`
    """
    return SQL(
        """
        INSERT INTO %(table)s
        SELECT seen.partner_id, %(kind)s, %(rule_id)s,
               CASE WHEN measure >= %(high)s THEN '3'
                    WHEN measure >= %(medium)s THEN '2'
                    ELSE '1'
                END,
               COALESCE(fires, FALSE) AND measure >= %(low)s,
               facts,
               %(owner)s
          FROM (%(rows)s) AS seen
          JOIN customer_profile AS profile
            ON profile.partner_id = seen.partner_id AND profile.company_id = %(company_id)s
          JOIN res_partner AS customer ON customer.id = seen.partner_id AND customer.active
         WHERE measure >= %(over)s
           AND %(applies)s
           AND (
                fires AND measure >= %(low)s
                OR seen.partner_id IN (
                    SELECT partner_id
                      FROM customer_warning
                     WHERE company_id = %(company_id)s
                       AND kind = %(kind)s
                       AND state <> 'closed'
                   )
               )
        """,
        table=SIGNS,
        kind=rule.kind,
        rule_id=rule.rule_id,
        high=rule.high,
        medium=rule.medium,
        low=rule.low,
        over=rule.over,
        owner=_owner(rule, scene.company_id),
        rows=rows,
        company_id=scene.company_id,
        applies=rule.applies,
    )


def _owner(rule, company_id):
    """SQL of the user who looks after a warning of a customer (alias ``customer``)."""
    seller = SQL.identifier("customer", "user_id")
    wanted = {
        "salesperson": [seller],
        "leader": [_leader(seller, company_id), seller],
        "user": [],
    }[rule.assign_to]
    return SQL(
        "COALESCE(%s)",
        SQL(", ").join(
            _allowed(user, company_id) for user in [*wanted, SQL("%s", rule.user_id)]
        ),
    )


def _leader(user, company_id):
    return SQL(
        """(
            SELECT team.user_id
              FROM crm_team_member AS member
              JOIN crm_team AS team ON team.id = member.crm_team_id
             WHERE member.user_id = %(user)s
               AND member.active
               AND team.active
               AND COALESCE(team.company_id, %(company_id)s) = %(company_id)s
          ORDER BY member.id
             LIMIT 1
        )""",
        user=user,
        company_id=company_id,
    )


def _allowed(user, company_id):
    """The user, unless archived, of the portal, or of other companies only."""
    return SQL(
        """(
            SELECT owner.id
              FROM res_users AS owner
              JOIN res_company_users_rel AS works
                ON works.user_id = owner.id AND works.cid = %s
             WHERE owner.id = %s AND owner.active AND NOT owner.share
        )""",
        company_id,
        user,
    )


def update_open(scene):
    """Bring the open warnings up to date that are still seen; who slept long enough wakes up."""
    return SQL(
        """
        UPDATE customer_warning AS warning
           SET severity = told.severity,
               rule_id = told.rule_id,
               user_id = told.user_id,
               facts = told.facts,
               state = told.state,
               snoozed_until = told.snoozed_until
          FROM (
                SELECT kept.id, seen.severity, seen.rule_id, seen.user_id,
                       %(facts)s AS facts,
                       CASE WHEN kept.snoozed_until > %(as_of)s THEN kept.state
                            ELSE 'open' END AS state,
                       CASE WHEN kept.snoozed_until > %(as_of)s
                            THEN kept.snoozed_until END AS snoozed_until
                  FROM customer_warning AS kept
                  JOIN %(signs)s AS seen
                    ON seen.partner_id = kept.partner_id AND seen.kind = kept.kind
                 WHERE kept.company_id = %(company_id)s AND kept.state <> 'closed'
               ) AS told
         WHERE warning.id = told.id
           AND (
                warning.severity, warning.rule_id, warning.user_id, warning.facts,
                warning.state, warning.snoozed_until
               ) IS DISTINCT FROM (
                told.severity, told.rule_id, told.user_id, told.facts,
                told.state, told.snoozed_until
               )
        """,
        facts=_facts_of("kept"),
        as_of=scene.as_of,
        signs=SIGNS,
        company_id=scene.company_id,
    )


def _facts_of(warning):
    """What is ``seen`` of a warning, with the level of its first day: later ones may be lower."""
    return SQL(
        """seen.facts
            || JSONB_STRIP_NULLS(JSONB_BUILD_OBJECT('level', %s -> 'level'))""",
        SQL.identifier(warning, "facts"),
    )


def close(scene, kinds, watched, purchases):
    """Close what is not seen any more.

    :param kinds: those that were looked at
    :param SQL watched: condition on the aliases ``warning`` and ``profile``: is there still a rule
        for this kind and customer?
    :param SQL purchases: table of what was bought. It tells what is over from what only is no
        news any more: who is not slow because even the forecast has given up, or whose revenue
        is compared with a period as low, has not recovered
    """
    return SQL(
        """
        UPDATE customer_warning AS warning
           SET state = 'closed',
               closed_on = %(as_of)s,
               snoozed_until = NULL,
               close_reason = CASE
                   WHEN NOT customer.active OR profile.id IS NULL THEN 'gone'
                   WHEN NOT %(watched)s THEN 'rule'
                   WHEN warning.kind = 'slow' AND %(silent)s THEN 'gone'
                   WHEN warning.kind = 'revenue' THEN %(recovery)s
                   ELSE 'over'
               END
          FROM customer_warning AS kept
          JOIN res_partner AS customer ON customer.id = kept.partner_id
     LEFT JOIN customer_profile AS profile
            ON profile.partner_id = kept.partner_id AND profile.company_id = kept.company_id
     LEFT JOIN customer_warning_rule AS rule ON rule.id = kept.rule_id
     LEFT JOIN customer_forecast AS forecast
            ON forecast.partner_id = kept.partner_id AND forecast.company_id = kept.company_id
         WHERE warning.id = kept.id
           AND kept.company_id = %(company_id)s
           AND kept.state <> 'closed'
           AND kept.kind = ANY(%(kinds)s)
           AND NOT EXISTS (
                SELECT FROM %(signs)s AS seen
                 WHERE seen.partner_id = kept.partner_id AND seen.kind = kept.kind
               )
        """,
        as_of=scene.as_of,
        watched=watched,
        silent=_silent(scene, purchases),
        recovery=_recovery(scene, purchases),
        company_id=scene.company_id,
        kinds=[*kinds],
        signs=SIGNS,
    )


def _silent(scene, purchases):
    """Is who was slow (``kept``) gone? Otherwise it bought, or another rhythm is expected now."""
    return SQL(
        """(
            forecast.is_gone IS TRUE
            OR rule.id IS NOT NULL AND NOT EXISTS (
                SELECT FROM %(purchases)s AS bought
                 WHERE bought.customer_id = kept.partner_id
                   AND bought.is_purchase
                   AND bought.day > %(as_of)s - rule.window_days
            )
        )""",
        purchases=purchases,
        as_of=scene.as_of,
    )


def _recovery(scene, purchases):
    """Why revenue (``kept``) is not falling any more: judged by the level of its first day."""
    return SQL(
        """(
            SELECT CASE WHEN COALESCE(BOOL_OR(bought.is_purchase), FALSE) IS FALSE THEN 'gone'
                        WHEN SUM(bought.amount) < (1 - rule.over_below / 100)
                           * (kept.facts ->> 'level')::numeric THEN 'lasting'
                        ELSE 'over'
                    END
              FROM %(purchases)s AS bought
             WHERE bought.customer_id = kept.partner_id
               AND bought.day > %(as_of)s - (kept.facts ->> 'days')::integer
        )""",
        purchases=purchases,
        as_of=scene.as_of,
    )


def reopen(scene):
    """Continue a warning that was over for a few days only: it is the same one.

    If its activity was taken back when it closed, one is planned again: ``planned_on`` went
    with it. What was done, or thought needless, is not.
    """
    return SQL(
        """
        UPDATE customer_warning AS warning
           SET state = 'open', closed_on = NULL, close_reason = NULL,
               reopened_count = COALESCE(warning.reopened_count, 0) + 1,
               severity = seen.severity, rule_id = seen.rule_id, user_id = seen.user_id,
               facts = %(facts)s
          FROM (%(last)s) AS last
          JOIN %(signs)s AS seen
            ON seen.partner_id = last.partner_id AND seen.kind = last.kind AND seen.fires
          JOIN customer_warning_rule AS rule ON rule.id = seen.rule_id
         WHERE warning.id = last.id
           AND last.state = 'closed'
           AND last.close_reason IN ('over', 'lasting')
           AND last.closed_on > %(as_of)s - rule.reopen_days
        """,
        facts=_facts_of("warning"),
        last=_last_of_each(scene),
        signs=SIGNS,
        as_of=scene.as_of,
    )


def open_new(scene, now):
    """Warn of what is newly seen."""
    return SQL(
        """
        INSERT INTO customer_warning (
            company_id, partner_id, kind, rule_id, severity, user_id, facts,
            state, opened_on, reopened_count, create_date, write_date
        )
        SELECT %(company_id)s, seen.partner_id, seen.kind, seen.rule_id, seen.severity,
               seen.user_id, seen.facts, 'open', %(as_of)s, 0, %(now)s, %(now)s
          FROM %(signs)s AS seen
          JOIN customer_warning_rule AS rule ON rule.id = seen.rule_id
     LEFT JOIN (%(last)s) AS last
            ON last.partner_id = seen.partner_id AND last.kind = seen.kind
         WHERE seen.fires
           AND COALESCE(last.state, 'closed') = 'closed'
           AND (
                last.close_reason IS DISTINCT FROM 'hand'
                OR last.closed_on <= %(as_of)s - rule.quiet_days
               )
      ORDER BY seen.partner_id, seen.kind
        """,
        company_id=scene.company_id,
        as_of=scene.as_of,
        now=now,
        signs=SIGNS,
        last=_last_of_each(scene),
    )


def _last_of_each(scene):
    """The last warning of each customer and kind; an open one comes after all closed ones."""
    return SQL(
        """
        SELECT DISTINCT ON (partner_id, kind)
               id, partner_id, kind, state, close_reason, closed_on
          FROM customer_warning
         WHERE company_id = %s
      ORDER BY partner_id, kind, closed_on DESC NULLS FIRST, id DESC
        """,
        scene.company_id,
    )


def keep_one_on_merge(partner_ids, target_id):
    """Of the open warnings of contacts that become one, keep one of each kind: the worst.

    Left to itself, the merge would drop all warnings of a contact because of one that the target
    has, too.

    :return: SQL of rows ``(activity id or null)`` of the warnings that were not kept
    """
    return SQL(
        """
        DELETE FROM customer_warning
         WHERE id IN (
                SELECT id
                  FROM (
                        SELECT id, ROW_NUMBER() OVER (
                                   PARTITION BY company_id, kind
                                       ORDER BY severity DESC, partner_id = %(target_id)s DESC, id
                               ) AS place
                          FROM customer_warning
                         WHERE partner_id = ANY(%(partner_ids)s) AND state <> 'closed'
                       ) AS each
                 WHERE place > 1
               )
     RETURNING activity_id
        """,
        partner_ids=[*partner_ids],
        target_id=target_id,
    )
