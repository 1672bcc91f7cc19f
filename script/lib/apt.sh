# shellcheck shell=bash
# Packages of the distribution, fetched and unpacked without root: apt with private state folders.

need_apt() { # need_apt WHAT INSTEAD
    { have apt-get && have dpkg-deb; } || die "$1 is missing and this machine has no apt to fetch it with; $2"
}

# apt_private NAME [DEB_LINE...]: from here on apt-get works in a private folder with these sources,
# or with the machine's own when none are given (and then it knows what is installed).
apt_private() {
    local dir=$WORK/apt-$1
    shift
    mkdir -p "$dir"/{lists,cache/archives}/partial "$dir/debs"
    {
        # Only these: overriding the whole of Dir::Etc would drop the machine's proxy and certificates.
        printf '%s "%s";\n' Dir::State "$dir" Dir::State::Lists "$dir/lists" Dir::State::status "$dir/status" \
            Dir::Cache "$dir/cache" APT::Sandbox::User "" Acquire::Languages none Acquire::Retries 3 \
            Dir::Log "$dir"
        # The machine's after-update hooks want root.
        printf '#clear %s;\n' APT::Update::Post-Invoke-Success APT::Update::Post-Invoke DPkg::Post-Invoke
        if (($#)); then
            printf '%s "%s";\n' Dir::Etc::SourceList "$dir/sources.list" Dir::Etc::SourceParts /dev/null \
                Dir::Etc::Preferences /dev/null Dir::Etc::PreferencesParts /dev/null
        fi
    } >"$dir/apt.conf"
    printf '%s\n' "$@" >"$dir/sources.list"
    # A copy: apt locks the folder of this file, and the system's is root's.
    if (($#)); then : >"$dir/status"; else cp /var/lib/dpkg/status "$dir/status"; fi
    export APT_CONFIG=$dir/apt.conf
    APT_DEBS=$dir/debs
    apt-get -q update || die "apt could not read its package lists; check the network and /etc/apt, or see script/setup --help for using your own installations"
}

# apt_fetch PACKAGE...: just these packages, into $APT_DEBS.
apt_fetch() { (cd "$APT_DEBS" && apt-get -q download "$@"); }

# apt_fetch_with_dependencies PACKAGE...: with all that this machine lacks for running them.
apt_fetch_with_dependencies() {
    apt-get -q -y --no-install-recommends --download-only -o Dir::Cache::archives="$APT_DEBS" install "$@"
}

# The Debian mirror that this machine uses, from its own apt configuration (both file formats).
debian_mirror() {
    if [[ -n ${CUSTOMER_TIER_DEBIAN_MIRROR:-} ]]; then
        printf '%s\n' "$CUSTOMER_TIER_DEBIAN_MIRROR"
        return
    fi
    local files=()
    mapfile -t files < <(find /etc/apt/sources.list /etc/apt/sources.list.d -name '*.list' -o -name '*.sources' 2>/dev/null)
    ((${#files[@]})) || return 0
    # Component main of an address whose last word is "debian": others' archives have other components,
    # and "debian-security" is another archive.
    awk '
        function offer(uri, parts) {
            if (uri ~ /\/debian(\/|\.list)?$/ && parts ~ /(^| )main( |$)/ && !found) { print uri; found = 1 }
        }
        FNR == 1 { offer(uris, components); uris = components = "" }
        /^[[:space:]]*deb[[:space:]]/ {
            sub(/\[[^]]*\]/, ""); line = ""
            for (i = 4; i <= NF; i++) line = line " " $i
            offer($2, line)
        }
        /^[[:space:]]*$/ { offer(uris, components); uris = components = "" }
        tolower($1) == "uris:" { uris = $2 }
        tolower($1) == "components:" { components = $0 }
        END { offer(uris, components) }
    ' "${files[@]}"
}

# apt_debian SUITE...: apt_private on the Debian archive, whatever the machine's own distribution is.
apt_debian() {
    local mirror suite lines=() keyring=''
    mirror=$(debian_mirror)
    [[ -n $mirror ]] || die "no Debian mirror in this machine's apt configuration; set CUSTOMER_TIER_DEBIAN_MIRROR to one's address (http://.../debian), or CUSTOMER_TIER_ODOO_PATH to your own Odoo $ODOO_SERIES"
    for keyring in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        [[ ! -r $keyring ]] || break
    done
    if [[ ! -r $keyring ]]; then
        apt_private keyring
        apt_fetch debian-archive-keyring || die "Debian's archive keys are missing; install the package debian-archive-keyring"
        dpkg-deb -x "$APT_DEBS"/debian-archive-keyring_*.deb "$WORK/keyring"
        keyring=$(find "$WORK/keyring/usr/share/keyrings" -name 'debian-archive-keyring.[gp]*' | head -n 1)
    fi
    for suite; do
        lines+=("deb [signed-by=\"$keyring\"] $mirror $suite main")
    done
    apt_private debian "${lines[@]}"
}
