"""Merges exported terms into the add-on's translations (see script/i18n)."""

import argparse
import re
import sys
from pathlib import Path

import polib

# Odoo writes its build and the time of the export here: every export would be a change.
METADATA = {
    "Project-Id-Version": "customer_tier 19.0",
    "Report-Msgid-Bugs-To": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}

# Such as "ID": nothing in it to translate, and who leaves it empty says "the same".
BARE = re.compile(r"</?\w+>|%\(\w+\)s")


def needs_translation(term):
    return re.search("[a-z]", BARE.sub("", term))


def template(exported):
    """The template, with a header that does not change from export to export."""
    pot = polib.pofile(str(exported))
    pot.header = "Translation of the Odoo add-on customer_tier."
    pot.metadata = dict(METADATA)
    return pot


def merge(pot, old):
    """The translations ``old``, with exactly the terms of the template."""
    known = {
        entry.msgid: entry.msgstr
        for entry in old
        if not (entry.obsolete or entry.fuzzy or entry.msgid == entry.msgstr)
    }
    merged = polib.POFile()
    merged.header = pot.header
    language = {key: old.metadata.get(key, "") for key in ("Language", "Plural-Forms")}
    merged.metadata = {**METADATA, **language}
    merged.extend(
        polib.POEntry(
            msgid=entry.msgid,
            msgstr=known.get(entry.msgid, ""),
            comment=entry.comment,
            occurrences=entry.occurrences,
        )
        for entry in pot
    )
    return merged


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("exported", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()

    pot = template(options.exported)
    texts = {options.folder / "customer_tier.pot": str(pot)}
    incomplete = False
    for path in sorted(options.folder.glob("*.po")):
        po = merge(pot, polib.pofile(str(path)))
        texts[path] = str(po)
        missing = [e for e in po.untranslated_entries() if needs_translation(e.msgid)]
        print(f"{path.name}: {len(po)} terms, {len(missing)} untranslated")
        for entry in missing:
            print(f"    {entry.msgid!r}")
        incomplete = incomplete or bool(missing)

    stale = [
        path
        for path, text in texts.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if options.check:
            print(f"{path.name} is out of date: run script/i18n")
        else:
            path.write_text(texts[path], encoding="utf-8")
            print(f"{path.name} written")
    if options.check and (incomplete or stale):
        sys.exit(1)


if __name__ == "__main__":
    main()
