from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_history import HistoryCase

DAY = "2025-06-30"


@tagged("post_install", "-at_install")
class TestHistoryAccess(HistoryCase):
    """Who sees the history of whom: the same as for the moves themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls._user("history_rep", "sales_team.group_sale_salesman")
        cls.other_rep = cls._user("history_other", "sales_team.group_sale_salesman")
        cls.manager = cls._user("history_manager", "customer_tier.group_manager")
        cls.plain = cls._user("history_plain", "base.group_user")
        cls.own = cls._customer("Own Lab", user_id=cls.rep.id)
        cls.foreign = cls._customer("Foreign Lab", user_id=cls.other_rep.id)
        cls.orphan = cls._customer("Orphan Lab")
        for customer in (cls.own, cls.foreign, cls.orphan):
            cls._chain(
                customer,
                (date(2025, 1, 1), cls.tier_a),
                (date(2025, 5, 1), cls.tier_b),
            )
        cls.elsewhere = cls._company("History Elsewhere")
        cls._chain(
            cls.own,
            (date(2025, 1, 1), cls.tier_c),
            run=cls._ledger_run(cls.elsewhere),
        )

    def _models(self, user):
        """The three reports, as the user looks at them."""
        for model in (self.states, self.transitions, self.months):
            yield model.with_user(user).with_context(
                tier_day=DAY, tier_day_from="2025-01-31", tier_day_to=DAY
            )

    def test_a_salesperson_with_own_documents_sees_own_customers(self):
        for model in self._models(self.rep):
            with self.subTest(model=model._name):
                self.assertEqual(model.search([]).partner_id, self.own + self.orphan)
        customers = (self.own + self.foreign).with_user(self.rep)
        self.assertEqual(customers.customer_tiers_on(DAY).keys(), {self.own.id})

    def test_the_matrix_counts_only_what_the_user_may_see(self):
        for user, count in ((self.rep, 2), (self.manager, 3)):
            for model in self._models(user):
                if model._name == "customer.tier.transition":
                    matrix = model.movement_matrix()
                    found = sum(cell["count"] for cell in matrix["cells"])
                    self.assertEqual(found, count, user.login)

    def test_a_manager_sees_all_customers_of_the_own_company(self):
        for model in self._models(self.manager):
            with self.subTest(model=model._name):
                rows = model.search([])
                self.assertEqual(rows.partner_id, self.own + self.foreign + self.orphan)
                self.assertEqual(rows.company_id, self.company)

    def test_moves_of_customers_out_of_sight_are_not_read(self):
        """With statistics of many others, the way over one's own customers is the cheapest."""
        others = self.env["res.partner"].create(
            [
                {"name": f"Foreign {number}", "user_id": self.other_rep.id}
                for number in range(300)
            ]
        )
        for other in others:
            self._chain(other, (date(2025, 1, 1), self.tier_a))
        self.env["res.partner"].search([("user_id", "=", False)]).filtered(
            lambda partner: partner != self.orphan
        ).user_id = self.other_rep
        self.env.flush_all()
        self.env.cr.execute("ANALYZE res_partner, customer_tier_move")
        for way in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin"):
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(way)))
        for model in self._models(self.rep):
            with self.subTest(model=model._name):
                self.assertLessEqual(self._moves_read(model), 10)

    def test_a_rule_of_the_companys_own_making_holds_as_it_is(self):
        rule = self.env.ref("customer_tier.customer_tier_state_rule_own")
        states = self.states.with_user(self.rep).with_context(tier_day=DAY)
        for domain, seen in (
            ("['|', ('user_id', '=', user.id), ('tier_id.code', '=', 'B')]", 3),
            ("['|', ('user_id', '=', user.id), ('tier_id.code', '=', 'C')]", 1),
            ("[('user_id', '=', user.id), ('tier_id.code', '=', 'C')]", 0),
            ("[('user_id.login', 'like', 'history_')]", 2),
            ("['!', ('user_id', '=', user.id)]", 2),
            ("[('partner_id.user_id', '!=', False)]", 2),
            ("[(0, '=', 1)]", 0),
        ):
            with self.subTest(domain=domain):
                rule.domain_force = domain
                self.assertEqual(states.search_count([]), seen)

    def _moves_read(self, model):
        query = model._search([])
        [[[found]]] = self.env.execute_query(
            SQL("EXPLAIN (ANALYZE, FORMAT JSON) %s", query.select())
        )
        return sum(
            node["Actual Rows"] * node["Actual Loops"]
            for node in self._nodes(found["Plan"])
            if node.get("Relation Name") == "customer_tier_move"
        )

    def _nodes(self, plan):
        yield plan
        for part in plan.get("Plans", ()):
            yield from self._nodes(part)

    def test_another_company_has_a_history_of_its_own(self):
        self._also_in(self.elsewhere)
        own = self.own.with_context(allowed_company_ids=self.elsewhere.ids)
        found = own.customer_tiers_on(DAY)
        self.assertEqual(found[own.id]["tier_id"], self.tier_c.id)
        both = self.own.with_context(
            allowed_company_ids=[self.company.id, self.elsewhere.id]
        )
        found = both.customer_tiers_on(DAY, company_id=self.elsewhere.id)
        self.assertEqual(found[own.id]["tier_id"], self.tier_c.id)

    def test_outsiders_see_no_history(self):
        for model in self._models(self.plain):
            with self.subTest(model=model._name), self.assertRaises(AccessError):
                model.search([])
        with self.assertRaises(AccessError):
            self.own.with_user(self.plain).customer_tiers_on(DAY)
        with self.assertRaises(AccessError):
            self.transitions.with_user(self.plain).movement_matrix()

    def test_nobody_writes_a_report(self):
        for model in self._models(self.manager):
            rows = model.search([], limit=1)
            with self.subTest(model=model._name):
                with self.assertRaises(AccessError):
                    rows.write({"partner_id": self.foreign.id})
                with self.assertRaises(AccessError):
                    rows.unlink()
