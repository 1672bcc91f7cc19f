from odoo import models
from odoo.tools import format_date

# Groups of segments that a quotation should be made with care for.
WORRYING = ("attention", "sleeping")


class CustomerProfile(models.Model):
    """What the panel on an order says of a customer's tier."""

    _inherit = "customer.profile"

    def _panel_standing(self, readable):
        """Who this is. Amounts are for those who may read the profile itself.

        :param bool readable: may the user read it, or only see the order's tier?
        """
        self.ensure_one()
        standing = {
            "profile_id": readable and self.id,
            "tier": {
                "name": self.tier_id.name,
                "code": self.tier_id.code,
                "color": self.tier_id.color,
            },
            "segment": self.segment_id
            and {"name": self.segment_id.name, "color": self.segment_id.color},
            "trend": self.tier_trend
            and {
                "trend": self.tier_trend,
                "words": dict(
                    self._fields["tier_trend"]._description_selection(self.env)
                )[self.tier_trend],
                "from": self.previous_tier_id.code,
                "since": self.tier_since,
            },
            "fixed": self.override_words,
        }
        if readable:
            standing |= {
                # the badge says who fixed it
                "why": list(filter(None, [self._panel_why(), self.why_segment])),
                "next": (self.pending_direction == "up" and self.pending_words)
                or self.next_tier_words,
                "keep": self.tier_below_words,
            }
        return standing

    def _panel_why(self):
        return self._why_computed(self._judge())

    def _panel_warnings(self, readable):
        """What to mind, in words: the segment, the data, a demotion on its way.

        :param bool readable: as of :meth:`_panel_standing`
        """
        if self.segment_id.group in WORRYING:
            yield (
                "segment",
                self.env._(
                    "%(segment)s: %(advice)s",
                    segment=self.segment_id.name,
                    advice=self.segment_id.advice or self.segment_id.description or "",
                ),
            )
        if readable and self.pending_words and self.pending_direction == "down":
            yield "pending", self.pending_words
        if self.low_confidence:
            yield (
                "doubt",
                self.env._(
                    "Low confidence: %(reasons)s", reasons=self.low_confidence_reasons
                ),
            )

    def _panel_visits(self):
        """When somebody is expected there next: rows of the list of what is due."""
        words = {
            "visit": (self.next_visit_date, self.env._("Next visit")),
            "contact": (self.next_contact_date, self.env._("Next contact")),
        }
        return [
            {"kind": kind, "words": text, "due": due}
            for kind, (due, text) in words.items()
            if due
        ]

    def _panel_promises(self):
        """Answers that are owed, and what was missed and is not done yet.

        By the reader's own rights: promises are those of one's own customers.

        :return: rows of what is due, and words of what was missed
        """
        promises = self.env["customer.tier.promise"].sudo(False)
        found = promises.search_fetch(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("tier_id", "=", self.tier_id.id),
                "|",
                *("&", ("state", "=", "open"), ("kind", "=", "answer")),
                *("&", ("state", "=", "missed"), ("done_at", "=", False)),
            ],
            ["kind", "state", "due_date", "due_at"],
            order="due_date, id",
        )
        answers = found.filtered(lambda promise: promise.state == "open")
        owed = [
            {
                "kind": "answer",
                "words": self.env._("Answer to the customer"),
                "due": answer.due_date,
            }
            for answer in answers
        ]
        missed = [
            self._panel_missed_words(kind, late[0].due_date)
            for kind, late in (found - answers).grouped("kind").items()
        ]
        return owed, missed

    def _panel_missed_words(self, kind, due):
        date = format_date(self.env, due)
        return {
            "visit": self.env._(
                "A promised visit was missed: it was due on %(date)s.", date=date
            ),
            "contact": self.env._(
                "A promised contact was missed: it was due on %(date)s.", date=date
            ),
            "answer": self.env._(
                "A promised answer was missed: it was due on %(date)s.", date=date
            ),
        }[kind]
