import psycopg2

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AS_OF, TierCase


class InstitutionCase(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tertiary = cls.env.ref("customer_tier.institution_type_tertiary")
        cls.dealer_type = cls.env.ref("customer_tier.institution_type_dealer")
        cls.grade_3a = cls.env.ref("customer_tier.institution_grade_3a")
        cls.grade_3b = cls.env.ref("customer_tier.institution_grade_3b")
        cls.grade_2a = cls.env.ref("customer_tier.institution_grade_2a")
        cls.ungraded = cls.env.ref("customer_tier.institution_grade_ungraded")
        cls.cardiology = cls.env.ref("customer_tier.speciality_cardiology")
        cls.radiology = cls.env.ref("customer_tier.speciality_radiology")
        cls.hospital = cls._customer(
            "Tertiary Hospital", institution_type_id=cls.tertiary.id
        )

    def _department(self, name, *specialities, parent=None, **values):
        return self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": (parent or self.hospital).id,
                "type": "other",
                "is_department": True,
                "speciality_ids": [Command.set([s.id for s in specialities])],
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestInstitutionLevel(InstitutionCase):
    def _stored_level(self, partner):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT institution_level FROM res_partner WHERE id = %s", [partner.id]
        )
        return self.env.cr.fetchone()[0]

    def test_level_is_that_of_the_grade_else_of_the_type_else_nothing(self):
        self.assertEqual(self._stored_level(self.hospital), 5)
        self.hospital.institution_grade_id = self.grade_3b
        self.assertEqual(self._stored_level(self.hospital), 4)
        self.hospital.institution_grade_id = self.ungraded
        self.assertEqual(self._stored_level(self.hospital), 5, "grade of level 0")
        self.hospital.write(
            {"institution_grade_id": False, "institution_type_id": False}
        )
        self.assertFalse(self._stored_level(self.hospital))

    def test_editing_a_level_reaches_every_contact_archived_ones_too(self):
        archived = self._customer(
            "Closed", institution_type_id=self.tertiary.id, active=False
        )
        graded = self._customer(
            "Graded",
            institution_type_id=self.tertiary.id,
            institution_grade_id=self.grade_3a.id,
        )
        ward = self._department("Ward")
        self.tertiary.level = 2
        levels = (archived + graded + ward).mapped("institution_level")
        self.assertEqual(levels, [2, 5, 2])
        self.grade_3a.level = 0
        self.assertEqual(graded.institution_level, 2)
        self.assertEqual(self._stored_level(graded), 2)

    def test_editing_a_level_takes_one_statement_however_many_customers_have_it(self):
        for number in range(20):
            self._customer(f"H{number}", institution_type_id=self.tertiary.id)
        self.env.flush_all()
        # the type itself and its contacts, and reading the type's access rights
        with self.assertQueryCount(4):
            self.tertiary.level = 1
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_level_is_a_number_from_0_to_5(self):
        for level in (-1, 6):
            with (
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.tertiary.level = level
                self.env.flush_all()

    def test_a_type_in_use_is_not_deleted(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.tertiary.unlink()


@tagged("post_install", "-at_install")
class TestInstitutionFacts(InstitutionCase):
    def test_departments_and_contacts_have_their_hospitals_facts(self):
        ward = self._department("Ward")
        nurse = self.env["res.partner"].create({"name": "Nurse", "parent_id": ward.id})
        self.hospital.write(
            {
                "institution_grade_id": self.grade_3a.id,
                "bed_count": 900,
                "influence_rating": "4",
            }
        )
        for contact in ward, nurse:
            self.assertEqual(contact.institution_type_id, self.tertiary)
            self.assertEqual(contact.institution_grade_id, self.grade_3a)
            self.assertEqual((contact.bed_count, contact.influence_rating), (900, "4"))
            self.assertEqual(contact.institution_level, 5)

    def test_grade_must_fit_the_type(self):
        with self.assertRaisesRegex(ValidationError, "Grade 2A"):
            self.hospital.institution_grade_id = self.grade_2a
        self.hospital.write(
            {
                "institution_grade_id": self.grade_2a.id,
                "institution_type_id": self.env.ref(
                    "customer_tier.institution_type_secondary"
                ).id,
            }
        )
        self.assertEqual(self.hospital.institution_level, 3)

    def test_a_contact_with_a_grade_of_its_own_can_move_to_another_hospital(self):
        clerk = self.env["res.partner"].create(
            {"name": "Clerk", "institution_grade_id": self.grade_2a.id}
        )
        clerk.parent_id = self.hospital
        self.assertEqual(clerk.institution_type_id, self.tertiary)

    @mute_logger("odoo.sql_db")
    def test_beds_are_not_negative(self):
        with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
            self.hospital.bed_count = -1
            self.env.flush_all()

    def test_hospitals_are_found_by_the_specialities_of_their_departments(self):
        heart = self._department("Heart", self.cardiology)
        lab = self._department("Cath Lab", self.radiology, parent=heart)
        other = self._customer("Other Hospital")
        self._department("X-Ray", self.radiology, parent=other)
        self.assertEqual(self.hospital.department_count, 2)
        self.assertEqual(
            self.hospital.department_speciality_ids, self.cardiology + self.radiology
        )
        search = self.env["res.partner"].search
        found = search([("department_speciality_ids", "in", self.cardiology.ids)])
        self.assertEqual(found, self.hospital + heart + lab)
        found = search([("department_speciality_ids", "ilike", "radiol")])
        self.assertIn(other, found)
        found = search([("department_speciality_ids", "not in", self.radiology.ids)])
        self.assertFalse(found & (self.hospital + heart + lab + other))

    def test_without_a_date_the_first_purchase_tells_since_when(self):
        self._order(self._department("Ward"), 40, 500)
        self._order(self.hospital, 10, 500)
        self.assertFalse(self.hospital.customer_since_shown, "not judged yet")
        self._run()
        self.hospital.invalidate_recordset()
        first = self.hospital.customer_since_shown
        self.assertEqual((AS_OF - first).days, 40)
        self.assertIn("first purchase", self.hospital.customer_since_placeholder)
        self.hospital.customer_since = "2001-02-03"
        self.assertEqual(str(self.hospital.customer_since_shown), "2001-02-03")
        self.assertFalse(self.hospital.customer_since_placeholder)

    def test_profiles_group_and_filter_by_institution(self):
        self._department("Heart", self.cardiology)
        dealer = self._customer("Dealer", institution_type_id=self.dealer_type.id)
        for customer in self.hospital, dealer:
            self._order(customer, 10, 100)
        self.hospital.bed_count = 800
        self._run()
        profiles = self.env["customer.profile"]
        company = [("company_id", "=", self.company.id)]
        groups = profiles._read_group(
            company, ["institution_type_id"], ["__count", "bed_count:sum"]
        )
        self.assertCountEqual(
            groups, [(self.tertiary, 1, 800), (self.dealer_type, 1, 0)]
        )
        found = profiles.search(
            [*company, ("department_speciality_ids", "in", self.cardiology.ids)]
        )
        self.assertEqual(found.partner_id, self.hospital)
        sales = self.env["sale.report"]._read_group(
            company, ["institution_type_id"], ["price_subtotal:sum"]
        )
        self.assertCountEqual(sales, [(self.tertiary, 100), (self.dealer_type, 100)])

    def test_a_policy_can_be_chosen_by_institution(self):
        dealer = self._customer("Dealer", institution_type_id=self.dealer_type.id)
        unknown = self._customer("Unknown")
        ward = self._department("Heart", self.cardiology)
        self.policy.sequence = 90
        by_type = self.policy.copy(
            {
                "name": "Dealers",
                "sequence": 1,
                "domain": f"[('institution_type_id', '=', {self.dealer_type.id})]",
            }
        )
        by_speciality = self.policy.copy(
            {
                "name": "Hearts",
                "sequence": 2,
                "domain": "[('department_speciality_ids.code', '=', 'cardiology')]",
            }
        )
        self._order(dealer, 10, 100)
        self._order(unknown, 20, 100)
        self._order(ward, 30, 100)
        self._run()
        self.assertEqual(self._profile(dealer).policy_id, by_type)
        self.assertEqual(self._profile(unknown).policy_id, self.policy)
        self.assertEqual(self._profile(self.hospital).policy_id, by_speciality)
        self.assertEqual(ward.customer_tier_policy_id, by_speciality)

    def test_a_list_of_contacts_costs_the_same_for_two_and_for_forty(self):
        names = [
            "institution_type_id",
            "bed_count",
            "influence_rating",
            "completeness_score",
            "completeness_missing",
            "customer_since_shown",
            "referral_count",
            "duplicate_count",
        ]

        def queries(count):
            customers = self.env["res.partner"].create(
                [
                    {
                        "name": f"Customer {n}",
                        "is_company": True,
                        "institution_type_id": self.tertiary.id,
                    }
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers.read(names)
            return self.env.cr.sql_log_count - before

        queries(2)  # what is cached for good
        self.assertEqual(queries(40), queries(2))


@tagged("post_install", "-at_install")
class TestInstitutionAccess(InstitutionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("who_rep", "sales_team.group_sale_salesman")
        cls.plain = cls._user("who_plain", "base.group_user,base.group_partner_manager")
        cls.portal = cls._user("who_portal", "base.group_portal")

    def test_a_salesperson_fills_in_facts_but_not_the_lists(self):
        hospital = self.hospital.with_user(self.rep)
        hospital.write({"bed_count": 50, "influence_rating": "3"})
        self.assertEqual(hospital.institution_type_id.name, "Tertiary hospital")
        self.assertFalse(hospital.institution_type_id.has_access("write"))

    def test_outsiders_see_no_facts(self):
        for user in self.plain, self.portal:
            fields = self.env["res.partner"].with_user(user).fields_get()
            self.assertFalse(
                {"influence_rating", "completeness_score", "institution_level"}
                & set(fields)
            )

    def test_outsiders_who_may_edit_contacts_go_on_doing_so(self):
        partners = self.env["res.partner"].with_user(self.plain)
        clerk = partners.create({"name": "Clerk", "parent_id": self.hospital.id})
        imported = partners.load(
            ["id", "name", "parent_id/.id"],
            [["__who_test__.clerk", "Imported Clerk", str(self.hospital.id)]],
        )
        self.assertFalse(imported["messages"])
        both = clerk.sudo() + self.env["res.partner"].browse(imported["ids"])
        self.assertEqual(both.institution_type_id, self.tertiary)
