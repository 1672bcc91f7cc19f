"""Which customers may be the same one: pairs of commercial entities, found in SQL.

Four signs: the same tax id, the same phone number, the same email domain, similar names. First
every customer gets comparable forms of these (a *suspect*), then the signs propose pairs, then
each proposed pair is judged by all four, so that a pair has the same signs whichever proposed it.

Names are compared by their trigrams, each weighing ``ln(1 + names / names with it)``: what half
of all names have in common ("people's hospital") counts little, a rare name much. The similarity
is the weight of the common trigrams over that of all trigrams of both (weighted Jaccard).

Nothing compares every customer with every other: tax ids, phones and domains are joined by
equality; names by the few heaviest of their trigrams of which two similar names must share one
(*prefix filtering*, Chaudhuri, Ganti, Kaushik 2006), and only with the same numbers in them.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from .comparable import (
    comparable_city,
    comparable_domain,
    comparable_name,
    comparable_phone,
    comparable_tax_id,
)
from .suspected_pairs import PAIRS, delete_pairs, update_pairs

# A phone, domain or name that more customers than this share is a switchboard, a
# placeholder or a chain, and says nothing.
HANDFUL = 5
# A trigram that more names than this have in common does not propose pairs.
COMMON_TRIGRAM = 300
# Sums of the same weights in another order differ by less.
ROUNDING = 1e-9

SUSPECTS = SQL.identifier("customer_tier_suspect")
TRIGRAMS = SQL.identifier("customer_tier_trigram")
PROPOSALS = SQL.identifier("customer_tier_proposed_pair")


@dataclass(frozen=True)
class Search:
    """How to compare names.

    :ivar similarity: from which similarity on (0..1) names are similar
    :ivar has_trigram: whether PostgreSQL has the extension pg_trgm; without it names are
        similar only when their comparable forms are equal
    :ivar unaccent: function of an SQL expression, as of the registry
    """

    similarity: float
    has_trigram: bool
    unaccent: object


def create_suspects(search):
    """The working table: one row per active customer, in comparable forms.

    Not the companies of this database themselves, nor their employees. ``root_id`` is the top
    of its hierarchy: a hospital and its branches are never each other's duplicates.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
        WITH RECURSIVE
        -- one row per customer below another one, as high up as known so far
        above AS (
            SELECT partner.id, partner.parent_id AS root_id
              FROM res_partner AS partner
             WHERE partner.commercial_partner_id = partner.id
               AND partner.parent_id IS NOT NULL
             UNION
            SELECT above.id, parent.parent_id
              FROM above
              JOIN res_partner AS parent ON parent.id = above.root_id
             WHERE parent.parent_id IS NOT NULL
        ),
        -- one row per customer below another one
        root AS (
            SELECT above.id, above.root_id
              FROM above
              JOIN res_partner AS top ON top.id = above.root_id
             WHERE top.parent_id IS NULL
        ),
        -- one row per customer
        suspect AS (
            SELECT partner.id,
                   partner.company_id,
                   partner.country_id,
                   COALESCE(root.root_id, partner.id) AS root_id,
                   %(tax_id)s AS tax_id,
                   %(phone)s AS phone,
                   %(domain)s AS domain,
                   %(name)s AS name,
                   %(city)s AS city
              FROM res_partner AS partner
         LEFT JOIN root ON root.id = partner.id
             WHERE partner.active
               AND partner.commercial_partner_id = partner.id
               AND COALESCE(partner.partner_share, TRUE)
               AND NOT EXISTS (
                   SELECT 1 FROM res_company AS own WHERE own.partner_id = partner.id
               )
        )
        SELECT id,
               company_id,
               country_id,
               root_id,
               tax_id,
               CASE WHEN COUNT(*) OVER (PARTITION BY phone) <= %(handful)s
                    THEN phone END AS phone,
               CASE WHEN COUNT(*) OVER (PARTITION BY domain) <= %(handful)s
                    THEN domain END AS domain,
               CASE WHEN COUNT(*) OVER (PARTITION BY letters) <= %(handful)s
                    THEN name END AS name,
               CASE WHEN COUNT(*) OVER (PARTITION BY letters) <= %(handful)s
                    THEN letters END AS letters,
               regexp_replace(name, '[^0-9]', '', 'g') AS numbers,
               city
          FROM suspect
               CROSS JOIN LATERAL (SELECT NULLIF(replace(name, ' ', ''), '') AS letters) AS word
        """,
        table=SUSPECTS,
        tax_id=comparable_tax_id(SQL("partner.vat")),
        phone=comparable_phone(SQL("COALESCE(partner.phone_sanitized, partner.phone)")),
        domain=comparable_domain(SQL("partner.email_normalized")),
        name=comparable_name(SQL("partner.name"), search.unaccent),
        city=comparable_city(SQL("partner.city")),
        handful=HANDFUL,
    )


def create_trigrams(search):
    """The working table of what names consist of: one row per name and trigram.

    ``total`` is the weight of the whole name. ``proposes`` says whether sharing this trigram
    makes a pair worth judging: whoever has a similarity of t shares at least t times the
    total of each; so the heaviest trigram that two similar names share is, in both names, among
    those that together with all lighter ones weigh that much.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(trigrams)s;
        CREATE TEMPORARY TABLE %(trigrams)s ON COMMIT DROP AS
        WITH part AS (
            SELECT id, numbers, country_id, city, unnest(show_trgm(name)) AS trigram
              FROM %(suspects)s
             WHERE name IS NOT NULL
        ),
        -- one row per trigram
        weight AS (
            SELECT trigram,
                   COUNT(*) AS frequency,
                   ln(1 + names.count::float8 / COUNT(*)) AS weight
              FROM part, (SELECT COUNT(*) FROM %(suspects)s WHERE name IS NOT NULL) AS names
          GROUP BY trigram, names.count
        ),
        weighed AS (
            SELECT part.*, frequency, weight,
                   SUM(weight) OVER (PARTITION BY id) AS total,
                   SUM(weight) OVER (PARTITION BY id ORDER BY weight, trigram) AS lighter
              FROM part
              JOIN weight USING (trigram)
        )
        SELECT id, numbers, country_id, city, trigram, weight, total,
               frequency BETWEEN 2 AND %(common)s
                   AND lighter >= %(similarity)s * total - %(rounding)s AS proposes
          FROM weighed
        """,
        trigrams=TRIGRAMS,
        suspects=SUSPECTS,
        similarity=search.similarity,
        common=COMMON_TRIGRAM,
        rounding=ROUNDING,
    )


def create_proposals(search):
    """The pairs that some sign proposes, older customer first.

    Not across companies that cannot see each other's customers, and not within one hierarchy.
    """
    proposals = [_same("phone"), _same("domain"), _same("letters"), _same_tax_id()]
    if search.has_trigram:
        proposals.append(_alike(search.similarity))
    return SQL(
        """
        DROP TABLE IF EXISTS %(proposed)s;
        CREATE TEMPORARY TABLE %(proposed)s ON COMMIT DROP AS
        SELECT pair.partner_id, pair.other_id
          FROM (%(proposals)s) AS pair
          JOIN %(suspects)s AS older ON older.id = pair.partner_id
          JOIN %(suspects)s AS newer ON newer.id = pair.other_id
         WHERE older.root_id <> newer.root_id
           AND COALESCE(older.company_id = newer.company_id, TRUE)
        """,
        proposed=PROPOSALS,
        suspects=SUSPECTS,
        proposals=SQL(" UNION ").join(proposals),
    )


def create_pairs(search):
    """The proposed pairs that have some sign, with all their signs."""
    return SQL(
        """
        DROP TABLE IF EXISTS %(pairs)s;
        CREATE TEMPORARY TABLE %(pairs)s ON COMMIT DROP AS
        WITH shared AS (%(shared)s),
        -- one row per proposed pair
        judged AS (
            SELECT partner_id,
                   other_id,
                   COALESCE(older.tax_id = newer.tax_id, FALSE) AS same_tax_id,
                   COALESCE(older.phone = newer.phone, FALSE) AS same_phone,
                   COALESCE(older.domain = newer.domain, FALSE) AS same_email_domain,
                   -- the same letters in whatever words are the same name
                   CASE WHEN older.letters = newer.letters THEN 1
                        ELSE COALESCE(shared.similarity, 0)
                    END AS similarity,
                   older.numbers = newer.numbers
                       AND COALESCE(older.country_id = newer.country_id, TRUE)
                       AND COALESCE(older.city = newer.city, TRUE) AS may_be_there
              FROM %(proposed)s AS proposed
              JOIN %(suspects)s AS older ON older.id = proposed.partner_id
              JOIN %(suspects)s AS newer ON newer.id = proposed.other_id
         LEFT JOIN shared USING (partner_id, other_id)
        ),
        signed AS (
            SELECT *, may_be_there AND similarity >= %(least)s AS similar_name FROM judged
        )
        SELECT partner_id, other_id, same_tax_id, same_phone, same_email_domain, similar_name,
               ROUND(similarity::numeric, 2)::float8 AS similarity,
               CASE WHEN same_tax_id OR same_phone OR (similar_name AND same_email_domain)
                    THEN 'strong' ELSE 'weak'
                END AS strength
          FROM signed
         WHERE same_tax_id OR same_phone OR same_email_domain OR similar_name
        """,
        pairs=PAIRS,
        suspects=SUSPECTS,
        proposed=PROPOSALS,
        shared=_shared_trigrams() if search.has_trigram else _NOTHING_SHARED,
        least=search.similarity - ROUNDING,
    )


_NOTHING_SHARED = SQL(
    """
    SELECT partner_id, other_id, 0::float8 AS similarity FROM %s WHERE FALSE
    """,
    PROPOSALS,
)


def _shared_trigrams():
    """The similarity of the names of each proposed pair that share a trigram."""
    return SQL(
        """
        SELECT partner_id,
               other_id,
               SUM(older.weight)
                   / (MAX(older.total) + MAX(newer.total) - SUM(older.weight)) AS similarity
          FROM %(proposed)s AS proposed
          JOIN %(trigrams)s AS older ON older.id = proposed.partner_id
          JOIN %(trigrams)s AS newer
            ON newer.id = proposed.other_id AND newer.trigram = older.trigram
      GROUP BY partner_id, other_id
        """,
        proposed=PROPOSALS,
        trigrams=TRIGRAMS,
    )


def _same(column):
    """Pairs with the same value in a column, which a handful share at most."""
    return SQL(
        """
        SELECT older.id AS partner_id, newer.id AS other_id
          FROM %(table)s AS older
          JOIN %(table)s AS newer ON %(newer)s = %(older)s AND newer.id > older.id
        """,
        table=SUSPECTS,
        newer=SQL.identifier("newer", column),
        older=SQL.identifier("older", column),
    )


def _same_tax_id():
    """Pairs with the same tax id: all of a handful, else each with the oldest one."""
    return SQL(
        """
        SELECT older.id, newer.id
          FROM (
                SELECT id, tax_id,
                       COUNT(*) OVER (PARTITION BY tax_id) AS sharing,
                       MIN(id) OVER (PARTITION BY tax_id) AS oldest
                  FROM %(table)s
                 WHERE tax_id IS NOT NULL
               ) AS older
          JOIN %(table)s AS newer ON newer.tax_id = older.tax_id AND newer.id > older.id
         WHERE older.sharing <= %(handful)s OR older.id = older.oldest
        """,
        table=SUSPECTS,
        handful=HANDFUL,
    )


def _alike(similarity):
    """Pairs whose names share a trigram heavy enough, and that nothing else tells apart."""
    return SQL(
        """
        SELECT older.id, newer.id
          FROM %(trigrams)s AS older
          JOIN %(trigrams)s AS newer
            ON newer.trigram = older.trigram
           AND newer.numbers = older.numbers
           AND newer.id > older.id
           AND COALESCE(newer.country_id = older.country_id, TRUE)
           AND COALESCE(newer.city = older.city, TRUE)
           AND LEAST(newer.total, older.total)
               >= %(similarity)s * GREATEST(newer.total, older.total)
         WHERE older.proposes
           AND newer.proposes
        """,
        trigrams=TRIGRAMS,
        similarity=similarity - ROUNDING,
    )


def find(cr, search, now, user_id):
    """Bring the suspected duplicates of the whole database up to date.

    A fixed number of statements, however many customers there are, in the caller's transaction.
    """
    cr.execute(SQL("SET LOCAL work_mem = '64MB'"))
    cr.execute(create_suspects(search))
    cr.execute(SQL("ANALYZE %s", SUSPECTS))
    if search.has_trigram:
        cr.execute(create_trigrams(search))
        cr.execute(SQL("ANALYZE %s", TRIGRAMS))
    cr.execute(create_proposals(search))
    cr.execute(SQL("ANALYZE %s", PROPOSALS))
    cr.execute(create_pairs(search))
    cr.execute(delete_pairs())
    cr.execute(update_pairs(now, user_id))
