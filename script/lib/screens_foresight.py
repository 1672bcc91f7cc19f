"""Screens of the forecasts, next purchases, installed base, suggestions and warnings."""

from screen import CARD, FORM, PORTRAIT, ROW, Screen

NEXT_PURCHASES = "/odoo/customer-next-purchases"
CONTACT = "button[name=action_view_partner]"
ANYBODYS = ".o_searchview_facet .o_facet_remove"  # not only the own customers

FORESIGHT = [
    Screen(
        "forecast",
        "/odoo/customer-forecasts",
        (".o_searchview_facet .o_facet_remove", ".o_data_row"),
    ),
    Screen(
        "forecast_categories",
        "/odoo/customer-categories-lost",
        (".o_group_header", ".o_data_row"),
    ),
    Screen(
        "forecast_grades",
        "/odoo/customer-forecast-runs",
        (ROW, "[data-figure=calibration] canvas"),
        height=1400,
    ),
    Screen(
        "forecast_grades_list",
        "/odoo/customer-forecast-runs",
        (ROW, ".o_notebook .nav-item:nth-child(2) .nav-link", ".o_data_row"),
        height=1100,
    ),
    Screen("installed", "/odoo/installed-base", (".o_data_row",)),
    Screen("installed_item", "/odoo/installed-base", (ROW, FORM), height=1300),
    Screen(
        "installed_kanban",
        "/odoo/installed-base",
        (".o_switch_view.o_kanban", CARD),
    ),
    Screen(
        "installed_calendar",
        "/odoo/installed-base",
        (".o_switch_view.o_calendar", ".fc"),
    ),
    Screen(
        "installed_pivot",
        "/odoo/installed-base",
        (".o_switch_view.o_pivot", ".o_pivot td"),
    ),
    Screen(
        "installed_intake",
        "/odoo/installed-base",
        ("button[name=action_take_in_past_orders]", ".modal .o_form_view"),
    ),
    Screen("installed_warranty", "/odoo/ends-of-warranty", (".fc",)),
    Screen(
        "warnings",
        "/odoo/customer-warnings",
        (".o_searchview_facet .o_facet_remove", ".o_data_row"),
    ),
    Screen(
        "warning_rule",
        "/odoo/customer-warning-rules",
        (ROW, ".o_form_view [name=low_from]"),
        height=1000,
    ),
    Screen("foresee_purchases", NEXT_PURCHASES, (".o_data_row",)),
    Screen(
        "foresee_purchase",
        NEXT_PURCHASES,
        (".o_switch_view.o_kanban", CARD, FORM),
    ),
    Screen("foresee_purchases_pivot", NEXT_PURCHASES, (".o_switch_view.o_pivot", "td")),
    Screen("foresee_calendar", "/odoo/customer-replenishment-calendar", (".fc-event",)),
    Screen("foresee_together", "/odoo/customer-product-affinity", (".o_data_row",)),
    Screen(
        "foresee_buyers",
        "/odoo/customer-product-affinity",
        ("button[name=action_view_likely_buyers]", ".o_data_cell[name=score]"),
    ),
    Screen(
        "foresee_equipment",
        "/odoo/action-sale.product_template_action",
        (
            CARD,  # the anaesthesia station
            ".nav-link[name=customer_equipment]",
            ".active[name=customer_equipment]",
        ),
    ),
    Screen(
        "foresee_warnings", "/odoo/customer-warnings", (ANYBODYS, ".o_data_row .badge")
    ),
    Screen(
        "foresee_warnings_kanban",
        "/odoo/customer-warnings",
        (ANYBODYS, ".o_switch_view.o_kanban", CARD),
    ),
    Screen(
        "foresee_warning",
        "/odoo/customer-warnings",
        (ANYBODYS, ROW, f"{FORM} .alert"),
        height=1000,
    ),
    Screen(
        "foresee_contact",
        "/odoo/customer-warnings",
        (
            ANYBODYS,
            ROW,
            "button[name=action_view_customer]",
            PORTRAIT,
            CONTACT,
            ".o_form_sheet",
        ),
    ),
    Screen("foresee_precision", "/odoo/customer-warning-precision", (".o_data_row",)),
    Screen(
        "foresee_portrait",
        "/odoo/customer-warnings",
        (ANYBODYS, ROW, "button[name=action_view_customer]", PORTRAIT),
        height=2600,
    ),
    Screen(
        "foresee_settings",
        "/odoo/action-sale.action_sale_config_settings",
        ("#customer_forecast",),
        scroll_to="#customer_forecast",
        height=1600,
    ),
]
