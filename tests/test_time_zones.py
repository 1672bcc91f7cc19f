from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from ..scoring.purchases import first_instant
from .common import AS_OF, TierCase

LAST_EVENING = AS_OF - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestTimeZones(TierCase):
    """Dates are taken where the company is, whoever runs, wherever the server is."""

    def _company_in(self, zone):
        company = self._company(f"Company in {zone}", time_zone=zone)
        self.env.user.company_ids += company
        return company

    def _order_local(self, company, local):
        """An order made at a local time of the company."""
        zone = ZoneInfo(company.partner_id.tz)
        utc = local.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)
        return self._order_at(self._customer(), utc, 100, company=company)

    def _recency(self, order, as_of=AS_OF):
        lines = self._run(order.company_id, as_of=as_of, mode="simulation").line_ids
        return lines.filtered(lambda line: line.partner_id == order.partner_id).mapped(
            "recency_days"
        )

    def test_late_evening_in_shanghai_is_still_that_day(self):
        company = self._company_in("Asia/Shanghai")
        late = datetime.combine(LAST_EVENING, datetime.min.time()).replace(
            hour=23, minute=30
        )
        order = self._order_local(company, late)
        self.assertEqual(order.date_order.date(), LAST_EVENING, "15:30 in UTC")
        self.assertEqual(self._recency(order), [1])

    def test_early_morning_in_shanghai_is_the_new_day(self):
        company = self._company_in("Asia/Shanghai")
        early = datetime.combine(AS_OF, datetime.min.time()).replace(minute=30)
        order = self._order_local(company, early)
        self.assertEqual(
            order.date_order.date(), LAST_EVENING, "16:30 the day before in UTC"
        )
        self.assertEqual(self._recency(order), [0])
        self.assertEqual(self._recency(order, LAST_EVENING), [], "not yet bought")

    def test_late_evening_in_los_angeles_is_not_tomorrow(self):
        company = self._company_in("America/Los_Angeles")
        late = datetime.combine(AS_OF, datetime.min.time()).replace(hour=23, minute=30)
        order = self._order_local(company, late)
        self.assertEqual(order.date_order.date(), AS_OF + timedelta(days=1), "in UTC")
        self.assertEqual(self._recency(order), [0])

    def test_the_window_begins_at_local_midnight(self):
        for zone in ("Asia/Shanghai", "America/Los_Angeles"):
            company = self._company_in(zone)
            self._policy(company).window_days = 10
            first_day = datetime.combine(AS_OF - timedelta(days=9), datetime.min.time())
            inside = self._order_local(company, first_day)
            outside = self._order_local(company, first_day - timedelta(seconds=1))
            lines = self._run(company, mode="simulation").line_ids
            self.assertEqual(
                {line.partner_id: line.is_lapsed for line in lines},
                {inside.partner_id: False, outside.partner_id: True},
                zone,
            )

    def test_time_zone_of_the_user_does_not_matter(self):
        company = self._company_in("Asia/Shanghai")
        order = self._order_local(company, datetime.combine(AS_OF, datetime.min.time()))
        self.env.user.tz = "America/Los_Angeles"
        self.assertEqual(self._recency(order), [0])

    def test_day_whose_midnight_is_skipped(self):
        company = self._company_in("America/Havana")
        day = date(2026, 3, 8)  # clocks go from 23:59:59 to 01:00
        before = self._order_at(
            self._customer(), datetime(2026, 3, 8, 4, 59, 59), 100, company=company
        )
        after = self._order_at(
            self._customer(), datetime(2026, 3, 8, 5), 100, company=company
        )
        self.assertEqual(self._recency(before, day), [1])
        self.assertEqual(self._recency(after, day), [0])
        self.assertEqual(self._recency(after, day - timedelta(days=1)), [])

    def test_first_instant_is_where_the_local_date_changes(self):
        days = {
            "UTC": [AS_OF],
            "Asia/Shanghai": [AS_OF],
            "Asia/Kathmandu": [AS_OF],
            "America/Los_Angeles": [date(2026, 3, 8), date(2026, 11, 1), AS_OF],
            "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
            # clocks change at midnight, or at one o'clock back to midnight
            "America/Havana": [date(2026, 3, 8), date(2026, 11, 1)],
            "Africa/Cairo": [date(2026, 4, 24), date(2026, 10, 30)],
            "America/Sao_Paulo": [date(2018, 11, 4), date(2018, 2, 18)],
            "Asia/Beirut": [date(2026, 3, 29), date(2026, 10, 25)],
        }
        for name, changes in days.items():
            zone = ZoneInfo(name)
            for day in [c + timedelta(days=n) for c in changes for n in (-1, 0, 1)]:
                start = first_instant(day, name).replace(tzinfo=timezone.utc)
                before = start - timedelta(seconds=1)
                self.assertEqual(start.astimezone(zone).date(), day, name)
                self.assertEqual(
                    before.astimezone(zone).date(), day - timedelta(days=1), name
                )

    def test_day_that_a_country_skipped_begins_with_the_next(self):
        # Samoa went from 2011-12-29 straight to 2011-12-31.
        skipped, following = (
            first_instant(date(2011, 12, day), "Pacific/Apia") for day in (30, 31)
        )
        self.assertEqual(skipped, following)

    def test_company_without_time_zone_lives_in_utc(self):
        self.company.partner_id.tz = False
        order = self._order_at(
            self._customer(), datetime.combine(AS_OF, datetime.min.time()), 100
        )
        self.assertEqual(self._recency(order), [0])
