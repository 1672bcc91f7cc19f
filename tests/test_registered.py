import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

# of demo data and the loader, which nobody runs in a database of their own
DEVELOPERS_ONLY = {"test_demo", "test_load_orders"}


@tagged("post_install", "-at_install")
class TestRegistered(TransactionCase):
    def test_odoo_s_own_runner_finds_every_file_of_tests(self):
        """It takes what tests/__init__.py imports; pytest takes the files."""
        folder = Path(__file__).parent
        text = (folder / "__init__.py").read_text(encoding="utf-8")
        imported = set(re.findall(r"^ *from \. import (test_\w+)$", text, re.MULTILINE))
        files = {path.stem for path in folder.glob("test_*.py")}
        self.assertEqual(imported, files - DEVELOPERS_ONLY)
