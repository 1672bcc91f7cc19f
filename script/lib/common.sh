# shellcheck shell=bash
# What every command needs: where things are, how a set-up step runs, how an error is said.

set -euo pipefail
# Some images set this; every Odoo start would then compile its sources again (1.6 s each).
unset PYTHONDONTWRITEBYTECODE

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
LIB=$ROOT/script/lib
BASE=$ROOT/.odoo
VENV=$BASE/venv
PYTHON=$VENV/bin/python
COMMAND=script/$(basename "$0")

# Messages go to the real stderr, also from inside a step whose own output goes to a log.
exec 3>&2
say() { printf '%s\n' "$*" >&3; }
die() {
    [[ -z ${IN_STEP:-} ]] || say "failed (log: $IN_STEP)"
    IN_STEP=''
    say "$COMMAND: $*"
    exit 1
}

hash_of() { printf '%s\n' "$@" | sha256sum | cut -c1-16; }

have() { command -v "$1" >/dev/null 2>&1; }

# Every file of the environment is made under a temporary name here and then renamed, so that an
# interrupted run leaves rubbish that the next one sweeps away, never a half that looks whole.
WORK=$BASE/tmp
STEP=1 STEP_TOTAL=1

# shellcheck source=script/lib/pins.sh
. "$LIB/pins.sh"
# shellcheck source=script/lib/apt.sh
. "$LIB/apt.sh"
# shellcheck source=script/lib/odoo.sh
. "$LIB/odoo.sh"
# shellcheck source=script/lib/python.sh
. "$LIB/python.sh"
# shellcheck source=script/lib/postgres.sh
. "$LIB/postgres.sh"
# shellcheck source=script/lib/browser.sh
. "$LIB/browser.sh"
# shellcheck source=script/lib/database.sh
. "$LIB/database.sh"

# setup odoo python ...: bring each named part up to date, then export what programs need.
setup() {
    local part
    prepare_base
    STEP_TOTAL=$#
    STEP=0
    for part; do
        STEP=$((STEP + 1))
        "setup_$part"
    done
}

prepare_base() {
    # A PATH-like list cannot hold such a name, and venv refuses it.
    [[ $ROOT != *[:$'\n']* ]] || die "the checkout's path holds a ':' or a line break, which no PATH can hold; rename the folder: $ROOT"
    mkdir -p "$BASE"/{log,stamps,bin,addons/customer_tier,data,screenshots} 2>/dev/null \
        && [[ -w $BASE ]] || die "cannot write to $BASE; give it to this user ($(id -un 2>/dev/null || id -u)) or remove it"
    # A copied or moved checkout: databases and environments know their old path. Make them again.
    if [[ $(cat "$BASE/checkout" 2>/dev/null) != "$ROOT" ]]; then
        locked forget_old_place
    fi
    link_addon
}

forget_old_place() {
    [[ $(cat "$BASE/checkout" 2>/dev/null) != "$ROOT" ]] || return 0
    rm -rf "$VENV" "$BASE"/{lint,postgresql,run,runs,data,tmp} "$BASE"/stamps/{python,lint}
    mkdir -p "$BASE/data"
    printf '%s\n' "$ROOT" >"$BASE/checkout.new"
    mv "$BASE/checkout.new" "$BASE/checkout"
}

# Odoo takes a module's name from its folder, and the checkout may be called anything. So the add-on
# is a folder of links. Not one link to the checkout: `odoo i18n export` follows links, would come
# upon .odoo/addons/customer_tier inside itself, and walk in circles.
link_addon() {
    local entry name dir=$BASE/addons/customer_tier
    for entry in "$ROOT"/*; do
        name=${entry##*/}
        case $name in script | bench | *.toml | *.mjs | node_modules) continue ;; esac
        # Twins of this script may be linking at the same time: what counts is the result.
        [[ -L $dir/$name ]] || ln -sn "../../../$name" "$dir/$name" 2>/dev/null || [[ -L $dir/$name ]]
    done
    for entry in "$dir"/*; do
        [[ -e $entry ]] || rm -f "$entry"
    done
}

# locked FUNCTION ARGS: one at a time in this checkout. The lock goes with the process, however it ends.
locked() {
    (
        if ! flock -n 9; then
            say "$COMMAND: another command is setting up this checkout; waiting for it"
            flock 9
        fi
        "$@"
    ) 9>"$BASE/lock"
}

# step NAME HASH LABEL FUNCTION: run FUNCTION unless it was done with the same inputs (HASH).
step() {
    stamp_is "$1" "$2" || locked run_step "$@"
}

stamp_is() { [[ -f $BASE/stamps/$1 && $(<"$BASE/stamps/$1") == "$2" ]]; }

run_step() {
    local name=$1 hash=$2 label=$3 log=$BASE/log/$1.log started=$SECONDS
    # Another command may have done it while this one waited for the lock.
    ! stamp_is "$name" "$hash" || return 0
    printf '[%d/%d] %s ... ' "$STEP" "$STEP_TOTAL" "$label" >&3
    rm -rf "$WORK"
    mkdir -p "$WORK"
    IN_STEP=$log
    trap step_ended EXIT
    "${@:4}" >"$log" 2>&1
    rm -rf "$WORK"
    printf '%s\n' "$hash" >"$BASE/stamps/$name.new"
    mv "$BASE/stamps/$name.new" "$BASE/stamps/$name"
    IN_STEP=''
    say "done ($((SECONDS - started)) s)"
}

# A step that ended neither well nor through die(): the end of its log has the reason.
step_ended() {
    [[ -n $IN_STEP ]] || return 0
    say "failed; the last lines of $IN_STEP:"
    tail -n 12 "$IN_STEP" | sed 's/^/    /' >&3
}

need_disk() {
    local free
    free=$(df -Pm "$BASE" | awk 'NR == 2 {print $4}')
    ((free >= DISK_MB)) || die "only $free MB free on the disk of $BASE; the environment needs $DISK_MB MB: make room, or move the checkout"
}

# free_port FIRST: the first free port from there.
free_port() {
    "$PYTHON" - "$1" <<'PY'
import socket, sys

for port in range(int(sys.argv[1]), 65536):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(port)
        break
PY
}
