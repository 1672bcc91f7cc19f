"""Odoo's command line, whatever layout the sources have (PYTHONPATH says where).

Not ``python -m odoo``: with --workers Odoo executes sys.argv[0] anew, which must be a
script.
"""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
