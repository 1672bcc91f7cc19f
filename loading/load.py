"""The whole load: check, then store."""

from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.tools import SQL

from .checking import OrderFile
from .storing import Storing


class Loaded(NamedTuple):
    orders: int
    lines: int
    new_customers: int
    skipped_orders: int  # were there already
    rounded_amounts: int
    late_lines: int  # of a later day than their order


def load_orders(
    env, path, company=None, *, skip_loaded=False, say=lambda text: None, **options
):
    """Check the file, then load its orders as confirmed orders of the company.

    Customers are found by their reference, else created. Raises FileFault, and has
    then written nothing. The caller commits. Options: `columns`, `date_format`.
    """
    company = company or env.company
    env = env(
        context={"tracking_disable": True, "allowed_company_ids": company.ids},
    )
    take_turn(env, company)
    decimals = company.currency_id.decimal_places
    file = OrderFile(path, decimals=decimals, **options)
    stored = Storing(env, company.with_env(env), file, say).run(skip_loaded)
    return Loaded(*stored, file.rounded_count, file.late_line_count)


def take_turn(env, company):
    """One load of a company at a time: two of the same file would double it."""
    [[free]] = env.execute_query(
        SQL(
            "SELECT pg_try_advisory_xact_lock(hashtext('customer_tier_load'), %s)",
            company.id,
        )
    )
    if not free:
        raise UserError(env._("Another file is being loaded into this company."))


def find_company(env, wanted=None):
    """The company of that name or id; without one, the user's own."""
    if not wanted:
        return env.company
    companies = env["res.company"].search([])
    found = companies.filtered(
        lambda company: wanted in (company.name, str(company.id))
    )
    if len(found) != 1:
        names = ", ".join(f"{company.name} ({company.id})" for company in companies)
        raise UserError(
            env._(
                "No company %(wanted)s; there are: %(names)s",
                wanted=wanted,
                names=names,
            )
        )
    return found


def describe(loaded):
    """What was loaded, and what else the user should know, in lines of text."""
    yield (
        f"Loaded {loaded.orders:,} orders ({loaded.lines:,} lines),"
        f" {loaded.new_customers:,} new customers."
    )
    if loaded.skipped_orders:
        yield f"{loaded.skipped_orders:,} orders were there already: left out."
    if loaded.rounded_amounts:
        yield f"{loaded.rounded_amounts:,} amounts were rounded to whole cents."
    if loaded.late_lines:
        yield (
            f"{loaded.late_lines:,} lines have another day than the first line of their"
            " order; the earliest day counts."
        )
