# shellcheck shell=bash
# A private PostgreSQL cluster: its data in .odoo/postgresql, reached only through a socket in a
# short private folder. Or the user's own server, when CUSTOMER_TIER_PGHOST names one.

setup_postgres() {
    find_postgres
    if [[ -n ${CUSTOMER_TIER_PGHOST:-} ]]; then
        export PGHOST=$CUSTOMER_TIER_PGHOST PGPORT=${CUSTOMER_TIER_PGPORT:-5432} PGUSER=${CUSTOMER_TIER_PGUSER:-$(id -un)}
        [[ -z ${CUSTOMER_TIER_PGPASSWORD:-} ]] || export PGPASSWORD=$CUSTOMER_TIER_PGPASSWORD
        sql postgres "SELECT 1" >/dev/null || die "cannot connect to the PostgreSQL server of CUSTOMER_TIER_PGHOST=$PGHOST (port $PGPORT, user $PGUSER)"
    else
        CLUSTER=$BASE/postgresql/$PG_MAJOR
        find_socket_dir
        export PGHOST=$SOCKET_DIR PGPORT=5432 PGUSER=odoo
        unset PGPASSWORD
        server_answers || locked start_server
    fi
    # Odoo's own backup calls pg_dump from PATH; it must be the server's.
    export PATH=$BASE/bin:$PG_BIN:$PATH
    write_odoo_conf
}

# sql DATABASE STATEMENT
sql() { PGOPTIONS='-c client_min_messages=warning' "$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }

server_answers() { "$PG_BIN/pg_isready" -q -h "$PGHOST" -p "$PGPORT"; }

# Sets PG_BIN and PG_MAJOR: the user's choice, else the machine's newest, else packages unpacked here.
find_postgres() {
    local dir
    if [[ -n ${CUSTOMER_TIER_PG_BIN:-} ]]; then
        postgres_fits "$CUSTOMER_TIER_PG_BIN" || die "CUSTOMER_TIER_PG_BIN=$CUSTOMER_TIER_PG_BIN is no PostgreSQL server of version $POSTGRES_MIN or newer with the extensions pg_trgm and unaccent (package postgresql-contrib)"
        return
    fi
    while read -r dir; do
        ! postgres_fits "$dir" || return 0
    done < <(
        printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
        ! have pg_config || pg_config --bindir
        ! have postgres || dirname "$(command -v postgres)"
        echo /usr/pgsql/bin
    )
    step postgres "$(hash_of "$(declare -f fetch_postgres)")" "PostgreSQL packages" fetch_postgres
    postgres_fits "$BASE/pgsql/bin" || die "the unpacked PostgreSQL does not run ($BASE/log/postgres.log); install PostgreSQL, or set CUSTOMER_TIER_PG_BIN"
}

postgres_fits() {
    local tool share
    for tool in postgres initdb pg_ctl psql pg_isready; do
        [[ -x $1/$tool ]] || return 1
    done
    PG_MAJOR=$("$1/postgres" --version 2>/dev/null | sed -E 's/[^0-9]*([0-9]+).*/\1/')
    [[ -n $PG_MAJOR ]] && ((PG_MAJOR >= POSTGRES_MIN)) || return 1
    for share in "$1/../share/extension" "$1/../share/postgresql/extension" "/usr/share/postgresql/$PG_MAJOR/extension" \
        "$BASE/pgsql/usr/share/postgresql/$PG_MAJOR/extension" "$("$1/pg_config" --sharedir 2>/dev/null)/extension"; do
        if [[ -f $share/pg_trgm.control && -f $share/unaccent.control ]]; then
            PG_BIN=$1
            return 0
        fi
    done
    return 1
}

fetch_postgres() {
    local deb real tool libs instead="install PostgreSQL, or set CUSTOMER_TIER_PG_BIN"
    need_apt "PostgreSQL" "$instead"
    # PostgreSQL reads time zones from the system, and from nowhere else.
    [[ -e /usr/share/zoneinfo/UTC ]] || die "the time zone files (/usr/share/zoneinfo) are missing; install the package tzdata"
    apt_private postgres
    apt_fetch_with_dependencies postgresql || die "PostgreSQL could not be fetched from the distribution's packages; $instead"
    for deb in "$APT_DEBS"/*.deb; do
        # Only what runs: LLVM is for JIT, which is off.
        case ${deb##*/} in libllvm* | libc6_*) ;; postgresql-[1-9]* | postgresql-client-[1-9]* | lib*) dpkg-deb -x "$deb" "$WORK/pgsql" ;; esac
    done
    real=$(cd "$WORK/pgsql/usr/lib/postgresql" && echo *)
    mkdir "$WORK/pgsql/bin"
    libs="\$here/usr/lib/$(triplet)"
    for tool in "$WORK/pgsql/usr/lib/postgresql/$real/bin"/*; do
        cat >"$WORK/pgsql/bin/${tool##*/}" <<SH
#!/bin/sh
# Libraries unpacked beside, not installed.
here=\$(cd "\$(dirname "\$0")/.." && pwd)
export LD_LIBRARY_PATH="$libs\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
exec "\$here/usr/lib/postgresql/$real/bin/${tool##*/}" "\$@"
SH
    done
    chmod +x "$WORK/pgsql/bin"/*
    rm -rf "$BASE/pgsql"
    mv "$WORK/pgsql" "$BASE/pgsql"
}

# PostgreSQL refuses to run as root. Root therefore runs it in a user namespace where it is somebody
# else (the files stay root's), or, where namespaces are forbidden, as the user "nobody".
as_server() {
    if [[ $(id -u) != 0 ]]; then
        "$@"
    elif namespaces_work; then
        unshare --user --map-user=1000 --map-group=1000 "$@"
    else
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    fi
}

namespaces_work() { unshare --user --map-user=1000 --map-group=1000 true 2>/dev/null; }

# A socket's path may have 107 characters, so it cannot live in the checkout. The folder's name is kept
# in .odoo/run, since TMPDIR and XDG_RUNTIME_DIR may differ from one terminal to the next.
find_socket_dir() {
    SOCKET_DIR=$(cat "$BASE/run" 2>/dev/null || true)
    [[ -n $SOCKET_DIR && -d $SOCKET_DIR && ! -L $SOCKET_DIR && -r $SOCKET_DIR ]] || locked make_socket_dir
    SOCKET_DIR=$(<"$BASE/run")
}

make_socket_dir() {
    local dir parent
    dir=$(cat "$BASE/run" 2>/dev/null || true)
    [[ -z $dir || ! -d $dir ]] || return 0
    for parent in "${XDG_RUNTIME_DIR:-}" "${TMPDIR:-}" /tmp; do
        [[ -n $parent && -d $parent && -w $parent && ${#parent} -lt 60 ]] || continue
        # A server that lost its folder (a cleaned /tmp) answers nobody any more.
        stop_server
        dir=$(mktemp -d "$parent/customer_tier.XXXXXX")
        printf '%s\n' "$dir" >"$BASE/run"
        return
    done
    die "no writable temporary folder with a short name for PostgreSQL's socket; set TMPDIR to one"
}

start_server() {
    local log=$BASE/log/postgresql.log started=$SECONDS
    # Another command may have started it while this one waited for the lock.
    ! server_answers || return 0
    if [[ ! -f $CLUSTER/data/PG_VERSION ]]; then
        printf '[%d/%d] %s ... ' "$STEP" "$STEP_TOTAL" "PostgreSQL $PG_MAJOR cluster" >&3
        make_cluster >"$log" 2>&1 || die "the cluster could not be made; see $log"
        say "done ($((SECONDS - started)) s)"
    fi
    give_to_server "$SOCKET_DIR" "$CLUSTER"
    # Nothing of ours may stay open in the server: a caller that reads our output, or waits for the
    # lock, would wait for as long as the server lives.
    as_server "$PG_BIN/pg_ctl" -D "$CLUSTER/data" -l "$CLUSTER/log" -w -o "-k $SOCKET_DIR" start \
        </dev/null >>"$log" 2>&1 3>&- 9>&- \
        || die "PostgreSQL does not start; see $CLUSTER/log (to begin afresh, remove $BASE/postgresql)"
}

make_cluster() {
    rm -rf "$CLUSTER" "$CLUSTER.new"
    mkdir -p "$CLUSTER.new/data"
    chmod 700 "$CLUSTER.new/data"
    give_to_server "$CLUSTER.new"
    as_server "$PG_BIN/initdb" -D "$CLUSTER.new/data" -U odoo -A trust -E UTF8 --locale=C.UTF-8 --no-sync || return 1
    # Databases here can be made again with one command: speed goes before durability.
    cat >>"$CLUSTER.new/data/postgresql.conf" <<'CONF'
listen_addresses = ''
unix_socket_permissions = 0777
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
shared_buffers = 256MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
CONF
    mv "$CLUSTER.new" "$CLUSTER"
}

# Root without namespaces: the server is "nobody" and must own what it writes, and reach it.
give_to_server() {
    [[ $(id -u) == 0 ]] || return 0
    if namespaces_work; then
        # Unless it was the other way the last time.
        [[ -O $1 ]] || chown -R 0:0 "$@"
        return
    fi
    chown -R 65534:65534 "$@"
    as_server test -x "$1" || die "PostgreSQL cannot run as root, nor as another user in $BASE; move the checkout to a folder that everybody may enter, or work as an ordinary user"
}

stop_server() {
    [[ -f $CLUSTER/data/postmaster.pid ]] || return 0
    as_server "$PG_BIN/pg_ctl" -D "$CLUSTER/data" -m fast -w stop >>"$BASE/log/postgresql.log" 2>&1 || true
}

write_odoo_conf() {
    local text
    # ${...} is filled in by Odoo itself: a comma in the checkout's path would end the first folder.
    export CUSTOMER_TIER_ADDONS=$BASE/addons ODOO_RC=$BASE/odoo.conf
    text="[options]
# Written by script/setup: edits are lost.
addons_path = \${CUSTOMER_TIER_ADDONS}
data_dir = $BASE/data
screenshots = $BASE/screenshots
http_interface = 127.0.0.1
db_host = $PGHOST
db_port = $PGPORT
db_user = $PGUSER"
    [[ -f $ODOO_RC && $(<"$ODOO_RC") == "$text" ]] || {
        printf '%s\n' "$text" >"$ODOO_RC.$$"
        mv "$ODOO_RC.$$" "$ODOO_RC"
    }
}
