"""Names, phones, tax ids and email addresses in forms that can be compared, as SQL."""

from odoo.tools import SQL

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
