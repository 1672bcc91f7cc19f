from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules.db import has_trigram
from odoo.tools import SQL, format_list

from ..data_quality import duplicates

# Odoo's own wizard takes no more.
MERGE_LIMIT = 3
DEFAULT_SIMILARITY = 60  # per cent
SIMILARITY_PARAMETER = "customer_tier.duplicate_similarity"


class CustomerTierDuplicate(models.Model):
    """Two customers that may be one, found in SQL (:mod:`..data_quality.duplicates`)."""

    _name = "customer.tier.duplicate"
    _description = "Suspected Duplicate"
    _order = "strength, similarity desc, id"
    _rec_names_search = ["partner_id", "other_id"]

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The customer that was here first.",
    )
    other_id = fields.Many2one(
        comodel_name="res.partner",
        string="Looks Like",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The customer that may be the same one.",
    )
    same_tax_id = fields.Boolean(string="Same Tax ID", readonly=True)
    same_phone = fields.Boolean(readonly=True)
    same_email_domain = fields.Boolean(readonly=True)
    similar_name = fields.Boolean(readonly=True)
    similarity = fields.Float(
        string="Name Similarity",
        readonly=True,
        aggregator="avg",
        help="How alike the names are: 100 % is the same but for spelling and legal form.",
    )
    reasons = fields.Char(
        compute="_compute_reasons", help="What the two have in common."
    )
    strength = fields.Selection(
        selection=[("strong", "Strong"), ("weak", "Weak")],
        string="Suspicion",
        required=True,
        readonly=True,
        help="Strong: same tax ID, same phone, or a similar name and the same email domain. "
        "Weak: only a similar name, or only the same email domain.",
    )
    state = fields.Selection(
        selection=[("open", "To Check"), ("dismissed", "Not a Duplicate")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
        help="A pair that is no duplicate is never suspected again.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        compute="_compute_user_ids",
        search="_search_user_ids",
        string="Salespeople",
        help="Who looks after the two customers.",
    )

    # A constraint, not a unique index: the merge of contacts looks for constraints only.
    _pair_unique = models.Constraint(
        "UNIQUE (partner_id, other_id)", "These two customers are a pair already."
    )
    _pair_ordered = models.Constraint(
        "CHECK (partner_id < other_id)", "A pair names the older customer first."
    )

    @api.depends("partner_id.display_name", "other_id.display_name")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = self.env._(
                "%(customer)s and %(other)s",
                customer=pair.partner_id.display_name,
                other=pair.other_id.display_name,
            )

    @api.depends(
        "same_tax_id", "same_phone", "same_email_domain", "similar_name", "similarity"
    )
    @api.depends_context("lang")
    def _compute_reasons(self):
        for pair in self:
            pair.reasons = format_list(self.env, list(pair._reasons()), "unit")

    def _reasons(self):
        if self.same_tax_id:
            yield self.env._("same tax ID")
        if self.same_phone:
            yield self.env._("same phone")
        if self.same_email_domain:
            yield self.env._("same email domain")
        if self.similar_name and self.similarity == 1:
            yield self.env._("same name")
        elif self.similar_name:
            yield self.env._(
                "similar name (%(percent)s %%)", percent=round(100 * self.similarity)
            )

    @api.depends("partner_id.user_id", "other_id.user_id")
    def _compute_user_ids(self):
        for pair in self:
            pair.user_ids = pair.partner_id.user_id | pair.other_id.user_id

    def _search_user_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            "|",
            ("partner_id.user_id", operator, value),
            ("other_id.user_id", operator, value),
        ]

    @api.model
    def _cron_find_duplicates(self):
        self.env["customer.tier.recompute"]._retrying(self._find)

    @api.model
    def _find(self):
        """Look for duplicates in the whole database, in one go.

        :raise UserError: if somebody else is looking at this moment
        """
        [[free]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext('customer_tier_duplicate'))")
        )
        if not free:
            raise UserError(
                self.env._(
                    "Duplicates are being looked for at this moment. Look again in a minute."
                )
            )
        self.env.flush_all()
        duplicates.find(
            self.env.cr,
            duplicates.Search(
                similarity=self._least_similarity() / 100,
                has_trigram=self._has_trigram(),
                unaccent=self.env.registry.unaccent,
            ),
            self.env.cr.now(),
            self.env.uid,
        )
        self.invalidate_model()

    @api.model
    def _has_trigram(self):
        """Whether similar names can be found: asked each time, it may have been installed since."""
        return has_trigram(self.env.cr)

    @api.model
    def _least_similarity(self):
        """From how many per cent on two names are similar."""
        # sudo: a setting of the whole database
        parameters = self.env["ir.config_parameter"].sudo()
        try:
            percent = int(
                parameters.get_param(SIMILARITY_PARAMETER, DEFAULT_SIMILARITY)
            )
        except (TypeError, ValueError):
            return DEFAULT_SIMILARITY
        return min(max(percent, 30), 100)

    def action_find(self):
        """Look for duplicates now, whatever is selected, and tell how many there are."""
        self.check_access("write")
        self._find()
        count = self.search_count([("state", "=", "open")])
        message = self.env._("%(count)s suspected duplicates to check.", count=count)
        if not self._has_trigram():
            message += " " + self.env._(
                "Names were compared letter by letter only: the PostgreSQL extension "
                "pg_trgm, which finds similar ones, is not installed."
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_dismiss(self):
        """These are different customers: never suspect them again."""
        self.check_access("write")
        self.state = "dismissed"
        self._judge_anew()

    def action_reopen(self):
        self.check_access("write")
        self.state = "open"
        self._judge_anew()

    def _judge_anew(self):
        """Have the data of these customers trusted, or not, within a minute."""
        strong = self.filtered(lambda pair: pair.strength == "strong")
        self.env["customer.tier.refresh"]._mark_customers(
            strong.partner_id | strong.other_id
        )

    def action_merge(self):
        """Open Odoo's own merge of contacts with these customers."""
        partners = self.partner_id | self.other_id
        if not partners:
            raise UserError(self.env._("Select a pair to merge."))
        if len(partners) > MERGE_LIMIT:
            raise UserError(
                self.env._(
                    "These pairs are about %(count)s customers, and at most %(limit)s can be "
                    "merged at once. Select fewer pairs.",
                    count=len(partners),
                    limit=MERGE_LIMIT,
                )
            )
        action = self.env["ir.actions.actions"]._for_xml_id("base.action_partner_merge")
        return action | {
            "context": {
                "active_model": "res.partner",
                "active_ids": partners.ids,
                "active_id": partners.ids[0],
            }
        }

    def action_view_partners(self):
        """The customers of these pairs, one below the other."""
        action = self.env["ir.actions.actions"]._for_xml_id("contacts.action_contacts")
        return action | {
            "domain": [("id", "in", (self.partner_id | self.other_id).ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"active_test": False},
        }
