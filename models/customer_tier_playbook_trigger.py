from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CustomerTierPlaybookTrigger(models.Model):
    """Starts a playbook by itself for customers who enter or leave a tier or segment.

    Off until a manager switches it on, which counts as pressing send for all that follows. Its
    customers enter one campaign, made when it is switched on for the first time, which runs on.
    """

    _name = "customer.tier.playbook.trigger"
    _description = "Trigger of a Playbook"
    _inherit = ["mail.thread"]
    _order = "playbook_id, company_id, id"

    playbook_id = fields.Many2one(
        comodel_name="customer.tier.playbook",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        tracking=True,
    )
    event = fields.Selection(
        selection=[
            ("enter_tier", "enters the tier"),
            ("leave_tier", "leaves the tier"),
            ("enter_segment", "enters the segment"),
            ("leave_segment", "leaves the segment"),
        ],
        string="When a Customer",
        required=True,
        default="enter_segment",
        tracking=True,
    )
    tier_id = fields.Many2one(
        comodel_name="customer.tier", ondelete="restrict", tracking=True
    )
    segment_id = fields.Many2one(
        comodel_name="customer.segment", ondelete="restrict", tracking=True
    )
    daily_cap = fields.Integer(
        string="Customers a Day",
        required=True,
        default=20,
        tracking=True,
        help="So many customers enter a day at most, held out ones included: the biggest first. "
        "The others wait for the next days.",
    )
    wait_days = fields.Integer(
        string="Days They May Wait",
        required=True,
        default=7,
        tracking=True,
        help="A customer for whom there was no place within so many days, or who is what the "
        "trigger waits for no more, does not enter.",
    )
    customer_days = fields.Integer(
        string="Once per Customer in (Days)",
        default=180,
        tracking=True,
        help="A customer enters at most once in so many days, and not before the outcome of the "
        "last time was counted. 0: once ever.",
    )
    is_on = fields.Boolean(
        string="On",
        copy=False,
        tracking=True,
        help="Switching on counts as pressing send: the steps are taken for each customer that "
        "enters, without anybody being asked again.",
    )
    switched_by_id = fields.Many2one(
        comodel_name="res.users", string="Switched by", readonly=True, copy=False
    )
    switched_at = fields.Datetime(readonly=True, copy=False)
    seen_move = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The last move before it was switched on: what happened before starts nothing.",
    )
    campaign_id = fields.Many2one(
        comodel_name="customer.tier.campaign",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Where its customers are, and what it brought.",
    )
    campaign_state = fields.Selection(
        related="campaign_id.state",
        string="State of the Campaign",
        export_string_translation=False,
    )
    error = fields.Text(
        string="What Went Wrong",
        readonly=True,
        copy=False,
        help="Why nobody entered after the last publication. The tiers are published all the "
        "same.",
    )
    words = fields.Char(string="In Words", compute="_compute_words")

    _caps_positive = models.Constraint(
        "CHECK (daily_cap > 0 AND wait_days > 0 AND customer_days >= 0)",
        "At least one customer a day and one day to wait are needed; days cannot be negative.",
    )

    @api.depends(
        "event",
        "tier_id.code",
        "segment_id.name",
        "daily_cap",
        "customer_days",
        "playbook_id.name",
    )
    @api.depends_context("lang")
    def _compute_words(self):
        for trigger in self:
            trigger.words = self.env._(
                "%(event)s; at most %(cap)s customers a day, %(often)s.",
                event=trigger._event_words(),
                cap=trigger.daily_cap,
                often=self.env._(
                    "each once in %(days)s days", days=trigger.customer_days
                )
                if trigger.customer_days
                else self.env._("each once ever"),
            )

    def _event_words(self):
        tier = self.tier_id.code or self.env._("…")
        segment = self.segment_id.name or self.env._("…")
        return {
            "enter_tier": self.env._("When a customer enters tier %(name)s", name=tier),
            "leave_tier": self.env._("When a customer leaves tier %(name)s", name=tier),
            "enter_segment": self.env._(
                "When a customer enters the segment %(name)s", name=segment
            ),
            "leave_segment": self.env._(
                "When a customer leaves the segment %(name)s", name=segment
            ),
        }.get(self.event, "")

    @api.depends("playbook_id.name", "words")
    def _compute_display_name(self):
        for trigger in self:
            trigger.display_name = f"{trigger.playbook_id.name}: {trigger.words}"

    def _is_about_tier(self):
        return self.event in ("enter_tier", "leave_tier")

    @api.constrains("event", "tier_id", "segment_id")
    def _check_event(self):
        for trigger in self:
            if trigger._is_about_tier() and not trigger.tier_id:
                raise ValidationError(
                    self.env._("Choose the tier that the trigger waits for.")
                )
            if not trigger._is_about_tier() and not trigger.segment_id:
                raise ValidationError(
                    self.env._("Choose the segment that the trigger waits for.")
                )

    @api.constrains("playbook_id", "company_id")
    def _check_playbook_company(self):
        for trigger in self:
            company = trigger.playbook_id.company_id
            if company and company != trigger.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(playbook)s” is a playbook of %(company)s only.",
                        playbook=trigger.playbook_id.name,
                        company=company.name,
                    )
                )

    @api.constrains("event", "tier_id", "segment_id", "playbook_id")
    def _check_reachable(self):
        """Customers also have to be in the audience: nobody is where it just left."""
        for trigger in self:
            rules = trigger.playbook_id
            tiers, segments = rules.tier_ids, rules.segment_ids
            is_impossible = {
                "enter_tier": tiers and trigger.tier_id not in tiers,
                "leave_tier": tiers and tiers == trigger.tier_id,
                "enter_segment": segments and trigger.segment_id not in segments,
                "leave_segment": segments and segments == trigger.segment_id,
            }[trigger.event]
            if is_impossible:
                raise ValidationError(
                    self.env._(
                        "No customer could ever enter: “%(trigger)s” contradicts the audience "
                        "of the playbook (%(audience)s)",
                        trigger=trigger._event_words(),
                        audience=rules.audience_words,
                    )
                )

    @api.onchange("playbook_id")
    def _onchange_playbook_id(self):
        if self.playbook_id.company_id:
            self.company_id = self.playbook_id.company_id

    @api.onchange("event")
    def _onchange_event(self):
        if self._is_about_tier():
            self.segment_id = False
        else:
            self.tier_id = False

    @api.model_create_multi
    def create(self, vals_list):
        wanted = [values.pop("is_on", False) for values in vals_list]
        triggers = super().create(vals_list)
        on = triggers.browse(
            trigger.id for trigger, is_on in zip(triggers, wanted, strict=True) if is_on
        )
        on.is_on = True
        return triggers

    def write(self, vals):
        """Whoever sets the switch, from the form, a list or outside, switches it properly."""
        self._refuse_other_customers(vals)
        changed = self.filtered(
            lambda trigger: trigger.is_on != bool(vals.get("is_on", trigger.is_on))
        )
        super().write(vals)
        if "customer_days" in vals:
            self._tell_reentry()
        if changed and vals["is_on"]:
            changed._switch_on()
        elif changed:
            changed._switch_off()
        return True

    def _refuse_other_customers(self, vals):
        """One campaign has one playbook and one kind of customers, or tells nothing."""
        rules = {"playbook_id", "company_id", "event", "tier_id", "segment_id"}
        for name in rules & vals.keys():
            field = self._fields[name]
            for trigger in self:
                now = field.convert_to_write(trigger[name], trigger)
                if now != (vals[name] or False) and trigger._is_campaign_open():
                    raise UserError(
                        self.env._(
                            "The customers of this trigger are in “%(campaign)s”. Stop that "
                            "campaign first, or make another trigger.",
                            campaign=trigger.campaign_id.name,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on(self):
        if self.filtered("is_on"):
            raise UserError(self.env._("Switch the trigger off before you delete it."))

    def unlink(self):
        """With its trigger a campaign ends: nobody could enter it any more."""
        campaigns = self.campaign_id.filtered(lambda c: c.state == "paused").sudo()
        result = super().unlink()
        for campaign in campaigns:
            campaign._stop(campaign._today())
        return result

    def action_switch_on(self):
        self.is_on = True

    def action_switch_off(self):
        self.is_on = False

    def action_view_campaign(self):
        self.ensure_one()
        return self.campaign_id._get_records_action()


class CustomerTierPlaybook(models.Model):
    _inherit = "customer.tier.playbook"

    trigger_ids = fields.One2many(
        comodel_name="customer.tier.playbook.trigger",
        inverse_name="playbook_id",
        string="Triggers",
    )
    is_triggered = fields.Boolean(
        string="Starts by Itself",
        compute="_compute_is_triggered",
        search="_search_is_triggered",
        help="One of its triggers is switched on in one of your companies.",
    )

    @api.depends("trigger_ids.is_on")
    def _compute_is_triggered(self):
        for playbook in self:
            playbook.is_triggered = any(playbook.trigger_ids.mapped("is_on"))

    def _search_is_triggered(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("trigger_ids.is_on", "in", value)

    @api.constrains("tier_ids", "segment_ids", "company_id")
    def _check_triggers(self):
        # sudo: triggers of all companies
        self.sudo().trigger_ids._check_reachable()
        self.sudo().trigger_ids._check_playbook_company()

    def write(self, vals):
        """An archived playbook starts nothing any more."""
        if vals.get("active") is False:
            # sudo: triggers of all companies
            self.sudo().trigger_ids.filtered("is_on").is_on = False
        return super().write(vals)
