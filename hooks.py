import logging

import psycopg2

from odoo.modules.db import has_trigram
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Give every company that already exists its default policy."""
    env["res.company"].search([])._create_default_tier_policies()
    _create_trigram_extension(env)


def _create_trigram_extension(env):
    """Have what finds similar names, as databases have that Odoo made itself."""
    if has_trigram(env.cr):
        return
    try:
        with env.cr.savepoint():
            env.cr.execute(
                SQL("CREATE EXTENSION IF NOT EXISTS pg_trgm"), log_exceptions=False
            )
    except psycopg2.Error as error:
        # not installed on the server, or not this user's to create: names are compared by letters
        _logger.info("No similar names of customers: %s", error)
