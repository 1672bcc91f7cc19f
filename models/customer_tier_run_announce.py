import logging

from markupsafe import escape

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import format_date

from ..scoring import announce

_logger = logging.getLogger(__name__)

# Activities that one run plans at most: an activity costs some milliseconds, and nobody reads a
# thousand of them in a morning. The rest comes with the next runs, most revenue first, and is in
# the list of pending changes meanwhile.
MAX_ANNOUNCED = 500

PENDING_TYPE = "customer_tier.mail_activity_type_pending"


class CustomerTierRun(models.Model):
    """Telling the salespeople whose customers are about to move down."""

    _inherit = "customer.tier.run"

    announced_count = fields.Integer(
        string="Demotions Announced",
        readonly=True,
        copy=False,
        help="Activities planned for the salespeople whose customers are about to move down.",
    )
    unannounced_count = fields.Integer(
        string="Demotions to Announce",
        readonly=True,
        copy=False,
        help="One run announces the biggest customers first, and not all at once: these are left "
        "to the next runs. The list of pending changes shows them already.",
    )
    announce_error = fields.Text(
        string="Why Nobody Was Told",
        readonly=True,
        copy=False,
    )

    def _announce(self, partner_ids=None):
        """Bring the activities of pending demotions in line with what was just published.

        What is published stands, whether or not somebody could be told.

        :param partner_ids: of a quick refresh, its customers; the others are left to full runs
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.env.invalidate_all()
                self._announce_demotions(partner_ids)
                if self.mode == "live":
                    self.env["customer.tier.override"]._remind(
                        self.company_id, self.as_of
                    )
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.exception("Run %s: nobody was told", self.id)
            self.announce_error = str(error).strip() or repr(error)

    def _announce_demotions(self, partner_ids):
        company_id = self.company_id.id
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(PENDING_TYPE)
        if not type_id:  # whoever deletes the type wants none
            return
        self.env.cr.execute(announce.forget(company_id))
        self._activities(
            self.env.execute_query(announce.outdated(company_id, type_id))
        ).unlink()
        self._correct(
            self.env.execute_query(announce.changed(company_id, type_id, MAX_ANNOUNCED))
        )
        rows = self.env.execute_query(
            announce.news(company_id, MAX_ANNOUNCED, partner_ids)
        )
        profile_ids = [profile_id for profile_id, _total in rows]
        self._plan_activities(profile_ids, type_id)
        self.announced_count = len(rows)
        self.unannounced_count = rows[0][1] - len(rows) if rows else 0

    def _activities(self, rows):
        return self.env["mail.activity"].browse(id_ for [id_] in rows)

    def _correct(self, rows):
        """Another tier or another day: the activity follows, where it is still open."""
        activities = self.env["mail.activity"]
        for profile_id, activity_id in rows:
            if activity_id:
                activity = activities.browse(activity_id)
                activity.write(self._announcement(profile_id, activity.user_id))
        self._remember([profile_id for profile_id, _activity_id in rows])

    def _plan_activities(self, profile_ids, type_id):
        """One activity on the contact of each of these profiles, in one create."""
        model_id = self.env["ir.model"]._get_id("res.partner")
        profiles = self.env["customer.profile"].browse(profile_ids)
        # no mail for each: they come by the dozen, and the salespeople see them in their list
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": type_id,
                    "automated": True,
                    "res_model_id": model_id,
                    "res_id": profile.partner_id.id,
                    "user_id": profile.partner_id.user_id.id,
                    "customer_tier_company_id": self.company_id.id,
                    **self._announcement(profile.id, profile.partner_id.user_id),
                }
                for profile in profiles
            ]
        )
        self._remember(profile_ids)

    def _announcement(self, profile_id, user):
        """What an activity says, in the language of who reads it."""
        profile = (
            self.env["customer.profile"]
            .with_context(lang=user.lang or self.env.lang)
            .browse(profile_id)
        )
        return {
            "date_deadline": profile.pending_date,
            "summary": profile.env._(
                "%(tier)s, becomes %(next_tier)s on %(date)s",
                tier=profile.computed_tier_id.code,
                next_tier=profile.pending_tier_id.code,
                date=format_date(profile.env, profile.pending_date),
            ),
            "note": escape(
                profile.env._(
                    "%(customer)s is %(tier)s. %(change)s",
                    customer=profile.partner_id.display_name,
                    tier=profile.computed_tier_id.name,
                    change=profile.pending_words,
                )
            ),
        }

    def _remember(self, profile_ids):
        if profile_ids:
            self.env.cr.execute(announce.remember(profile_ids))
            self.env["customer.profile"].invalidate_model(
                ["announced_tier_id", "announced_date"], flush=False
            )
