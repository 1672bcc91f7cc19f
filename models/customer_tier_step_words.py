from markupsafe import Markup

from odoo import api, fields, models

ICONS = {
    "mail": "fa-envelope-o",
    "activity": "fa-phone",
    "offer": "fa-gift",
    "sms": "fa-mobile",
}


class CustomerTierStepMixin(models.AbstractModel):
    """When a step comes, and its place in a list for people."""

    _inherit = "customer.tier.step.mixin"

    when_words = fields.Char(
        string="When",
        compute="_compute_when_words",
        help="How long after the step before, or after entering.",
    )

    render_model = fields.Char(
        compute="_compute_render_model",
        export_string_translation=False,
        help="What the placeholders in mails are about.",
    )

    def _compute_render_model(self):
        self.render_model = "res.partner"

    @api.depends("delay_days")
    @api.depends_context("lang")
    def _compute_when_words(self):
        for step in self:
            if not step.delay_days:
                step.when_words = self.env._("At once")
            elif step.delay_days == 1:
                step.when_words = self.env._("A day later")
            else:
                step.when_words = self.env._(
                    "%(days)s days later", days=step.delay_days
                )

    def _listed_steps(self):
        """These steps, of one playbook or campaign, as a list in HTML.

        Days are counted from entering: of a customer who takes or skips each step when its delay
        is over.
        """
        day, items = 0, Markup()
        for step in self:
            day += step.delay_days
            items += step._listed_step(day)
        return items and Markup('<ul class="list-unstyled mb-0">%s</ul>') % items

    def _listed_step(self, day):
        condition = Markup()
        if self.condition != "always":
            field = self._fields["condition"]
            words = dict(field._description_selection(self.env)).get(self.condition)
            condition = Markup('<div class="text-muted small">%s</div>') % words
        return Markup(
            '<li class="d-flex mb-1"><i class="fa fa-fw %(icon)s mt-1 me-2 text-muted"></i>'
            '<div class="flex-grow-1">%(name)s%(condition)s</div>'
            '<span class="text-muted text-nowrap ms-2">%(day)s</span></li>'
        ) % {
            "icon": (self.channel == "activity" and self.activity_type_id.icon)
            or ICONS[self.channel],
            "name": self.name,
            "condition": condition,
            "day": self.env._("Day %(number)s", number=day),
        }
