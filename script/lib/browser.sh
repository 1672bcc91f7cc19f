# shellcheck shell=bash
# Chromium for the browser tests. Odoo takes the first google-chrome of PATH: ours is a wrapper in .odoo/bin.

setup_browser() {
    local browser
    browser=$(find_browser)
    step browser "$(hash_of "$browser" "$(declare -f make_browser fetch_browser)")" "Browser" make_browser "$browser"
}

find_browser() {
    local name path
    if [[ -n ${CUSTOMER_TIER_CHROME:-} ]]; then
        have "$CUSTOMER_TIER_CHROME" || die "CUSTOMER_TIER_CHROME=$CUSTOMER_TIER_CHROME is not a program"
        command -v "$CUSTOMER_TIER_CHROME"
        return
    fi
    for name in google-chrome google-chrome-stable chromium chromium-browser; do
        path=$(type -aP "$name" | grep -vF "$BASE/bin/" | head -n 1) || continue
        # Ubuntu's chromium-browser only starts a snap, which cannot be driven from here.
        head -c 4000 "$path" | grep -aq snap || { printf '%s\n' "$path" && return; }
    done
    return 0
}

make_browser() {
    local browser=$1
    if [[ -z $browser ]]; then
        fetch_browser
    else
        printf '#!/bin/bash\nexec %q "$@"\n' "$browser" >"$WORK/google-chrome"
    fi
    chmod +x "$WORK/google-chrome"
    "$WORK/google-chrome" --version || timeout 30 "$WORK/google-chrome" --no-sandbox --version \
        || die "the browser ${browser:-unpacked from packages} does not start; install Chromium or Chrome, or set CUSTOMER_TIER_CHROME"
    mv "$WORK/google-chrome" "$BASE/bin/google-chrome"
}

fetch_browser() {
    local deb instead="install Chromium or Chrome, or set CUSTOMER_TIER_CHROME"
    need_apt "A browser" "$instead"
    # Ubuntu has Chromium only as a snap: there Debian's, whose libraries go beside it.
    if grep -qE '^ID=debian' /etc/os-release; then apt_private browser; else apt_debian bookworm; fi
    apt_fetch_with_dependencies chromium fonts-liberation fonts-wqy-microhei || die "Chromium could not be fetched from the distribution's packages; $instead"
    for deb in "$APT_DEBS"/*.deb; do
        case ${deb##*/} in libc6_* | libc-bin_*) continue ;; esac
        dpkg-deb -x "$deb" "$WORK/chromium"
    done
    [[ -x $WORK/chromium/usr/lib/chromium/chromium ]] || die "the distribution's chromium package holds no browser; $instead"
    cat >"$WORK/chromium/fonts.conf" <<'XML'
<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">usr/share/fonts</dir>
  <cachedir prefix="relative">cache</cachedir>
</fontconfig>
XML
    rm -rf "$BASE/chromium"
    mv "$WORK/chromium" "$BASE/chromium"
    cat >"$WORK/google-chrome" <<'SH'
#!/bin/sh
# Chromium unpacked beside: its libraries, fonts and caches are here, not in the system.
here=$(cd "$(dirname "$0")/../chromium" && pwd)
export LD_LIBRARY_PATH="$here/usr/lib/TRIPLET:$here/usr/lib/TRIPLET/pulseaudio:$here/lib/TRIPLET${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_FILE="$here/fonts.conf" XDG_CACHE_HOME="$here/cache" XDG_CONFIG_HOME="$here/config"
exec "$here/usr/lib/chromium/chromium" "$@"
SH
    sed -i "s/TRIPLET/$(triplet)/g" "$WORK/google-chrome"
}

# The folder name of this machine's libraries (x86_64-linux-gnu).
triplet() { printf '%s-linux-gnu\n' "$(uname -m)"; }
