from odoo import fields, models


def _shown(name, field=fields.Char):
    """A text of the customer's profile, shown on its contacts."""
    return field(
        related=f"customer_profile_id.{name}", groups="customer_tier.group_user"
    )


class ResPartner(models.Model):
    """What the profile says of a customer, on the forms of its contacts."""

    _inherit = "res.partner"

    customer_why_tier = _shown("why_tier", fields.Text)
    customer_why_segment = _shown("why_segment")
    customer_what_changed = _shown("what_changed")
    customer_next_tier_words = _shown("next_tier_words")
    customer_tier_below_words = _shown("tier_below_words")
