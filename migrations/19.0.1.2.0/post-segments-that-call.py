def migrate(cr, version):
    """The shipped segments are data that nobody overwrites: say here which call for attention."""
    cr.execute(
        """
        UPDATE customer_segment
           SET calls_for_attention = TRUE
         WHERE code IN ('about_to_sleep', 'at_risk', 'cannot_lose')
        """
    )
