"""Fill the demo database, recompute it, and print who is in which tier and segment.

script/server feeds this file to ``odoo shell``, which provides ``env``. Running it again
adds no demo data; the recompute is of today.
"""

import unicodedata


def width(text):
    """Columns that a text takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def print_table(rows):
    """Align the columns of ``rows``: the first one left, the others right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = [first + " " * (widths[0] - width(first))]
        for cell, column in zip(others, widths[1:], strict=True):
            cells.append(" " * (column - width(cell)) + cell)
        print(("  " + "   ".join(cells)).rstrip())


def group_rows(company, field, title):
    """Heading, then one row per tier or segment."""
    groups = env["customer.profile"]._read_group(  # noqa: F821
        [("company_id", "=", company.id)], [field], ["__count", "monetary:sum"]
    )
    total = sum(revenue for *_others, revenue in groups)
    yield title, "customers", f"revenue ({company.currency_id.name})", "share"
    for record, count, revenue in sorted(groups, key=lambda group: group[0].sequence):
        share = revenue / total if total else 0
        yield record.name or "-", f"{count:,}", f"{revenue:,.0f}", f"{share:.1%}"


def main():
    env["customer.tier.demo"].load()  # noqa: F821
    env.cr.commit()  # noqa: F821 - kept even if a recompute fails
    for company in env["res.company"].search([], order="id"):  # noqa: F821
        run = env["customer.tier.run"].create(  # noqa: F821
            {"company_id": company.id, "as_of": False, "mode": "live"}
        )
        run.action_run()
        env.cr.commit()  # noqa: F821 - the program ends here; nobody else would
        forecast = env["customer.forecast.run"]._forecast_company(company, run.as_of)  # noqa: F821
        env.cr.commit()  # noqa: F821
        print(f"\n{company.name}\n")
        tiers = list(group_rows(company, "tier_id", "Tier"))
        segments = list(group_rows(company, "segment_id", "Segment"))
        print_table([*tiers, ("", "", "", ""), *segments])
        print(f"\n  Forecast: {forecast.error or forecast.verdict_words}")
    print()


main()
