from functools import partial

from odoo import api, fields, models

from ..demo import (
    write_campaigns,
    write_facts,
    write_forecast,
    write_history,
    write_installed,
    write_invoices,
    write_newsletters,
    write_partners,
    write_payments,
    write_sales,
    write_service,
    write_setup,
    write_trust,
)
from ..demo.plan import make_plan

# outside our own namespace: uninstalling the add-on must not delete a company
MARKER = "__customer_tier_demo__.subsidiary"


class CustomerTierDemo(models.AbstractModel):
    """Fills a database with a medical-device distributor to look at."""

    _name = "customer.tier.demo"
    _description = "Customer Tier Demo Data"

    @api.private
    @api.model
    def load(self):
        """Load the demo data once; a second call changes nothing.

        Meant for an empty database: it renames the main company. Takes about half
        a minute. (It hides `BaseModel.load`, the file import, which an abstract
        model has no use for.)
        """
        if self.env.ref(MARKER, raise_if_not_found=False):
            return
        quiet = self.sudo().with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            no_reset_password=True,
            sale_no_log_for_new_lines=True,  # else one message a line
        )
        quiet._load_plan(make_plan(fields.Date.context_today(self)))

    @api.model
    def _load_plan(self, plan):
        env = self.env
        main = env.ref("base.main_company")
        main.name = write_setup.MAIN_NAME
        subsidiary = write_setup.create_subsidiary(env)
        companies = main + subsidiary
        # demo data is loaded before the hook that gives each company its policy
        companies._create_default_tier_policies()
        users = write_setup.create_users(env, companies)
        write_setup.set_rates(env, companies, plan.today)
        pricelists = write_setup.create_pricelists(env, main)
        products = write_setup.create_products(env, main)
        buyers = write_partners.create_customers(
            env, plan.customers + plan.subsidiary_customers, users
        )
        write_facts.write_referrals(plan, buyers)
        write_facts.create_twins(env, plan.twins, buyers)
        sell = partial(
            write_sales.create_orders,
            env,
            main,
            buyers=buyers,
            products=products,
            pricelists=pricelists,
        )
        sell(plan.orders)
        write_sales.create_leads(env, main, plan, buyers)
        write_invoices.create_invoices(env, subsidiary, plan, buyers, products)
        write_payments.pay(env, subsidiary, plan.today)
        write_newsletters.write(env, plan, buyers)
        policy = write_trust.calm_policy(env, main)
        campaigns = ()
        if not companies.customer_tier_run_id:
            campaigns = self._write_past(plan, companies, users, sell)
        write_trust.fix_tiers(env, main, users["manager"], plan.today)
        write_trust.try_change(policy)
        write_service.create_promises(env, main, plan.today)
        write_service.write_touches(env, main, plan.today)
        write_service.write_questions(env, main, plan.today)
        write_service.keep_ledger(env, main, plan.today)
        write_installed.write_items(env, main, products, plan.today)
        if campaigns:
            write_campaigns.finish(env, campaigns, users, plan)
            write_campaigns.propose(env, main, users["rep1"])
            write_campaigns.write_trigger(env, main)
        write_forecast.forecast(env, companies, plan.today)
        env["ir.model.data"]._update_xmlids(
            [{"xml_id": MARKER, "record": subsidiary, "noupdate": True}]
        )

    @api.model
    def _write_past(self, plan, companies, users, sell):
        """Two years of tiers, with the campaigns that were started in between.

        What a campaign brought is ordered before the runs that come after it.

        :param sell: function that creates planned orders
        :return: the campaigns
        """
        env, main = self.env, companies[0]
        begin, number, campaigns = write_history.DAYS_AGO[0], len(plan.orders), []
        for days, start, effect in write_campaigns.STARTS:
            write_history.publish_past_runs(env, companies, plan.today, begin, days - 1)
            campaign = start(env, main, users["manager"], plan.today)
            brought = write_campaigns.orders_brought(campaign, plan, *effect)
            sell(brought, first=number)
            begin, number = days - 1, number + len(brought)
            campaigns.append(campaign)
        write_history.publish_past_runs(env, companies, plan.today, begin)
        write_history.stamp_orders(env, companies)
        return campaigns
