from odoo import api, fields, models
from odoo.tools import format_date

from ..outcome import looks
from ..outcome.effect import CONFIDENCE


class CustomerTierCampaign(models.Model):
    """When results are told: once, or again and again where customers keep entering."""

    _inherit = "customer.tier.campaign"

    look_date = fields.Date(
        string="Result As Of",
        readonly=True,
        copy=False,
        help="The last result is of the customers whose days were over by then.",
    )
    next_look_date = fields.Date(
        string="Next Result",
        readonly=True,
        copy=False,
        help="Empty while the days of nobody end any more: nobody new has entered.",
    )
    look_words = fields.Text(string="Of Whom", compute="_compute_look_words")

    def _keeps_entering(self):
        """Whether customers may enter after the launch."""
        return self.audience_kind == "living" or self.is_automatic

    @api.model
    def _schedules(self, domain=()):
        """``{campaign: Schedule}`` of those that somebody has entered.

        :param domain: of entries
        """
        # sudo: the days of the campaign, whoever looks after its customers
        rows = (
            self.env["customer.tier.campaign.entry"]
            .sudo()
            ._read_group(
                [*domain, ("entered_date", "!=", False)],
                ["campaign_id"],
                ["entered_date:min", "outcome_end:array_agg_distinct"],
            )
        )
        return {
            campaign: looks.schedule(first, ends, campaign.outcome_days)
            if campaign._keeps_entering()
            else looks.only_look(first, ends)
            for campaign, first, ends in rows
        }

    @api.depends("outcome_ids")
    @api.depends_context("lang")
    def _compute_look_words(self):
        for campaign in self:
            row = campaign._outcome(campaign._main_measure())
            # a single look says all there is to say
            campaign.look_words = bool(row.look) and " ".join(
                campaign._look_sentences(row)
            )

    def _look_sentences(self, row):
        """Of whom the last result is, when the next one comes, and what is counted meanwhile.

        :param row: of the main measure, of all customers
        """
        yield self.env._(
            "As of %(date)s, of the customers whose %(days)s days were over by then.",
            date=format_date(self.env, row.look_date),
            days=self.outcome_days,
        )
        if row.has_interval:
            yield self.env._(
                "All results of this campaign hold together with %(confidence)s certainty, so "
                "each of them with more.",
                confidence=row._words().confidence(CONFIDENCE),
            )
        if self.next_look_date:
            yield self.env._(
                "The next one comes on %(date)s.",
                date=format_date(self.env, self.next_look_date),
            )
        so_far = self._outcome(row.measure, "so_far")
        if so_far:
            has_control = so_far.verdict != "none"
            yield self.env._(
                "So far, with those whose days go on: %(facts)s",
                facts=self._facts(so_far)
                if has_control
                else self._facts_of_all(so_far),
            )
