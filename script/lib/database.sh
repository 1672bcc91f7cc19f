# shellcheck shell=bash
# Databases: the template with everything that the add-on depends on, and copies of it.

odoo() { "$PYTHON" "$LIB/launch_odoo.py" "$@"; }

# The add-on's own list, so that the template cannot drift from the manifest.
depends() {
    "$PYTHON" - "$ROOT/__manifest__.py" <<'PY'
import ast, pathlib, sys
print(",".join(ast.literal_eval(pathlib.Path(sys.argv[1]).read_text())["depends"]))
PY
}

# An installed Odoo costs half a minute, a copy of one a fifth of a second. The name holds the hash of
# what it was made from (and of the checkout, for servers that several share).
setup_template() {
    TEMPLATE=deps_$(hash_of "${CUSTOMER_TIER_PGHOST:+$ROOT}" "$(cd "$ODOO_PATH" && pwd -P)" "$ODOO_DEB_VERSION" "$(depends)" "$(cat "$ROOT/script/requirements-odoo.txt")")
    database_exists "$TEMPLATE" || locked make_template
}

make_template() {
    local log=$BASE/log/template.log started=$SECONDS old
    ! database_exists "$TEMPLATE" || return 0
    printf '[%d/%d] %s ... ' "$STEP" "$STEP_TOTAL" "Template database with $(depends)" >&3
    if [[ -z ${CUSTOMER_TIER_PGHOST:-} ]]; then
        for old in $(sql postgres "SELECT datname FROM pg_database WHERE datname LIKE 'deps\\_%'"); do drop_database "$old"; done
    fi
    drop_database "${TEMPLATE}_new"
    "$PG_BIN/createdb" "${TEMPLATE}_new" -T template0 -E UTF8
    odoo -d "${TEMPLATE}_new" -i "$(depends)" --stop-after-init --no-http --log-level=warn >"$log" 2>&1 \
        || die "Odoo could not install $(depends); see $log"
    rm -rf "$(filestore "$TEMPLATE")"
    [[ ! -d $(filestore "${TEMPLATE}_new") ]] || mv "$(filestore "${TEMPLATE}_new")" "$(filestore "$TEMPLATE")"
    sql postgres "ALTER DATABASE \"${TEMPLATE}_new\" RENAME TO \"$TEMPLATE\""
    say "done ($((SECONDS - started)) s)"
}

database_exists() { [[ -n $(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$1'") ]]; }

filestore() { printf '%s\n' "$BASE/data/filestore/$1"; }

copy_template() { # copy_template NAME
    "$PG_BIN/createdb" -T "$TEMPLATE" "$1"
    rm -rf "$(filestore "$1")"
    # Hard links: Odoo never changes a file of the store, it adds and removes.
    [[ ! -d $(filestore "$TEMPLATE") ]] || cp -al "$(filestore "$TEMPLATE")" "$(filestore "$1")"
}

drop_database() {
    sql postgres "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"
    rm -rf "$(filestore "$1")"
}
