from odoo.fields import Command
from odoo.tests import tagged

from .test_institutions import InstitutionCase

WEIGHTS = {
    "institution_type": 15,
    "institution_grade": 10,
    "beds": 5,
    "department": 10,
    "contact_person": 10,
    "tax_id": 10,
    "phone": 10,
    "email": 5,
    "address": 10,
    "salesperson": 5,
    "influence": 5,
    "customer_since": 5,
}


def oracle(customer, bought):
    """``(score, missing)`` as a person would count it."""
    children = customer.search(
        [("commercial_partner_id", "=", customer.id), ("id", "!=", customer.id)]
    )
    departments = children.filtered("is_department")
    people = (children - departments).filtered(lambda child: child.type == "contact")
    known = {
        "institution_type": customer.institution_type_id,
        "institution_grade": customer.institution_grade_id,
        "beds": customer.bed_count,
        "department": departments.speciality_ids,
        "contact_person": people or not customer.is_company,
        "tax_id": customer.vat and customer.vat != "/",
        "phone": customer.phone,
        "email": customer.email,
        "address": customer.street and customer.city and customer.country_id,
        "salesperson": customer.user_id,
        "influence": customer.influence_rating in ("1", "2", "3", "4", "5"),
        "customer_since": customer.customer_since or bought,
    }
    if customer.institution_type_id and not customer.institution_type_id.is_hospital:
        for fact in ("institution_grade", "beds", "department"):
            del known[fact]
    total = sum(WEIGHTS[fact] for fact in known)
    reached = sum(WEIGHTS[fact] for fact, value in known.items() if value)
    return 100 * reached // total, [fact for fact, value in known.items() if not value]


class CompletenessCase(InstitutionCase):
    def _facts_missing(self, customer):
        labels = dict(self.env["customer.completeness.rule"]._fields["fact"].selection)
        words = customer.completeness_missing or ""
        return [fact for fact in WEIGHTS if labels[fact] in words]


@tagged("post_install", "-at_install")
class TestCompleteness(CompletenessCase):
    def test_a_bare_customer_misses_everything_in_the_order_of_the_list(self):
        bare = self._customer("Bare")
        self.assertEqual(bare.completeness_score, 0)
        self.assertTrue(bare.completeness_missing.startswith("Institution type, Grade"))
        self.assertIn("Tax ID", bare.completeness_missing)

    def test_dealers_have_no_beds_to_tell(self):
        dealer = self._customer("Dealer", institution_type_id=self.dealer_type.id)
        self.assertEqual(dealer.completeness_score, 100 * 15 // 75)
        self.assertNotIn("Beds", dealer.completeness_missing)

    def test_a_department_counts_as_soon_as_it_has_a_speciality(self):
        before = self.hospital.completeness_score
        ward = self._department("Ward")
        self.assertEqual(self.hospital.completeness_score, before)
        ward.speciality_ids = self.cardiology
        self.hospital.invalidate_recordset()
        self.assertEqual(self.hospital.completeness_score, before + 10)
        ward.active = False
        self.hospital.invalidate_recordset()
        self.assertEqual(self.hospital.completeness_score, before)

    def test_contacts_show_their_hospitals_completeness(self):
        ward = self._department("Ward", self.cardiology)
        self.assertEqual(ward.completeness_score, self.hospital.completeness_score)
        found = self.env["res.partner"].search(
            [("completeness_score", "=", ward.completeness_score)]
        )
        self.assertLessEqual({ward, self.hospital}, set(found))

    def test_a_weight_of_zero_is_not_asked_for(self):
        bare = self._customer("Bare", phone="12345678")
        self.assertEqual(bare.completeness_score, 10)
        rules = self.env["customer.completeness.rule"].search([])
        rules.filtered(lambda rule: rule.fact != "phone").weight = 0
        bare.invalidate_recordset()
        self.assertEqual(bare.completeness_score, 100)
        self.assertFalse(bare.completeness_missing)
        rules.weight = 0
        bare.invalidate_recordset()
        self.assertEqual(bare.completeness_score, 100, "nothing is asked for")

    def test_lists_sort_filter_and_group_by_it(self):
        known = self._customer(
            "Known",
            vat="91320500",
            phone="0512 6767 6767",
            email="known@known.example.org",
            street="1 Road",
            city="Suzhou",
            country_id=self.env.ref("base.cn").id,
            user_id=self.env.user.id,
            institution_type_id=self.dealer_type.id,
            influence_rating="1",
            customer_since="2020-01-01",
            child_ids=[Command.create({"name": "Buyer"})],
        )
        self.assertEqual(known.completeness_score, 100)
        self.assertEqual(known.completeness_band, "complete")
        mine = [("id", "in", (known + self.hospital).ids)]
        partners = self.env["res.partner"]
        for order, first in (("asc", self.hospital), ("desc", known)):
            found = partners.search(mine, order=f"completeness_score {order}", limit=1)
            self.assertEqual(found, first)
        for domain, expected in (
            ([("completeness_score", "<", 100)], self.hospital),
            ([("completeness_score", ">=", 100)], known),
            ([("completeness_score", "!=", 100)], self.hospital),
            ([("completeness_band", "=", "poor")], self.hospital),
            ([("completeness_band", "!=", "poor")], known),
        ):
            self.assertEqual(partners.search(mine + domain), expected, domain)
            self.assertEqual((known + self.hospital).filtered_domain(domain), expected)
        groups = partners._read_group(
            mine, ["completeness_band"], ["completeness_score:avg"]
        )
        self.assertCountEqual(
            groups, [("complete", 100), ("poor", self.hospital.completeness_score)]
        )

    def test_profiles_have_it_too(self):
        self._order(self.hospital, 10, 100)
        self._run()
        profiles = self.env["customer.profile"]
        company = [("company_id", "=", self.company.id)]
        [(band, score)] = profiles._read_group(
            company, ["completeness_band"], ["completeness_score:avg"]
        )
        self.assertEqual((band, score), ("poor", self.hospital.completeness_score))
        self.assertTrue(profiles.search([*company, ("completeness_score", "<", 100)]))
