from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestDepartments(TierCase):
    """A customer is the hospital: its departments and contacts buy for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer("Hospital")
        cls.department = cls._member("Radiology", cls.hospital)
        cls.ward = cls._member("Ward 3", cls.department)
        cls.nurse = cls._member("Nurse", cls.ward)

    @classmethod
    def _member(cls, name, parent, **values):
        return cls._customer(
            name, parent_id=parent.id, **{"is_company": False, **values}
        )

    def _measured(self):
        """Customer to ``(recency, frequency, monetary)``."""
        return {
            line.partner_id: (line.recency_days, line.frequency, line.monetary)
            for line in self._run(mode="simulation").line_ids
        }

    def test_orders_of_all_levels_roll_up_once(self):
        members = (self.hospital, self.department, self.ward, self.nurse)
        for days_ago, member in enumerate(members, 2):
            self._order(member, days_ago, 10**days_ago)
        self.assertEqual(self._measured(), {self.hospital: (2, 4, 111100)})

    def test_order_of_the_deepest_contact_alone_makes_the_hospital_a_customer(self):
        self._order(self.nurse, 7, 50)
        self.assertEqual(self._measured(), {self.hospital: (7, 1, 50)})

    def test_contacts_show_the_numbers_of_their_hospital(self):
        self._order(self.ward, 7, 50)
        self._run()
        self.assertEqual(self.nurse.customer_profile_id, self._profile(self.hospital))
        self.assertEqual(self.nurse.rfm_monetary, 50)
        self.assertFalse(self._profile(self.ward), "one profile, the hospital's")

    def test_moved_department_takes_its_orders_to_the_new_hospital(self):
        self._order(self.nurse, 7, 50)
        self._order(self.hospital, 3, 10)
        other = self._customer("Other Hospital")
        self.department.parent_id = other
        self.assertEqual(
            self._measured(), {self.hospital: (3, 1, 10), other: (7, 1, 50)}
        )

    def test_department_that_becomes_a_company_is_a_customer_of_its_own(self):
        self._order(self.hospital, 3, 10)
        self._order(self.nurse, 7, 50)
        self.department.is_company = True
        self.assertEqual(
            self._measured(), {self.hospital: (3, 1, 10), self.department: (7, 1, 50)}
        )

    def test_private_customer_without_hospital_is_a_customer(self):
        doctor = self._customer("Doctor", is_company=False)
        self._order(doctor, 1, 5)
        self.assertEqual(self._measured(), {doctor: (1, 1, 5)})

    def test_orders_of_archived_contacts_still_count(self):
        self._order(self.nurse, 7, 50)
        self.nurse.active = False
        self.assertEqual(self._measured(), {self.hospital: (7, 1, 50)})
