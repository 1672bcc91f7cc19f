"""Reads a CSV file of orders, and finds every fault before anything is written.

    customer,date,amount,order_id
    Aldermoor General Hospital,2026-03-02,1250.00,SO-17
    Aldermoor General Hospital,2026-03-02,80.00,SO-17

Lines with the same `order_id` are one order; without that column each line is one.
Further columns are ignored, but for `line_id`, which must then be unique in its order.
"""

import csv
import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

NEEDED = ("customer", "date", "amount")
KNOWN = (*NEEDED, "order_id", "line_id")
ISO_DATE = "%Y-%m-%d"
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
LARGEST_AMOUNT = 10**13  # beyond it a float no longer holds the cents


class Row(NamedTuple):
    """One line of the file, with values that can be trusted."""

    line_number: int
    reference: str  # of its order
    customer: str
    day: str  # YYYY-MM-DD
    amount: Decimal


class FileFault(Exception):
    """The file cannot be loaded: `faults` are (line number, what is wrong)."""

    SHOWN = 20

    def __init__(self, faults, count=None):
        self.faults = faults[: self.SHOWN]
        self.count = count or len(faults)
        super().__init__(str(self))

    def __str__(self):
        lines = [f"line {number}: {text}" for number, text in self.faults]
        if self.count > len(lines):
            lines.append(f"... and {self.count - len(lines):,} more")
        return "\n".join(lines)


class OrderFile:
    """A CSV file of orders. What it remembers of a line is a few bytes, so that a
    million lines fit in memory."""

    def __init__(self, path, columns=None, date_format=ISO_DATE, decimals=2):
        self.path = path
        self.columns = columns or {}  # our name -> theirs
        self.date_format = date_format
        self.cent = Decimal(1).scaleb(-decimals)
        self.line_count = 0
        self.rounded_count = 0
        self.late_line_count = 0
        self.faults = []
        self.fault_count = 0
        self._first_lines = {}  # hash of what must be unique -> line number
        self._orders = {}  # order_id -> its first (customer, day)
        self._references = {}  # made-up reference -> how often it was used
        self._parse_day = lru_cache(10_000)(self._parse_day)

    def check(self):
        """Raises FileFault with everything that is wrong."""
        for _row in self.rows():
            pass

    def rows(self):
        """The rows without fault; raises FileFault at the end if others have one."""
        for number, values in self._records():
            self.line_count += 1
            row = self._row(number, values)
            self._check_duplicate(number, values)
            if row:
                yield row
        if self.line_count == 0 and not self.fault_count:
            self._fault(1, "the file has no orders")
        if self.fault_count:
            raise FileFault(self.faults, self.fault_count)

    def _fault(self, number, text):
        self.fault_count += 1
        if len(self.faults) < FileFault.SHOWN:
            self.faults.append((number, text))

    def _records(self):
        """(line number, {column: text}) of each line that is not blank."""
        with open(self.path, "rb") as file:
            header_line = file.readline().decode("utf-8-sig", "replace")
        delimiter = max(",;\t", key=header_line.count)
        reader = csv.reader(self._text_lines(), delimiter=delimiter, strict=True)
        try:
            header = next(reader, [])
            positions = self._positions(header)
            number = reader.line_num + 1
            for fields in reader:
                if any(map(str.strip, fields)):
                    if len(fields) == len(header):
                        yield (
                            number,
                            {name: fields[at].strip() for name, at in positions.items()}
                            | {"": tuple(fields)},
                        )
                    else:
                        self._fault(
                            number,
                            f"{len(fields)} values, but the first line"
                            f" names {len(header)} columns",
                        )
                number = reader.line_num + 1
        except csv.Error as error:
            self._fault(reader.line_num, f"not a CSV line: {error}")
        except UnicodeDecodeError:
            self._fault(reader.line_num + 1, "not UTF-8 text; save the file as UTF-8")

    def _text_lines(self):
        """Decoded one by one, so that a fault is found on the right line."""
        with open(self.path, "rb") as file:
            yield file.readline().decode("utf-8-sig")
            yield from (line.decode() for line in file)

    def _positions(self, header):
        """{our column name: position}; raises FileFault for a bad first line."""
        names = [name.strip() for name in header]
        lowered = [name.lower() for name in names]
        faults, positions = [], {}
        for column in KNOWN:
            wanted = self.columns.get(column, column)
            count = lowered.count(wanted.lower())
            if count > 1:
                faults.append((1, f"column {wanted!r} is there {count} times"))
            elif count:
                positions[column] = lowered.index(wanted.lower())
            elif column in NEEDED or column in self.columns:
                there = ", ".join(names) or "none"
                faults.append(
                    (1, f"column {wanted!r} is missing; the columns are: {there}")
                )
        if faults:
            raise FileFault(faults)
        return positions

    def _row(self, number, values):
        """The values of a line as a Row; None if one of them is bad."""
        faults_before = self.fault_count
        customer, reference = values["customer"], values.get("order_id")
        if not customer:
            self._fault(number, "the customer is empty")
        if reference == "":
            self._fault(number, "the order_id is empty")
        if "\0" in customer or "\0" in (reference or ""):
            self._fault(number, "a value contains a NUL character")
        day = self._day(number, values["date"])
        amount = self._amount(number, values["amount"])
        if self.fault_count > faults_before:
            return None
        if reference is None:
            reference = self._made_up_reference(customer, day, amount)
        else:
            self._check_order(number, reference, customer, day)
        return Row(number, reference, customer, day, amount)

    def _made_up_reference(self, customer, day, amount):
        """Of a line without order_id: what it says, so that the same line in another
        file has the same one."""
        reference = f"{customer} {day} {amount}"
        times = self._references[reference] = self._references.get(reference, 0) + 1
        return f"{reference} ({times})" if times > 1 else reference

    def _day(self, number, text):
        try:
            return self._parse_day(text)
        except ValueError:
            what = f"{text!r} is not a date" if text else "the date is empty"
            expected = self.date_format.replace(ISO_DATE, "YYYY-MM-DD")
            self._fault(number, f"{what} like {expected}" if text else what)

    def _parse_day(self, text):
        day = datetime.strptime(text, self.date_format).date()
        if not 1900 <= day.year <= 2200:
            raise ValueError(text)
        return day.isoformat()

    def _amount(self, number, text):
        if not NUMBER.fullmatch(text):
            what = f"{text!r} is not a number" if text else "the amount is empty"
            self._fault(number, f"{what} like 1234.50" if text else what)
            return None
        amount = Decimal(text)
        if abs(amount) >= LARGEST_AMOUNT:
            self._fault(number, f"the amount {text} is too large")
            return None
        rounded = amount.quantize(self.cent, ROUND_HALF_UP)
        self.rounded_count += rounded != amount
        return rounded

    def _check_duplicate(self, number, values):
        """The same line twice: by order and line id, or else in every value."""
        if line_id := values.get("line_id"):
            key, what = (values.get("order_id"), line_id), f"line_id {line_id!r}"
        else:
            key, what = values[""], "the same values"
        first = self._first_lines.setdefault(hash(key), number)
        if first != number:
            self._fault(number, f"duplicate: line {first} has {what} already")

    def _check_order(self, number, reference, customer, day):
        """An order has one customer. It may have lines of several days (deliveries):
        the earliest is the day of the order."""
        first = self._orders.setdefault(reference, (customer, day))
        if first[0] != customer:
            self._fault(
                number,
                f"order {reference!r} belongs to {first[0]!r} on an earlier line,"
                f" to {customer!r} here",
            )
        self.late_line_count += day != first[1]


def count_lines(path):
    """Number of lines, to show how far a long load is."""
    with open(path, "rb") as file:
        return sum(
            chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")
        )
