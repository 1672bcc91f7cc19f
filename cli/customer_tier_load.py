import argparse
import sys
from pathlib import Path

import psycopg2

from odoo.api import SUPERUSER_ID, Environment
from odoo.cli.command import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config


class CustomerTierLoad(Command):
    """Load a CSV file of orders into a database.

    The file is UTF-8 text with a first line that names the columns:
    customer, date and amount; if there is an order_id, lines with the same one are
    one order. Everything is checked first: if anything is wrong, all faults are
    shown with their line number and nothing is loaded.
    """

    name = "customer_tier_load"

    def run(self, cmdargs):
        options = self._parse(cmdargs)
        config_arguments = ["--no-http", "-d", options.database]
        if options.config:
            config_arguments += ["-c", options.config]
        config.parse_config(["--log-level=warn", *config_arguments], setup_logging=True)
        # only now: the add-on is on Odoo's path, and this file is not part of it
        from odoo.addons.customer_tier.loading.checking import (
            FileFault,
        )

        try:
            self._load(options)
        except FileFault as fault:
            sys.exit(
                f"{options.file}: nothing was loaded, {fault.count:,} faults\n{fault}"
            )
        except (OSError, UserError, psycopg2.OperationalError) as error:
            sys.exit(f"Nothing was loaded: {str(error).strip()}")

    def _parse(self, cmdargs):
        parser = self.parser
        parser.add_argument("database")
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--company", help="name or id; default: the first one")
        parser.add_argument(
            "--date-format",
            default="%Y-%m-%d",
            help="of the dates in the file, in strftime's letters: %%d/%%m/%%Y",
        )
        parser.add_argument(
            "--columns",
            type=column_names,
            default={},
            metavar="OURS=THEIRS,...",
            help="other names of the columns: customer=hospital,date=ordered on",
        )
        parser.add_argument(
            "--skip-loaded",
            action="store_true",
            help="leave out the orders that are in the database already",
        )
        parser.add_argument("-c", "--config", help="Odoo's configuration file")
        return parser.parse_args(cmdargs)

    def _load(self, options):
        from odoo.addons.customer_tier.loading import load

        with open(options.file, "rb"):
            pass  # a missing file is found before the database is opened
        with Registry(options.database).cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            loaded = load.load_orders(
                env,
                options.file,
                company=load.find_company(env, options.company),
                columns=options.columns,
                date_format=options.date_format,
                skip_loaded=options.skip_loaded,
                say=say,
            )
            cr.commit()
        for line in load.describe(loaded):
            say(line)


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def column_names(text):
    """{"customer": "hospital"} of "customer=hospital"."""
    known = ("customer", "date", "amount", "order_id", "line_id")
    names = dict(part.partition("=")[::2] for part in text.split(","))
    for ours, theirs in names.items():
        if ours not in known or not theirs:
            raise argparse.ArgumentTypeError(
                f"{ours!r}: write OURS=THEIRS, where OURS is one of {', '.join(known)}"
            )
    return names
