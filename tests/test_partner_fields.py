import random

from odoo.fields import Domain
from odoo.tests import Form, tagged

from .common import TierCase


class FieldsCase(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer("Hospital", country_id=cls.env.ref("base.cn").id)
        cls.ward = cls._customer("Ward", parent_id=cls.hospital.id, is_company=False)
        cls.nurse = cls._customer("Nurse", parent_id=cls.ward.id, is_company=False)
        cls.clinic = cls._customer("Clinic", country_id=cls.env.ref("base.fr").id)
        cls.lab = cls._customer("Lab")
        cls.prospect = cls._customer("Prospect")
        cls.family = cls.hospital + cls.ward + cls.nurse
        cls.everyone = cls.family + cls.clinic + cls.lab + cls.prospect
        for _ in range(3):
            cls._order(cls.ward, 2, 3000)
        cls._order(cls.clinic, 100, 1500)
        cls._order(cls.lab, 300, 100)
        cls._order(cls.lab, 320, 50)
        cls._run()

    def _search(self, *conditions, order="id"):
        return self.env["res.partner"].search(
            [("id", "in", self.everyone.ids), *conditions], order=order
        )


@tagged("post_install", "-at_install")
class TestFieldsOfContacts(FieldsCase):
    def test_customers_departments_and_contacts_show_the_same(self):
        for partner in self.family:
            with self.subTest(partner=partner.name):
                self.assertRecordValues(
                    partner,
                    [
                        {
                            "customer_profile_id": self._profile(self.hospital).id,
                            "customer_tier_id": self.tier_a.id,
                            "customer_segment_id": self._segment("champions").id,
                            "rfm_recency_days": 2,
                            "rfm_frequency": 3,
                            "rfm_monetary": 9000,
                            "rfm_code": "555",
                            "rfm_score": 100,
                            "rfm_currency_id": self.company.currency_id.id,
                        }
                    ],
                )

    def _segment(self, code):
        return self.env.ref(f"customer_tier.segment_{code}")

    def test_prospects_show_nothing(self):
        self.assertFalse(self.prospect.customer_profile_id)
        self.assertFalse(self.prospect.customer_tier_id)
        self.assertFalse(self.prospect.rfm_code)
        self.assertFalse(self.prospect.customer_profile_ids)

    def test_all_fields_say_that_they_can_be_searched_sorted_and_grouped(self):
        names = [
            "customer_tier_id",
            "customer_segment_id",
            "rfm_recency_days",
            "rfm_frequency",
            "rfm_monetary",
            "rfm_code",
            "rfm_score",
        ]
        described = self.env["res.partner"].fields_get(
            names, ["searchable", "sortable", "groupable"]
        )
        for name in names:
            with self.subTest(field=name):
                self.assertTrue(all(described[name].values()), described[name])

    def test_search_by_tier(self):
        a, c = self.tier_a, self.tier_c
        self.assertEqual(self._search(("customer_tier_id", "=", a.id)), self.family)
        self.assertEqual(
            self._search(("customer_tier_id", "in", (a + c).ids)),
            self.family + self.lab,
        )
        self.assertEqual(self._search(("customer_tier_id.code", "=", "B")), self.clinic)
        self.assertEqual(
            self._search(("customer_tier_id", "ilike", a.name)), self.family
        )

    def test_search_for_no_tier_finds_those_without_a_profile(self):
        for name in (
            "customer_tier_id",
            "customer_segment_id",
            "customer_profile_id",
            "rfm_code",
        ):
            with self.subTest(field=name):
                self.assertEqual(self._search((name, "=", False)), self.prospect)

    def test_search_for_any_tier_finds_those_with_a_profile(self):
        for name in ("customer_tier_id", "customer_segment_id", "customer_profile_id"):
            with self.subTest(field=name):
                self.assertEqual(
                    self._search((name, "!=", False)), self.everyone - self.prospect
                )

    def test_search_for_another_tier_finds_those_without_one_too(self):
        self.assertEqual(
            self._search(("customer_tier_id", "!=", self.tier_a.id)),
            self.everyone - self.family,
        )
        self.assertEqual(
            self._search(
                ("customer_tier_id", "not in", (self.tier_a + self.tier_b).ids)
            ),
            self.lab + self.prospect,
        )
        self.assertEqual(
            self._search(("customer_tier_id", "in", [False, self.tier_c.id])),
            self.lab + self.prospect,
        )

    def test_search_by_numbers(self):
        self.assertEqual(self._search(("rfm_score", ">=", 99.9)), self.family)
        self.assertEqual(self._search(("rfm_score", "=", 100)), self.family)
        self.assertEqual(self._search(("rfm_monetary", "<", 1000)), self.lab)
        self.assertEqual(self._search(("rfm_frequency", "=", 2)), self.lab)
        self.assertEqual(
            self._search(("rfm_recency_days", ">", 99)), self.clinic + self.lab
        )
        self.assertEqual(self._search(("rfm_code", "=like", "5__")), self.family)

    def test_no_number_finds_someone_who_never_bought(self):
        """Without a profile nothing is zero, least of all the recency."""
        for name in ("rfm_recency_days", "rfm_frequency", "rfm_monetary", "rfm_score"):
            for operator in ("=", ">", "<", ">=", "<=", "!="):
                for number in (0, 100, -1):
                    domain = (name, operator, number)
                    with self.subTest(domain=domain):
                        if operator == "!=" and number:
                            continue  # whoever has no number has not this one
                        self.assertNotIn(self.prospect, self._search(domain))

    def test_lapsed_customers_are_found_by_their_zero(self):
        lapsed = self._customer("Lapsed")
        self._order(lapsed, 400, 50)
        self._run()
        for name in ("rfm_frequency", "rfm_monetary"):
            found = self.env["res.partner"].search([(name, "=", 0)])
            self.assertEqual(found, lapsed)

    def test_search_for_no_number_finds_those_without_a_profile(self):
        self.assertEqual(self._search(("rfm_score", "=", False)), self.prospect)
        self.assertNotIn(self.prospect, self._search(("rfm_score", "!=", False)))

    def test_search_through_the_segment(self):
        self.assertEqual(
            self._search(("customer_segment_id.group", "=", "high_value")), self.family
        )

    def test_search_through_other_models(self):
        children = self.env["res.partner"].search(
            [("parent_id.customer_tier_id", "=", self.tier_a.id)]
        )
        self.assertEqual(children & self.everyone, self.ward + self.nurse)
        orders = self.env["sale.order"].search(
            [("partner_id.customer_tier_id.code", "=", "A")]
        )
        self.assertEqual(orders.partner_id & self.everyone, self.ward)

    def test_domain_that_names_a_company_holds_on_one_profile(self):
        other = self._company("Another Company")
        self._order(self.hospital, 2, 1, company=other)
        self._order(self.clinic, 2, 900, company=other)
        self._run(other)
        self.assertEqual(self._profile(self.hospital, other).tier_id, self.tier_c)
        a_there = [("company_id", "=", other.id), ("tier_id", "=", self.tier_a.id)]
        self.assertEqual(
            self._search(("customer_profile_ids", "any", a_there)), self.clinic
        )
        # without ``any`` two conditions may hold on two different profiles
        self.assertEqual(
            self._search(
                ("customer_profile_ids", "not any", a_there), ("child_ids", "=", False)
            ),
            self.nurse + self.lab + self.prospect,
        )

    def test_sort(self):
        customers = self.everyone - self.ward - self.nurse - self.prospect
        ours = ("id", "in", customers.ids)
        by_money = self.hospital + self.clinic + self.lab
        for order, expected in (
            ("rfm_monetary desc", by_money),
            ("rfm_monetary", by_money[::-1]),
            ("rfm_recency_days", by_money),
            ("rfm_frequency desc", self.hospital + self.lab + self.clinic),
            ("customer_tier_id", by_money),
            ("customer_tier_id desc", by_money[::-1]),
        ):
            with self.subTest(order=order):
                self.assertEqual(self._search(ours, order=order).ids, expected.ids)

    def test_group(self):
        groups = self.env["res.partner"]._read_group(
            [("id", "in", self.everyone.ids)],
            ["customer_tier_id"],
            ["__count", "rfm_monetary:sum", "rfm_score:avg", "id:recordset"],
        )
        found = {tier.code: (count, total) for tier, count, total, *_rest in groups}
        self.assertEqual(
            found, {"A": (3, 27000), "B": (1, 1500), "C": (1, 150), False: (1, False)}
        )

    def test_group_by_two_levels_as_the_web_client_does(self):
        groups = self.env["res.partner"].formatted_read_group(
            [("id", "in", (self.hospital + self.clinic + self.prospect).ids)],
            ["customer_tier_id", "country_id"],
            ["__count", "rfm_monetary:sum", "rfm_recency_days:avg"],
        )
        self.assertEqual(len(groups), 3)
        self.assertEqual([group["__count"] for group in groups], [1, 1, 1])
        self.assertEqual(
            [group["rfm_monetary:sum"] for group in groups], [9000, 1500, False]
        )
        for group in groups:
            found = self._search(*group["__extra_domain"])
            self.assertTrue(found & (self.hospital + self.clinic + self.prospect))

    def test_group_by_code_and_through_the_tier(self):
        partners = self.env["res.partner"]
        ours = [("id", "in", self.everyone.ids)]
        codes = dict(partners._read_group(ours, ["rfm_code"], ["__count"]))
        self.assertEqual(codes["555"], 3)
        colors = partners._read_group(ours, ["customer_tier_id.color"], ["__count"])
        self.assertEqual(sum(count for _color, count in colors), len(self.everyone))

    def test_archived_customers_keep_their_profile_and_are_found_when_asked_for(self):
        self.clinic.active = False
        self.assertEqual(self.clinic.customer_tier_id, self.tier_b)
        domain = [("customer_tier_id", "=", self.tier_b.id)]
        partners = self.env["res.partner"]
        self.assertNotIn(self.clinic, partners.search(domain))
        self.assertIn(
            self.clinic, partners.with_context(active_test=False).search(domain)
        )

    def test_the_form_of_a_new_contact_and_of_a_department_opens_for_a_user(self):
        seller = self._user("fields_seller", "sales_team.group_sale_salesman_all_leads")
        partners = self.env["res.partner"].with_user(seller)
        with Form(partners) as form:
            form.name = "New department"
            form.parent_id = self.hospital.with_user(seller)
        department = form.record
        self.assertEqual(department.customer_tier_id, self.tier_a)
        with Form(self.ward.with_user(seller)) as form:
            form.parent_id = self.clinic.with_user(seller)
        self.assertEqual(form.record.customer_tier_id, self.tier_b)

    def test_reading_many_contacts_takes_a_fixed_number_of_queries(self):
        names = ["customer_tier_id", "rfm_score", "rfm_code"]

        def queries_for(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.read(names)
            return self.env.cr.sql_log_count - before

        self.everyone.read(names)  # warm up
        many = self.everyone + self.env["res.partner"].create(
            [{"name": f"Contact {n}", "parent_id": self.ward.id} for n in range(100)]
        )
        self.assertEqual(queries_for(many), queries_for(self.hospital))


@tagged("post_install", "-at_install")
class TestSearchAgreesWithFilter(FieldsCase):
    """The same domains in SQL and in Python give the same contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dice = random.Random(19)
        for number in range(15):
            customer = cls._customer(f"Customer {number}")
            cls._customer(f"Contact {number}", parent_id=customer.id, is_company=False)
            for _ in range(dice.choice((0, 1, 1, 2, 3))):
                cls._order(customer, dice.randrange(500), dice.choice((5, 50, 900)))
        cls._run()
        cls.everyone = cls.env["res.partner"].search([])

    def _domains(self):
        profiles = self.env["customer.profile"].search([], limit=2)
        tiers = self.tier_a + self.tier_c
        segment = self._profile(self.hospital).segment_id
        yield from (
            [("customer_tier_id", "=", False)],
            [("customer_tier_id", "!=", False)],
            [("customer_tier_id", "=", self.tier_a.id)],
            [("customer_tier_id", "!=", self.tier_a.id)],
            [("customer_tier_id", "in", tiers.ids)],
            [("customer_tier_id", "not in", tiers.ids)],
            [("customer_tier_id", "in", [False, self.tier_b.id])],
            [("customer_tier_id", "not in", [False, self.tier_b.id])],
            [("customer_tier_id.code", "=", "C")],
            [("customer_tier_id.code", "!=", "C")],
            [("customer_tier_id.code", "in", ["A", "B"])],
            [("customer_segment_id", "=", segment.id)],
            [("customer_segment_id.group", "=", "sleeping")],
            [("customer_profile_id", "=", False)],
            [("customer_profile_id", "in", profiles.ids)],
            [("customer_profile_id", "not in", profiles.ids)],
            [("customer_profile_id.is_lapsed", "=", True)],
            [("rfm_code", "=", False)],
            [("rfm_code", "like", "5")],
            ["!", ("customer_tier_id", "in", tiers.ids)],
            ["|", ("customer_tier_id", "=", False), ("rfm_code", ">", "3")],
            [("customer_profile_ids", "any", [("company_id", "=", self.company.id)])],
        )

    def test_search_agrees_with_filtered_domain(self):
        for domain in self._domains():
            with self.subTest(domain=domain):
                found = self.everyone.search([("id", "in", self.everyone.ids), *domain])
                self.assertEqual(
                    sorted(found.ids), sorted(self.everyone.filtered_domain(domain).ids)
                )

    def test_search_by_numbers_agrees_with_filtered_domain(self):
        customers = self.everyone.filtered("customer_profile_id")
        for domain in (
            [("rfm_score", ">=", 50)],
            [("rfm_score", "<", 50)],
            [("rfm_monetary", ">", 0)],
            [("rfm_frequency", "=", 0)],
            [("rfm_frequency", "!=", 0)],
            [("rfm_recency_days", "<=", 100)],
            [("rfm_recency_days", "in", [10, 300])],
        ):
            with self.subTest(domain=domain):
                self.assertEqual(
                    self.everyone.search(domain, order="id"),
                    customers.filtered_domain(domain).sorted("id"),
                )

    def test_a_condition_and_its_opposite_split_all_contacts(self):
        ours = Domain("id", "in", self.everyone.ids)
        for domain in self._domains():
            with self.subTest(domain=domain):
                yes = self.everyone.search_count(ours & Domain(domain))
                no = self.everyone.search_count(ours & ~Domain(domain))
                self.assertEqual(yes + no, len(self.everyone))

    def test_groups_add_up_to_what_their_own_domain_finds(self):
        ours = [("id", "in", self.everyone.ids)]
        for name in ("customer_tier_id", "customer_segment_id", "rfm_code"):
            for group in self.everyone.formatted_read_group(ours, [name], ["__count"]):
                with self.subTest(group=group[name]):
                    found = self.everyone.search_count(ours + group["__extra_domain"])
                    self.assertEqual(found, group["__count"])


@tagged("post_install", "-at_install")
class TestFieldsOfDocuments(FieldsCase):
    """Orders, leads and the sales analysis show the tier of their customer."""

    def _assert_by_tier(self, records, expected):
        model = self.env[records._name]
        ours = [("id", "in", records.ids)]
        for code, members in expected.items():
            with self.subTest(tier=code):
                path = "customer_tier_id.code" if code else "customer_tier_id"
                found = model.search([*ours, (path, "=", code)])
                self.assertEqual(found, members)
        self.assertEqual(
            model.search([*ours, ("customer_tier_id", "!=", False)]),
            records.filtered("customer_tier_id"),
        )
        self.assertEqual(
            model.search([*ours, ("rfm_score", ">=", 99)]),
            records.filtered(lambda record: record.rfm_score >= 99),
        )
        groups = model._read_group(ours, ["customer_tier_id"], ["id:recordset"])
        grouped = {tier.code: members for tier, members in groups}
        for code, members in expected.items():
            self.assertEqual(grouped[code], members)
        segments = model._read_group(ours, ["customer_segment_id"], ["__count"])
        self.assertEqual(sum(count for _segment, count in segments), len(records))
        ranked = model.search(ours, order="rfm_score desc nulls last, id")
        self.assertEqual(ranked[0].rfm_score, max(records.mapped("rfm_score")))
        codes = {
            code for code, *_ in model._read_group(ours, ["rfm_code"], ["__count"])
        }
        self.assertEqual(codes, set(records.mapped("rfm_code")))

    def test_orders(self):
        self._order(self.prospect, 1, 10, state="draft")
        orders = self.env["sale.order"].search(
            [("partner_id", "in", self.everyone.ids)]
        )
        by_partner = orders.grouped("partner_id")
        self._assert_by_tier(
            orders,
            {
                "A": by_partner[self.ward],
                "B": by_partner[self.clinic],
                "C": by_partner[self.lab],
                False: by_partner[self.prospect],
            },
        )

    def test_leads(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": partner.name, "partner_id": partner.id}
                for partner in (self.nurse, self.clinic, self.prospect)
            ]
            + [{"name": "Nobody"}]
        )
        leads.company_id = False
        nurse, clinic, prospect, nobody = leads
        self._assert_by_tier(leads, {"A": nurse, "B": clinic, False: prospect + nobody})

    def test_sales_analysis(self):
        self.env["sale.order"].search(
            [("partner_id", "=", self.lab.id)], limit=1
        ).action_lock()
        self.env.flush_all()
        report = self.env["sale.report"]
        ours = [("commercial_partner_id", "in", self.everyone.ids)]
        groups = report._read_group(
            ours, ["customer_tier_id"], ["price_subtotal:sum", "order_reference:count"]
        )
        self.assertEqual(
            {tier.code: total for tier, total, _count in groups},
            {"A": 9000, "B": 1500, "C": 150},
        )
        found = report.search([*ours, ("customer_tier_id", "=", self.tier_b.id)])
        self.assertEqual(found.partner_id, self.clinic)
        segments = report._read_group(
            [*ours, ("customer_segment_id", "!=", False)],
            ["customer_segment_id"],
            ["price_subtotal:sum"],
        )
        self.assertEqual(sum(total for _segment, total in segments), 10650)

    def test_sales_analysis_keeps_the_tier_at_order_apart_from_the_tier_now(self):
        order = self._order(self.lab, 0, 10, state="draft")
        order.action_confirm()
        self.assertEqual(order.order_tier_id, self.tier_c)
        self._order(self.lab, 0, 900000)
        self._run()
        self.env.flush_all()
        [row] = self.env["sale.report"]._read_group(
            [("order_reference", "=", f"sale.order,{order.id}")],
            ["order_tier_id", "customer_tier_id"],
            ["price_subtotal:sum"],
        )
        self.assertEqual(row, (self.tier_c, self.tier_a, 10))
