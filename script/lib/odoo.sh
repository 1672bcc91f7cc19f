# shellcheck shell=bash
# Odoo's sources: the user's own, or Debian's package unpacked into .odoo/odoo.

setup_odoo() {
    if [[ -n ${CUSTOMER_TIER_ODOO_PATH:-} ]]; then
        ODOO_PATH=$(cd "$CUSTOMER_TIER_ODOO_PATH" 2>/dev/null && pwd) && [[ -f $ODOO_PATH/odoo/release.py ]] \
            || die "CUSTOMER_TIER_ODOO_PATH=$CUSTOMER_TIER_ODOO_PATH holds no odoo/release.py; point it to the folder that holds the odoo package (the root of an Odoo $ODOO_SERIES checkout)"
        grep -Eq "^version_info = \((saas~)?'?${ODOO_SERIES%.*}'?," "$ODOO_PATH/odoo/release.py" \
            || die "CUSTOMER_TIER_ODOO_PATH=$CUSTOMER_TIER_ODOO_PATH is not Odoo $ODOO_SERIES"
        # Only these two: beside an installed Odoo lie the system's other Python packages, which would
        # hide those of our environment.
        mkdir -p "$BASE/own"
        ln -sfn "$ODOO_PATH/odoo" "$BASE/own/odoo"
        ln -sfn "$ODOO_PATH/addons" "$BASE/own/addons"
        export PYTHONPATH=$BASE/own
    else
        step odoo "$(hash_of "$ODOO_DEB_VERSION" "$ODOO_COMPANIONS" "$(declare -f fetch_odoo unpack_odoo)")" \
            "Odoo $ODOO_SERIES" fetch_odoo
        ODOO_PATH=$BASE/odoo/usr/lib/python3/dist-packages
        export PYTHONPATH=$ODOO_PATH
    fi
}

fetch_odoo() {
    local instead="set CUSTOMER_TIER_ODOO_PATH to your own Odoo $ODOO_SERIES sources"
    need_apt "Odoo" "$instead"
    need_disk
    apt_debian sid bookworm
    # The archive keeps only the newest build; a newer one of the same series is better than none.
    if apt_fetch "odoo-19=$ODOO_DEB_VERSION"; then
        sha256sum -c - <<<"$ODOO_DEB_SHA256  $(echo "$APT_DEBS"/odoo-19_*.deb)" \
            || die "the downloaded odoo-19 package is not the pinned one (checksum); run again"
    else
        apt_fetch odoo-19 || die "no odoo-19 package on $(debian_mirror); set CUSTOMER_TIER_DEBIAN_MIRROR to a full mirror that has Debian unstable, or $instead"
        say "WARNING: odoo-19 $ODOO_DEB_VERSION is gone from the archive; taking $(cd "$APT_DEBS" && echo odoo-19_*.deb)"
    fi
    # shellcheck disable=SC2086  # a list
    apt_fetch $ODOO_COMPANIONS || die "could not fetch the packages that Odoo's needs; check the network and run again"
    unpack_odoo "$WORK/odoo"
    rm -rf "$BASE/odoo"
    mv "$WORK/odoo" "$BASE/odoo"
}

unpack_odoo() {
    local to=$1 deb packages=./usr/lib/python3/dist-packages stub
    mkdir -p "$to"
    # Left out: a second copy of the Python files, and translations except zh_CN (they are 70 % of the
    # package; the demo is in English and Chinese). One pass, since unpacking xz is what takes long;
    # tar has no "except", hence the four patterns.
    dpkg-deb --fsys-tarfile "$APT_DEBS"/odoo-19_*.deb | tar -x -C "$to" --wildcards \
        --exclude=$packages/addons --exclude=$packages/setup --exclude=$packages/doc \
        --exclude='*/i18n/[!z]*.po' --exclude='*/i18n/z[!h]*.po' --exclude='*/i18n/zh[!_]*.po' --exclude='*/i18n/zh_[!C]*.po'
    for deb in "$APT_DEBS"/libjs-*.deb "$APT_DEBS"/fonts-*.deb; do
        dpkg-deb -x "$deb" "$to"
    done
    # Debian drops this file (no free source) but the manifest of mail still lists it; the browser
    # console would show an error on every page, and every browser test would fail.
    stub=$to/$packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$stub"
    echo '/* not in the Debian package; only blurs the background of video calls */' >"$stub/selfie_segmentation.js"
    [[ -z $(find "$to" -xtype l) ]] || die "the unpacked Odoo has dangling links: $(find "$to" -xtype l | head -n 3 | tr '\n' ' ')"
}
