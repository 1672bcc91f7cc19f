from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CustomerProductDismissal(models.Model):
    """A product that is not to be suggested for a customer for a while: somebody knows better."""

    _name = "customer.product.dismissal"
    _description = "Dismissed Suggestion"
    _order = "until desc, id desc"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    dismissed_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    until = fields.Date(
        required=True,
        help="After this day the product may be suggested again. Delete the row to have it "
        "suggested now.",
    )

    _product_unique = models.Constraint(
        "UNIQUE (partner_id, company_id, product_id)",
        "This suggestion is dismissed for the customer already.",
    )

    @api.depends("partner_id.display_name", "product_id.display_name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(product)s for %(customer)s",
                product=row.product_id.display_name,
                customer=row.partner_id.display_name,
            )

    @api.model
    def _keep_one_on_merge(self, partners):
        """Of contacts that become one, keep for each product what is dismissed for longest.

        Left to itself, the merge would drop all of a contact because of a product that is
        dismissed for the target, too.
        """
        # sudo: whoever may merge contacts need not see who dismissed what
        rows = self.sudo().search(
            [("partner_id", "in", partners.ids)], order="until desc, id"
        )
        seen = set()
        for row in rows:
            key = (row.company_id, row.product_id)
            if key in seen:
                row.unlink()
            seen.add(key)
        # the merge goes on in SQL
        self.env.flush_all()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_dismiss_product(self, company_id, product_id):
        """Do not suggest a product for this customer for as long as the company says.

        :return: the day after which it may come back, an ISO string
        """
        self.ensure_one()
        self.check_access("read")
        rows = self.env["customer.product.dismissal"]
        rows.check_access("create")
        company = self.env["res.company"].browse(company_id) & self.env.companies
        company.ensure_one()
        until = company._tier_today() + relativedelta(
            months=company.customer_affinity_dismissed_months
        )
        key = {
            "partner_id": self.commercial_partner_id.id,
            "company_id": company.id,
            "product_id": product_id,
        }
        values = {"until": until, "dismissed_by_id": self.env.uid}
        # sudo: one row for all, whoever of them sees the customer as theirs
        rows = rows.sudo()
        found = rows.search([(name, "=", value) for name, value in key.items()])
        if found:
            found.write(values)
        else:
            rows.create(key | values)
        return until.isoformat()
