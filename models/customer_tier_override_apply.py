from datetime import timedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .customer_tier_override import USUAL_LENGTH
from .customer_tier_refresh import MAX_AT_ONCE

# What decides which tier a customer has on which day.
DECISIVE = {"partner_id", "company_id", "tier_id", "date_from", "date_to", "active"}


class CustomerTierOverride(models.Model):
    """From what a manager enters to the customer's tier, at once, with a trace."""

    _inherit = "customer.tier.override"

    @api.model_create_multi
    def create(self, vals_list):
        overrides = super().create([self._of_customer(vals) for vals in vals_list])
        overrides._check_not_past({"date_from", "date_to"})
        overrides._note_on_customers("created")
        overrides._apply(overrides._customers_by_company())
        return overrides

    def write(self, vals):
        if not DECISIVE & set(vals):
            return super().write(vals)
        before = {override: override._decisive() for override in self}
        affected = self._customers_by_company()
        result = super().write(self._of_customer(vals))
        changed = self.filtered(lambda o: o._decisive() != before[o])
        changed._check_not_past(set(vals))
        ended = changed.filtered(
            lambda o: o.state == "ended" and before[o]["state"] != "ended"
        )
        ended._note_on_customers("ended")
        (changed - ended)._note_on_customers("changed")
        changed._forget_reminder()
        for company, customers in changed._customers_by_company().items():
            affected[company] = affected.get(company, customers) | customers
        if changed:
            self._apply(affected)
        return result

    def unlink(self):
        affected = self._customers_by_company()
        result = super().unlink()
        self._apply(affected)
        return result

    def _of_customer(self, vals):
        """Values with the customer in the place of one of its departments or contacts."""
        partner_id = vals.get(
            "partner_id", not self and self.env.context.get("default_partner_id")
        )
        if not partner_id:
            return vals
        partner = self.env["res.partner"].browse(partner_id)
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    def _decisive(self):
        return {name: self[name] for name in (*DECISIVE, "state")}

    def _customers_by_company(self):
        return {
            company: overrides.partner_id
            for company, overrides in self.grouped("company_id").items()
        }

    def _check_not_past(self, names):
        """The tiers of days gone by are history.

        :param names: of the dates that were entered
        """
        for override in self:
            today = override._today()
            # the day before is how an override is ended today
            if ("date_from" in names and override.date_from < today) or (
                "date_to" in names
                and override.date_to
                and override.date_to < today - timedelta(days=1)
            ):
                raise ValidationError(
                    self.env._(
                        "The tier of days gone by cannot be fixed: choose dates from "
                        "%(today)s on.",
                        today=format_date(self.env, today),
                    )
                )

    @api.model
    def _apply(self, affected):
        """Judge these customers anew: now, or in the background if they are many or a run goes on.

        :param dict affected: company to its customers
        """
        refresh = self.env["customer.tier.refresh"]
        for company, customers in affected.items():
            # without a published run there is nothing to judge by; a run will apply it
            if not customers or not company.sudo().customer_tier_run_id:
                continue
            if len(customers) <= MAX_AT_ONCE and company._lock_tiers():
                refresh.with_company(company)._refresh(company, customers)
            else:
                refresh._mark_customers(customers, company)

    def _note_on_customers(self, event):
        """Leave a note on the contacts: who, which tier, until when, why.

        :param event: ``created``, ``changed`` or ``ended``
        """
        is_one_of_many = self.env["res.company"].sudo().search_count([], limit=2) > 1
        for override in self:
            values = {
                "tier": override.tier_id.code,
                "computed": override.computed_tier_id.code or "–",
                "period": override._period(),
                "reason": override.reason,
            }
            note = {
                "created": lambda v: self.env._(
                    "Tier fixed as %(tier)s %(period)s; computed: %(computed)s. %(reason)s",
                    **v,
                ),
                "changed": lambda v: self.env._(
                    "Fixed tier changed: %(tier)s %(period)s; computed: %(computed)s. "
                    "%(reason)s",
                    **v,
                ),
                "ended": lambda v: self.env._(
                    "Tier no longer fixed as %(tier)s: the computed tier %(computed)s holds "
                    "again.",
                    **v,
                ),
            }[event](values)
            if is_one_of_many:
                note = f"{override.company_id.name}: {note}"
            # sudo: managers of tiers need not be allowed to edit contacts
            override.partner_id.sudo()._message_log(
                body=note, author_id=self.env.user.partner_id.id
            )

    def action_end(self):
        """End these today; what has not lasted a day yet is archived."""
        running = self.filtered(lambda override: override.state == "active")
        for today, overrides in running.grouped(lambda o: o._today()).items():
            begun = overrides.filtered(lambda o, today=today: o.date_from < today)
            begun.write({"date_to": today - timedelta(days=1)})
        rest = self.filtered(lambda override: override.state != "ended")
        rest.write({"active": False})
        return True

    def action_extend(self):
        """Let these hold a quarter of a year longer."""
        for override in self.filtered("date_to"):
            last = max(override.date_to, override._today())
            override.date_to = last + USUAL_LENGTH
        return True

    def action_view_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action()

    @api.model
    def _keep_one_on_merge(self, customers, target):
        """Set aside what overlaps among overrides of customers that become one.

        Those of the target stay; among the others the newest does.
        """
        # sudo: whoever may merge contacts need not be a manager of tiers
        overrides = self.sudo().search([("partner_id", "in", customers.ids)])
        kept = self.sudo()
        for override in overrides.sorted(
            lambda o: (o.partner_id != target, -o.id),
        ):
            if any(override._meets(other) for other in kept):
                override._set_aside()
            else:
                kept |= override

    def _meets(self, other):
        return (
            self.company_id == other.company_id
            and (not other.date_to or self.date_from <= other.date_to)
            and (not self.date_to or other.date_from <= self.date_to)
        )

    def _set_aside(self):
        """Archive without judging anew: the merge does so when it is through."""
        # pylint: disable=super-method-mismatch
        return super().write({"active": False})
