from datetime import date, datetime, time, timedelta

from passlib.context import CryptContext

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

# Tests never depend on the day they run: recomputes are made as of this one.
AS_OF = date(2026, 3, 31)

# Passwords of test users: hashing one as safely as a real one takes half a second.
QUICK_HASH = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)


class TierCase(TransactionCase):
    """A company of its own, with factories for customers, orders and invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = type(cls.env["res.users"])
        cls.classPatch(users, "_crypt_context", lambda users: QUICK_HASH)
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, mail_create_nolog=True)
        )
        cls.company = cls._company("Tier Test Company")
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.company = cls.company.with_env(cls.env)
        cls.policy = cls._policy(cls.company)
        cls.product = cls.env["product.product"].create(
            {"name": "Analyser", "type": "service", "list_price": 1, "taxes_id": False}
        )
        cls.tier_a = cls.env.ref("customer_tier.tier_a")
        cls.tier_b = cls.env.ref("customer_tier.tier_b")
        cls.tier_c = cls.env.ref("customer_tier.tier_c")

    @classmethod
    def _company(cls, name, currency="base.EUR", time_zone="UTC"):
        currency = cls.env.ref(currency)
        currency.active = True
        company = cls.env["res.company"].create(
            {"name": name, "currency_id": currency.id}
        )
        company.partner_id.tz = time_zone
        return company

    @classmethod
    def _policy(cls, company):
        """The policy that the company was given when it was made."""
        return cls.env["customer.tier.policy"].search([("company_id", "=", company.id)])

    @classmethod
    def _customer(cls, name="Hospital", **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    @classmethod
    def _order(cls, partner, days_ago, amount, state="sale", company=None, **values):
        """An order of one line, ``days_ago`` before AS_OF at noon UTC, untaxed ``amount``."""
        return cls._order_at(
            partner,
            datetime.combine(AS_OF - timedelta(days=days_ago), time(12)),
            amount,
            state,
            company,
            **values,
        )

    @classmethod
    def _order_at(
        cls, partner, date_order, amount, state="sale", company=None, **values
    ):
        company = company or cls.company
        order = (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "date_order": date_order,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "product_uom_qty": -1 if amount < 0 else 1,
                                "price_unit": abs(amount),
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        # not action_confirm: that would set the date to now
        order.write({"state": state, "date_order": date_order})
        return order

    @classmethod
    def _accounting(cls, company=None):
        """The least that invoices need, instead of a chart of accounts."""
        company = company or cls.company
        model = cls.env["account.account"].with_company(company)
        receivable, income = model.create(
            [
                {
                    "name": "Debtors",
                    "code": "110000",
                    "account_type": "asset_receivable",
                },
                {"name": "Sales", "code": "400000", "account_type": "income"},
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Invoices",
                "code": "INV",
                "type": "sale",
                "company_id": company.id,
                "default_account_id": income.id,
            }
        )
        cls.env["ir.default"].set(
            "res.partner",
            "property_account_receivable_id",
            receivable.id,
            company_id=company.id,
        )

    @classmethod
    def _invoice(
        cls, partner, days_ago, amount, kind="out_invoice", post=True, **values
    ):
        """An invoice or credit note of one line, dated ``days_ago`` before AS_OF."""
        day = AS_OF - timedelta(days=days_ago)
        move = (
            cls.env["account.move"]
            .with_company(values.get("company_id") or cls.company)
            .create(
                {
                    "move_type": kind,
                    "partner_id": partner.id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _run(cls, company=None, as_of=AS_OF, mode="live"):
        run = cls.env["customer.tier.run"].create(
            {"company_id": (company or cls.company).id, "as_of": as_of, "mode": mode}
        )
        run.action_run()
        return run

    @classmethod
    def _profile(cls, partner, company=None):
        return (
            cls.env["customer.profile"]
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", (company or cls.company).id),
                ]
            )
        )

    @classmethod
    def _user(cls, login, groups="customer_tier.group_user", company=None, **values):
        company = company or cls.company
        return new_test_user(
            cls.env(context=dict(cls.env.context, no_reset_password=True)),
            login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **values,
        )
