import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..campaigns import entries

_logger = logging.getLogger(__name__)

# In so many parts a big audience is written in the background, and told of after each.
PARTS = 10


class CustomerTierCampaign(models.Model):
    """Preparing a campaign: its customers are written down, and the control group is drawn.

    All in SQL, whatever the number of customers. The draw depends on the seed and the audience
    only: whoever goes back to draft, changes nothing and prepares again has the same customers
    in the control group; nobody can draw until the lots please.
    """

    _inherit = "customer.tier.campaign"

    # More customers than that are prepared in the background: some seconds' work.
    _prepare_at_once = 5000

    prepared_date = fields.Date(
        string="Prepared On",
        readonly=True,
        copy=False,
        help="The day whose tiers and segments the customers were chosen by.",
    )
    prepared_count = fields.Integer(
        string="Customers Prepared", readonly=True, copy=False
    )
    expected_count = fields.Integer(
        string="Customers to Prepare", readonly=True, copy=False
    )
    prepare_progress = fields.Float(
        string="Progress (%)",
        compute="_compute_prepare_progress",
        help="How far the preparation in the background is.",
    )
    left_out_counts = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Reason to number of the customers who meet the rules but are left out.",
    )
    error = fields.Text(
        string="What Went Wrong",
        readonly=True,
        copy=False,
        help="In the background, the last time.",
    )

    @api.depends("prepared_count", "expected_count")
    def _compute_prepare_progress(self):
        for campaign in self:
            campaign.prepare_progress = (
                100 * campaign.prepared_count / (campaign.expected_count or 1)
            )

    # --------------------------------------------------------------- actions

    def action_prepare(self):
        """Choose the customers and draw the control group; many of them in the background."""
        for campaign in self:
            campaign._check_own("draft")
            campaign.sudo()._prepare()
        return True

    def action_back_to_draft(self):
        """Take the customers out again, to change the rules.

        The seed stays: the same customers, prepared again, fall into the same arms.
        """
        for campaign in self:
            campaign._check_own("preparing", "ready", "proposed")
            campaign.sudo()._back_to_draft()
        return True

    def _check_own(self, *states):
        """Whoever may change this campaign may take the next step, in these states.

        :raise AccessError: it is a colleague's
        :raise UserError: it stands elsewhere
        """
        self.ensure_one()
        if not self.has_access("write"):
            raise AccessError(
                self.env._(
                    "“%(campaign)s” is the campaign of %(user)s: only they and managers of "
                    "customer tiers can do that.",
                    campaign=self.name,
                    user=self.sudo().user_id.name,
                )
            )
        self._check_state(*states)

    def _check_state(self, *states):
        if self.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(campaign)s” is in the state “%(state)s”, where this cannot be done. "
                    "Load the page again to see what can.",
                    campaign=self.name,
                    state=names[self.state],
                )
            )

    def _back_to_draft(self):
        self._lock()
        self._close_proposal()
        self.env.cr.execute(entries.forget(self.id))
        self.write(
            {
                "state": "draft",
                "error": False,
                "strata": False,
                "left_out_counts": False,
                "prepared_date": False,
                "prepared_count": 0,
                "expected_count": 0,
            }
        )
        self._forget_cached_entries()
        self._tell_screens()

    # ------------------------------------------------------------ foreground

    def _prepare(self):
        self._lock()
        self.error = False
        number = self._choose(self._today())
        if number <= self._prepare_at_once:
            self.write(self._write_entries(self._today(), number))
            self._tell_screens()
            return
        self.write(
            {"state": "preparing", "prepared_count": 0, "expected_count": number}
        )
        self.env.ref("customer_tier.ir_cron_campaign_prepare").sudo()._trigger()
        self._tell_screens()

    def _choose(self, today):
        """Judge the audience of a campaign that has no customers yet, and count who is in."""
        # whom an attempt left behind that the server did not survive was not in it before
        self.env.cr.execute(entries.forget(self.id))
        return self._judge(today)

    def _judge(self, today):
        """Judge the audience into the session's table, and count who is in."""
        self.env.flush_all()
        self.env.cr.execute(entries.create_audience_table(self._judged_audience(today)))
        return dict(self.env.execute_query(entries.audience_counts())).get(None, 0)

    def _write_entries(self, today, number, parts=1, tell=None):
        """Draw the lots of the judged audience and write its entries.

        :param number: of customers who are in
        :param tell: function of the number of entries written so far
        :return: what is to be written to the campaign
        """
        cr = self.env.cr
        if not number:
            raise UserError(self._nobody_words())
        share = self.holdout_percent / 100
        tiers = self.env["customer.tier"].with_context(active_test=False).search([])
        groups = entries.design(self.env.execute_query, tiers.ids, share)
        cr.execute(entries.create_lot_table(groups, share, self.seed))
        written = 0
        for part in range(parts):
            cr.execute(entries.insert_waiting(self.id, self.company_id.id, part, parts))
            written += cr.rowcount
            if tell:
                tell(written)
        counts = dict(self.env.execute_query(entries.audience_counts()))
        self._forget_cached_entries()
        return {
            "state": "ready",
            "error": False,
            "strata": entries.groups_to_json(groups),
            "left_out_counts": {
                reason: count for reason, count in counts.items() if reason
            },
            "prepared_date": today,
            "prepared_count": written,
            "expected_count": written,
        }

    def _nobody_words(self):
        return self.env._(
            "Nobody is left for “%(campaign)s”: no customer meets its rules, or all who do are "
            "left out. Change the rules.",
            campaign=self.name,
        )

    def _forget_cached_entries(self):
        """SQL wrote what the cache does not know of."""
        for name in ("customer.tier.campaign.entry", "customer.tier.campaign.touch"):
            self.env[name].invalidate_model(flush=False)
        self.invalidate_recordset(
            [
                "entry_ids",
                "touch_ids",
                "entry_count",
                "treated_count",
                "held_out_count",
                "goal_count",
            ],
            flush=False,
        )

    # ------------------------------------------------------------ background

    @api.model
    def _cron_prepare(self):
        """Prepare the campaigns that wait for it, each in a transaction of its own.

        One that a server left behind in the middle is among them, and begins anew.
        """
        waiting = self.search([("state", "=", "preparing")], order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(waiting))
        for campaign in waiting:
            campaign._prepare_in_background()
            if not commit_progress(1):
                return

    def _prepare_in_background(self):
        """Two transactions: the entries, and then the state.

        So that while the entries are written others can be told on the campaign's own row how
        far it is. All or nothing: whatever goes wrong, the campaign is a draft again.
        """
        try:
            values = self.env["customer.tier.recompute"]._retrying(
                self._write_entries_in_background
            )
            # The row of the campaign was written by others meanwhile: look at it anew.
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except Exception as error:  # whatever it is, the others go on
            self.env.cr.rollback()
            _logger.exception("Campaign %s could not be prepared", self.id)
            values = {"state": "draft", "error": self._error_words(error)}
        self.env["customer.tier.recompute"]._retrying(
            lambda: self._end_preparation(values)
        )

    def _write_entries_in_background(self):
        self.env.invalidate_all(flush=False)
        if not self.exists() or self.state != "preparing" or not self._try_lock():
            return {}  # somebody was faster
        today = self._today()
        return self._write_entries(
            today, self._choose(today), parts=PARTS, tell=self._tell_progress
        )

    def _end_preparation(self, values):
        """Unless a person took it back to draft in the meantime."""
        self.env.invalidate_all(flush=False)
        if not values or not self.exists() or self.state != "preparing":
            return
        if values["state"] == "draft":
            self.env.cr.execute(entries.forget(self.id))
            self._forget_cached_entries()
            values = values | {"prepared_count": 0, "expected_count": 0}
        self.write(values)
        self._tell_screens()

    @api.model
    def _error_words(self, error):
        """What a person is told of an error; the log has the rest."""
        if isinstance(error, UserError):
            return str(error)
        return self.env._(
            "An unexpected error: %(error)s",
            error=(str(error).strip() or repr(error)).splitlines()[0],
        )

    def _tell_progress(self, written):
        """How far it is: on the campaign's row and to open screens, in a transaction of its own."""
        with self.env.registry.cursor() as cr:
            campaign = self.with_env(api.Environment(cr, self.env.uid, {}))
            cr.execute(
                SQL(
                    "UPDATE customer_tier_campaign SET prepared_count = %s WHERE id = %s",
                    written,
                    self.id,
                )
            )
            campaign.invalidate_recordset(["prepared_count"], flush=False)
            campaign._tell_screens()

    def _tell_screens(self):
        """Tell open screens where this campaign stands."""
        self.ensure_one()
        self.env.ref("customer_tier.group_user")._bus_send(
            "customer_tier/campaign",
            {
                "campaign_id": self.id,
                "state": self.state,
                "done": self.prepared_count,
                "total": self.expected_count,
            },
        )

    # ------------------------------------------------------------------ lock

    def _try_lock(self):
        """Take the lock of this campaign until the end of the transaction; two never work on it.

        The lock alone would not do: this transaction may look at a snapshot from before the
        commit of whoever had it. But whoever has it writes the campaign's row as well: that
        fails to serialize then, and the work is tried again.

        :return: whether it was free
        """
        self.ensure_one()
        [[locked]] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('customer_tier_campaign'), %s)",
                self.id,
            )
        )
        return locked

    def _lock(self):
        """Take the lock, or tell the person to wait."""
        if not self._try_lock():
            raise UserError(
                self.env._(
                    "“%(campaign)s” is being worked on in the background right now. Try again "
                    "in a minute.",
                    campaign=self.name,
                )
            )
