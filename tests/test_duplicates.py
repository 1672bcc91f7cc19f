import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TierCase


class DuplicateCase(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairs = cls.env["customer.tier.duplicate"]
        # what the database came with would weigh the parts of names
        cls.env["res.partner"].search([("user_ids", "=", False)]).active = False

    def _find(self):
        self.pairs._find()
        return self.pairs.search([])

    def _signs(self, one, other):
        pair = self.pairs.search(
            [("partner_id", "=", one.id), ("other_id", "=", other.id)]
        )
        names = ("same_tax_id", "same_phone", "same_email_domain", "similar_name")
        return pair.strength, [name for name in names if pair[name]]


@tagged("post_install", "-at_install")
class TestDuplicateSigns(DuplicateCase):
    def test_same_tax_id_is_strong_however_it_is_written(self):
        one = self._customer("Alpha", vat="CN 9132-0500")
        two = self._customer("Omega", vat="cn91320500")
        self._find()
        self.assertEqual(self._signs(one, two), ("strong", ["same_tax_id"]))

    def test_same_phone_is_strong_with_or_without_country_code(self):
        one = self._customer("Alpha", phone="+86 512 6767 8989")
        two = self._customer("Omega", phone="0512-67678989")
        short = [self._customer(name, phone="110") for name in ("Police", "Guard")]
        self._find()
        self.assertEqual(self._signs(one, two), ("strong", ["same_phone"]))
        self.assertEqual(self._signs(*short), (False, []))

    def test_similar_name_alone_is_weak_and_with_the_email_domain_strong(self):
        one = self._customer("Lindengrund Hospital", email="a@lindengrund.example.org")
        two = self._customer("Lindengrnd Hospital")
        three = self._customer(
            "Hospital Lindengrund", email="b@lindengrund.example.org"
        )
        self._find()
        self.assertEqual(self._signs(one, two), ("weak", ["similar_name"]))
        self.assertEqual(
            self._signs(one, three), ("strong", ["same_email_domain", "similar_name"])
        )

    def test_legal_forms_accents_and_punctuation_make_no_difference(self):
        for first, second in (
            ("Müller Diagnostics GmbH", "MÜLLER Diagnostics"),
            ("苏州瑾澄医疗器械有限公司", "苏州市瑾澄医疗器械股份有限公司"),
            ("Fontarossa S.p.A.", "The Fontarossa"),
            ("第一人民医院（东院）", "第1人民医院(东院)"),
        ):
            one, two = self._customer(first), self._customer(second)
            self._find()
            self.assertEqual(self._signs(one, two), ("weak", ["similar_name"]), first)
            pair = self.pairs.search([("other_id", "=", two.id)])
            self.assertEqual((pair.similarity, pair.reasons), (1, "same name"))
            (one + two).active = False

    def test_the_first_hospital_is_not_the_second(self):
        for first, second in (
            ("澜泽第一人民医院", "澜泽第二人民医院"),
            ("First Riverside Hospital", "Second Riverside Hospital"),
            ("Riverside Clinic 12", "Riverside Clinic 13"),
        ):
            one, two = self._customer(first), self._customer(second)
            self._find()
            self.assertEqual(self._signs(one, two), (False, []), first)

    def test_the_same_name_in_another_town_is_another_customer(self):
        here = self._customer("Central Hospital", city="Lyon")
        there = self._customer("Central Hospital", city="Nantes")
        anywhere = self._customer("Central Hospital")
        self._find()
        self.assertEqual(self._signs(here, there), (False, []))
        self.assertEqual(self._signs(here, anywhere)[0], "weak")

    def test_free_mailboxes_say_nothing(self):
        one = self._customer("Alpha", email="a@qq.com")
        two = self._customer("Omega", email="b@qq.com")
        self._find()
        self.assertEqual(self._signs(one, two), (False, []))

    def test_what_more_than_a_handful_share_says_nothing_but_a_tax_id_does(self):
        names = ["Alder", "Birch", "Cedar", "Doum", "Elm", "Fir"]
        many = [
            self._customer(
                name, phone="0512 6767 8989", email="x@group.org", vat="91320500"
            )
            for name in names
        ]
        found = self._find()
        self.assertFalse(found.filtered("same_phone"))
        self.assertFalse(found.filtered("same_email_domain"))
        # each with the oldest one
        self.assertEqual(found.partner_id, many[0])
        self.assertEqual(len(found), 5)

    def test_one_hospital_and_its_branches_are_no_duplicates(self):
        hospital = self._customer("Alpha Hospital", vat="91320500")
        branch = self._customer("Alpha Hospital East", parent_id=hospital.id)
        below = self._customer("Alpha Hospital East", parent_id=branch.id)
        sister = self._customer("Alpha Hospital East", parent_id=hospital.id)
        self.assertEqual(below.commercial_partner_id, below)
        (branch + below + sister).write({"phone": "0512 6767 8989"})
        self.assertFalse(self._find())

    def test_archived_customers_contacts_and_own_companies_are_left_out(self):
        phone = {"phone": "0512 6767 8989"}
        one = self._customer("Alpha", **phone)
        self._customer("Beta", active=False, **phone)
        self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": one.id, "type": "contact", **phone}
        )
        self.company.partner_id.write(phone)
        self.env.user.partner_id.write(phone)
        self.assertFalse(self._find())

    def test_without_trigrams_only_equal_names_are_found(self):
        one = self._customer("Lindengrund Hospital GmbH")
        two = self._customer("Lindengrund Hospital")
        three = self._customer("Lindengrnd Hospital")
        self.patch(type(self.pairs), "_has_trigram", lambda pairs: False)
        self.assertEqual(len(self._find()), 1)
        self.assertEqual(self._signs(one, two), ("weak", ["similar_name"]))
        self.assertEqual(self._signs(one, three), (False, []))
        message = self.pairs.action_find()["params"]["message"]
        self.assertIn("pg_trgm", message)

    def test_the_manager_says_how_alike_is_similar(self):
        one = self._customer("Lindengrund Hospital")
        two = self._customer("Lindengrnd Hospital")
        settings_page = self.env["res.config.settings"]
        settings_page.create({"customer_tier_duplicate_similarity": 95}).execute()
        self._find()
        self.assertEqual(self._signs(one, two), (False, []))
        settings_page.create({"customer_tier_duplicate_similarity": 60}).execute()
        self._find()
        self.assertEqual(self._signs(one, two)[0], "weak")
        with self.assertRaises(ValidationError):
            settings_page.create({"customer_tier_duplicate_similarity": 5})


@tagged("post_install", "-at_install")
class TestDuplicatePairs(DuplicateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        phone = {"phone": "0512 6767 8989"}
        cls.one, cls.two, cls.three = (
            cls._customer(name, **phone) for name in ("Alpha", "Beta", "Gamma")
        )
        cls.pairs._find()
        cls.pair = cls.pairs.search([("other_id", "=", cls.two.id)])

    def test_the_contact_says_how_many_look_like_it(self):
        clerk = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.two.id}
        )
        self.assertEqual((self.two + clerk).mapped("duplicate_count"), [2, 2])
        action = clerk.action_view_duplicates()
        self.assertEqual(len(self.pairs.search(action["domain"])), 2)

    def test_a_second_search_finds_the_same_and_writes_nothing(self):
        self.env.cr.execute(
            "SELECT id, xmin::text, ctid::text FROM customer_tier_duplicate"
        )
        before = set(self.env.cr.fetchall())
        self._find()
        self.env.cr.execute(
            "SELECT id, xmin::text, ctid::text FROM customer_tier_duplicate"
        )
        self.assertEqual(set(self.env.cr.fetchall()), before)

    def test_what_is_no_duplicate_stays_so(self):
        self.pair.action_dismiss()
        self._find()
        self.assertEqual(self.pair.state, "dismissed")
        self.one.vat = self.two.vat = "91320500"
        self._find()
        self.assertEqual(self.pair.state, "dismissed")
        self.assertTrue(self.pair.same_tax_id)
        self.pair.action_reopen()
        self.assertEqual(self.pair.state, "open")

    def test_pairs_go_with_their_signs_unless_dismissed(self):
        self.pair.action_dismiss()
        (self.two + self.three).phone = False
        self.assertEqual(self._find(), self.pair)

    def test_the_cron_finds_them(self):
        self.pairs.search([]).unlink()
        self.env.ref("customer_tier.ir_cron_find_duplicates").ir_actions_server_id.run()
        self.assertEqual(self.pairs.search_count([]), 3)

    @mute_logger("odoo.sql_db")
    def test_a_pair_is_there_once_and_in_order(self):
        values = {
            "strength": "weak",
            "partner_id": self.one.id,
            "other_id": self.two.id,
        }
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.pairs.create(values)
        values |= {"partner_id": self.two.id, "other_id": self.one.id}
        with (
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.pairs.create(values)


@tagged("post_install", "-at_install")
class TestDuplicateMerge(DuplicateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        phone = {"phone": "0512 6767 8989"}
        cls.one, cls.two, cls.three = (
            cls._customer(name, **phone) for name in ("Alpha", "Beta", "Gamma")
        )
        cls.pairs._find()

    def _pair(self, one, two):
        return self.pairs.search(
            [("partner_id", "=", one.id), ("other_id", "=", two.id)]
        )

    def _merge(self, pairs, into):
        action = pairs.action_merge()
        self.assertEqual(action["res_model"], "base.partner.merge.automatic.wizard")
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizard.create({"dst_partner_id": into.id})
        self.assertEqual(wizard.partner_ids, pairs.partner_id | pairs.other_id)
        wizard.action_merge()
        self.env.invalidate_all()

    def test_the_wizard_opens_with_both_and_the_pair_is_gone_after(self):
        self._merge(self._pair(self.one, self.two), into=self.two)
        self.assertFalse(self.one.exists())
        [left] = self.pairs.search([])
        self.assertEqual((left.partner_id, left.other_id), (self.two, self.three))
        self.assertEqual(self._find(), left)

    def test_what_was_dismissed_is_so_for_the_merged_customer(self):
        self._pair(self.one, self.three).action_dismiss()
        self._pair(self.two, self.three).unlink()
        self._merge(self._pair(self.one, self.two), into=self.two)
        self._find()
        self.assertEqual(self._pair(self.two, self.three).state, "dismissed")

    def test_three_that_are_one_are_merged_at_once(self):
        self._merge(self.pairs.search([]), into=self.one)
        self.assertFalse((self.two + self.three).exists())
        self.assertFalse(self.pairs.search([]))

    def test_four_are_too_many_for_odoo(self):
        self._customer("Delta", phone="0512 6767 8989")
        with self.assertRaisesRegex(UserError, "at most 3"):
            self._find().action_merge()

    def test_facts_of_both_come_together(self):
        tertiary = self.env.ref("customer_tier.institution_type_tertiary")
        cardiology = self.env.ref("customer_tier.speciality_cardiology")
        self.one.write(
            {
                "institution_type_id": tertiary.id,
                "bed_count": 700,
                "influence_rating": "4",
                "child_ids": [
                    Command.create(
                        {
                            "name": "Heart",
                            "is_department": True,
                            "speciality_ids": [Command.set(cardiology.ids)],
                        }
                    )
                ],
            }
        )
        self.two.write({"bed_count": 650, "influence_rating": "0"})
        self._order(self.one, 10, 100)
        self._order(self.two, 20, 200)
        self._run()
        self._merge(self._pair(self.one, self.two), into=self.two)
        self._run()
        self.assertEqual(self.two.institution_type_id, tertiary)
        self.assertEqual(self.two.institution_level, 5)
        self.assertEqual((self.two.bed_count, self.two.influence_rating), (650, "4"))
        self.assertEqual(self.two.department_speciality_ids, cardiology)
        self.assertEqual(self._profile(self.two).frequency, 2)


@tagged("post_install", "-at_install")
class TestDuplicateAccess(DuplicateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._company("Other Company")
        cls.rep = cls._user("dup_rep", "sales_team.group_sale_salesman")
        cls.manager = cls._user("dup_manager", "customer_tier.group_manager")
        phone = {"phone": "0512 6767 8989"}
        cls.shared = cls._customer("Shared", **phone)
        cls.own = cls._customer("Own", company_id=cls.company.id, **phone)
        cls.foreign = cls._customer("Foreign", company_id=cls.other_company.id, **phone)

    def test_customers_of_two_companies_are_never_a_pair(self):
        pairs = self._find().sudo()
        found = {pair.partner_id + pair.other_id for pair in pairs}
        self.assertEqual(found, {self.shared + self.own, self.shared + self.foreign})

    def test_pairs_with_customers_of_another_company_stay_there(self):
        self.pairs._find()
        seen = self.pairs.with_user(self.rep).search([])
        self.assertEqual(seen.other_id, self.own)
        self.assertEqual(self.shared.with_user(self.rep).duplicate_count, 1)

    def test_reps_read_managers_decide(self):
        self.pairs._find()
        pair = self.pairs.with_user(self.rep).search([])
        for button in (pair.action_dismiss, pair.action_reopen, pair.action_find):
            with self.assertRaises(AccessError):
                button()
        pair.with_user(self.manager).action_dismiss()
        self.assertEqual(pair.state, "dismissed")
        self.pairs.with_user(self.manager).action_find()
