from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# More than this is left to the background even when a person waits for it.
MAX_AT_ONCE = 1000


class CustomerTierRefresh(models.Model):
    """Customers whose orders changed since the last run: a queue, emptied within a minute.

    Rows are only ever appended, without a unique constraint: two people who confirm orders of
    one hospital at the same moment must not stand in each other's way.
    """

    _name = "customer.tier.refresh"
    _description = "Customer Waiting for a Quick Refresh"
    _order = "id"
    _rec_name = "partner_id"
    _log_access = False

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="cascade"
    )

    @api.model
    def _mark_documents(self, documents):
        """Queue the customers of orders or invoices. Two queries, however many there are.

        :param documents: records with a ``partner_id`` and a ``company_id``
        :return: dict of document id to the id of its customer's tier now (or None)
        """
        rows = [
            (document.id, document.partner_id.id, document.company_id.id)
            for document in documents
            if document.partner_id and document.company_id
        ]
        if not rows:
            return {}
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                """
                WITH customer AS (
                    SELECT document.id, document.company_id,
                           partner.commercial_partner_id AS partner_id
                      FROM (VALUES %(rows)s) AS document (id, partner_id, company_id)
                      JOIN res_partner AS partner ON partner.id = document.partner_id
                ), queued AS (
                    INSERT INTO customer_tier_refresh (company_id, partner_id)
                    SELECT DISTINCT company_id, partner_id FROM customer
                )
                SELECT customer.id, profile.tier_id
                  FROM customer
             LEFT JOIN customer_profile AS profile
                    ON profile.partner_id = customer.partner_id
                   AND profile.company_id = customer.company_id
                """,
                rows=SQL(", ").join(rows),
            )
        )
        tiers = dict(self.env.cr.fetchall())
        self._wake_up()
        return tiers

    @api.model
    def _mark_customers(self, customers, companies=None):
        """Queue customers themselves, in the companies that know them.

        :param companies: these companies, or None for all where a customer has a profile
        """
        if companies is None:
            profiles = (
                self.env["customer.profile"].sudo().with_context(active_test=False)
            )
            companies = profiles.search(
                [("partner_id", "in", customers.ids)]
            ).company_id
        if not (companies and customers):
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_tier_refresh (company_id, partner_id)
                SELECT company_id, partner_id
                  FROM unnest(%(companies)s) AS company_id, unnest(%(customers)s) AS partner_id
                """,
                companies=companies.ids,
                customers=customers.ids,
            )
        )
        self._wake_up()

    @api.model
    def _wake_up(self, in_minutes=0):
        """Have the queue worked off soon. One query.

        ``ir.cron._trigger`` would first read whether the job is active; a trigger of an
        inactive job does no harm, and confirming an order should not wait for that.
        """
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "customer_tier.ir_cron_refresh"
        )
        if not cron_id:
            return
        cron = self.env["ir.cron"].sudo().browse(cron_id)
        call_at = fields.Datetime.add(fields.Datetime.now(), minutes=in_minutes)
        self.env["ir.cron.trigger"].sudo().create(
            {"cron_id": cron_id, "call_at": call_at}
        )
        self.env.cr.postcommit.add(cron._notifydb)

    @api.model
    def _refresh_waiting(self, company):
        """Refresh all customers of a company that wait, in one run."""
        if not company._lock_tiers():
            raise UserError(self.env._("The tiers are being recomputed right now."))
        waiting = self.search([("company_id", "=", company.id)])
        # a customer that became a department of another one loses its own profile
        customers = waiting.partner_id | waiting.partner_id.commercial_partner_id
        # whoever brought a customer may be scored by what it bought
        customers |= customers.referred_by_id.commercial_partner_id
        waiting.unlink()
        if company.customer_tier_run_id and customers:
            self._refresh(company, customers)
        # Without a published run there are no cut points yet: its first run is to come.

    @api.model
    def _refresh(self, company, customers):
        """Judge some customers anew, by the cut points of the last published run.

        :return: the run
        """
        # sudo: users may ask for it, only runs write profiles
        run = (
            self.env["customer.tier.run"]
            .sudo()
            .create(
                {
                    "company_id": company.id,
                    "mode": "refresh",
                    "user_id": self.env.user.id,
                }
            )
        )
        run._execute(customers.ids)
        return run

    @api.model
    def _give_up(self, company, error):
        """Leave the waiting customers of a company to its next full run."""
        run = self.env["customer.tier.run"].create(
            {
                "company_id": company.id,
                "mode": "refresh",
                "as_of": company._tier_today(),
            }
        )
        self.search([("company_id", "=", company.id)]).unlink()
        run._fail_in_background(error)

    @api.model
    def _refresh_selected(self, customers):
        """Refresh selected customers of the current company now, or soon if they are many."""
        self.env["customer.profile"].check_access("read")
        company = self.env.company
        if not company.customer_tier_run_id:
            raise UserError(
                self.env._(
                    "The tiers of %(company)s have not been computed yet. A manager can do "
                    "it with “Recompute now” in the Customer Tiers app.",
                    company=company.name,
                )
            )
        customers = customers.commercial_partner_id
        if len(customers) > MAX_AT_ONCE:
            self._mark_customers(customers, company)
            message = self.env._(
                "%(count)s customers will be refreshed in the background.",
                count=len(customers),
            )
        else:
            run = self._refresh(company, customers)
            message = self.env._(
                "%(count)s customers refreshed, %(changed)s of them changed.",
                count=len(customers),
                changed=run.written_count,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
