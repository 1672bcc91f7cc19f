import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import plaintext2html

from ..foresight import installed

_logger = logging.getLogger(__name__)

# More items than that are made in the background: some seconds' work.
BACKGROUND_LIMIT = 20_000


class CustomerInstalledIntake(models.Model):
    """Past sales that a manager has taken in: which, by whom, and how many items came of it."""

    _name = "customer.installed.intake"
    _description = "Intake of Past Orders"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    date_from = fields.Date(
        string="Sold Since",
        required=True,
        default=lambda self: fields.Date.subtract(
            fields.Date.context_today(self), years=10
        ),
        help="Orders before that day are not taken in.",
    )
    product_ids = fields.Many2many(
        comodel_name="product.template",
        string="Products",
        domain="[('is_equipment', '=', True)]",
        check_company=True,
        help="Empty: all equipment.",
    )
    categ_ids = fields.Many2many(
        comodel_name="product.category",
        string="Categories",
        help="With the categories below. Empty: all equipment.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "New"),
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    item_count = fields.Integer(string="New Items", compute="_compute_preview")
    unit_count = fields.Integer(string="Units", compute="_compute_preview")
    customer_count = fields.Integer(string="Customers", compute="_compute_preview")
    made_count = fields.Integer(string="Items Made", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)

    @api.depends("company_id", "date_from", "product_ids", "categ_ids")
    def _compute_preview(self):
        """What would be made now: the same statement as that which makes it."""
        self.env.flush_all()
        for intake in self:
            counts = (0, 0, 0)
            if intake.date_from and intake.state == "draft":
                [counts] = self.env.execute_query(installed.preview(intake._of_items()))
            intake.item_count, intake.unit_count, intake.customer_count = counts

    @api.constrains("product_ids")
    def _check_products(self):
        for product in self.product_ids.filtered(lambda p: not p.is_equipment):
            raise ValidationError(
                self.env._(
                    "“%(product)s” is not marked as equipment: mark it, or its category, first.",
                    product=product.display_name,
                )
            )

    def _of_items(self):
        """What :class:`customer.installed.item` is to take in."""
        self.ensure_one()
        templates = None
        if self.product_ids or self.categ_ids:
            categories = self.env["product.category"].search(
                [("id", "child_of", self.categ_ids._origin.ids)]
            )
            products = self.env["product.template"].with_context(active_test=False)
            templates = self.product_ids._origin | products.search(
                [("categ_id", "in", categories.ids), ("is_equipment", "=", True)]
            )
        return self.env["customer.installed.item"]._intake(
            self.company_id,
            self.company_id._tier_today(),
            self.date_from,
            None if templates is None else tuple(templates.ids),
        )

    @api.model
    def _open(self, values=None):
        """The form of a new intake, as a dialog."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take In Past Orders"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                f"default_{name}": value for name, value in (values or {}).items()
            },
        }

    def action_take_in(self):
        """Now or, if there are very many, in the background."""
        self.ensure_one()
        self.check_access("write")
        if self.item_count > BACKGROUND_LIMIT:
            self.state = "waiting"
            # sudo: managers may ask for it, the scheduled action is the administrator's
            self.env.ref("customer_tier.ir_cron_installed_intake").sudo()._trigger()
            return self._tell(
                self.env._("The items are being made in the background."), "info"
            )
        self.sudo()._execute()
        return self._tell(
            self.env._("%(count)s items were made.", count=self.made_count), "success"
        )

    def _tell(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _execute(self):
        """Past warranties and renewals are left for the night: it plans them bit by bit."""
        items = self.env["customer.installed.item"]
        made, _changed = items._take_in(self._of_items())
        items._age(self.company_id, self.company_id._tier_today())
        self.write({"state": "done", "made_count": made, "error": False})

    @api.model
    def _cron_take_in(self):
        waiting = self.search([("state", "=", "waiting")], order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(waiting))
        for intake in waiting:
            try:
                self.env["customer.tier.recompute"]._retrying(intake._execute)
            except Exception as error:  # told on the intake; the others go on
                self.env.cr.rollback()
                _logger.exception("Intake of past orders %s", intake.id)
                intake.write(
                    {"state": "failed", "error": str(error).strip() or repr(error)}
                )
                intake._tell_failure()
            if not commit_progress(1):
                return

    def _tell_failure(self):
        """An activity for whoever asked: they were told that it is being done."""
        user = self.create_uid
        intake = self.with_context(lang=user.lang)
        intake.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=intake.env._("The past orders could not be taken in"),
            note=plaintext2html(intake.error),
            user_id=user.id,
        )
