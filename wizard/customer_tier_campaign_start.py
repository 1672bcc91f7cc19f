import ast

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

# Who is meant. Where it is given by what the wizard was opened from, no playbook changes it.
AUDIENCE = ("tier_ids", "segment_ids", "profile_domain")


class CustomerTierCampaignStart(models.TransientModel):
    """Starts a campaign: whom, with which playbook, and who is left out, before anything is made.

    A selection is frozen; a rule may be living. Everybody may start one: it is prepared, a manager
    launches it.
    """

    _name = "customer.tier.campaign.start"
    _description = "Start of a Tier Campaign"
    _inherit = ["customer.tier.judged.mixin", "customer.tier.audience.mixin"]

    name = fields.Char(
        string="Campaign",
        required=True,
        default=lambda self: self.env._("Tier campaign"),
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    scope_user_id = fields.Many2one(compute="_compute_scope_user_id", store=False)
    playbook_id = fields.Many2one(
        comodel_name="customer.tier.playbook",
        domain="[('company_id', 'in', (False, company_id))]",
        help="What is done, step by step. Its rules and steps are copied: changing them for "
        "this campaign changes nothing in the playbook.",
    )
    playbook_aim = fields.Text(related="playbook_id.aim")
    filter_id = fields.Many2one(
        comodel_name="ir.filters",
        string="Saved Filter",
        domain="[('model_id', '=', 'customer.profile'), ('user_ids', 'in', (False, uid))]",
        help="One of the filters that were saved in the list of customers. Its conditions are "
        "copied.",
    )
    is_audience_given = fields.Boolean(
        export_string_translation=False,
        help="Who is meant was chosen before the wizard was opened: no playbook changes that.",
    )

    @api.model
    def default_get(self, fields):
        given = self._given_audience()
        defaults = super(
            CustomerTierCampaignStart, self.with_context(**given)
        ).default_get(fields)
        if playbook := self.env["customer.tier.playbook"].browse(
            defaults.get("playbook_id")
        ):
            filled = self._playbook_values(playbook, bool(given))
            defaults |= {name: filled[name] for name in filled.keys() & {*fields}}
        if "is_audience_given" in fields:
            defaults["is_audience_given"] = bool(given)
        return defaults

    @api.model
    def _action_start(self, **defaults):
        """Open the wizard; a page of its own, to which one comes back from the lists it opens."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_campaign_action"
        )
        return action | {"context": defaults}

    @api.model
    def _given_audience(self):
        """What the list, tier, segment or cell that this was opened from says, as defaults."""
        context = self.env.context
        given = {
            f"default_{name}": context[f"default_{name}"]
            for name in AUDIENCE
            if context.get(f"default_{name}")
        }
        domain = given.get("default_profile_domain")
        if domain and not isinstance(domain, str):
            # from the screen, as a list
            given["default_profile_domain"] = repr(domain)
        if chosen := context.get("default_partner_ids"):
            partners = self.env["res.partner"].browse(
                self._fields["partner_ids"].convert_to_cache(chosen, self.new())
            )
            given |= {
                "default_partner_ids": partners.commercial_partner_id.ids,
                "default_audience_source": "selection",
                "default_audience_kind": "frozen",
            }
        return given

    @api.depends_context("uid")
    def _compute_scope_user_id(self):
        """The user, if the record rules show this user no customers of colleagues."""
        sees_own_only = self.env["customer.tier.campaign"]._sees_own_only()
        self.scope_user_id = self.env.user if sees_own_only else False

    @api.model
    def _playbook_values(self, playbook, is_audience_given):
        """The rules of a playbook; of who is meant, only what is not said already."""
        values = playbook._audience_values()
        if is_audience_given:
            values = {name: values[name] for name in values.keys() - {*AUDIENCE}}
        month = format_date(self.env, self._today(), date_format="LLLL yyyy")
        return values | {
            "name": self.env._(
                "%(playbook)s, %(month)s", playbook=playbook.name, month=month
            )
        }

    @api.onchange("playbook_id")
    def _onchange_playbook_id(self):
        if self.playbook_id:
            self.update(self._playbook_values(self.playbook_id, self.is_audience_given))
        self._onchange_audience_source()

    @api.onchange("audience_source")
    def _onchange_audience_source(self):
        if self.audience_source == "selection":
            self.audience_kind = "frozen"

    @api.onchange("filter_id")
    def _onchange_filter_id(self):
        if self.filter_id:
            self.audience_source = "rule"
            self.profile_domain = self._filter_conditions(self.filter_id)

    def _filter_conditions(self, saved):
        """The domain of a saved filter, with “me” as the number that it means now.

        The scheduled action is another user, for whom it would mean somebody else.
        """
        try:
            tree = ast.parse(saved.sudo().domain or "[]", mode="eval")
            return repr(ast.literal_eval(_UserNumber(self.env.uid).visit(tree)))
        except (ValueError, SyntaxError) as error:
            raise UserError(
                self.env._(
                    "The saved filter “%(filter)s” cannot be used: it is computed anew each "
                    "time it is opened. Save it again with dates such as “today -30d”.",
                    filter=saved.name,
                )
            ) from error

    def _today(self):
        return (self.company_id or self.env.company)._tier_today()

    def _audience_channels(self):
        if not self.playbook_id:
            return {self._first_mail()["channel"]}
        return set(self.playbook_id.step_ids.mapped("channel"))

    def action_create(self):
        """Make the campaign, choose its customers, and open it."""
        self.ensure_one()
        self._check_audience()
        campaign = self.env["customer.tier.campaign"].create(self._campaign_values())
        if self.playbook_id:
            self.playbook_id._copy_steps_to(campaign)
        else:
            campaign.step_ids = [Command.create(self._first_mail())]
        campaign.action_prepare()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.tier.campaign",
            "res_id": campaign.id,
            "view_mode": "form",
            # the wizard is done with: not to be found again behind the campaign
            "target": "main",
        }

    def _campaign_values(self):
        values = self._audience_values()
        if self.audience_source == "selection":
            # the rule was not asked: the campaign should not seem to have one
            values |= dict.fromkeys(AUDIENCE, False) | {"audience_kind": "frozen"}
        return values | {
            "name": self.name,
            "company_id": self.company_id.id,
            "user_id": self.env.user.id,
            "playbook_id": self.playbook_id.id,
            "audience_source": self.audience_source,
            "partner_ids": self.audience_source == "selection"
            and [Command.set(self.partner_ids.ids)],
            "scope_user_id": self.scope_user_id.id,
        }

    def _first_mail(self):
        """Without a playbook: one mail, whose text is still to be written."""
        return {
            "name": self.env._("Email"),
            "channel": "mail",
            "subject": self.env._(
                "News from %(company)s", company=self.company_id.name
            ),
        }


class _UserNumber(ast.NodeTransformer):
    """Puts the number of a user where a domain says ``uid``."""

    def __init__(self, uid):
        self.uid = uid

    def visit_Name(self, node):
        return ast.Constant(self.uid) if node.id == "uid" else node
