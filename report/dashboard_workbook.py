"""The figures of the dashboard as a workbook: a sheet for each, with real numbers and dates."""

import io
from dataclasses import dataclass

import xlsxwriter

from odoo import fields
from odoo.tools import format_date


@dataclass(frozen=True)
class Column:
    """
    :ivar kind: ``text``, ``number``, ``money``, ``percent`` or ``date``
    """

    label: str
    kind: str = "text"
    width: int = 14


class DashboardWorkbook:
    """What the dashboard shows of some customers, between two days.

    :param domain: of ``customer.profile``
    :param from_day: ISO date that tiers and movement are held against
    :param to_day: ISO date that movement goes to; today if there is none
    """

    def __init__(self, env, domain, from_day, to_day):
        dashboard = env["customer.tier.dashboard"]
        self.env = env
        self.overview = dashboard.get_overview(domain, from_day)
        self.to_day = to_day or self.overview["today"]
        self.movement = dashboard.get_movement(
            domain, self.overview["from_day"], self.to_day
        )
        self.months = dashboard.get_months(domain)

    def content(self):
        """The file, as bytes."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as self.book:
            self.formats = self._formats()
            for name, columns, rows in self._sheets():
                self._write(name, columns, rows)
        return stream.getvalue()

    def _formats(self):
        currency = self.env["res.currency"].browse(
            self.overview["company"]["currency_id"]
        )
        decimals = (
            f".{'0' * currency.decimal_places}" if currency.decimal_places else ""
        )
        amount = f"#,##0{decimals}"
        # quoted: a symbol may be a letter that means something in a format
        symbol = f'"{currency.symbol.replace(chr(34), "")}"'
        before = currency.position == "before"
        money = f"{symbol}{amount}" if before else f"{amount} {symbol}"
        patterns = {
            "text": {},
            "number": {"num_format": "#,##0"},
            "money": {"num_format": money},
            "percent": {"num_format": "0.0%"},
            "date": {"num_format": "yyyy-mm-dd"},
            "heading": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
        }
        return {
            name: self.book.add_format(pattern) for name, pattern in patterns.items()
        }

    def _write(self, name, columns, rows):
        sheet = self.book.add_worksheet(sheet_name(name))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.label, self.formats["heading"])
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._write_cell(sheet, number, place, column.kind, value)

    def _write_cell(self, sheet, row, place, kind, value):
        style = self.formats[kind]
        if value is None or value is False:
            sheet.write_blank(row, place, None, style)
        elif kind == "text":
            # never a formula or a link, whatever a customer is called
            sheet.write_string(row, place, value, style)
        elif kind == "date":
            sheet.write_datetime(row, place, fields.Date.to_date(value), style)
        else:
            sheet.write_number(row, place, value, style)

    # ---------------------------------------------------------------- the sheets

    def _sheets(self):
        """``(name, columns, rows)`` of each, in the order of the screen."""
        yield self.env._("About"), *self._about()
        yield self.env._("Tiers"), *self._tiers()
        yield self.env._("Recency and frequency"), *self._heat()
        yield self.env._("Pareto curve"), *self._pareto()
        yield self.env._("Pareto borders"), *self._borders()
        yield self.env._("Movement"), *self._movement()
        yield self.env._("Revenue by month"), *self._months()
        yield self.env._("Segments"), *self._segments()
        yield self.env._("Frequency and revenue"), *self._scatter()
        yield self.env._("Needs attention"), *self._attention()

    def _about(self):
        overview = self.overview
        scatter = overview["scatter"]
        rows = [
            (self.env._("Company"), overview["company"]["name"]),
            (self.env._("Date"), self._day(overview["today"])),
            (self.env._("Last recompute"), self._day(overview["last_run"])),
            (self.env._("Tiers compared with"), self._day(overview["from_day"])),
            (self.env._("Movement until"), self._day(self.to_day)),
            (self.env._("Customers"), str(overview["customers"])),
            (
                self.env._("Frequency and revenue"),
                self.env._(
                    "%(shown)s of %(total)s active customers, chosen at random",
                    shown=scatter["shown"],
                    total=scatter["total"],
                )
                if scatter["shown"] < scatter["total"]
                else self.env._("all active customers"),
            ),
            (
                self.env._("Revenue by month"),
                self.env._("by the segment that the customers are in now"),
            ),
            (self.env._("Pareto borders"), overview["pareto"]["note"]),
        ]
        return [
            Column(self.env._("What"), width=26),
            Column(self.env._("Value"), width=60),
        ], rows

    def _day(self, value):
        return value and format_date(self.env, value)

    def _tiers(self):
        columns = [
            Column(self.env._("Tier"), width=26),
            Column(self.env._("Customers"), "number"),
            Column(self.env._("Revenue"), "money", 18),
            Column(self.env._("Share of revenue"), "percent"),
            Column(self.env._("Customers before"), "number"),
            Column(self.env._("Revenue before"), "money", 18),
            Column(self.env._("Share of revenue before"), "percent"),
        ]
        names = ("name", "customers", "revenue", "share")
        names += ("customers_before", "revenue_before", "share_before")
        return columns, [
            [tile[name] for name in names] for tile in self.overview["tiers"]
        ]

    def _heat(self):
        columns = [
            Column(self.env._("Recency score"), "number"),
            Column(self.env._("Frequency score"), "number"),
            Column(self.env._("Customers"), "number"),
            Column(self.env._("Revenue"), "money", 18),
            Column(self.env._("Average revenue"), "money", 18),
        ]
        names = ("recency", "frequency", "customers", "revenue", "average")
        cells = self.overview["heat"]["cells"]
        return columns, [[cell[name] for name in names] for cell in cells]

    def _pareto(self):
        columns = [
            Column(self.env._("Share of customers"), "percent"),
            Column(self.env._("Share of revenue"), "percent"),
            Column(self.env._("Revenue of the last one"), "money", 18),
        ]
        return columns, self.overview["pareto"]["points"]

    def _borders(self):
        columns = [
            Column(self.env._("Tier"), width=26),
            Column(self.env._("Starts at"), "money", 18),
            Column(self.env._("Customers"), "number"),
            Column(self.env._("Share of customers"), "percent"),
            Column(self.env._("Share of revenue"), "percent"),
            Column(self.env._("In the tier of the other side"), "number"),
        ]
        names = ("name", "amount", "customers", "customers_share")
        names += ("revenue_share", "exceptions")
        borders = self.overview["pareto"]["borders"]
        return columns, [[border[name] for name in names] for border in borders]

    def _movement(self):
        columns = [
            Column(self.env._("From"), width=26),
            Column(self.env._("To"), width=26),
            Column(self.env._("Customers"), "number"),
            Column(self.env._("Revenue"), "money", 18),
        ]
        places = [
            {label["id"]: label["name"] for label in self.movement[f"{side}_labels"]}
            for side in ("row", "column")
        ]
        order = [list(names) for names in places]
        cells = sorted(
            self.movement["cells"],
            key=lambda cell: (
                order[0].index(cell["row"]),
                order[1].index(cell["column"]),
            ),
        )
        return columns, [
            [
                places[0][cell["row"]],
                places[1][cell["column"]],
                cell["count"],
                cell["revenue"],
            ]
            for cell in cells
        ]

    def _months(self):
        segments = self.months["segments"]
        columns = [
            Column(self.env._("Month"), "date"),
            *(Column(segment["name"], "money", 18) for segment in segments),
        ]
        return columns, [
            [month, *(segment["revenue"][place] for segment in segments)]
            for place, month in enumerate(self.months["months"])
        ]

    def _segments(self):
        columns = [
            Column(self.env._("Segment"), width=26),
            Column(self.env._("Customers"), "number"),
            Column(self.env._("Revenue"), "money", 18),
        ]
        return columns, [
            [segment["name"], segment["customers"], segment["revenue"]]
            for segment in self.overview["segments"]
        ]

    def _scatter(self):
        columns = [
            Column(self.env._("Customer"), width=40),
            Column(self.env._("Segment"), width=26),
            Column(self.env._("Purchases"), "number"),
            Column(self.env._("Revenue"), "money", 18),
        ]
        names = {
            segment["id"]: segment["name"] for segment in self.overview["segments"]
        }
        return columns, [
            [name, names.get(segment_id), frequency, revenue]
            for frequency, revenue, segment_id, _id, name in (
                self.overview["scatter"]["points"]
            )
        ]

    def _attention(self):
        columns = [
            Column(self.env._("Customer"), width=40),
            Column(self.env._("Tier"), width=26),
            Column(self.env._("Segment"), width=26),
            Column(self.env._("Revenue"), "money", 18),
            Column(self.env._("Why Now"), width=60),
        ]
        names = ("name", "tier", "segment", "revenue", "reason")
        rows = self.overview["attention"]
        return columns, [[row[name] for name in names] for row in rows]


def sheet_name(name):
    """A name that spreadsheet programs accept, whatever the translator wrote."""
    allowed = "".join(" " if letter in "[]:*?/\\" else letter for letter in name)
    return allowed.strip("'")[:31]
