from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import SQL

from ..forecast.grade import NO_SIGNAL, TOO_FEW, wilson
from ..foresight.warning import KINDS, ledger, planning, precision, returns, revenue
from ..foresight.warning.scene import PURCHASES, Scene, create_purchases

# Kinds that are told from what another step of the run wrote.
TOLD_BY = {"slow": "forecast", "category": "categories"}


class CustomerForecastRun(models.Model):
    """Warnings: seen, opened, brought up to date, closed, planned, and graded."""

    _inherit = "customer.forecast.run"

    def _step_warnings(self):
        rules = self.env["customer.warning.rule"]._of_company(self.company_id)
        scene = self._warning_scene()
        kinds = self._kinds_to_judge()
        rules_now = [rule for rule in rules if rule.kind in kinds]
        self.env.cr.execute(
            create_purchases(scene, self._first_purchase_day(scene, rules))
        )
        self._see_signs(scene, rules_now)
        self._hand_over_activities(scene)
        written = self._write_warnings(scene, kinds, rules_now)
        self._plan_warnings(scene)
        self._grade_warnings(scene, rules)
        return written

    def _warning_scene(self):
        company = self.company_id
        zone = company._tier_time_zone()
        scene = Scene(
            company_id=company.id,
            as_of=self.as_of,
            time_zone=zone,
            horizon=company.customer_forecast_horizon,
            buyers=company._tier_buyers(self.as_of),
        )
        return Scene(**vars(scene) | {"complaints": self._complaints(scene)})

    def _complaints(self, scene):
        """SQL of rows ``(customer_id, day)``: the tickets of Helpdesk, where it is installed.

        To be extended by whoever keeps complaints elsewhere. None: nobody keeps them.
        """
        if "helpdesk.ticket" in self.env:
            return returns.tickets(scene.company_id, scene.end, scene.time_zone)
        return None

    def _kinds_to_judge(self):
        """All but those told from what failed in this run, or could not be told for lack of a
        signal: about them nothing new is known, and what was known is not over for that."""
        done = set(
            self.step_ids.filtered(lambda step: step.state == "done").mapped("step")
        )
        if self._shown_verdict() in (NO_SIGNAL, TOO_FEW):
            done.discard("categories")
        return [kind for kind in KINDS if TOLD_BY.get(kind) in {None, *done}]

    def _first_purchase_day(self, scene, rules):
        """How far back purchases are needed by any rule, and by the precision."""
        days = [precision.first_day_needed(scene)]
        for rule in rules:
            days.append(scene.before(2 * rule.window_days))
            if rule.kind == "revenue":
                days.append(revenue.first_day_needed(scene, rule))
        return max(min(days), fields.Date.to_date("1900-01-01"))

    def _see_signs(self, scene, rules):
        self.env.cr.execute(ledger.create_signs())
        for rule in rules:
            rows = KINDS[rule.kind](scene, rule)
            self.env.cr.execute(ledger.add_signs(scene, rule, rows))
        self.env.cr.execute(SQL("ANALYZE %s", ledger.SIGNS))

    def _write_warnings(self, scene, kinds, rules):
        """:return: how many warnings were opened, changed or closed"""
        watched = [
            SQL("(warning.kind = %s AND %s)", rule.kind, rule.applies) for rule in rules
        ]
        written = 0
        for statement in (
            ledger.update_open(scene),
            ledger.close(
                scene,
                kinds,
                SQL("(%s)", SQL(" OR ").join([*watched, SQL("FALSE")])),
                PURCHASES,
            ),
            ledger.reopen(scene),
            ledger.open_new(scene, fields.Datetime.now()),
        ):
            self.env.cr.execute(statement)
            written += self.env.cr.rowcount
        self.env["customer.warning"].invalidate_model()
        self._drop_activities_of_closed()
        return written

    # --------------------------------------------------------------- activities

    def _drop_activities_of_closed(self):
        """What comes back is planned again, unless it was done, or thought needless, before."""
        closed = self.env["customer.warning"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("activity_id.active", "=", True),
            ]
        )
        closed._drop_activities()
        closed.planned_on = False
        self.env.flush_all()

    def _hand_over_activities(self, scene):
        """What is planned for the owner before goes to the new one, without a mail for each."""
        for activity_id, user_id in self.env.execute_query(planning.handed_over(scene)):
            activity = self.env["mail.activity"].browse(activity_id)
            activity.with_context(mail_activity_quick_update=True).user_id = user_id
        self.env.flush_all()

    def _plan_warnings(self, scene):
        rows = self.env.execute_query(planning.due_for_planning(scene))
        for warning in self.env["customer.warning"].browse(id_ for [id_] in rows):
            self._plan_warning(warning)
        self.env.flush_all()

    def _plan_warning(self, warning):
        rule, user = warning.rule_id, warning.user_id
        told = warning.with_context(lang=user.lang)
        kinds = dict(told._fields["kind"]._description_selection(told.env))
        activity = warning.partner_id.with_context(
            mail_activity_quick_update=True,  # no mail for each: they come every day
            allowed_company_ids=self.company_id.ids,
        ).activity_schedule(
            activity_type_id=rule.activity_type_id.id,
            date_deadline=self.as_of + timedelta(days=rule.activity_days),
            summary=kinds[warning.kind],
            note=self._activity_note(told),
            user_id=user.id,
        )
        warning.write({"activity_id": activity.id, "planned_on": self.as_of})

    def _activity_note(self, warning):
        """What to do, and the way to the reason.

        Not the reason itself: whoever reads contacts reads what is planned for them, and evidence
        tells of revenue and of invoices.
        """
        advice = Markup("<p>%s</p>") % warning.advice if warning.advice else ""
        link = warning._get_html_link(title=warning.env._("See why"))
        return Markup("%s<p>%s</p>") % (advice, link)

    # ---------------------------------------------------------------- precision

    def _grade_warnings(self, scene, rules):
        """Write down how often each rule was right."""
        rows = self.env["customer.warning.precision"]
        rows.search([("company_id", "=", scene.company_id)]).unlink()
        found = {
            rule_id: (warned, lapsed)
            for rule_id, warned, lapsed in self.env.execute_query(
                precision.lapsed(scene)
            )
        }
        for rule in rules:
            if rule.rule_id in found:
                [base] = self.env.execute_query(precision.base_rate(scene, rule))
                rows.create(self._grade(scene, rule, *found[rule.rule_id], *base))

    def _grade(self, scene, rule, warned, lapsed, customers, customers_lapsed):
        interval = wilson(lapsed, warned)
        rate = customers_lapsed / customers if customers else 0
        least = self.env["customer.warning.rule"].browse(rule.rule_id).min_warned
        verdict = "useful" if interval.low > rate else "useless"
        return {
            "rule_id": rule.rule_id,
            "company_id": scene.company_id,
            "horizon_days": scene.horizon,
            "date_from": precision.first_day_needed(scene) + timedelta(days=1),
            "date_to": scene.before(scene.horizon),
            "warned": warned,
            "lapsed": lapsed,
            "precision": interval.value,
            "precision_low": interval.low,
            "precision_high": interval.high,
            "base_customers": customers,
            "base_lapsed": customers_lapsed,
            "base_rate": rate,
            "lift": interval.value / rate if rate else 0,
            "verdict": verdict if warned >= least else "early",
        }
