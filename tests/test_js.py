from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestJs(HttpCase):
    def test_units(self):
        """The unit tests of our JavaScript (static/tests/*.test.js)."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&tag=customer_tier",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
