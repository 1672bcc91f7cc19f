from odoo import api, fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    tier_contact_kind = fields.Selection(
        selection=[
            ("visit", "Visit"),
            ("meeting", "Meeting"),
            ("call", "Call"),
            ("mail", "Message"),
        ],
        string="Counts as Customer Contact",
        compute="_compute_tier_contact_kind",
        store=True,
        readonly=False,
        help="What marking such an activity as done says about the customer: somebody was there, "
        "met, called or wrote. This keeps the promises of the customer's tier. Empty: it is work "
        "for the customer, but nobody talked to anybody.",
    )

    @api.depends("category")
    def _compute_tier_contact_kind(self):
        """A first guess, to be corrected by hand."""
        by_category = {"phonecall": "call", "meeting": "meeting"}
        by_type = {
            self.env.ref(xml_id, raise_if_not_found=False): kind
            for xml_id, kind in (
                ("mail.mail_activity_data_email", "mail"),
                ("customer_tier.mail_activity_type_visit", "visit"),
            )
        }
        for activity_type in self:
            activity_type.tier_contact_kind = (
                by_category.get(activity_type.category)
                or by_type.get(activity_type._origin)
                or activity_type.tier_contact_kind
            )
