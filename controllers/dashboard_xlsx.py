import json

from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..report.dashboard_workbook import DashboardWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DashboardXlsx(http.Controller):
    @http.route(
        "/customer_tier/dashboard.xlsx",
        type="http",
        auth="user",
        methods=["GET", "POST"],  # the web client downloads by POST
        readonly=True,
    )
    def dashboard(
        self, company_id=None, domain="[]", from_day=None, to_day=None, **_kw
    ):
        """The figures of the dashboard as a spreadsheet, for the same customers and days."""
        env = self._env(company_id)
        try:
            workbook = DashboardWorkbook(env, self._domain(domain), from_day, to_day)
            content = workbook.content()
        except AccessError:
            raise  # not what was asked for is wrong, but who asks
        except UserError as error:
            raise BadRequest(str(error)) from error
        name = env._(
            "Customers of %(company)s, %(date)s",
            company=env.company.name,
            date=workbook.overview["today"],
        )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )

    def _env(self, company_id):
        """The environment of the user in this company."""
        user = request.env.user
        try:
            company = user.company_ids.browse(int(company_id or user.company_id.id))
        except ValueError:
            company = user.company_ids.browse()
        if company not in user.company_ids:
            raise BadRequest(
                request.env._("You have no access to this company, or there is none.")
            )
        return request.env(
            context={**request.env.context, "allowed_company_ids": company.ids}
        )

    def _domain(self, text):
        try:
            domain = json.loads(text or "[]")
        except ValueError:
            domain = None
        if not isinstance(domain, list):
            raise BadRequest(request.env._("The filter has to be a list, as JSON."))
        return domain
