"""Who bought after which step: a description, not an effect.

Whoever got a step differs from whoever did not (had not bought yet, opened a mail), and nobody was
held out of a single step, so nothing can be compared.
"""

from odoo.tools import SQL

from .counted import purchases
from .results import UNIT_TABLE

TAKEN_TABLE = SQL.identifier("customer_tier_taken")


def create_table(frame, done):
    """The steps that were done: one row per customer, round and step.

    :param done: SQL of the day of ``touch.done_at``
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(taken)s;
        CREATE TEMPORARY TABLE %(taken)s ON COMMIT DROP AS
        SELECT touch.partner_id AS customer_id, touch.step_id, step.sequence,
               COALESCE(%(done)s, touch.due_date) AS done, entry.outcome_end
          FROM customer_tier_campaign_touch AS touch
          JOIN customer_tier_campaign_entry AS entry ON entry.id = touch.entry_id
          JOIN customer_tier_campaign_step AS step ON step.id = touch.step_id
         WHERE touch.campaign_id = %(campaign_id)s AND touch.state = 'done';
        ANALYZE %(taken)s
        """,
        taken=TAKEN_TABLE,
        done=done,
        campaign_id=frame.campaign_id,
    )


def buyers(frame):
    """SQL of rows ``(step_id, customers)`` who bought after a step and before the next.

    A purchase counts with the last step done for its customer until that day, so with one. Reads
    :func:`create_table` and the customers of :func:`.results.create_tables`.
    """
    return SQL(
        """
        SELECT step_id, COUNT(DISTINCT customer_id)
          FROM (
            SELECT DISTINCT ON (source, document_id) step_id, customer_id
              FROM (%(purchases)s) AS purchase
              JOIN %(taken)s AS taken USING (customer_id)
             WHERE is_purchase AND day BETWEEN done AND outcome_end
          ORDER BY source, document_id, done DESC, sequence DESC, step_id DESC
          ) AS answered
      GROUP BY step_id
        """,
        taken=TAKEN_TABLE,
        purchases=purchases(frame, UNIT_TABLE),
    )
