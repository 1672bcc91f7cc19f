from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

# What a draft has of its own: the rest are rules, which publishing hands over to the policy.
OWN_FIELDS = {"name", "active", "sequence", "company_id", "draft_of_id"}


class CustomerTierPolicy(models.Model):
    """Trying a change: a draft stands beside its policy, and governs nobody until published."""

    _inherit = "customer.tier.policy"

    draft_of_id = fields.Many2one(
        comodel_name="customer.tier.policy",
        string="Draft Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    draft_ids = fields.One2many(
        comodel_name="customer.tier.policy",
        inverse_name="draft_of_id",
        string="Drafts",
        context={"active_test": False},
    )

    @api.constrains("active", "draft_of_id")
    def _check_draft_inactive(self):
        if self.filtered(lambda policy: policy.draft_of_id and policy.active):
            raise ValidationError(
                self.env._(
                    "A draft governs nobody. Simulate it, and publish the simulation to put its "
                    "rules into force."
                )
            )

    def action_try_change(self):
        """Open the draft of this policy; the policy stays in force as it is."""
        self.ensure_one()
        self.check_access("write")
        policy = self.draft_of_id or self
        if not policy.active:
            raise UserError(
                self.env._(
                    "Policy “%(policy)s” is archived: restore it first, then try a change.",
                    policy=policy.name,
                )
            )
        draft = policy.draft_ids[:1] or policy._make_draft()
        return draft._get_records_action(name=self.env._("Try a Change"))

    def _make_draft(self):
        return self.copy(
            {
                "name": self.env._("Draft of %(policy)s", policy=self.name),
                "active": False,
                "draft_of_id": self.id,
            }
        )

    def action_simulate(self):
        """See who would move, by the draft or by the policies as they are."""
        self.ensure_one()
        run = self.env["customer.tier.run"].create(
            {
                "company_id": self.company_id.id,
                "mode": "simulation",
                "draft_policy_id": self.id if self.draft_of_id else False,
            }
        )
        run.action_run()
        return run._get_records_action(name=self.env._("Simulation"))

    def action_discard_draft(self):
        """Forget the draft; the policy stays as it is."""
        self.ensure_one()
        policy = self.draft_of_id
        if not policy:
            raise UserError(self.env._("Only drafts can be discarded."))
        self.unlink()
        return policy._get_records_action(target="main")

    # --------------------------------------------------------------- publish

    def _apply_draft(self):
        """Hand the rules of this draft over to its policy.

        :return: what they replaced, for :meth:`_bring_back_rules`
        """
        self.ensure_one()
        policy = self.draft_of_id
        replaced = {"policy_id": policy.id, "rules": policy._copied_rules()}
        rules = self._copied_rules()
        self.unlink()
        policy._replace_rules(rules)
        return replaced

    def _bring_back_rules(self, rules):
        """Put earlier rules into force again; those of now become a draft, not to be lost."""
        if not self.draft_ids:
            self._make_draft()
        self._replace_rules(rules)

    def _copied_rules(self):
        """All that a draft shares with its policy, lines included, as values that can be kept."""
        [values] = self.copy_data()
        return {name: value for name, value in values.items() if name not in OWN_FIELDS}

    def _replace_rules(self, rules):
        self.write(
            {
                name: [Command.clear(), *value]
                if self._fields[name].type == "one2many"
                else value
                for name, value in rules.items()
                if name in self._fields
            }
        )
