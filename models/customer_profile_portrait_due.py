from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..insight import portrait

SHOWN = 5  # of each kind: activities, quotations, answers
GAPS = 12  # between days of purchase: what the rhythm goes by
MIN_GAPS = 2  # one gap is no rhythm


class CustomerProfile(models.Model):
    """The reasons in words, and what is due next, in the portrait of a customer."""

    _inherit = "customer.profile"

    def _portrait_reasons(self, scene):
        """``[{name, label, text}, ...]``: what the profile says of itself, as texts."""
        names = (
            "why_tier",
            "pending_words",
            "next_tier_words",
            "tier_below_words",
            "why_segment",
            "what_changed",
            "recency_words",
            "frequency_words",
            "monetary_words",
        )
        labels = {
            "recency_words": self.env._("Recency"),
            "frequency_words": self.env._("Frequency"),
            "monetary_words": self.env._("Monetary"),
        }
        return [
            {
                "name": name,
                "label": labels.get(name) or self._portrait_label(name),
                "text": self[name],
            }
            for name in names
            if self[name]
        ]

    def _portrait_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _portrait_due(self, scene):
        """What comes next.

        ``rhythm``: ``days`` between purchases, ``last`` and ``next`` day, days ``late``; False
        where there are too few. ``items``, the earliest first: ``kind``, ``text``, ``date`` (may
        be False), days ``late``, and ``model`` and ``id`` of what to open, if anything.
        """
        today = scene.window.as_of
        rhythm = self._portrait_rhythm(scene)
        activities = self._due_activities(scene)
        items = [
            *self._due_order(rhythm),
            *self._due_promises(activities),
            *(self._due_activity(activity) for activity in activities),
            *self._due_quotations(scene),
            *self._due_tier(),
        ]
        for item in items:
            day = item["date"]
            item["late"] = max((today - day).days, 0) if day else 0
            item["date"] = day and day.isoformat()
        items.sort(key=lambda item: (item["date"] or "9999", item["kind"]))
        return {"rhythm": rhythm, "items": items}

    def _portrait_rhythm(self, scene):
        """The median of the newest gaps between days of purchase, and what follows from it."""
        [[last, gaps, median]] = self.env.execute_query(
            portrait.rhythm(scene.bought, GAPS)
        )
        if gaps < MIN_GAPS:
            return False
        days = max(round(median), 1)
        due = last + timedelta(days)
        return {
            "days": days,
            "last": last.isoformat(),
            "next": due.isoformat(),
            "late": max((scene.window.as_of - due).days, 0),
        }

    def _due_item(self, kind, text, day=False, record=None):
        return {
            "kind": kind,
            "text": text,
            "date": day,
            "model": record._name if record else False,
            "id": record.id if record else False,
        }

    def _due_order(self, rhythm):
        """The next purchase, by the customer's own rhythm."""
        if rhythm:
            days = rhythm["days"]
            text = (
                self.env._("Usually orders every day.")
                if days == 1
                else self.env._("Usually orders every %(days)s days.", days=days)
            )
            yield self._due_item("order", text, fields.Date.to_date(rhythm["next"]))

    def _due_activities(self, scene):
        """The next activities on the customer and its contacts."""
        activities = self.env["mail.activity"]
        if not activities.has_access("read"):
            return activities
        return activities.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", scene.departments.contact_ids),
            ],
            order="date_deadline, id",
            limit=SHOWN,
        )

    def _due_activity(self, activity):
        text = self.env._(
            "%(what)s (%(user)s)",
            what=activity.summary or activity.activity_type_id.name or "",
            user=activity.sudo().user_id.name,
        )
        partner = self.env["res.partner"].browse(activity.res_id)
        return self._due_item("activity", text, activity.date_deadline, partner)

    def _due_promises(self, activities):
        """What is promised, unless it is planned already and so among the activities."""
        open_promises = self.env["customer.tier.promise"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "open"),
            ],
            order="due_at, id",
        )
        planned = set(
            open_promises.filtered(
                lambda promise: promise.sudo().activity_id in activities.sudo()
            ).mapped("kind")
        )
        if self.next_visit_date and "visit" not in planned:
            text = self.env._("A visit is promised.")
            yield self._due_item("visit", text, self.next_visit_date)
        if self.next_contact_date and "contact" not in planned:
            text = self.env._("A contact is promised.")
            yield self._due_item("contact", text, self.next_contact_date)
        answers = open_promises.filtered(lambda promise: promise.kind == "answer")
        for promise in answers[:SHOWN]:
            text = self.env._("The customer waits for an answer.")
            yield self._due_item("answer", text, promise.due_date, promise)

    def _due_quotations(self, scene):
        orders = self.env["sale.order"]
        if not orders.has_access("read"):
            return
        domain = (
            Domain("partner_id", "in", scene.departments.contact_ids)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "in", ("draft", "sent"))
        )
        for order in orders.search(domain, order="date_order desc", limit=SHOWN):
            text = self.env._(
                "Quotation %(name)s of %(date)s: %(amount)s",
                name=order.name,
                date=format_date(self.env, order.date_order),
                amount=order.currency_id.format(order.amount_untaxed),
            )
            yield self._due_item("quotation", text, order.validity_date, order)

    def _due_tier(self):
        if self.pending_tier_id and self.pending_words:
            text = self.env._("Becomes %(tier)s.", tier=self.pending_tier_id.code)
            yield self._due_item("tier", text, self.pending_date)
        # sudo: who sees the tier may know until when it is fixed
        until = self.sudo().override_id.exists().date_to
        if until:
            yield self._due_item(
                "override", self.env._("The tier is no longer fixed by hand."), until
            )
