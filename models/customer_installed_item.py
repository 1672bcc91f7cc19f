from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

STATES = [
    ("in_use", "In Use"),
    ("replaced", "Replaced"),
    ("returned", "Returned"),
    ("scrapped", "Scrapped"),
]


class CustomerInstalledItem(models.Model):
    """One device that stands at a customer: ours, or a competitor's that somebody wrote down.

    Units of equipment that were sold are made items in SQL (:mod:`..foresight.installed`), known
    by order line and number. Salesperson and tier are those of the customer.
    """

    _name = "customer.installed.item"
    _description = "Installed Item"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.profile.mixin"]
    _order = "installed_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        check_company=True,
        tracking=True,
    )
    department_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id), ('id', '!=', partner_id)]",
        tracking=True,
        help="Where it stands: a department or, where none is marked, a contact of the customer.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    categ_id = fields.Many2one(related="product_id.categ_id", string="Category")
    brand = fields.Char(
        string="Make and Model",
        tracking=True,
        help="Of a device that you did not sell: a competitor's, for one.",
    )
    serial = fields.Char(string="Serial Number", index="trigram", tracking=True)
    lot_res_id = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        export_string_translation=False,
        help="The serial number in the app Inventory, where it is installed.",
    )
    quantity = fields.Integer(
        default=1,
        help="1 for each device. Order lines of very many units become one item.",
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order Line",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    sale_order_id = fields.Many2one(related="sale_line_id.order_id", string="Order")
    unit_number = fields.Integer(
        string="Unit", readonly=True, copy=False, aggregator=None
    )
    installed_on = fields.Date(
        string="Installed",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="The day it was delivered. Warranty and service life count from it.",
    )
    warranty_end = fields.Date(
        string="Warranty Until",
        compute="_compute_warranty_end",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="By the product's warranty when the device was delivered; change it when the "
        "warranty is extended.",
    )
    service_life_months = fields.Integer(
        string="Own Service Life (months)",
        aggregator=None,
        tracking=True,
        help="When this device lasts longer or shorter than others. 0: that of the product.",
    )
    failure_ids = fields.One2many(
        comodel_name="customer.installed.failure",
        inverse_name="item_id",
        string="Failures",
        context={"active_test": False},  # those that do not count are seen, too
    )
    failure_count = fields.Integer(
        string="Recent Failures",
        compute="_compute_renewal_date",
        store=True,
        help="Failures and repairs of the time that the settings say. Each of them brings the "
        "renewal forward.",
    )
    renewal_date = fields.Date(
        string="Renewal",
        compute="_compute_renewal_date",
        store=True,
        index="btree_not_null",
        help="When it should be replaced: the end of its service life, earlier for each recent "
        "failure.",
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="in_use",
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    ended_on = fields.Date(string="Out of Use Since", copy=False, tracking=True)
    returned_automatically = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The delivered quantity of the order fell, or a credit note took the unit back.",
    )
    replaced_by_id = fields.Many2one(
        comodel_name="customer.installed.item",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        domain="[('partner_id', '=', partner_id), ('id', '!=', id)]",
        tracking=True,
    )
    suggested_item_id = fields.Many2one(
        comodel_name="customer.installed.item",
        string="Seems Replaced By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Delivered when this one was due for renewal: the same product, or its successor.",
    )
    kept_on = fields.Date(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="On that day somebody said that this device stays in use beside newer ones.",
    )
    consumables = fields.Selection(
        selection=[
            ("none", "Needs none"),
            ("buys", "Buys them from us"),
            ("early", "Too early to tell"),
            ("elsewhere", "Uses none of ours"),
        ],
        required=True,
        readonly=True,
        default="none",
        copy=False,
        help="Whether the customer bought what the device needs to work, in the time that the "
        "settings say. Told every night.",
    )
    note = fields.Html(string="Notes")
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    institution_type_id = fields.Many2one(related="partner_id.institution_type_id")

    _unit_unique = models.Constraint(
        "UNIQUE (sale_line_id, unit_number)", "A unit that was sold is installed once."
    )
    _something = models.Constraint(
        "CHECK (product_id IS NOT NULL OR brand IS NOT NULL)",
        "Choose a product or, for a device that you did not sell, enter make and model.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "An item is one device or more."
    )
    _life_limits = models.Constraint(
        "CHECK (COALESCE(service_life_months, 0) BETWEEN 0 AND 600)",
        "Service life is 0 to 600 months.",
    )
    _partner_idx = models.Index("(partner_id, company_id)")
    _lot_idx = models.Index("(lot_res_id) WHERE lot_res_id > 0")

    @api.depends("product_id.display_name", "brand", "serial", "quantity")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for item in self:
            name = item.product_id.display_name or item.brand or ""
            if item.quantity > 1:
                name = f"{item.quantity} × {name}"
            item.display_name = f"{name} · {item.serial}" if item.serial else name

    # Not on the months of the product: a warranty is what was agreed upon when it was sold.
    @api.depends("installed_on", "product_id")
    def _compute_warranty_end(self):
        for item in self:
            months = item.product_id.warranty_months
            item.warranty_end = bool(item.installed_on and months) and (
                item.installed_on + relativedelta(months=months)
            )

    @api.depends(
        "installed_on",
        "service_life_months",
        "product_id.service_life_months",
        "failure_ids.date",
        "failure_ids.active",
    )
    def _compute_renewal_date(self):
        """As :func:`..foresight.installed_state.renew`, which goes on with it every night."""
        for item in self:
            company = item.company_id or self.env.company
            item.failure_count = item._recent_failures(company)
            life = item.service_life_months or item.product_id.service_life_months
            weight = item.failure_count * company.customer_installed_failure_weight
            item.renewal_date = bool(item.installed_on and life) and max(
                item.installed_on,
                item.installed_on + relativedelta(months=life - weight),
            )

    def _recent_failures(self, company):
        today = company._tier_today()
        since = today - relativedelta(months=company.customer_installed_failure_months)
        days = self.failure_ids.filtered(lambda f: f.active and f.date).mapped("date")
        return sum(since < day <= today for day in days)

    def _company_of_profile(self):
        return self.company_id

    def _company_of_profile_sql(self, alias, query):
        return self._field_to_sql(alias, "company_id", query)

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_customer_profile_id(self):
        return super()._compute_customer_profile_id()
