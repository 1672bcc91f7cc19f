def migrate(cr, version):
    """Campaigns are kept from now on: their table was one of a dialog, whose rows mean nothing."""
    cr.execute(
        """
        DROP TABLE IF EXISTS customer_tier_campaign_res_partner_rel;
        DROP TABLE IF EXISTS customer_tier_campaign CASCADE;
        """
    )
