import importlib.util
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import AS_OF, TierCase

VERSION_BEFORE = "19.0.1.0.0"


@tagged("post_install", "-at_install")
class TestMigrations(TierCase):
    """What an update finds in the database of an older version, it turns into its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer()
        cls._order(cls.hospital, 30, 100)

    def _migrate(self, path):
        spec = importlib.util.spec_from_file_location(
            "migration", file_path(f"customer_tier/migrations/{path}")
        )
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, VERSION_BEFORE)
        self.env.invalidate_all()

    def test_tiers_from_before_overrides_are_computed_ones_and_go_on(self):
        since = AS_OF - timedelta(days=20)
        self._run(as_of=since)
        profile = self._profile(self.hospital)
        self.env.cr.execute(
            "UPDATE customer_profile SET computed_tier_id = NULL, computed_since = NULL"
        )
        self._migrate("19.0.1.1.0/post-computed-tier.py")
        self.assertEqual(profile.computed_tier_id, self.tier_a)
        self.assertEqual(self._run().move_count, 0)
        profile.invalidate_recordset()
        self.assertEqual((profile.computed_since, profile.tier_since), (since, since))

    def test_backups_lose_what_slows_them_down_and_only_once(self):
        self.env.cr.execute(
            """
            ALTER TABLE customer_profile_backup
              ADD CONSTRAINT customer_profile_backup_partner_id_fkey
                  FOREIGN KEY (partner_id) REFERENCES res_partner;
            CREATE INDEX customer_profile_backup__run_id_index
                ON customer_profile_backup (run_id)
            """
        )
        for _update in range(2):
            self._migrate("19.0.1.2.0/post-backup-links.py")
            self.env.cr.execute(
                """
                SELECT COUNT(*) FROM pg_constraint
                 WHERE contype = 'f' AND conrelid = 'customer_profile_backup'::regclass
                """
            )
            self.assertEqual(self.env.cr.fetchone(), (0,))
