from contextlib import closing
from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .campaign_common import CampaignCase
from .common import AS_OF
from .common_random import random_examples

CUSTOMERS = 4
CONTACTS = 2  # of each customer, the second one within the first
NOBODY, SELLER, COLLEAGUE = range(3)
ADDRESSES = ("none", "free", "free", "black", "out")

CONTACT = st.fixed_dictionaries(
    {
        "address": st.sampled_from(ADDRESSES),
        "active": st.sampled_from([True, True, False]),
        "function": st.sampled_from([False, "Nurse", "Head of PURCHASING", "采购"]),
        "type": st.sampled_from(["contact", "contact", "invoice"]),
        "special": st.booleans(),
        "ordered": st.sampled_from([None, None, 1, 5]),
    }
)
CUSTOMER = st.fixed_dictionaries(
    {
        "active": st.sampled_from([True] * 5 + [False]),
        "known": st.sampled_from([True] * 5 + [False]),
        "user": st.sampled_from([NOBODY, NOBODY, SELLER, COLLEAGUE]),
        "doubtful": st.sampled_from([False] * 4 + [True]),
        # state, and days from AS_OF to the end of the outcome, in another campaign
        "elsewhere": st.sampled_from(
            [None] * 5 + [("active", -1), ("left", 0), ("left", -1), ("waiting", None)]
        ),
        # the same in this campaign
        "before": st.sampled_from(
            [None] * 5 + [("left", -5), ("left", -4), ("left", 3), ("waiting", None)]
        ),
        "touched": st.sampled_from([None] * 4 + [0, 6, 7]),
        "address": st.sampled_from(ADDRESSES),
        "ordered": st.sampled_from([None, 1, 5]),
        "special": st.sampled_from([False, False, True]),
        "contacts": st.lists(CONTACT, min_size=CONTACTS, max_size=CONTACTS),
    }
)
RULES = st.fixed_dictionaries(
    {
        "scoped": st.booleans(),
        "leave_out_doubtful": st.booleans(),
        "leave_out_busy": st.booleans(),
        "quiet_days": st.sampled_from([0, 7]),
        "reentry_days": st.sampled_from([0, 5]),
        "calls": st.sampled_from([False, False, True]),
        "words": st.sampled_from([False, "purchasing, 采购"]),
        "special": st.booleans(),
    }
)


def oracle_reason(customer, rules):
    """The first reason to leave a customer out, or None, told step by step."""
    if not customer["active"]:
        return "archived"
    if not customer["known"]:
        return "not_customer"
    if rules["scoped"] and customer["user"] == COLLEAGUE:
        return "colleague"
    if rules["leave_out_doubtful"] and customer["doubtful"]:
        return "doubtful"
    if rules["leave_out_busy"] and oracle_is_busy(customer["elsewhere"]):
        return "in_campaign"
    if customer["before"] and not oracle_may_enter_again(customer["before"], rules):
        return "entered_before"
    touched = customer["touched"]
    if rules["quiet_days"] and touched is not None and touched < rules["quiet_days"]:
        return "contacted"
    return None if rules["calls"] else oracle_hindrance(customer)


def oracle_is_busy(entry):
    if entry is None:
        return False
    state, end = entry
    return state == "active" or (end is not None and end >= 0)


def oracle_may_enter_again(entry, rules):
    _state, end = entry
    return bool(
        rules["reentry_days"] and end is not None and end + rules["reentry_days"] <= 0
    )


def oracle_hindrance(customer):
    addresses = {person["address"] for person in oracle_people(customer)}
    if "free" in addresses:
        return None
    if not addresses:
        return "no_address"
    return "opted_out" if "out" in addresses else "blacklisted"


def oracle_people(customer):
    """Whoever has an address: the customer and its contacts, with what makes them the right one."""
    contacts, special = [], customer["special"]
    for contact in customer["contacts"]:
        special = special or contact["special"]  # each one works in the one before
        contacts.append({**contact, "special": special, "itself": False})
    people = [
        {
            **customer,
            "function": False,
            "type": "contact",
            "itself": True,
        },
        *contacts,
    ]
    return [
        {**person, "place": place}
        for place, person in enumerate(people)
        if person["active"] and person["address"] != "none"
    ]


def oracle_recipient(customer, rules):
    """Place of whoever is written to (0: the customer itself), or None."""

    def fits(person):
        function = (person["function"] or "").lower()
        return bool(rules["words"]) and ("purchasing" in function or "采购" in function)

    people = [p for p in oracle_people(customer) if p["address"] == "free"]
    for better in (
        lambda person: rules["special"] and person["special"],
        fits,
        lambda person: 0 if person["ordered"] is None else 100 - person["ordered"],
        lambda person: person["itself"],
        lambda person: person["type"] == "contact",
        lambda person: -person["place"],
    ):
        best = max((better(person) for person in people), default=None)
        people = [person for person in people if better(person) == best]
    return people[0]["place"] if people else None


@tagged("post_install", "-at_install")
class TestCampaignAudienceRandom(CampaignCase):
    """Random customers, contacts and rules against what somebody would do by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.min_history_days = 0
        cls.users = [
            cls.env["res.users"],
            cls._user("random_seller", "sales_team.group_sale_salesman"),
            cls._user("random_colleague", "sales_team.group_sale_salesman"),
        ]
        cls.speciality = cls.env["customer.speciality"].create({"name": "Heart"})
        cls.people = []
        for number in range(CUSTOMERS):
            family = [cls._customer(f"Hospital {number}")]
            for contact in range(CONTACTS):
                family.append(
                    cls._customer(
                        f"Contact {number}.{contact}",
                        parent_id=family[-1].id,
                        is_company=False,
                    )
                )
            # long before whoever ordered last is looked for
            cls._order(family[0], 300, 100)
            cls.people.append(family)
        cls._run()
        cls.env["mail.blacklist"].create({"email": "black@example.com"})
        cls.env["mailing.contact"].create(
            {
                "email": "out@example.com",
                "subscription_ids": [
                    Command.create(
                        {
                            "list_id": cls.env["mailing.list"]
                            .create({"name": "News"})
                            .id,
                            "opt_out": True,
                        }
                    )
                ],
            }
        )
        cls.other = cls._campaign([{}])

    @random_examples(20)
    @given(
        customers=st.lists(CUSTOMER, min_size=CUSTOMERS, max_size=CUSTOMERS),
        rules=RULES,
    )
    def test_the_query_judges_as_one_would_by_hand(self, customers, rules):
        for customer in customers:
            # each hospital has bought: it ordered, if not lately then 300 days ago
            if customer["ordered"] is None:
                customer["ordered"] = 99
        with closing(self.env.cr.savepoint()):
            campaign = self._campaign(
                [{}] + [{"channel": "activity"}] * rules["calls"],
                audience_source="selection",
                partner_ids=[family[0].id for family in self.people],
                scope_user_id=rules["scoped"] and self.users[SELLER].id,
                recipient_function=rules["words"],
                speciality_ids=self.speciality.ids if rules["special"] else [],
                **{
                    name: rules[name]
                    for name in (
                        "leave_out_doubtful",
                        "leave_out_busy",
                        "quiet_days",
                        "reentry_days",
                    )
                },
            )
            for family, customer in zip(self.people, customers, strict=True):
                self._make(campaign, family, customer)
            rows = self.env.execute_query(campaign._judged_audience(AS_OF))
            found = {row[0]: (row[7], row[6]) for row in rows}
            expected = {}
            for family, customer in zip(self.people, customers, strict=True):
                place = oracle_recipient(customer, rules)
                expected[family[0].id] = (
                    oracle_reason(customer, rules),
                    None if place is None else family[place].id,
                )
            self.assertEqual(found, expected)
            self.assertEqual(len(rows), CUSTOMERS)
        self.env.invalidate_all()

    def _make(self, campaign, family, drawn):
        hospital = family[0]
        profile = self._profile(hospital)
        profile.low_confidence = drawn["doubtful"]
        for person, what in zip(family, [drawn, *drawn["contacts"]], strict=True):
            values = {
                "active": what["active"],
                "email": what["address"] != "none" and f"{what['address']}@example.com",
                "speciality_ids": self.speciality.ids if what["special"] else [],
            }
            if person != hospital:
                values |= {"function": what["function"], "type": what["type"]}
            person.write(values)
            if what["ordered"] not in (None, 99):
                self._order(person, what["ordered"], 10)
        hospital.user_id = self.users[drawn["user"]]
        for where, entered in ((self.other, "elsewhere"), (campaign, "before")):
            if drawn[entered]:
                state, end = drawn[entered]
                day = end is not None and AS_OF + timedelta(days=end)
                self._enter(where, hospital, state=state, outcome_end=day)
        if drawn["touched"] is not None:
            self.env["mailing.trace"].create(
                {
                    "model": "res.partner",
                    "res_id": hospital.id,
                    "trace_status": "sent",
                    "sent_datetime": datetime.combine(
                        AS_OF - timedelta(days=drawn["touched"]), time(12)
                    ),
                }
            )
        if not drawn["known"]:
            profile.unlink()
