from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from . import svg
from .svg import shortened

# What fits on one page, however much there is.
CATEGORIES = 6
PRODUCTS = 5
DUE = 5
LONG = 90  # characters of one line
PARAGRAPH = 230  # characters of a reason


class CustomerPortraitReport(models.AbstractModel):
    """One page about a customer, to take along to a visit.

    It shows what :meth:`customer.profile.get_portrait` tells whoever prints it.
    """

    _name = "report.customer_tier.report_portrait"
    _description = "Portrait of a Customer on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        profiles = self._profiles(docids).exists()
        return {
            "doc_ids": profiles.ids,
            "doc_model": profiles._name,
            "docs": profiles,
            "pages": [self._page(profile) for profile in profiles],
        }

    @api.model
    def _profiles(self, docids):
        return self.env["customer.profile"].browse(docids)

    def _page(self, profile):
        company = profile.sudo().company_id
        orders = self.env["sale.order"].with_company(company)
        portrait = profile.get_portrait()
        bought = (
            orders._tier_panel_products(profile.partner_id, profile)
            if orders.has_access("read")
            else {"usual": []}
        )
        missed = profile._panel_promises()[1]
        warnings = [
            *(text for _kind, text in profile._panel_warnings(readable=True)),
            *missed,
            *(text for _kind, text in orders._tier_panel_invoices(profile.partner_id)),
        ]
        return {
            "o": profile,
            "company": company,
            "name": shortened(profile.partner_id.display_name, 70),
            "today": self._date(portrait["today"]),
            "figures": self._figures(profile, portrait),
            "radar": self._radar(portrait),
            "months": self._months(profile, portrait),
            "reasons": self._reasons(portrait),
            "categories": self._categories(profile, portrait),
            "similar": self._similar(portrait),
            "products": [
                {
                    "name": shortened(product["name"], 48),
                    "quantity": self._quantity(product),
                    "last": self._date(product["last"]),
                    "due": product["due"] and self._date(product["due"]),
                }
                for product in bought["usual"][:PRODUCTS]
            ],
            "due": [
                {
                    "text": shortened(item["text"], LONG),
                    "date": item["date"] and self._date(item["date"]),
                    "late": item["late"],
                }
                for item in portrait["due"]["items"][:DUE]
            ],
            "warnings": [shortened(text, PARAGRAPH) for text in warnings[:4]],
        }

    # ------------------------------------------------------------------- pictures

    def _radar(self, portrait):
        radar = portrait["radar"]
        axes = [
            (dimension["label"], dimension["score"], dimension["average"])
            for dimension in radar["dimensions"]
        ]
        return {
            "picture": svg.radar(self.env._("Scores"), axes, radar["best"]),
            "is_compared": radar["is_compared"],
        }

    def _months(self, profile, portrait):
        purchases = portrait["purchases"]
        if not purchases["is_readable"]:
            return False
        labels = [
            format_date(self.env, month, date_format="LLLLL")
            for month in purchases["months"]
        ]
        sums = [sum(purchases[name]) for name in ("this_year", "last_year")]
        return {
            "picture": svg.bars(
                self.env._("Revenue per month"),
                labels,
                purchases["this_year"],
                purchases["last_year"],
            ),
            "this_year": profile._money(sums[0]),
            "last_year": profile._money(sums[1]),
            "hidden": purchases["hidden"],
        }

    # ---------------------------------------------------------------------- words

    def _figures(self, profile, portrait):
        return [
            (
                self.env._("Revenue in %(days)s days", days=portrait["window_days"]),
                profile._money(profile.monetary),
            ),
            (self.env._("Purchases"), profile.frequency),
            (self.env._("Last purchase"), self._date(profile.last_order_date)),
            (self.env._("RFM score"), f"{profile.rfm_score:g} / 100"),
            (self.env._("In this tier since"), self._date(profile.tier_since)),
        ]

    def _reasons(self, portrait):
        wanted = ("why_tier", "pending_words", "next_tier_words", "tier_below_words")
        return [
            {
                "label": reason["label"],
                "text": shortened(reason["text"], PARAGRAPH),
            }
            for reason in portrait["reasons"]
            if reason["name"] in (*wanted, "why_segment")
        ]

    def _categories(self, profile, portrait):
        categories = portrait["categories"]
        if not categories:
            return False
        return [
            {
                "name": shortened(row["name"], 40),
                "amount": profile._money(row["amount"]),
                "share": svg.share(row["share"] or 0),
                "change": self._change(row["change"]),
            }
            for row in categories["top"][:CATEGORIES]
        ]

    def _change(self, change):
        if change is None:
            return self.env._("new")
        return f"{100 * change:+.0f} %"

    def _similar(self, portrait):
        similar = portrait["categories"] and portrait["categories"]["similar"]
        if not similar or not similar["gaps"]:
            return ""
        names = ", ".join(gap["category"]["name"] for gap in similar["gaps"][:4])
        return shortened(
            self.env._("Similar customers also buy: %(categories)s.", categories=names),
            PARAGRAPH,
        )

    def _date(self, day):
        return format_date(self.env, day) if day else ""

    def _quantity(self, product):
        quantity = product["quantity"]
        digits = 0 if quantity == int(quantity) else 2
        return f"{formatLang(self.env, quantity, digits=digits)} {product['unit']}"


class ContactPortraitReport(models.AbstractModel):
    """The same page, printed from contacts: of the customers that they belong to."""

    _name = "report.customer_tier.report_contact_portrait"
    _inherit = "report.customer_tier.report_portrait"
    _description = "Portrait of a Contact's Customer on Paper"

    @api.model
    def _profiles(self, docids):
        profiles = self.env["res.partner"].browse(docids).customer_profile_id
        # not as superuser, as related fields are
        profiles = profiles.sudo(False)._filtered_access("read")
        if not profiles:
            raise UserError(
                self.env._(
                    "There is nothing to print: none of these contacts has bought anything yet, "
                    "or they are customers of colleagues."
                )
            )
        return profiles

    @api.model
    def _get_report_values(self, docids, data=None):
        values = super()._get_report_values(docids, data)
        return values | {"doc_ids": docids, "doc_model": "res.partner"}
