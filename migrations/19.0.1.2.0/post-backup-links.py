def migrate(cr, version):
    """Backups of profiles are written every night: what they can do without, they do without."""
    cr.execute(
        """
        ALTER TABLE customer_profile_backup
         DROP CONSTRAINT IF EXISTS customer_profile_backup_partner_id_fkey;
        DROP INDEX IF EXISTS customer_profile_backup__run_id_index;
        """
    )
