"""Who the demo's customers are, on their contacts."""

from odoo.fields import Command

from .facts import SPECIALITIES


def fact_values(env, facts):
    """What to write on the contact of a customer."""
    return {
        "institution_type_id": _by_code(env, "institution_type", facts.type),
        "institution_grade_id": _by_code(env, "institution_grade", facts.grade),
        "bed_count": facts.beds,
        "influence_rating": facts.influence or False,
        "customer_since": facts.since,
        "phone": facts.phone or False,
        "vat": facts.tax_id or False,
        "street": facts.street or False,
    }


def _by_code(env, kind, code):
    # a list entry that the admin has deleted is not known
    entry = code and env.ref(f"customer_tier.{kind}_{code}", raise_if_not_found=False)
    return entry.id if entry else False


def department_values(env, contact):
    """What to write on the contact of a department; nothing for a person."""
    if contact.is_person:
        return {}
    entries = [_by_code(env, "speciality", code) for code in SPECIALITIES[contact.name]]
    return {
        "is_department": True,
        "speciality_ids": [Command.set([entry for entry in entries if entry])],
    }


def write_referrals(plan, buyers):
    for customer, referrer in plan.referrals:
        partner = buyers.customers[customer.reference]
        partner.referred_by_id = buyers.customers[referrer.reference]


def create_twins(env, twins, buyers):
    """Customers that are there twice, and the search that finds them."""
    env["res.partner"].create(
        [
            {
                "name": twin.name,
                "is_company": True,
                "city": original.city,
                "country_id": original.country_id.id,
                "phone": original.phone if twin.same_phone else False,
                "email": f"office@{original.email.partition('@')[2]}"
                if twin.same_domain
                else False,
                "user_id": original.user_id.id,
            }
            for twin in twins
            for original in [buyers.customers[twin.customer.reference]]
        ]
    )
    env["customer.tier.duplicate"]._find()
