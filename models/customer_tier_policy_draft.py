from odoo import api, fields, models
from odoo.exceptions import ValidationError
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
        draft = self.draft_ids[:1]
        if not draft:
            self.check_access("write")
            draft = self.copy(
                {
                    "name": self.env._("Draft of %(policy)s", policy=self.name),
                    "active": False,
                    "draft_of_id": self.id,
                }
            )
        return draft._get_records_action(name=self.env._("Try a Change"))

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
        policy = self.draft_of_id
        self.filtered("draft_of_id").unlink()
        return policy[:1]._get_records_action()

    def _apply_draft(self):
        """Hand the rules of this draft over to its policy."""
        self.ensure_one()
        [values] = self.copy_data()
        rules = {
            name: [Command.clear(), *value]
            if self._fields[name].type == "one2many"
            else value
            for name, value in values.items()
            if name not in OWN_FIELDS
        }
        policy = self.draft_of_id
        self.unlink()
        policy.write(rules)
