from ast import literal_eval

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerTierAudienceMixin(models.AbstractModel):
    """The rule of an audience as conditions on tier records, which hold whoever asks."""

    _inherit = "customer.tier.audience.mixin"

    @api.constrains("profile_domain")
    def _check_profile_domain(self):
        for rules in self:
            rules._check_rule()

    def _audience_company(self):
        """A playbook may be of all companies: then it is judged for the current one."""
        return self.company_id or self.env.company

    def _audience_user(self):
        """Whose language the words of a condition are in."""
        return self.env.user

    def _audience_domain(self):
        """Which tier records the rule means: one of the tiers, one of the segments, and the rest.

        The company is named: the scheduled action reads this as superuser, in another one.
        """
        self.ensure_one()
        domain = Domain("company_id", "=", self._audience_company().id)
        if self.tier_ids:
            domain &= Domain("tier_id", "in", self.tier_ids.ids)
        if self.segment_ids:
            domain &= Domain("segment_id", "in", self.segment_ids.ids)
        return domain & self._parsed_profile_domain()

    def _has_rule(self):
        """Is anything chosen? Else the rule means all customers."""
        self.ensure_one()
        return bool(
            self.tier_ids
            or self.segment_ids
            or not self._parsed_profile_domain().is_true()
        )

    def _parsed_profile_domain(self):
        self.ensure_one()
        try:
            return Domain(literal_eval((self.profile_domain or "").strip() or "[]"))
        except (ValueError, SyntaxError, TypeError) as error:
            raise self._broken_rule(error) from error

    def _audience_profiles(self):
        """SQL of the ids of the tier records that the rule means, in parentheses.

        As superuser of one company: the same for the wizard, a salesperson and the mail queue.
        Archived customers are there too, to be named among those who are left out.
        """
        company = self._audience_company()
        profiles = (
            self.env["customer.profile"]
            .with_user(SUPERUSER_ID)
            .with_context(
                active_test=False,
                allowed_company_ids=company.ids,
                lang=self._audience_user().lang,
                tz=company._tier_time_zone(),
            )
        )
        try:
            return profiles._search(self._audience_domain()).subselect()
        except (ValueError, TypeError, KeyError) as error:
            raise self._broken_rule(error) from error

    def _check_rule(self):
        """Conditions must make sense, to PostgreSQL as well, and be about what their author may
        read: they are looked up as superuser, and counts would tell the rest.
        """
        self.ensure_one()
        # constraints are checked as superuser; who wrote the conditions is still known
        profiles = self.env["customer.profile"].sudo(False)
        try:
            profiles._search(self._parsed_profile_domain())
        except AccessError as error:
            raise ValidationError(
                self.env._(
                    "The conditions ask for something that you may not read. Choose them "
                    "again without it.\n\n%(error)s",
                    error=error,
                )
            ) from error
        except (ValueError, TypeError, KeyError) as error:
            raise self._broken_rule(error) from error
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL("EXPLAIN SELECT 1 WHERE 1 IN %s", self._audience_profiles()),
                    log_exceptions=False,
                )
        except psycopg2.Error as error:
            raise self._broken_rule(error) from error

    def _broken_rule(self, error):
        return ValidationError(
            self.env._(
                "The conditions “%(conditions)s” cannot be understood (%(error)s). Choose them "
                "again with the filter editor.",
                conditions=self.profile_domain,
                error=error,
            )
        )


class CustomerTierCampaign(models.Model):
    _name = "customer.tier.campaign"
    _inherit = ["customer.tier.judged.mixin", "customer.tier.campaign"]

    audience_source = fields.Selection(readonly=True)

    def _audience_user(self):
        return self.user_id or self.env.user

    def _audience_campaign(self):
        return self._origin
