import math
import unicodedata
from contextlib import closing
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_random import random_examples
from .test_duplicates import DuplicateCase

LEGAL_FORMS = (
    "ab ag aps as bv co company corp corporation gmbh inc incorporated kg limited llc llp "
    "ltd nv oy plc pte pty sa sarl sas spa srl the"
)
WORDS = (
    "Linden Lindengrund Lindengrnd Riverside Hospital Clinic First Second 1 2 GmbH The S.A. "
    "瑾澄 瑾澄医院 瑾城医院 苏州市 第一医院 第二医院 有限公司"
)
CHINESE_LEGAL = ("股份", "有限", "责任", "公司", "省", "市")
FREE = {"qq.com", "163.com", "gmail.com"}


def comparable(name):
    """The words of a name that count."""
    text = unicodedata.normalize("NFKC", name).lower().replace(".", "")
    for digit, numeral in enumerate("一二三四五六七八九", 1):
        text = text.replace(numeral, str(digit))
    text = "".join(char if char.isalnum() else " " for char in text)
    for legal in CHINESE_LEGAL:
        text = text.replace(legal, " ")
    ordinals = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
    words = [ordinals.get(word, word) for word in text.split()]
    return [word for word in words if word not in LEGAL_FORMS.split()]


def trigrams(words):
    return {
        padded[start : start + 3]
        for padded in (f"  {word} " for word in words)
        for start in range(len(padded) - 2)
    }


def numbers(words):
    return "".join(char for word in words for char in word if char.isdigit())


def oracle(customers):
    """``{(older, newer): (strength, signs)}``, comparing everybody with everybody."""
    parts = {i: comparable(c["name"]) for i, c in customers.items()}
    cut = {i: trigrams(words) for i, words in parts.items() if words}
    everything = [trigram for name in cut.values() for trigram in name]
    weight = {
        trigram: math.log(1 + len(cut) / everything.count(trigram))
        for trigram in set(everything)
    }

    def similarity(one, two):
        if not parts[one] or not parts[two]:
            return 0
        if "".join(parts[one]) == "".join(parts[two]):
            return 1
        common = sum(weight[trigram] for trigram in cut[one] & cut[two])
        return common / sum(weight[trigram] for trigram in cut[one] | cut[two])

    found = {}
    for one, two in combinations(sorted(customers), 2):
        mine, other = customers[one], customers[two]
        signs = []
        if mine["vat"] and mine["vat"] == other["vat"]:
            signs.append("same_tax_id")
        if mine["phone"] and mine["phone"][-9:] == (other["phone"] or "")[-9:]:
            signs.append("same_phone")
        domain = mine["email"] and mine["email"].partition("@")[2]
        if (
            domain
            and domain not in FREE
            and (other["email"] or "").endswith("@" + domain)
        ):
            signs.append("same_email_domain")
        elsewhere = mine["city"] and other["city"] and mine["city"] != other["city"]
        alike = similarity(one, two)
        if abs(alike - 0.6) < 1e-6:
            return None  # on the border, where the last decimal decides
        if (
            alike >= 0.6
            and not elsewhere
            and numbers(parts[one]) == numbers(parts[two])
        ):
            signs.append("similar_name")
        if signs:
            strong = {"same_tax_id", "same_phone"} & set(signs) or len(signs) > 1
            found[one, two] = ("strong" if strong else "weak", signs)
    return found


@tagged("post_install", "-at_install")
class TestDuplicatesRandom(DuplicateCase):
    @random_examples(25)
    @given(data=st.data())
    def test_the_search_finds_what_comparing_all_finds(self, data):
        with closing(self.env.cr.savepoint()):
            self._check(data)

    def _check(self, data):
        # 5 of them: a phone that more share would say nothing
        customers = self.env["res.partner"].create(
            [self._values(data.draw) for _each in range(5)]
        )
        expected = oracle(
            {
                customer.id: {
                    name: customer[name]
                    for name in ("name", "vat", "phone", "email", "city")
                }
                for customer in customers
            }
        )
        if expected is None:
            return
        found = {
            (pair.partner_id.id, pair.other_id.id): self._signs(
                pair.partner_id, pair.other_id
            )
            for pair in self._find()
        }
        self.assertEqual(found, expected, customers.mapped("name"))

    def _values(self, draw):
        words = st.sampled_from(WORDS.split())
        glue = draw(st.sampled_from([" ", "", "-", "，"]))
        domain = st.sampled_from(["qq.com", "alpha.example.org", "beta.example.org"])
        return {
            "name": glue.join(draw(st.lists(words, min_size=1, max_size=4))),
            "is_company": True,
            "vat": draw(st.sampled_from([False, False, "91320500", "91320501"])),
            "phone": draw(st.sampled_from([False, "051267678989", "8651267678989"])),
            "email": draw(st.one_of(st.just(False), domain.map("x@{}".format))),
            "city": draw(st.sampled_from([False, "Lyon", "Nantes"])),
        }
