def migrate(cr, version):
    """Tiers were computed tiers until now: there were no overrides.

    Without this the next run would take every customer for one whose computed tier has just begun,
    and the minimum stay would count from there.
    """
    cr.execute(
        """
        UPDATE customer_profile
           SET computed_tier_id = tier_id, computed_since = tier_since
         WHERE computed_tier_id IS NULL
        """
    )
