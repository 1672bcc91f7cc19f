"""Who bought after which step: a description, not an effect.

Whoever got a step differs from whoever did not (had not bought yet, opened a mail), and nobody was
held out of a single step, so nothing can be compared.
"""

from odoo.tools import SQL

from .counted import purchases


def buyers_by_step(frame, local_date):
    """SQL of rows ``(step_id, customers)`` who bought after a step and before the next.

    A purchase counts with the last step done for its customer until that day, so with one.

    :param local_date: SQL of the day of ``touch.done_at``
    """
    return SQL(
        """
        WITH unit AS (
            SELECT DISTINCT partner_id AS customer_id
              FROM customer_tier_campaign_touch
             WHERE campaign_id = %(campaign_id)s AND state = 'done'
        ),
        purchase AS (%(purchases)s)
        SELECT step_id, COUNT(DISTINCT customer_id)
          FROM (
            SELECT DISTINCT ON (source, document_id) touch.step_id, customer_id
              FROM purchase
              JOIN customer_tier_campaign_touch AS touch
                ON touch.partner_id = customer_id
               AND touch.campaign_id = %(campaign_id)s
               AND touch.state = 'done'
              JOIN customer_tier_campaign_entry AS entry ON entry.id = touch.entry_id
              JOIN customer_tier_campaign_step AS step ON step.id = touch.step_id
CROSS JOIN LATERAL (SELECT COALESCE(%(done)s, touch.due_date) AS done) AS taken
             WHERE is_purchase AND day BETWEEN taken.done AND entry.outcome_end
          ORDER BY source, document_id, taken.done DESC, step.sequence DESC, step.id DESC
          ) AS answered
      GROUP BY step_id
        """,
        campaign_id=frame.campaign_id,
        purchases=purchases(frame, SQL.identifier("unit")),
        done=local_date,
    )
