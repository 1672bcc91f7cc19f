import logging

from odoo import models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class CustomerTierRun(models.Model):
    """What a publication sets going: the triggers of playbooks."""

    _inherit = "customer.tier.run"

    def _announce(self, partner_ids=None):
        """After people were told, triggers: the last thing that follows a publication.

        Simulations and runs that wait for approval announce nothing and so start nothing, until
        they are published. A rollback takes back: it starts nothing either.
        """
        result = super()._announce(partner_ids)
        if self.mode in ("live", "refresh"):
            self._fire_triggers()
        return result

    def _fire_triggers(self):
        """Each trigger of the company by itself: one that fails harms neither tiers nor others."""
        on = self.env["customer.tier.playbook.trigger"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("is_on", "=", True),
                ("campaign_id.state", "=", "running"),
            ],
            order="id",
        )
        for trigger in on:
            self._fire(trigger)

    def _fire(self, trigger):
        try:
            with self.env.cr.savepoint():
                entered = trigger._enter_customers()
                if trigger.error:
                    trigger.error = False
            _logger.info("%s: %s customers entered", trigger.display_name, entered)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.exception("Trigger %s failed", trigger.id)
            trigger.error = str(error).strip() or repr(error)
