from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TierCase


class PolicyCase(TierCase):
    def _dimension(self, name):
        return self.policy.dimension_ids.filtered(lambda line: line.dimension == name)

    def _thresholds(self, values, scores=range(2, 6)):
        return {
            "method": "threshold",
            "threshold_ids": [
                Command.clear(),
                *(
                    Command.create({"score": score, "value": value})
                    for score, value in zip(scores, values, strict=True)
                ),
            ],
        }

    def _assert_refused(self, words, values, record=None):
        """The user is told what is wrong, in words; nothing is written."""
        record = record or self.policy
        with self.assertRaisesRegex(UserError, words), mute_logger("odoo.sql_db"):
            try:
                with self.env.cr.savepoint():
                    record.write(values)
            except IntegrityError as error:  # as for a request of the web client
                [model] = (
                    model
                    for model in self.env.values()
                    if model._table == error.diag.table_name
                )
                raise ValidationError(model._sql_error_to_message(error)) from error


@tagged("post_install", "-at_install")
class TestPolicyRefusesNonsense(PolicyCase):
    def test_a_window_without_days(self):
        for days in (0, -1):
            self._assert_refused("at least one day", {"window_days": days})

    def test_scores_that_are_no_single_digit(self):
        for bins in (-1, 0, 1, 10):
            self._assert_refused("between 2 and 9", {"bins": bins})

    def test_thresholds_out_of_order(self):
        self._assert_refused(
            "out of order", self._thresholds([1, 5, 3, 9]), self._dimension("frequency")
        )
        self._assert_refused(
            "Less is better",
            self._thresholds([10, 20, 30, 40]),
            self._dimension("recency"),
        )

    def test_equal_thresholds_leave_a_score_out_and_are_accepted(self):
        """Cut points by rank are equal where values are tied, and may be taken over."""
        self._dimension("frequency").write(self._thresholds([2, 2, 3, 4]))
        customer = self._customer()
        for _ in range(2):
            self._order(customer, 1, 100)
        self._run()
        self.assertEqual(self._profile(customer).frequency_score, 3)

    def test_a_window_that_no_calendar_holds(self):
        self._assert_refused("a hundred years", {"window_days": 1_000_000})

    def test_missing_thresholds(self):
        frequency = self._dimension("frequency")
        self._assert_refused(
            "each score from 2 to 5", {"method": "threshold"}, frequency
        )
        self._assert_refused(
            "each score from 2 to 5",
            self._thresholds([1, 2, 3], range(2, 5)),
            frequency,
        )
        self._assert_refused(
            "each score from 2 to 5",
            self._thresholds([1, 2, 3, 4], range(1, 5)),
            frequency,
        )

    def test_a_threshold_that_is_given_twice(self):
        self._assert_refused(
            "one threshold",
            self._thresholds([1, 2, 3, 4], (2, 3, 4, 4)),
            self._dimension("frequency"),
        )

    def test_more_steps_than_there_are_thresholds(self):
        self._dimension("frequency").write(self._thresholds([1, 2, 3, 4]))
        self._assert_refused("each score from 2 to 6", {"bins": 6})

    def test_shares_over_one_hundred(self):
        share = self.policy.share_ids[0]
        self._assert_refused(
            "more than 100", {"share_ids": [Command.update(share.id, {"share": 81})]}
        )

    def test_a_share_out_of_range(self):
        for value in (-1, 101):
            self._assert_refused("100 %", {"share": value}, self.policy.share_ids[0])

    def test_no_tiers(self):
        self._assert_refused("at least one tier", {"share_ids": [Command.clear()]})

    def test_a_tier_that_is_used_twice(self):
        self._assert_refused(
            "only once",
            {"share_ids": [Command.create({"tier_id": self.tier_a.id, "share": 0})]},
        )

    def test_a_dimension_is_missing(self):
        line = self._dimension("monetary")
        self._assert_refused(
            "exactly once", {"dimension_ids": [Command.delete(line.id)]}
        )

    def test_a_dimension_is_there_twice(self):
        self._assert_refused(
            "exactly once",
            {"dimension_ids": [Command.create({"dimension": "monetary"})]},
        )

    def test_no_weight_at_all(self):
        weightless = [
            Command.update(line.id, {"weight": 0}) for line in self.policy.dimension_ids
        ]
        self._assert_refused("weight above 0", {"dimension_ids": weightless})

    def test_a_negative_weight(self):
        self._assert_refused(
            "cannot be negative", {"weight": -1}, self._dimension("monetary")
        )

    def test_shares_of_one_hundred_in_decimals_are_accepted(self):
        for shares in ((50.2, 16.1, 33.7), (33.3, 33.3, 33.4)):
            self.policy.share_ids = [
                Command.update(line.id, {"share": share})
                for line, share in zip(self.policy.share_ids, shares, strict=True)
            ]

    def test_lines_written_behind_the_back_of_their_policy(self):
        with self.assertRaisesRegex(ValidationError, "100 %"):
            self.policy.share_ids.write({"share": 60})
        with self.assertRaisesRegex(ValidationError, "above 0"):
            self.policy.dimension_ids.write({"weight": 0})
        with self.assertRaisesRegex(ValidationError, "exactly once"):
            self.policy.dimension_ids[0].copy()

    def test_filters_that_cannot_be_understood(self):
        for domain in (
            "[('name', '=', 'x'",
            "[('name', 'resembles', 'x')]",
            "[('no_such_field', '=', 1)]",
            "[('country_id.no_such_field', '=', 1)]",
            "[('user_id', '=', uid)]",
            "[('create_date', '>', 'nonsense')]",
            "[('color', '=', 'nonsense')]",
            "[('id', '=', 'nonsense')]",
            "[1, 2]",
            "42",
            "nonsense",
            "__import__('os').system('true')",
        ):
            with self.subTest(domain=domain):
                self._assert_refused("cannot be understood", {"domain": domain})

    def test_a_filter_by_what_the_policy_computes(self):
        for domain in (
            "[('customer_tier_id.code', '=', 'A')]",
            "[('customer_tier_id', '=', False)]",
            "[('customer_segment_id', '!=', False)]",
            "[('rfm_score', '>', 50)]",
            "[('customer_profile_ids.monetary', '>', 50)]",
            "[('customer_profile_ids', 'any', [('monetary', '>', 50)])]",
            "[('parent_id.rfm_code', '=', '555')]",
            "[('child_ids', 'any', [('rfm_score', '>', 50)])]",
            "['!', ('child_ids', 'any', ['!', ('rfm_score', '>', 50)])]",
            "[('sale_order_ids.customer_tier_id', '!=', False)]",
        ):
            with self.subTest(domain=domain):
                self._assert_refused("what it computes", {"domain": domain})

    def test_sound_filters_are_accepted(self):
        for domain in (
            "[]",
            "[(1, '=', 1)]",
            "[('country_id.code', '=', 'CN')]",
            "[('category_id', 'ilike', 'hospital')]",
            "['|', ('active', '=', False), ('create_date', '>=', '-30d')]",
            "[('child_ids', 'any', [('email', '!=', False)])]",
            "[('id', 'in', [1, 2])]",
        ):
            with self.subTest(domain=domain):
                self.policy.domain = domain
                self._run(mode="simulation")


@tagged("post_install", "-at_install")
class TestPolicies(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer("Hospital of the North")
        cls.clinic = cls._customer("Clinic")
        cls.prospect = cls._customer("Hospital of the South")
        cls.ward = cls._customer(
            "Hospital ward", parent_id=cls.clinic.id, is_company=False
        )
        for customer in cls.hospital + cls.clinic + cls.ward:
            cls._order(customer, 10, 100)
        cls.hospitals = cls.policy.copy(
            {"sequence": 1, "domain": "[('name', 'ilike', 'hospital')]"}
        )

    def _governed(self, policy):
        action = policy.action_view_governed_customers()
        return (
            self.env["res.partner"]
            .with_context(**action["context"])
            .search(action["domain"], order="id")
        )

    def test_the_first_policy_that_matches_governs(self):
        self._run()
        self.assertEqual(self._profile(self.hospital).policy_id, self.hospitals)
        self.assertEqual(self._profile(self.clinic).policy_id, self.policy)
        self.assertEqual(self.hospital.customer_tier_policy_id, self.hospitals)
        self.assertEqual(self.ward.customer_tier_policy_id, self.policy)

    def test_the_sequence_decides_which_one_is_first(self):
        self.hospitals.sequence = 99
        self._run()
        self.assertEqual(self._profile(self.hospital).policy_id, self.policy)
        self.assertEqual(self.hospital.customer_tier_policy_id, self.policy)

    def test_an_archived_policy_governs_nobody_whatever_the_context_says(self):
        everybody = self.policy.with_context(active_test=False)
        first = self.policy.copy({"sequence": 1})
        first.active = False
        self.assertNotIn(first, everybody._of_company(self.company))

    def test_an_archived_policy_governs_nobody(self):
        self.hospitals.active = False
        self._run()
        self.assertEqual(self._profile(self.hospital).policy_id, self.policy)
        self.assertEqual(self.hospitals.governed_count, 0)

    def test_customers_without_a_policy_have_no_profile(self):
        self.policy.active = False
        self._run()
        self.assertTrue(self._profile(self.hospital))
        self.assertFalse(self._profile(self.clinic))

    def test_count_and_list_of_governed_customers_agree(self):
        for policy, customers in (
            (self.hospitals, self.hospital),
            (self.policy, self.clinic),
        ):
            with self.subTest(policy=policy.name):
                self.assertEqual(self._governed(policy), customers)
                self.assertEqual(policy.governed_count, len(customers))

    def test_count_and_list_follow_the_sequence(self):
        self.hospitals.sequence = 99
        self.assertEqual(self._governed(self.policy), self.hospital + self.clinic)
        self.assertEqual(self.policy.governed_count, 2)
        self.assertFalse(self._governed(self.hospitals))
        self.assertEqual(self.hospitals.governed_count, 0)

    def test_count_and_list_hold_archived_customers_as_a_run_does(self):
        self.clinic.active = False
        self.assertEqual(self._governed(self.policy), self.clinic)
        self.assertEqual(self.policy.governed_count, 1)
        self.assertEqual(self._run().customer_count, 2)

    def test_count_and_list_are_of_the_policys_own_company(self):
        other = self._company("Another Company")
        self.env.user.company_ids = [Command.link(other.id)]
        self._order(self.prospect, 10, 100, company=other)
        policy = self._policy(other)
        self.assertEqual(policy.governed_count, 1)
        self.assertEqual(self._governed(policy), self.prospect)

    def test_a_user_sees_the_count_and_the_list(self):
        manager = self._user("policy_manager", "customer_tier.group_manager")
        policy = self.hospitals.with_user(manager)
        self.assertEqual(policy.governed_count, 1)
        self.assertEqual(self._governed(policy), self.hospital)

    def test_every_company_has_a_policy_for_all_its_customers(self):
        policies = self.env["customer.tier.policy"].sudo()
        for company in self.env["res.company"].sudo().search([]):
            self.assertTrue(policies.search([("company_id", "=", company.id)]))

    def test_a_new_company_is_given_a_policy_by_whoever_makes_it(self):
        creator = self._user(
            "policy_creator", "base.group_erp_manager,base.group_partner_manager"
        )
        company = self.env["res.company"].with_user(creator).create({"name": "New"})
        policy = self._policy(company.sudo())
        self.assertRecordValues(
            policy,
            [
                {
                    "window_days": 365,
                    "bins": 5,
                    "purchase_source": "sale",
                    "domain": "[]",
                }
            ],
        )
        self.assertEqual(
            policy.share_ids.mapped(lambda s: (s.tier_id.code, s.share, s.until)),
            [("A", 80, 80), ("B", 15, 95), ("C", 5, 100)],
        )
        self.assertEqual(set(policy.dimension_ids.mapped("weight")), {1.0})

    def test_a_company_can_be_made_though_the_tiers_are_the_admins_own(self):
        gold, silver = self.env["customer.tier"].create(
            [
                {"name": name, "code": name[0], "sequence": 50}
                for name in ("Gold", "Silver")
            ]
        )
        policies = self.env["customer.tier.policy"].sudo().search([])
        for policy in policies.with_context(active_test=False):
            policy.share_ids = [
                Command.clear(),
                Command.create({"tier_id": gold.id, "share": 50}),
                Command.create({"tier_id": silver.id, "share": 50}),
            ]
        (self.tier_a + self.tier_b + self.tier_c).active = False
        policy = self._policy(self._company("New"))
        self.assertEqual(policy.share_ids.tier_id, gold + silver)

    def test_a_copy_has_the_same_rules_and_lines_of_its_own(self):
        self._dimension("frequency").write(self._thresholds([1, 2, 4, 8]))
        copy = self.policy.copy()
        self.assertEqual(copy.name, f"{self.policy.name} (copy)")
        self.assertFalse(copy.dimension_ids & self.policy.dimension_ids)
        original, copied = (p._scoring_rules() for p in (self.policy, copy))
        self.assertEqual(copied.dimensions, original.dimensions)
        self.assertEqual(copied.tiers, original.tiers)

    def test_a_tier_in_use_cannot_be_archived(self):
        with self.assertRaisesRegex(ValidationError, "still used by the policy"):
            self.tier_b.active = False

    def test_a_tier_that_only_an_archived_policy_uses_can_be_archived(self):
        extra = self.env["customer.tier"].create({"name": "Extra", "code": "X"})
        self.hospitals.share_ids = [Command.create({"tier_id": extra.id, "share": 0})]
        self.hospitals.active = False
        extra.active = False
        with self.assertRaises(UserError):
            self.hospitals.active = True

    def test_a_tier_that_customers_have_cannot_be_deleted(self):
        self._run()
        tier = self._profile(self.hospital).tier_id
        with self.assertRaises(UserError):
            tier.unlink()

    def test_two_tiers_cannot_share_a_code(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["customer.tier"].create({"name": "Another A", "code": "A"})


@tagged("post_install", "-at_install")
class TestPolicyForm(PolicyCase):
    """What a manager does on the screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("form_manager", "customer_tier.group_manager")
        cls._order(cls._customer(), 10, 100)

    def _form(self, policy=None):
        policies = self.env["customer.tier.policy"].with_user(self.manager)
        return Form(policies.browse(policy.id) if policy else policies)

    def test_a_new_policy_comes_with_dimensions_and_tiers(self):
        with self._form() as form:
            form.name = "Dealers"
        self.assertEqual(len(form.record.dimension_ids), 3)
        self.assertEqual(form.record.share_ids.mapped("share"), [80, 15, 5])

    def _enter_thresholds(self, values):
        with self._form(self.policy) as form, form.dimension_ids.edit(1) as line:
            line.method = "threshold"
            for index, value in enumerate(values):
                with line.threshold_ids.edit(index) as threshold:
                    threshold.value = value

    def test_thresholds_are_entered_in_the_nested_form(self):
        self._enter_thresholds((2, 4, 8, 16))
        frequency = self._dimension("frequency")
        self.assertEqual(frequency.thresholds_summary, "2: 2, 3: 4, 4: 8, 5: 16")

    def test_thresholds_start_from_the_cut_points_of_the_last_run(self):
        for number in range(2, 6):  # there is one with one order already
            customer = self._customer(f"Customer {number}")
            for _ in range(number):
                self._order(customer, 10, 100)
        self._run()
        with self._form(self.policy) as form, form.dimension_ids.edit(1) as line:
            line.method = "threshold"
        frequency = self._dimension("frequency")
        self.assertEqual(frequency.threshold_ids.mapped("score"), [2, 3, 4, 5])
        before = self._profile(customer).frequency_score
        self._run()
        self.assertEqual(self._profile(customer).frequency_score, before)

    def test_thresholds_are_changed_in_the_nested_form(self):
        self._dimension("frequency").write(self._thresholds([1, 2, 3, 4]))
        with self._form(self.policy) as form, form.dimension_ids.edit(1) as line:
            for index, value in enumerate((10, 20, 30, 40)):
                with line.threshold_ids.edit(index) as threshold:
                    threshold.value = value
        self.assertEqual(
            self._dimension("frequency").threshold_ids.mapped("value"), [10, 20, 30, 40]
        )

    def test_thresholds_out_of_order_are_refused_on_saving(self):
        with self.assertRaisesRegex(ValidationError, "out of order"):
            self._enter_thresholds((9, 4, 8, 16))

    def test_shares_can_be_moved_from_one_tier_to_another(self):
        for shares in ((70, 20, 10), (90, 5, 5)):
            with self._form(self.policy) as form:
                for index, share in enumerate(shares):
                    with form.share_ids.edit(index) as line:
                        line.share = share
            self.assertEqual(tuple(self.policy.share_ids.mapped("share")), shares)

    def test_where_tiers_end_is_shown_while_editing(self):
        with self._form(self.policy) as form, form.share_ids.edit(0) as line:
            line.share = 60
            self.assertEqual(line.until, 60)

    def test_the_count_of_governed_customers_does_not_jump_while_editing(self):
        with self._form(self.policy) as form:
            self.assertEqual(form.governed_count, 1)
            form.domain = "[('name', '!=', False)]"
            self.assertEqual(form.governed_count, 1)
        self.assertEqual(self.policy.governed_count, 1)

    def test_a_half_typed_filter_does_not_break_the_form(self):
        with self._form(self.policy) as form:
            form.domain = "[('name', '="
            form.domain = "[('name', '!=', False)]"
        self.assertEqual(self.policy.governed_count, 1)

    def test_a_user_reads_the_form(self):
        user = self._user("form_user")
        form = Form(self.policy.with_user(user))
        self.assertEqual(form.name, self.policy.name)
