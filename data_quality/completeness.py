"""How much is known of a customer: an SQL condition for each fact, and the score of them all.

The conditions are the only definition of "known"; forms, lists and filters all ask PostgreSQL.
They speak of a row of ``res_partner`` called ``customer``.
"""

from odoo.tools import SQL

CONDITIONS = {
    "tax_id": SQL("COALESCE(customer.vat, '') NOT IN ('', '/')"),
    "phone": SQL("COALESCE(customer.phone, '') <> ''"),
    "email": SQL("COALESCE(customer.email, '') <> ''"),
    "address": SQL(
        """
        COALESCE(customer.street, '') <> ''
        AND COALESCE(customer.city, '') <> ''
        AND customer.country_id IS NOT NULL
        """
    ),
    "salesperson": SQL("customer.user_id IS NOT NULL"),
    "contact_person": SQL(
        """
        -- a person who buys for himself is his own contact
        NOT COALESCE(customer.is_company, FALSE)
        OR EXISTS (
            SELECT 1
              FROM res_partner AS contact
             WHERE contact.commercial_partner_id = customer.id
               AND contact.id <> customer.id
               AND contact.active
               AND contact.type = 'contact'
               AND NOT COALESCE(contact.is_department, FALSE)
        )
        """
    ),
    "institution_type": SQL("customer.institution_type_id IS NOT NULL"),
    "institution_grade": SQL("customer.institution_grade_id IS NOT NULL"),
    "beds": SQL("customer.bed_count > 0"),
    "department": SQL(
        """
        EXISTS (
            SELECT 1
              FROM res_partner AS department
              JOIN res_partner_customer_speciality_rel AS speciality
                ON speciality.res_partner_id = department.id
             WHERE department.commercial_partner_id = customer.id
               AND department.active
               AND department.is_department
        )
        """
    ),
    "influence": SQL("COALESCE(customer.influence_rating, '0') <> '0'"),
    "customer_since": SQL(
        """
        customer.customer_since IS NOT NULL
        -- or the first purchase tells
        OR EXISTS (
            SELECT 1 FROM customer_profile AS profile WHERE profile.partner_id = customer.id
        )
        """
    ),
}

# Asked of institutions only whose type has beds and departments, or is not known yet.
HOSPITAL_FACTS = {"institution_grade", "beds", "department"}

# What the conditions read, to be flushed before.
PARTNER_FIELDS = (
    *("vat", "phone", "email", "street", "city", "country_id", "user_id", "is_company"),
    *("commercial_partner_id", "active", "type", "is_department", "bed_count"),
    *("institution_type_id", "institution_grade_id", "influence_rating"),
    *("customer_since", "speciality_ids"),
)


def completeness(customers, weights):
    """One row per customer: ``(id, score, missing)``.

    ``score`` is the share of the expected facts that is known, by weight, from 0 to 100 and
    rounded down, so that 100 means complete; ``missing`` is the array of the other facts.

    :param SQL customers: condition on ``customer``
    :param weights: ``[(fact, weight)]``, each weight above 0, in the order to name them
    """
    return SQL(
        """
        SELECT customer.id,
               %(score)s AS score,
               ARRAY_REMOVE(ARRAY[%(missing)s]::text[], NULL) AS missing
          FROM res_partner AS customer
     LEFT JOIN customer_institution_type AS type ON type.id = customer.institution_type_id
         WHERE %(customers)s
        """,
        score=score(weights),
        missing=SQL(", ").join(
            SQL(
                "CASE WHEN %s AND NOT (%s) THEN %s END",
                _is_expected(fact),
                CONDITIONS[fact],
                fact,
            )
            for fact, _weight in weights
        ),
        customers=customers,
    )


def score(weights):
    """SQL of the score alone, over ``customer`` and its ``type``."""
    if not weights:
        return SQL("100")
    return SQL(
        "COALESCE(100 * (%s) / NULLIF(%s, 0), 100)",
        SQL(" + ").join(
            SQL(
                "CASE WHEN %s AND (%s) THEN %s ELSE 0 END",
                _is_expected(fact),
                CONDITIONS[fact],
                weight,
            )
            for fact, weight in weights
        ),
        SQL(" + ").join(_expected_weight(*pair) for pair in weights),
    )


def _expected_weight(fact, weight):
    return SQL("CASE WHEN %s THEN %s ELSE 0 END", _is_expected(fact), weight)


def _is_expected(fact):
    if fact in HOSPITAL_FACTS:
        return SQL("COALESCE(type.is_hospital, TRUE)")
    return SQL("TRUE")
