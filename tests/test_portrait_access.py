from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .common_portrait import PortraitCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestPortraitAccess(PortraitCase):
    """Who sees a portrait, and of which documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("portrait_rep", "sales_team.group_sale_salesman")
        cls.marketing = cls._user(
            "portrait_marketing", "mass_mailing.group_mass_mailing_user"
        )
        cls.hospital = cls._customer("Hospital", user_id=cls.seller.id)
        cls.own = cls._basket(cls.hospital, 10, (0, 100), user_id=cls.seller.id)
        cls.other = cls._basket(cls.hospital, 70, (1, 1234), user_id=cls.env.uid)
        cls.secret = cls._customer("Secret", user_id=cls.env.uid)
        cls._basket(cls.secret, 10, (0, 500), user_id=cls.env.uid)
        for number in range(5):
            peer = cls._customer(f"Peer {number}", user_id=cls.env.uid)
            cls._basket(peer, 10, (1, 900), (2, 900))
        cls._run()

    def test_amounts_of_documents_of_others_are_told_nowhere(self):
        portrait = self._portrait(self.hospital, user=self.seller)
        purchases = portrait["purchases"]
        self.assertEqual([p["id"] for p in purchases["points"]], self.own.ids)
        self.assertEqual((purchases["total"], purchases["hidden"]), (2, 1))
        self.assertEqual(sum(purchases["this_year"]), 100)
        categories = portrait["categories"]
        self.assertEqual(categories["total"], 100)
        self.assertEqual(
            [(c["name"], c["amount"]) for c in categories["top"]], [("Category P", 100)]
        )

    def test_what_a_colleague_sold_is_not_said_to_be_lacking(self):
        similar = self._portrait(self.hospital, user=self.seller)["categories"][
            "similar"
        ]
        self.assertGreaterEqual(similar["customers"], 5)
        self.assertEqual(self._names(similar["gaps"]), ["R"], "Q was bought")

    def test_a_stranger_to_the_customer_sees_nothing(self):
        with self.assertRaises(AccessError):
            self._portrait(self.secret, user=self.seller)
        with self.assertRaises(AccessError):
            self._profile(self.secret).with_user(self.seller).action_portrait_buyers(
                self.categories[0].id
            )

    def test_the_list_of_buyers_has_only_customers_that_the_user_may_see(self):
        profile = self._profile(self.hospital)
        profiles = self.env["customer.profile"]
        for user, count in ((self.env.user, 5), (self.seller, 0)):
            action = profile.with_user(user).action_portrait_buyers(
                self.categories[2].id
            )
            # as superuser: not even the ids may be there
            self.assertEqual(profiles.search_count(action["domain"]), count)

    def test_without_access_to_orders_the_rest_is_there(self):
        portrait = self._portrait(self.hospital, user=self.marketing)
        self.assertFalse(portrait["purchases"]["is_readable"])
        self.assertEqual(portrait["purchases"]["points"], [])
        self.assertEqual(portrait["purchases"]["hidden"], 2)
        self.assertFalse(any(portrait["purchases"]["this_year"]))
        self.assertFalse(portrait["categories"])
        self.assertEqual(len(portrait["radar"]["dimensions"]), 3)
        self.assertTrue(portrait["reasons"])
        self.assertTrue(portrait["history"]["moves"])

    def test_open_quotations_are_those_that_the_user_may_read(self):
        for user in (self.seller, self.env.user):
            self._basket(self.hospital, 0, (0, 7), state="draft", user_id=user.id)
        quotations = [
            item
            for item in self._portrait(self.hospital, user=self.seller)["due"]["items"]
            if item["kind"] == "quotation"
        ]
        self.assertEqual(len(quotations), 1)

    def test_a_small_tier_has_no_average(self):
        radar = self._portrait(self.hospital)["radar"]
        self.company.customer_tier_min_peers = radar["customers"] + 1
        self.company.customer_tier_peers = 100
        radar = self._portrait(self.hospital)["radar"]
        self.assertFalse(radar["is_compared"])
        self.assertEqual({d["average"] for d in radar["dimensions"]}, {None})
