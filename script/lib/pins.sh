# shellcheck shell=bash disable=SC2034  # the variables are read by the files that source this one
# Versions that are not Python or JavaScript packages (those: requirements-*.txt, package.json).

ODOO_SERIES=19.0
ODOO_DEB_VERSION=19.0.0+dfsg-1
ODOO_DEB_SHA256=9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf

# Odoo's Debian package links to these instead of carrying copies. Font Awesome and Inconsolata come
# from stable: the newer ones of unstable have other file names, and every icon would be missing.
ODOO_COMPANIONS="libjs-jquery/sid libjs-jquery-form/sid libjs-underscore/sid fonts-montserrat/sid
  fonts-roboto-unhinted/sid fonts-ocr-b/sid fonts-glyphicons-halflings/sid
  fonts-font-awesome/bookworm fonts-inconsolata/bookworm"

POSTGRES_MIN=13
PYTHON_MIN=3.10
PYTHON_MAX=3.13
DISK_MB=2500
