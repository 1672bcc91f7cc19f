from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

# Written by the program only: through RPC or import neither users nor managers may.
FOUND_FIELDS = {
    "state",
    "seed",
    "strata",
    "utm_campaign_id",
    "launched_date",
    "launched_by_id",
    "closed_date",
    "prepared_date",
    "prepared_count",
    "expected_count",
    "left_out_counts",
    "advanced_at",
    "error",
    "is_automatic",
    "trigger_ids",
    "entry_ids",
    "touch_ids",
    "outcome_ids",
    "outcome_verdict",
    "measured_at",
    "measured_until",
    "look_date",
    "next_look_date",
    "cost_total",
}
# States in which nothing has been sent yet, and a campaign may vanish.
BEFORE_LAUNCH = ("draft", "preparing", "ready", "proposed", "cancelled")


class CustomerTierCampaign(models.Model):
    """What of a campaign may be written by hand, by whom and until when.

    ``readonly`` hides a field from the form only. The steps of a campaign's life (its actions)
    check rights and write as superuser; whatever comes by RPC goes through here.
    """

    _inherit = "customer.tier.campaign"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._refuse_defaults()
            for values in vals_list:
                self._refuse_found(values)
                if values.get("approve_all_steps"):
                    self._check_manager()
                if self._sees_own_only():
                    values["scope_user_id"] = self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_found(vals)
            self._refuse_moved(vals)
            if "approve_all_steps" in vals:
                self._check_manager()
            self._refuse_late(vals)
        if not vals.get("active", True):
            self._refuse_archiving()
        return super().write(vals)

    def copy_data(self, default=None):
        """Whoever copies a campaign is responsible for the copy."""
        default = {"user_id": self.env.uid, **(default or {})}
        return super().copy_data(default)

    def _refuse_found(self, names):
        """:param names: of fields; dict, set or list"""
        if FOUND_FIELDS & set(names):
            raise AccessError(
                self.env._(
                    "What a campaign finds and where it stands cannot be entered by hand. "
                    "Use its buttons: Prepare, Propose, Launch, Stop."
                )
            )

    def _refuse_defaults(self):
        """Defaults of the context are values like any other."""
        prefix = "default_"
        self._refuse_found(
            name.removeprefix(prefix)
            for name in self.env.context
            if name.startswith(prefix)
        )

    def _refuse_moved(self, vals):
        """Whose customers these are is decided once, when the campaign is made."""
        moved = self.filtered(
            lambda campaign: any(
                name in vals and campaign[name].id != vals[name]
                for name in ("scope_user_id", "company_id")
            )
        )
        if moved:
            raise AccessError(
                self.env._(
                    "The company and the salesperson whose customers “%(campaign)s” "
                    "is for cannot be changed. Start a new campaign.",
                    campaign=moved[0].name,
                )
            )

    def _refuse_archiving(self):
        """Nobody would see any more that its customers wait, and are kept from others."""
        going_on = self.filtered(
            lambda campaign: campaign.state in ("preparing", "running", "paused")
        )
        if going_on:
            raise UserError(
                self.env._(
                    "“%(campaign)s” is not over: stop it before you archive it.",
                    campaign=going_on[0].name,
                )
            )

    def _refuse_late(self, vals):
        """The rules are those that the customers were drawn by."""
        late = self.filtered(lambda campaign: campaign.state != "draft")
        rules = {*self._audience_fields(), "audience_source", "partner_ids"}
        if not late or not rules & set(vals):
            return
        if any(campaign.state in BEFORE_LAUNCH for campaign in late):
            raise UserError(
                self.env._(
                    "The customers of “%(campaign)s” are prepared by these rules. "
                    "Press “Change the Rules” first.",
                    campaign=late[0].name,
                )
            )
        raise UserError(
            self.env._(
                "“%(campaign)s” is launched: its rules stay as they are, or nobody could say "
                "what it brought. Stop it and start another one.",
                campaign=late[0].name,
            )
        )

    @api.model
    def _sees_own_only(self):
        """Whether the user sees no customers of colleagues (see the rules of profiles)."""
        user = self.env.user
        return (
            user.has_group("sales_team.group_sale_salesman")
            and not user.has_group("sales_team.group_sale_salesman_all_leads")
            and not user.has_group("customer_tier.group_manager")
        )

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group("customer_tier.group_manager")):
            raise AccessError(
                self.env._(
                    "Only managers of customer tiers can launch a campaign or approve its "
                    "steps. Propose it: they are told."
                )
            )

    @api.constrains("company_id", "user_id", "playbook_id")
    def _check_company_of_links(self):
        for campaign in self.sudo():
            company = campaign.company_id
            if company not in campaign.user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s has no access to %(company)s and cannot be responsible for "
                        "its campaign.",
                        user=campaign.user_id.name,
                        company=company.name,
                    )
                )
            if campaign.playbook_id.company_id - company:
                raise ValidationError(
                    self.env._(
                        "The playbook “%(playbook)s” belongs to another company.",
                        playbook=campaign.playbook_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        launched = self.filtered(lambda campaign: campaign.state not in BEFORE_LAUNCH)
        if launched:
            raise UserError(
                self.env._(
                    "“%(campaign)s” was launched: what was done for the customers is part of "
                    "their history. Archive it instead.",
                    campaign=launched[0].name,
                )
            )


class CustomerTierCampaignStep(models.Model):
    _inherit = "customer.tier.campaign.step"

    # Written by the program only.
    _found_fields = {
        "is_approved",
        "approved_by_id",
        "approved_at",
        "mailing_ids",
        "touch_ids",
        "bought_count",
    }

    @api.model_create_multi
    def create(self, vals_list):
        names = {name for values in vals_list for name in values}
        names |= {
            name.removeprefix("default_")
            for name in self.env.context
            if name.startswith("default_")
        }
        self._refuse_found(names)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_found(vals)
        if any(
            step.campaign_id.id != vals.get("campaign_id", step.campaign_id.id)
            for step in self
        ):
            self._refuse_found(self._found_fields)
        return super().write(vals)

    def _refuse_found(self, names):
        if not self.env.su and self._found_fields & set(names):
            raise AccessError(
                self.env._(
                    "A step is approved with its button “Send”, by a manager of customer "
                    "tiers, and stays in its campaign."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        taken = self.filtered("touch_ids")
        if taken:
            raise UserError(
                self.env._(
                    "The step “%(step)s” was taken for customers already and cannot be "
                    "deleted.",
                    step=taken[0].name,
                )
            )
