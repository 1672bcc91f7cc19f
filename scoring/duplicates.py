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

# A phone, domain or name that more customers than this share is a switchboard, a
# placeholder or a chain, and says nothing.
HANDFUL = 5
# A trigram that more names than this have in common does not propose pairs.
COMMON_TRIGRAM = 300
# Sums of the same weights in another order differ by less.
ROUNDING = 1e-9
# Numbers are compared by their end, which does not depend on how the country code is written.
PHONE_DIGITS = 9
PHONE_DIGITS_MIN = 8
TAX_ID_MIN = 5

FREE_EMAIL_DOMAINS = (
    *("126.com", "139.com", "163.com", "188.com", "189.cn", "21cn.com", "aliyun.com"),
    *("aol.com", "foxmail.com", "free.fr", "gmail.com", "gmx.com", "gmx.de", "gmx.net"),
    *("googlemail.com", "hanmail.net", "hotmail.com", "hotmail.fr", "icloud.com"),
    *("live.cn", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com"),
    *("naver.com", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com"),
    *(
        "rediffmail.com",
        "sina.cn",
        "sina.com",
        "sina.com.cn",
        "sohu.com",
        "t-online.de",
    ),
    *("tom.com", "vip.163.com", "vip.qq.com", "vip.sina.com", "wanadoo.fr", "web.de"),
    *(
        "wo.cn",
        "yahoo.co.in",
        "yahoo.co.jp",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.com.cn",
    ),
    *("yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "yeah.net", "zoho.com"),
)
# Legal forms say nothing about who it is; nor do the marks of Chinese cities and provinces.
LEGAL_FORMS = (
    r"\m(ab|ag|aps|as|bv|co|company|corp|corporation|gmbh|inc|incorporated|kg|limited|llc"
    r"|llp|ltd|nv|oy|plc|pte|pty|sa|sarl|sas|spa|srl|the)\M"
    r"|股份|有限|责任|公司|省|市"
)
PUNCTUATION = "[[:punct:][:space:]·、。《》“”‘’—…]+"
ORDINALS = (
    (" first ", " 1 "),
    (" second ", " 2 "),
    (" third ", " 3 "),
    (" fourth ", " 4 "),
)

SUSPECTS = SQL.identifier("customer_tier_suspect")
TRIGRAMS = SQL.identifier("customer_tier_trigram")
PROPOSALS = SQL.identifier("customer_tier_proposed_pair")
PAIRS = SQL.identifier("customer_tier_suspected_pair")


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


def comparable_name(name, unaccent):
    """Lower case, without accents, punctuation and legal forms, numbers as digits.

    Words are separated by one space or more.
    """
    text = SQL("lower(%s)", unaccent(SQL("normalize(COALESCE(%s, ''), NFKC)", name)))
    # 一院 and 第1医院 are the first hospital, and not the second
    text = SQL("translate(%s, '一二三四五六七八九.', '123456789')", text)
    text = SQL("' ' || regexp_replace(%s, %s, ' ', 'g') || ' '", text, PUNCTUATION)
    for word, digit in ORDINALS:
        text = SQL("replace(%s, %s, %s)", text, word, digit)
    return SQL("regexp_replace(%s, %s, ' ', 'g')", text, LEGAL_FORMS)


def comparable_city(city):
    return SQL(
        "NULLIF(lower(translate(normalize(COALESCE(%s, ''), NFKC), ' .-市', '')), '')",
        city,
    )


def comparable_phone(phone):
    digits = SQL("regexp_replace(COALESCE(%s, ''), '[^0-9]', '', 'g')", phone)
    return SQL(
        "CASE WHEN length(%(digits)s) >= %(least)s THEN right(%(digits)s, %(kept)s) END",
        digits=digits,
        least=PHONE_DIGITS_MIN,
        kept=PHONE_DIGITS,
    )


def comparable_tax_id(tax_id):
    code = SQL(
        "upper(regexp_replace(COALESCE(%s, ''), '[^[:alnum:]]', '', 'g'))", tax_id
    )
    return SQL(
        "CASE WHEN length(%(code)s) >= %(least)s THEN %(code)s END",
        code=code,
        least=TAX_ID_MIN,
    )


def comparable_domain(email):
    domain = SQL("lower(split_part(COALESCE(%s, ''), '@', 2))", email)
    return SQL(
        "CASE WHEN %(domain)s <> '' AND %(domain)s <> ALL(%(free)s) THEN %(domain)s END",
        domain=domain,
        free=list(FREE_EMAIL_DOMAINS),
    )


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


def update_pairs(now, user_id):
    """Write the signs that changed. What somebody dismissed stays dismissed."""
    return SQL(
        """
        INSERT INTO customer_tier_duplicate AS known (
            partner_id, other_id, same_tax_id, same_phone, same_email_domain, similar_name,
            similarity, strength, state, create_uid, create_date, write_uid, write_date
        )
        SELECT partner_id, other_id, same_tax_id, same_phone, same_email_domain, similar_name,
               similarity, strength, 'open', %(user_id)s, %(now)s, %(user_id)s, %(now)s
          FROM %(pairs)s
      ORDER BY partner_id, other_id
   ON CONFLICT (partner_id, other_id) DO UPDATE
           SET same_tax_id = EXCLUDED.same_tax_id,
               same_phone = EXCLUDED.same_phone,
               same_email_domain = EXCLUDED.same_email_domain,
               similar_name = EXCLUDED.similar_name,
               similarity = EXCLUDED.similarity,
               strength = EXCLUDED.strength
         WHERE (
                known.same_tax_id, known.same_phone, known.same_email_domain,
                known.similar_name, known.similarity, known.strength
               ) IS DISTINCT FROM (
                EXCLUDED.same_tax_id, EXCLUDED.same_phone, EXCLUDED.same_email_domain,
                EXCLUDED.similar_name, EXCLUDED.similarity, EXCLUDED.strength
               )
        """,
        pairs=PAIRS,
        now=now,
        user_id=user_id,
    )


def delete_pairs():
    """Forget what is no longer suspected, unless somebody looked at it and said so."""
    return SQL(
        """
        DELETE FROM customer_tier_duplicate AS known
         WHERE state = 'open'
           AND NOT EXISTS (
               SELECT 1
                 FROM %(pairs)s AS found
                WHERE found.partner_id = known.partner_id
                  AND found.other_id = known.other_id
           )
        """,
        pairs=PAIRS,
    )


def move_pairs(from_ids, to_id):
    """Before a merge: give the target the pairs of what it swallows.

    What is left over goes with the swallowed contact.
    """
    return SQL(
        """
        INSERT INTO customer_tier_duplicate AS known (
            partner_id, other_id, same_tax_id, same_phone, same_email_domain, similar_name,
            similarity, strength, state, create_uid, create_date, write_uid, write_date
        )
        SELECT DISTINCT ON (1, 2)
               LEAST(%(to_id)s, third.id), GREATEST(%(to_id)s, third.id),
               same_tax_id, same_phone, same_email_domain, similar_name,
               similarity, strength, state, create_uid, create_date, write_uid, write_date
          FROM customer_tier_duplicate AS pair
               CROSS JOIN LATERAL (
                   SELECT CASE WHEN partner_id = ANY(%(from_ids)s)
                               THEN other_id ELSE partner_id END AS id
               ) AS third
         WHERE (partner_id = ANY(%(from_ids)s) OR other_id = ANY(%(from_ids)s))
           AND third.id <> %(to_id)s
           AND third.id <> ALL(%(from_ids)s)
      ORDER BY 1, 2, state, strength
   ON CONFLICT (partner_id, other_id) DO NOTHING
        """,
        from_ids=list(from_ids),
        to_id=to_id,
    )


def drop_pairs(partner_ids):
    return SQL(
        """
        DELETE FROM customer_tier_duplicate
         WHERE partner_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s)
        """,
        ids=list(partner_ids),
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
