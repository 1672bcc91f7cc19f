"""Calm tiers, tiers that a manager fixed, and a change that somebody is trying."""

from datetime import timedelta

from odoo.fields import Command


def calm_policy(env, company):
    """Margins, grace and a limit for one night, so that there are pending changes to look at."""
    policy = env["customer.tier.policy"].search([("company_id", "=", company.id)])[:1]
    policy.write(
        {
            "grace_days": 30,
            "min_stay_days": 30,
            "max_moved_share": 25,
            "max_moved_revenue_share": 25,
        }
    )
    for line, margin in zip(policy.share_ids, (3, 1), strict=False):
        line.margin = margin
    return policy


def fix_tiers(env, company, user, today):
    """Two customers whose tier is not the computed one."""
    tiers = env["customer.tier"].search([], limit=3)
    best, second, last = tiers
    for computed, fixed, days, reason in (
        (second, best, 60, "Key reference for the new analyser: treat as A."),
        (last, second, 5, "Framework contract under negotiation."),
    ):
        profile = env["customer.profile"].search(
            [("company_id", "=", company.id), ("tier_id", "=", computed.id)],
            order="monetary desc, id",
            limit=1,
        )
        env["customer.tier.override"].with_user(user).with_company(company).create(
            {
                "partner_id": profile.partner_id.id,
                "company_id": company.id,
                "tier_id": fixed.id,
                "reason": reason,
                "date_from": today,
                "date_to": today + timedelta(days=days),
            }
        )


def try_change(policy):
    """A draft beside the policy: more customers in the best tier."""
    draft = policy._make_draft()
    best, second = draft.share_ids[:2]
    draft.share_ids = [
        Command.update(best.id, {"share": 88}),
        Command.update(second.id, {"share": 7}),
    ]
