# shellcheck shell=bash
# A Python environment with pinned packages.

setup_python() {
    local python
    python=$(find_python)
    step python "$(hash_of "$("$python" -c 'import sys; print(sys.version, sys.base_prefix)')" \
        "$(cat "$ROOT"/script/requirements-{odoo,dev}.txt)")" \
        "Python environment" make_venv "$python" "$BASE/venv" requirements-odoo.txt requirements-dev.txt
}

# The user's choice, else the machine's python3 if it fits, else any that does.
find_python() {
    local candidate
    for candidate in "${CUSTOMER_TIER_PYTHON:-python3}" python3.{11,12,13,10}; do
        if python_fits "$candidate"; then
            command -v "$candidate"
            return
        fi
        [[ -z ${CUSTOMER_TIER_PYTHON:-} ]] || break
    done
    die "no Python $PYTHON_MIN to $PYTHON_MAX found (${CUSTOMER_TIER_PYTHON:-python3} is $("${CUSTOMER_TIER_PYTHON:-python3}" -V 2>&1 || true)); install one with its venv module, or set CUSTOMER_TIER_PYTHON"
}

python_fits() {
    have "$1" && "$1" - "$PYTHON_MIN" "$PYTHON_MAX" 2>/dev/null <<'PY'
import sys
low, high = (tuple(map(int, v.split("."))) for v in sys.argv[1:])
sys.exit(not low <= sys.version_info[:2] <= high)
PY
}

# make_venv PYTHON FOLDER REQUIREMENTS...
make_venv() {
    local python=$1 venv=$2 file args=()
    shift 2
    for file; do args+=(-r "$ROOT/script/$file"); done
    "$python" -c 'import venv, ensurepip' \
        || die "$python has no venv module; install it (Debian, Ubuntu: python3-venv) or set CUSTOMER_TIER_PYTHON"
    # Made in place, since a venv knows its own path; the stamp is what says that it is whole.
    rm -rf "$venv"
    "$python" -m venv "$venv"
    unset PYTHONPATH
    export UV_CACHE_DIR=$WORK/uv PIP_CACHE_DIR=$WORK/pip PIP_DISABLE_PIP_VERSION_CHECK=1
    # uv installs in a few seconds what takes pip half a minute, but does not read pip's
    # configuration: where the machine needs that (a mirror, a proxy), pip does the same, slower.
    "$venv/bin/python" -m pip install -q "$(grep -E '^uv==' "$ROOT/script/requirements-dev.txt")" \
        && "$venv/bin/python" -m uv pip install -q --python "$venv/bin/python" "${args[@]}" \
        || "$venv/bin/python" -m pip install -q "${args[@]}" \
        || die "the Python packages could not be installed; check the network or pip's configuration and run again"
}
