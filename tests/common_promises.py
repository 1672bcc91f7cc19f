from datetime import datetime, time, timedelta

from .common import AS_OF, TierCase


class PromiseCase(TierCase):
    """Customers with a tier, promises to it, and what people did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("promise_seller", "sales_team.group_sale_salesman")
        cls.visit_type = cls.env.ref("customer_tier.mail_activity_type_visit")
        cls.call_type = cls.env.ref("mail.mail_activity_data_call")
        cls.todo_type = cls.env.ref("mail.mail_activity_data_todo")
        cls.ledger = cls.env["customer.tier.ledger"]

    @classmethod
    def _tiered(cls, name, tier=None, since=400, company=None, **values):
        """A customer in a tier for so many days before AS_OF, without a run."""
        values.setdefault("user_id", cls.seller.id)
        partner = cls._customer(name, **values)
        cls._put_in_tier(partner, tier or cls.tier_a, since, company)
        return partner

    @classmethod
    def _put_in_tier(cls, partner, tier, since=0, company=None, monetary=100):
        company = company or cls.company
        profiles = cls.env["customer.profile"].with_context(active_test=False)
        profile = profiles.search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        )
        values = {
            "partner_id": partner.id,
            "company_id": company.id,
            "tier_id": tier.id,
            "tier_since": AS_OF - timedelta(days=since),
            "policy_id": cls._policy(company).id,
            "first_order_date": AS_OF - timedelta(days=400),
            "last_order_date": AS_OF,
            "recency_days": 0,
            "monetary": monetary,
        }
        if profile:
            profile.write(values)
        else:
            profile = profiles.create(values)
        return profile

    @classmethod
    def _service(cls, tier=None, since=365, company=None, **values):
        """Promises that were switched on so many days before AS_OF."""
        service = cls.env["customer.tier.service"].create(
            {
                "tier_id": (tier or cls.tier_a).id,
                "company_id": (company or cls.company).id,
                **values,
            }
        )
        day = AS_OF - timedelta(days=since)
        service.write({"visit_since": day, "contact_since": day, "answer_since": day})
        return service

    @classmethod
    def _done(cls, record, days_ago, activity_type=None, author=None, company=None):
        """An activity marked as done at noon, so many days before AS_OF."""
        return cls.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": "notification",
                "subtype_id": cls.env.ref("mail.mt_activities").id,
                "mail_activity_type_id": (activity_type or cls.visit_type).id,
                "author_id": (author or cls.seller).partner_id.id,
                "record_company_id": (company or cls.company).id,
                "date": cls._noon(days_ago),
            }
        )

    @classmethod
    def _said(cls, record, author, at, kind="comment", subtype="mail.mt_comment"):
        """A message of a contact on a record."""
        return cls.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": kind,
                "subtype_id": cls.env.ref(subtype).id,
                "author_id": author.id,
                "record_company_id": cls.company.id,
                "body": "Hello",
                "date": at,
            }
        )

    @classmethod
    def _meeting(cls, people, days_ago, organiser=None, **values):
        start = cls._noon(days_ago)
        return (
            cls.env["calendar.event"]
            .with_context(no_mail_to_attendees=True, dont_notify=True)
            .create(
                {
                    "name": "Meeting",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": (organiser or cls.seller).id,
                    "partner_ids": [(6, 0, people.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def _noon(cls, days_ago=0):
        return datetime.combine(AS_OF - timedelta(days=days_ago), time(12))

    @classmethod
    def _keep_books(cls, days_ago=0, company=None, now=None):
        """What the scheduled action does, at noon so many days before AS_OF."""
        cls.env.flush_all()
        return cls.ledger._keep_books(
            company or cls.company, now or cls._noon(days_ago)
        )

    @classmethod
    def _promises(cls, partner, kind=None):
        domain = [("partner_id", "=", partner.id)]
        if kind:
            domain.append(("kind", "=", kind))
        return cls.env["customer.tier.promise"].search(domain, order="id")
