from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .common_random import random_examples
from .test_completeness import CompletenessCase, oracle


@tagged("post_install", "-at_install")
class TestCompletenessRandom(CompletenessCase):
    @random_examples(25)
    @given(data=st.data())
    def test_every_customer_is_as_complete_as_the_oracle_says(self, data):
        with closing(self.env.cr.savepoint()):
            self._check(data)

    def _check(self, data):
        customers = self.env["res.partner"].create(
            [self._values(data, number) for number in range(6)]
        )
        bought = customers.filtered(lambda customer: data.draw(st.booleans()))
        for customer in bought:
            self._order(customer, 10, 100)
        self._run()
        # bought in this company; with nothing ordered there is no profile
        self.env.invalidate_all()
        for customer in customers:
            score, missing = oracle(customer, customer in bought)
            self.assertEqual(customer.completeness_score, score, customer.name)
            self.assertEqual(self._facts_missing(customer), missing, customer.name)
            found = self.env["res.partner"].search(
                [("id", "=", customer.id), ("completeness_score", "=", score)]
            )
            self.assertEqual(found, customer)

    def _values(self, data, number):
        draw = data.draw
        kinds = [False, self.tertiary.id, self.dealer_type.id]
        children = [
            {"name": "Head", "type": "contact"},
            {"name": "Ward", "type": "contact", "is_department": True},
            {"name": "Stores", "type": "delivery"},
            {"name": "Gone", "type": "contact", "active": False},
            {
                "name": "Heart",
                "type": "other",
                "is_department": True,
                "speciality_ids": [Command.set(self.cardiology.ids)],
            },
        ]
        chosen = draw(st.lists(st.sampled_from(range(len(children))), unique=True))
        return {
            "name": f"Customer {number}",
            "is_company": draw(st.booleans()),
            "vat": draw(st.sampled_from([False, "/", "91320500"])),
            "phone": draw(st.sampled_from([False, "12345678"])),
            "email": draw(st.sampled_from([False, "a@b.example.org"])),
            "street": draw(st.sampled_from([False, "Road"])),
            "city": draw(st.sampled_from([False, "Town"])),
            "country_id": draw(st.sampled_from([False, self.env.ref("base.cn").id])),
            "user_id": draw(st.sampled_from([False, self.env.user.id])),
            "institution_type_id": draw(st.sampled_from(kinds)),
            "institution_grade_id": draw(st.sampled_from([False, self.ungraded.id])),
            "bed_count": draw(st.sampled_from([0, 7])),
            "influence_rating": draw(st.sampled_from([False, "0", "1", "5"])),
            "customer_since": draw(st.sampled_from([False, "2020-01-01"])),
            "child_ids": [Command.create(dict(children[index])) for index in chosen],
        }
