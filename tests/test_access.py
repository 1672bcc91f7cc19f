from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import AS_OF, TierCase

EDITABLE_BY_MANAGERS = {
    "customer.tier",
    "customer.segment",
    "customer.tier.policy",
    "customer.tier.policy.dimension",
    "customer.tier.policy.share",
    "customer.tier.policy.threshold",
    "customer.tier.policy.cell",
    "customer.tier.override",
    "customer.tier.service",
    "customer.institution.type",
    "customer.institution.grade",
    "customer.speciality",
    "customer.tier.playbook",
    "customer.tier.playbook.step",
    "customer.tier.playbook.trigger",
    "customer.tier.campaign.cost",
}
# record rules say whose, and until when
EDITABLE_BY_USERS = {"customer.tier.campaign", "customer.tier.campaign.step"}
# made by the add-on, for managers to decide about
WRITTEN_BY_MANAGERS = {"customer.tier.duplicate", "customer.completeness.rule"}
READABLE_BY_USERS = (
    EDITABLE_BY_MANAGERS
    | WRITTEN_BY_MANAGERS
    | EDITABLE_BY_USERS
    | {
        "customer.profile",
        "customer.tier.month",
        "customer.tier.campaign.entry",
        "customer.tier.campaign.outcome",
        "customer.tier.campaign.touch",
        "customer.tier.move",
        "customer.tier.playbook.outcome",
        "customer.tier.promise",
        "customer.tier.state",
        "customer.tier.transition",
        # written by the balance report, for the user who opened it
        "customer.tier.balance.line",
        "customer.tier.balance.quiet",
    }
)
READABLE_BY_MANAGERS = READABLE_BY_USERS | {
    "customer.tier.refresh",
    "customer.tier.run",
    "customer.tier.run.leaver",
    "customer.tier.run.line",
    "customer.tier.run.step",
    "customer.profile.backup",
}
WIZARDS = {
    "customer.tier.balance",
    "customer.tier.campaign.start",
    "customer.tier.plan.activity",
    "customer.tier.state.day",
}
OPERATIONS = ("read", "write", "create", "unlink")
SHOWN_ON = ("res.partner", "sale.order", "crm.lead", "sale.report", "res.company")


class AccessCase(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._user("tier_user")
        cls.manager = cls._user("tier_manager", "customer_tier.group_manager")
        cls.plain = cls._user("tier_plain", "base.group_user")
        cls.portal = cls._user("tier_portal", "base.group_portal")
        cls.public = cls._user("tier_public", "base.group_public")
        cls.outsiders = cls.plain + cls.portal + cls.public
        cls.customer = cls._customer("General Hospital")
        cls.order = cls._order(cls.customer, 10, 1000)
        cls.published = cls._run()
        cls.simulation = cls._run(mode="simulation")
        cls.profile = cls._profile(cls.customer)
        cls.move = cls.published.move_ids

    @classmethod
    def _our_models(cls):
        """The models of the add-on that have a table."""
        return {
            name
            for name, model in cls.env.registry.items()
            if name.startswith(
                (
                    "customer.tier",
                    "customer.segment",
                    "customer.profile",
                    "customer.institution",
                    "customer.speciality",
                    "customer.completeness",
                )
            )
            and not model._abstract
        }

    def _allowed(self, user, model):
        return {
            operation
            for operation in OPERATIONS
            if self.env[model].with_user(user).has_access(operation)
        }


@tagged("post_install", "-at_install")
class TestAccessOfModels(AccessCase):
    def test_every_model_of_the_add_on_is_in_these_tests(self):
        self.assertEqual(self._our_models(), READABLE_BY_MANAGERS | WIZARDS)

    def test_outsiders_have_no_access_to_any_model(self):
        for user in self.outsiders:
            for model in self._our_models():
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(self._allowed(user, model))

    def test_users_read_results_and_rules_and_write_nothing(self):
        for model in READABLE_BY_MANAGERS - EDITABLE_BY_USERS:
            expected = {"read"} if model in READABLE_BY_USERS else set()
            with self.subTest(model=model):
                self.assertEqual(self._allowed(self.user, model), expected)

    def test_managers_edit_the_rules_and_only_these(self):
        for model in READABLE_BY_MANAGERS - {"customer.tier.run"}:
            editable = EDITABLE_BY_MANAGERS | EDITABLE_BY_USERS
            expected = set(OPERATIONS) if model in editable else {"read"}
            if model in WRITTEN_BY_MANAGERS:
                expected = {"read", "write"}
            with self.subTest(model=model):
                self.assertEqual(self._allowed(self.manager, model), expected)

    def test_managers_ask_for_runs_but_do_not_write_them(self):
        self.assertEqual(
            self._allowed(self.manager, "customer.tier.run"),
            {"read", "create", "unlink"},
        )

    def test_even_the_administrator_cannot_write_results(self):
        admin = self.env.ref("base.user_admin")
        for model in (
            "customer.profile",
            "customer.tier.move",
            "customer.tier.run.line",
        ):
            with self.subTest(model=model):
                self.assertEqual(self._allowed(admin, model), {"read"})
        self.assertNotIn("write", self._allowed(admin, "customer.tier.run"))

    def test_a_salesperson_is_a_user_of_tiers(self):
        seller = self._user("tier_seller", "sales_team.group_sale_salesman")
        self.assertTrue(seller.has_group("customer_tier.group_user"))
        self.assertFalse(seller.has_group("customer_tier.group_manager"))


@tagged("post_install", "-at_install")
class TestAccessOfFields(AccessCase):
    """What is shown on the records of other modules is hidden as well."""

    def _our_fields(self, model):
        return {
            name
            for name in self.env[model]._fields
            if name.startswith(
                (
                    "customer_tier",
                    "customer_segment",
                    "customer_profile",
                    "customer_last_",
                    "rfm_",
                    "institution_",
                    "completeness_",
                    "customer_since",
                    "influence_",
                    "bed_count",
                    "referr",
                    "department_",
                    "duplicate_count",
                )
            )
            or name == "order_tier_id"
        }

    def test_there_are_such_fields_on_each_model(self):
        for model in SHOWN_ON:
            self.assertTrue(self._our_fields(model), model)

    def test_outsiders_are_not_even_told_of_the_fields(self):
        for user in self.outsiders:
            for model in SHOWN_ON:
                records = self.env[model].with_user(user)
                if not records.has_access("read"):
                    continue
                with self.subTest(user=user.login, model=model):
                    shown = set(records.fields_get()) & self._our_fields(model)
                    self.assertFalse(shown)

    def test_outsiders_cannot_read_the_fields(self):
        self.portal.partner_id.parent_id = self.customer
        for user in self.plain + self.portal:
            own = user.partner_id.with_user(user)
            for name in self._our_fields("res.partner"):
                with (
                    self.subTest(user=user.login, field=name),
                    self.assertRaises(AccessError),
                ):
                    own.read([name])

    def test_outsiders_cannot_search_sort_or_group_by_the_fields(self):
        partners = self.env["res.partner"].with_user(self.plain)
        for name in ("customer_tier_id", "rfm_score", "customer_profile_ids"):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    partners.search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    partners.search([("child_ids." + name, "!=", False)])
        with self.assertRaises(AccessError):
            partners.search([], order="rfm_score desc")
        with self.assertRaises(AccessError):
            partners.formatted_read_group([], ["customer_tier_id"], ["__count"])
        with self.assertRaises(AccessError):
            partners.formatted_read_group([], [], ["rfm_monetary:sum"])

    def test_the_portal_user_of_a_customer_cannot_read_the_tier_of_an_own_order(self):
        self.portal.partner_id.parent_id = self.customer
        self.order.message_subscribe(self.portal.partner_id.ids)
        order = self.order.with_user(self.portal)
        self.assertEqual(order.read(["name"])[0]["name"], self.order.name)
        for name in ("customer_tier_id", "order_tier_id", "rfm_score"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                order.read([name])

    def test_a_contact_opens_for_whoever_may_see_tiers(self):
        """Also without access to orders or invoices, which the page shows the last ones of."""
        for groups in (
            "customer_tier.group_user",
            "customer_tier.group_manager",
            "mass_mailing.group_mass_mailing_user",
            "sales_team.group_sale_salesman",
        ):
            with self.subTest(groups=groups):
                user = self._user(f"opens_{groups}", groups)
                form = Form(self.customer.with_user(user))
                self.assertEqual(form.customer_tier_id, self.tier_a)

    def test_users_read_the_fields(self):
        partner = self.customer.with_user(self.user)
        self.assertEqual(partner.customer_tier_id, self.tier_a)
        self.assertEqual(partner.rfm_code, "333")
        self.assertEqual(partner.customer_profile_ids.monetary, 1000)


@tagged("post_install", "-at_install")
class TestAccessOfSalespeople(AccessCase):
    """A salesperson limited to own documents sees own and unassigned customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own_only = "sales_team.group_sale_salesman"
        cls.seller = cls._user("tier_own_only", own_only)
        cls.colleague = cls._user("tier_colleague", own_only)
        cls.leader = cls._user(
            "tier_leader", "sales_team.group_sale_salesman_all_leads"
        )
        cls.own = cls._customer("Own", user_id=cls.seller.id)
        cls.others = cls._customer("Of a colleague", user_id=cls.colleague.id)
        cls.department = cls._customer(
            "Ward", parent_id=cls.others.id, is_company=False
        )
        cls.nobodys = cls.customer
        for customer, amount in ((cls.own, 500), (cls.others, 90000)):
            cls._order(customer, 5, amount)
        cls._run()
        cls.customers = cls.own + cls.others + cls.nobodys

    def _seen_by(self, user):
        profiles = self.env["customer.profile"].with_user(user).search([])
        return profiles.partner_id & self.customers

    def test_sees_own_and_unassigned_customers_only(self):
        self.assertEqual(self._seen_by(self.seller), self.own + self.nobodys)

    def test_sees_moves_of_own_and_unassigned_customers_only(self):
        moves = self.env["customer.tier.move"].with_user(self.seller).search([])
        self.assertEqual(moves.partner_id & self.customers, self.own + self.nobodys)

    def test_cannot_read_the_profile_of_a_colleagues_customer(self):
        profile = self._profile(self.others).with_user(self.seller)
        profile.invalidate_recordset()
        with self.assertRaises(AccessError):
            profile.read(["monetary"])

    def test_someone_who_sees_all_documents_sees_all_customers(self):
        self.assertEqual(self._seen_by(self.leader), self.customers)

    def test_a_manager_of_tiers_who_sells_sees_all_customers(self):
        self.seller.group_ids = [
            Command.link(self.env.ref("customer_tier.group_manager").id)
        ]
        self.assertEqual(self._seen_by(self.seller), self.customers)

    def test_fields_of_contacts_tell_nothing_about_a_colleagues_customer(self):
        for partner in (self.others + self.department).with_user(self.seller):
            partner.invalidate_recordset()
            [values] = partner.read(
                ["customer_tier_id", "customer_segment_id", "rfm_code", "rfm_monetary"]
            )
            with self.subTest(partner=partner.name):
                self.assertFalse(values["customer_tier_id"])
                self.assertFalse(values["customer_segment_id"])
                self.assertFalse(values["rfm_code"])
                self.assertFalse(values["rfm_monetary"])
                self.assertFalse(partner.customer_profile_ids)
                self.assertFalse(partner.customer_last_move_ids)

    def test_searching_contacts_finds_no_customer_of_a_colleague(self):
        partners = self.env["res.partner"].with_user(self.seller)
        everyone = self.customers + self.department
        for domain in (
            [("customer_tier_id", "!=", False)],
            [("customer_tier_id.code", "in", ["A", "B", "C"])],
            [("rfm_monetary", ">", 0)],
            [("rfm_score", ">=", 0)],
            [("customer_profile_ids.monetary", ">", 0)],
            [("customer_profile_id", "!=", False)],
        ):
            with self.subTest(domain=domain):
                found = partners.search(domain) & everyone
                self.assertEqual(found, self.own + self.nobodys)

    def test_grouping_contacts_adds_up_no_customer_of_a_colleague(self):
        partners = self.env["res.partner"].with_user(self.seller)
        ours = [("id", "in", self.customers.ids)]
        groups = partners._read_group(ours, ["customer_tier_id"], ["rfm_monetary:sum"])
        self.assertEqual(sum(total for _tier, total in groups if total), 1500)
        tiers = {tier.code: total for tier, total in groups}
        self.assertFalse(tiers[False])

    def test_sorting_contacts_does_not_rank_a_colleagues_customer(self):
        partners = self.env["res.partner"].with_user(self.seller)
        ranked = partners.search(
            [("id", "in", self.customers.ids)], order="rfm_monetary desc nulls last, id"
        )
        self.assertEqual(ranked[-1], self.others, "it has nothing to be ranked by")

    def test_an_own_order_shows_the_tier_of_any_customer(self):
        """Whoever may open an order may know whom it is from."""
        order = self._order(self.others, 1, 10, user_id=self.seller.id)
        self.assertEqual(order.with_user(self.seller).customer_tier_id, self.tier_a)


@tagged("post_install", "-at_install")
class TestNobodyForgesResults(AccessCase):
    def _assert_refused(self, model, values, user=None):
        records = self.env[model].with_user(user or self.manager)
        with self.assertRaises(AccessError):
            records.create(values)

    def test_nobody_writes_a_profile_or_move(self):
        for user in (self.user, self.manager, self.env.ref("base.user_admin")):
            for record, values in (
                (self.profile, {"monetary": 1, "tier_id": self.tier_c.id}),
                (self.move, {"to_tier_id": self.tier_c.id}),
                (self.simulation.line_ids, {"monetary": 1}),
            ):
                with self.subTest(user=user.login, model=record._name):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write(values)
                    with self.assertRaises(AccessError):
                        record.with_user(user).unlink()
                    with self.assertRaises(AccessError):
                        record.with_user(user).copy()

    def test_nobody_writes_a_profile_through_a_contact(self):
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "company_ids": [Command.link(self.company.id)],
                "company_id": self.company.id,
            }
        )
        contact = self.customer.with_user(admin)
        for commands in (
            [Command.update(self.profile.id, {"monetary": 1})],
            [Command.create({"company_id": self.company.id})],
            [Command.delete(self.profile.id)],
        ):
            with self.subTest(command=commands), self.assertRaises(AccessError):
                contact.write({"customer_profile_ids": commands})
        contact.write({"rfm_score": 1, "rfm_monetary": 1})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.profile.monetary, 1000)
        self.assertEqual(contact.rfm_monetary, 1000)

    def test_a_manager_cannot_write_the_ledger(self):
        run = self.published.with_user(self.manager)
        for values in ({"state": "failed"}, {"customer_count": 9}, {"rules": {}}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                run.write(values)

    def test_a_manager_cannot_forge_the_ledger_when_creating_a_run(self):
        asked = {"company_id": self.company.id, "as_of": AS_OF}
        for forged in (
            {"state": "done"},
            {"rules": {}},
            {"customer_count": 9},
            {"written_count": 9},
            {"origin": "schedule"},
            {"user_id": self.user.id},
            {"error": "it was not me"},
            {"mode": "refresh"},
            {"line_ids": [Command.create({"partner_id": self.customer.id})]},
            {"move_ids": [Command.create({"partner_id": self.customer.id})]},
        ):
            with self.subTest(forged=forged):
                self._assert_refused("customer.tier.run", {**asked, **forged})

    def test_a_manager_cannot_forge_the_ledger_by_defaults_in_the_context(self):
        runs = self.env["customer.tier.run"].with_user(self.manager)
        run = runs.with_context(
            default_state="done",
            default_origin="schedule",
            default_user_id=self.user.id,
            default_customer_count=9,
        ).create({"company_id": self.company.id, "mode": "live"})
        self.assertEqual(run.state, "draft")
        self.assertEqual(run.origin, "manual")
        self.assertEqual(run.user_id, self.manager)
        self.assertEqual(run.customer_count, 0)

    def test_a_manager_cannot_import_history(self):
        for model, fields, row in (
            (
                "customer.tier.run",
                ["company_id/.id", "mode", "state", "customer_count"],
                [str(self.company.id), "live", "done", "9"],
            ),
            (
                "customer.tier.move",
                ["partner_id/.id", "company_id/.id", "run_id/.id", "date", "direction"],
                [
                    str(self.customer.id),
                    str(self.company.id),
                    str(self.published.id),
                    "2026-01-01",
                    "up",
                ],
            ),
            (
                "customer.profile",
                [".id", "monetary"],
                [str(self.profile.id), "999999"],
            ),
        ):
            records = self.env[model].with_user(self.manager)
            before = records.search_count([])
            with self.subTest(model=model):
                result = records.load(fields, [row])
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"])
                self.assertEqual(records.search_count([]), before)
        self.assertEqual(self.profile.monetary, 1000)

    def test_published_runs_cannot_be_deleted_simulations_can(self):
        with self.assertRaisesRegex(Exception, "history"):
            self.published.with_user(self.manager).unlink()
        self.simulation.with_user(self.manager).unlink()

    def test_nobody_enters_the_tier_at_order(self):
        seller = self._user("tier_forger", "sales_team.group_sale_manager")
        values = {"partner_id": self.customer.id, "order_tier_id": self.tier_a.id}
        self._assert_refused("sale.order", values, seller)
        order = self.order.with_user(seller)
        with self.assertRaises(AccessError):
            order.write({"order_tier_id": self.tier_a.id})
        result = order.load(
            [".id", "order_tier_id/.id"], [[str(order.id), str(self.tier_a.id)]]
        )
        self.assertFalse(result["ids"])

    def test_nobody_takes_away_the_tier_at_order(self):
        seller = self._user("tier_eraser", "sales_team.group_sale_manager")
        order = self._order(self.customer, 1, 10, state="draft")
        order.action_confirm()
        self.assertEqual(order.order_tier_id, self.tier_a)
        with self.assertRaises(AccessError):
            order.with_user(seller).write({"order_tier_id": False})
        self.assertEqual(order.order_tier_id, self.tier_a)

    def test_nobody_enters_the_tier_at_order_by_a_default_in_the_context(self):
        seller = self._user("tier_defaulter", "sales_team.group_sale_manager")
        orders = self.env["sale.order"].with_user(seller)
        order = orders.with_context(default_order_tier_id=self.tier_c.id).create(
            {"partner_id": self.customer.id}
        )
        self.assertFalse(order.order_tier_id)


@tagged("post_install", "-at_install")
class TestWhoStartsARecompute(AccessCase):
    def test_a_user_cannot_start_a_run(self):
        draft = self.env["customer.tier.run"].create({"company_id": self.company.id})
        for user in (self.user, self.plain):
            runs = self.env["customer.tier.run"].with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    runs.create({"company_id": self.company.id})
                with self.assertRaises(AccessError):
                    runs.browse(draft.id).action_run()
                with self.assertRaises(AccessError):
                    runs.action_recompute_now()
                with self.assertRaises(AccessError):
                    self.policy.with_user(user).action_recompute()
        self.assertEqual(draft.state, "draft")

    def test_a_manager_starts_a_run(self):
        runs = self.env["customer.tier.run"].with_user(self.manager)
        run = runs.create({"company_id": self.company.id, "as_of": AS_OF})
        run.action_run()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.user_id, self.manager)

    def test_a_manager_cannot_start_a_run_of_another_company(self):
        other = self._company("Another Company")
        draft = self.env["customer.tier.run"].create({"company_id": other.id})
        runs = self.env["customer.tier.run"].with_user(self.manager)
        with self.assertRaises(AccessError):
            runs.create({"company_id": other.id})
        with self.assertRaises(AccessError):
            runs.browse(draft.id).action_run()
        self.assertEqual(draft.state, "draft")

    def test_a_user_refreshes_customers(self):
        action = self.customer.with_user(self.user).action_refresh_customer_tier()
        self.assertEqual(action["params"]["type"], "success")

    def test_an_outsider_cannot_refresh_customers(self):
        """The method is public, for buttons: anyone who can log in can call it."""
        for user in self.plain + self.portal:
            before = self.env["customer.tier.run"].search_count([])
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    user.partner_id.with_user(user).action_refresh_customer_tier()
                self.assertEqual(self.env["customer.tier.run"].search_count([]), before)

    def test_a_manager_edits_the_rules(self):
        policy = self.policy.with_user(self.manager)
        policy.write({"window_days": 180})
        policy.dimension_ids[0].weight = 2
        policy.share_ids[0].share = 70
        self.tier_a.with_user(self.manager).description = "Served first"
        tier = self.env["customer.tier"].with_user(self.manager)
        tier.create({"name": "Key account", "code": "K"})

    def test_the_background_work_cannot_be_called_from_outside(self):
        recompute = self.env["customer.tier.recompute"].with_user(self.user)
        public = [
            name
            for name in dir(type(recompute))
            if "recompute" in name and not name.startswith("_")
        ]
        self.assertFalse(public)
