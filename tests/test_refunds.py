from odoo.fields import Command
from odoo.tests import tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestRefunds(TierCase):
    """Policies that count posted invoices: credit notes are taken off again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._accounting()
        cls.policy.purchase_source = "invoice"
        cls.hospital = cls._customer()

    def _credit(self, invoice, days_ago, amount, **values):
        return self._invoice(
            invoice.partner_id,
            days_ago,
            amount,
            kind="out_refund",
            reversed_entry_id=invoice.id,
            **values,
        )

    def test_last_purchases_of_the_customer_are_its_invoices(self):
        invoice = self._invoice(self.hospital, 10, 100)
        self._order(self.hospital, 5, 900)
        self._run()
        department = self._customer(
            "Radiology", parent_id=self.hospital.id, is_company=False
        )
        self.assertEqual(department.customer_last_invoice_ids, invoice)
        self.assertFalse(department.customer_last_order_ids)
        action = self._profile(self.hospital).action_view_purchases()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, invoice)

    def _exchange_accounting(self):
        """What Odoo needs to reconcile a credit note of another rate."""
        company = self.company
        gain, loss = (
            self.env["account.account"]
            .with_company(company)
            .create(
                [
                    {"name": "Gain", "code": "760000", "account_type": "income"},
                    {"name": "Loss", "code": "660000", "account_type": "expense"},
                ]
            )
        )
        company.income_currency_exchange_account_id = gain
        company.expense_currency_exchange_account_id = loss
        company.currency_exchange_journal_id = self.env["account.journal"].create(
            {
                "name": "Exchange",
                "code": "EXCH",
                "type": "general",
                "company_id": company.id,
            }
        )

    def _metrics(self, **kwargs):
        """``(recency, frequency, monetary)`` of the hospital; None: a prospect."""
        line = self._run(mode="simulation", **kwargs).line_ids
        return (line.recency_days, line.frequency, line.monetary) if line else None

    def test_credit_note_lowers_monetary_not_frequency(self):
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, 10, 30)
        self.assertEqual(self._metrics(), (20, 1, 70), "nor is it a newer purchase")

    def test_a_credit_note_to_somebody_else_still_takes_the_invoice_back(self):
        """For one customer alone, as in a portrait, as well as for all of them."""
        invoice = self._invoice(self.hospital, 20, 100)
        self._invoice(self.hospital, 50, 40)
        self._invoice(
            self._customer("Head Office"),
            10,
            100,
            kind="out_refund",
            reversed_entry_id=invoice.id,
        )
        self._run()
        profile = self._profile(self.hospital)
        self.assertEqual((profile.frequency, profile.monetary), (1, 140))
        purchases = profile.get_portrait(parts=["purchases"])["purchases"]
        self.assertEqual(
            [(point["kind"], point["amount"]) for point in purchases["points"]],
            [("sale", 40), ("void", 100)],
        )

    def test_credit_note_of_no_invoice_lowers_monetary(self):
        self._invoice(self.hospital, 20, 100)
        self._invoice(self.hospital, 10, 100, kind="out_refund")
        self.assertEqual(self._metrics(), (20, 1, 0))

    def test_invoice_credited_in_full_is_no_purchase(self):
        self._invoice(self.hospital, 50, 40)
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, 10, 100)
        self.assertEqual(self._metrics(), (50, 1, 40))

    def test_invoice_credited_in_full_by_two_credit_notes_is_no_purchase(self):
        self._invoice(self.hospital, 50, 40)
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, 10, 60)
        self.assertEqual(self._metrics(), (20, 2, 80))
        self._credit(invoice, 9, 40)
        self.assertEqual(self._metrics(), (50, 1, 40))

    def test_customer_whose_only_invoice_is_reversed_is_a_prospect(self):
        invoice = self._invoice(self.hospital, 20, 100)
        invoice._reverse_moves([{"invoice_date": AS_OF, "date": AS_OF}], cancel=True)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertIsNone(self._metrics())

    def test_invoice_written_again_after_its_reversal_counts_once(self):
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, 10, 100)
        self._invoice(self.hospital, 5, 90)
        self.assertEqual(self._metrics(), (5, 1, 90))

    def test_credit_note_after_as_of_does_not_count(self):
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, -1, 100)
        self.assertEqual(self._metrics(), (20, 1, 100))

    def test_credit_note_on_as_of_counts(self):
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, 0, 99)
        self.assertEqual(self._metrics(), (20, 1, 1))

    def test_draft_and_cancelled_invoices_do_not_count(self):
        self._invoice(self.hospital, 5, 100, post=False)
        self._invoice(self.hospital, 6, 100).button_cancel()
        self.assertIsNone(self._metrics())

    def test_draft_and_cancelled_credit_notes_do_not_count(self):
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, 10, 100, post=False)
        self._credit(invoice, 9, 100).button_cancel()
        self.assertEqual(self._metrics(), (20, 1, 100))

    def test_vendor_bills_are_not_purchases(self):
        self.env["account.journal"].create(
            {
                "name": "Bills",
                "code": "BILL",
                "type": "purchase",
                "company_id": self.company.id,
            }
        )
        expense, payable = (
            self.env["account.account"]
            .with_company(self.company)
            .create(
                [
                    {"name": "Expense", "code": "600000", "account_type": "expense"},
                    {
                        "name": "Debts",
                        "code": "210000",
                        "account_type": "liability_payable",
                    },
                ]
            )
        )
        self.hospital.property_account_payable_id = payable
        line = {"name": "Rent", "price_unit": 10, "account_id": expense.id}
        self._invoice(
            self.hospital,
            5,
            0,
            kind="in_invoice",
            invoice_line_ids=[Command.create({**line, "tax_ids": [Command.clear()]})],
        )
        self.assertIsNone(self._metrics())

    def test_orders_do_not_count_beside_invoices(self):
        self._order(self.hospital, 1, 1000)
        self._invoice(self.hospital, 20, 100)
        self.assertEqual(self._metrics(), (20, 1, 100))

    def test_invoice_in_foreign_currency_counts_at_its_own_rate(self):
        self._exchange_accounting()
        dollar = self.env.ref("base.USD")
        dollar.active = True
        rate = self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 1.25,
            }
        )
        invoice = self._invoice(self.hospital, 20, 125, currency_id=dollar.id)
        rate.rate = 5
        self.assertEqual(self._metrics(), (20, 1, 100))
        self._credit(invoice, 1, 125, currency_id=dollar.id)
        self.assertIsNone(self._metrics(), "credited in full, whatever the rate is now")

    def test_credit_note_in_another_currency_is_held_against_the_amount_not_the_number(
        self,
    ):
        self._exchange_accounting()
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": yen.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 160,
            }
        )
        invoice = self._invoice(self.hospital, 20, 100)
        self._credit(invoice, 10, 160, currency_id=yen.id)  # 1 euro
        self.assertEqual(self._metrics(), (20, 1, 99))
        self._credit(invoice, 9, 15840, currency_id=yen.id)  # the other 99
        self.assertIsNone(self._metrics())

    def test_returned_order_lowers_monetary_not_frequency(self):
        self.policy.purchase_source = "sale"
        self._order(self.hospital, 20, 100)
        self._order(self.hospital, 10, -30)
        self.assertEqual(self._metrics(), (20, 1, 70))
