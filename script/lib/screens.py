"""The screens that script/screenshots takes pictures of.

A screen is a path to open and a list of steps. A step is a selector: it is clicked once
it is there. The last one is only waited for.
"""

from screen import (
    CARD,
    CHART,
    CUSTOMERS,
    FORM,
    LIST,
    OPPORTUNITIES,
    PORTRAIT,
    ROW,
    Screen,
)
from screens_foresight import FORESIGHT

SERVICES = "/odoo/customer-tier-services"
PROMISES = "/odoo/customer-tier-promises"
BALANCE = tuple(
    f"[data-menu-xmlid='customer_tier.customer_tier_{menu}_menu']"
    for menu in ("reporting", "balance")
)

PLAYBOOKS = "/odoo/customer-tier-playbooks"


DASHBOARD = "[data-figure=months] canvas"
PICTURES = (
    ("dashboard", "/odoo/customer-tier-dashboard", (DASHBOARD,)),
    ("portrait", CUSTOMERS, (CARD, PORTRAIT)),
    ("quotation", "/odoo/orders", (ROW, ".o_tier_panel button")),
)
CAMPAIGNS = "/odoo/customer-campaigns"
RUNNING = f"{CARD} .text-bg-success"
PICTURES += (
    ("campaigns", CAMPAIGNS, (CARD,)),
    ("campaign_form", CAMPAIGNS, (RUNNING, FORM)),
    (
        "campaign_outcome",
        CAMPAIGNS,
        (RUNNING, ".nav-link[name=outcome]", ".o_tier_outcome_head"),
    ),
    (
        "campaign_wizard",
        CUSTOMERS,
        ("button[name=action_start_campaign]", ".o_customer_tier_left_out"),
    ),
)
LOOKS = {
    "": {},
    "_whole": {"height": 2400},
    "_dark": {"height": 2400, "dark": True},
    "_phone": {"height": 5200, "phone": True},
    "_zh": {"height": 2400, "language": "zh_CN"},
}


def tick(*rows):
    return tuple(
        f".o_data_row:nth-child({row}) .o_list_record_selector input" for row in rows
    )


SCREENS = [
    Screen("kanban", CUSTOMERS, (CARD,)),
    Screen("list", CUSTOMERS, LIST),
    Screen("pivot", CUSTOMERS, (".o_switch_view.o_pivot", ".o_pivot td")),
    Screen("graph", CUSTOMERS, (".o_switch_view.o_graph", CHART)),
    Screen(
        "contact",
        CUSTOMERS,
        (
            CARD,
            "button[name=action_view_partner]",
            ".nav-link[name=customer_tier]",
            ".active[name=customer_tier]",
        ),
        scroll_to=".o_notebook",
    ),
    Screen("moves", "/odoo/customer-tier-moves", (".o_data_row",)),
    Screen("run", "/odoo/customer-tier-runs", (ROW, "[name=rules_html] table")),
    Screen("policy", "/odoo/customer-tier-policies", (ROW, FORM)),
    *(
        Screen(
            f"policy_{page}",
            "/odoo/customer-tier-policies",
            (ROW, f".nav-link[name={page}]", f".nav-link.active[name={page}]"),
            scroll_to=".o_notebook",
        )
        for page in ("tiers", "stability", "data")
    ),
    Screen(
        "policy_dimension",
        "/odoo/customer-tier-policies",
        (
            ROW,
            "[name=dimension_ids] .o_field_x2many_list_row_add a",
            ".modal [name=method] .o_radio_item:nth-child(2) input",
        ),
    ),
    Screen(
        "campaign",
        CUSTOMERS,
        (
            LIST[0],
            *tick(1, 2, 3),
            "button[name=action_start_campaign]",
            ".o_customer_tier_left_out",
        ),
    ),
    Screen("campaigns_waiting", "/odoo/customer-campaigns-waiting", (CARD, FORM)),
    Screen("campaign_customers", "/odoo/customer-campaign-customers", (".o_data_row",)),
    Screen("campaign_steps", "/odoo/customer-campaign-steps", (".o_data_row",)),
    Screen(
        "plan",
        CUSTOMERS,
        (
            LIST[0],
            *tick(1, 2, 3),
            "button[name=action_plan_contact]",
            ".modal .o_data_row",
        ),
    ),
    Screen("search", CUSTOMERS, (".o_searchview_dropdown_toggler", ".o_filter_menu")),
    Screen(
        "moves_pivot",
        "/odoo/customer-tier-moves",
        (".o_switch_view.o_pivot", ".o_pivot td"),
    ),
    Screen(
        "moves_graph", "/odoo/customer-tier-moves", (".o_switch_view.o_graph", CHART)
    ),
    Screen("movement", "/odoo/customer-tier-movement", (".o_customer_tier_matrix td",)),
    Screen("months", "/odoo/customer-tier-months", (CHART,)),
    Screen(
        "tiers_on_date",
        "/odoo/action-customer_tier.customer_tier_state_day_action",
        ("button[name=action_open]", ".o_group_header"),
    ),
    Screen(
        "movement_phone",
        "/odoo/customer-tier-movement",
        (".o_customer_tier_matrix td",),
        phone=True,
    ),
    Screen("overrides", "/odoo/customer-tier-overrides", (".o_data_row",)),
    Screen("override", "/odoo/customer-tier-overrides", (ROW, FORM)),
    Screen("pending", "/odoo/customer-tier-pending", (".o_data_row",)),
    # the demo's draft; the simulation is the newest run from then on
    Screen(
        "draft",
        "/odoo/customer-tier-policies",
        (ROW, "button[name=action_try_change]", "button[name=action_discard_draft]"),
    ),
    Screen(
        "simulation",
        "/odoo/customer-tier-policies",
        (
            ROW,
            "button[name=action_try_change]",
            ".o_form_view:has([name=action_discard_draft]) [name=action_simulate]",
            ".o_customer_tier_matrix td",
        ),
    ),
    Screen(
        "simulation_rules",
        "/odoo/customer-tier-runs",
        (ROW, ".nav-link[name=rules_changes]", ".active[name=rules_changes]"),
        scroll_to=".o_notebook",
    ),
    Screen("runs", "/odoo/customer-tier-runs", (".o_data_row",)),
    Screen("policies", "/odoo/customer-tier-policies", (".o_data_row",)),
    Screen("tiers", "/odoo/customer-tier-tiers", (".o_data_row",)),
    Screen("segments", "/odoo/customer-tier-segments", (".o_data_row",)),
    Screen(
        "segment",
        "/odoo/customer-tier-segments",
        (ROW, FORM),
    ),
    Screen("services", SERVICES, (".o_data_row",)),
    Screen("service", SERVICES, (ROW, FORM)),
    Screen("promises", PROMISES, (".o_data_row",)),
    Screen("promises_pivot", PROMISES, (".o_switch_view.o_pivot", ".o_pivot td")),
    Screen("balance_wizard", CUSTOMERS, (*BALANCE, ".modal [name=action_show]")[:3]),
    Screen(
        "balance", CUSTOMERS, (*BALANCE, ".modal [name=action_show]", ".o_group_header")
    ),
    Screen(
        "rising",
        CUSTOMERS,
        (*BALANCE, ".modal [name=action_show_quiet]", ".o_data_row"),
    ),
    Screen("contacts", "/odoo/contacts?view_type=list", (".o_data_row",)),
    Screen("contacts_kanban", "/odoo/contacts?view_type=kanban", (CARD,)),
    Screen(
        "institution",
        CUSTOMERS,
        (
            CARD,
            "button[name=action_view_partner]",
            ".nav-link[name=institution]",
            ".active[name=institution]",
        ),
        scroll_to=".o_notebook",
    ),
    Screen("duplicates", "/odoo/customer-duplicates", (".o_data_row",)),
    Screen(
        "duplicate_merge",
        "/odoo/customer-duplicates",
        (".o_data_row button[name=action_merge]", ".modal .o_data_row"),
    ),
    Screen("institution_types", "/odoo/institution-types", (".o_data_row",)),
    Screen("completeness", "/odoo/customer-completeness", (".o_data_row",)),
    Screen(
        "orders",
        "/odoo/orders",
        (
            ".o_facet_remove",
            ".o_data_row",
        ),
    ),
    Screen("order", "/odoo/orders", (ROW, ".o_tier_panel")),
    # open from here on: the browser remembers it
    Screen(
        "order_panel",
        "/odoo/orders",
        (ROW, ".o_tier_panel [aria-expanded=false]", ".o_tier_panel_body"),
    ),
    Screen(
        "order_panel_phone", "/odoo/orders", (CARD, ".o_tier_panel_body"), phone=True
    ),
    Screen(
        "order_panel_zh", "/odoo/orders", (ROW, ".o_tier_panel_body"), language="zh_CN"
    ),
    Screen(
        "settings",
        "/odoo/action-sale.action_sale_config_settings",
        ("#customer_tier_schedule",),
        scroll_to="#customer_tier_schedule",
    ),
    Screen(
        "sales_analysis",
        "/odoo/action-sale.action_order_report_all",
        (".o_switch_view.o_pivot", ".o_pivot td"),
    ),
    Screen("leads", OPPORTUNITIES, (CARD,)),
    Screen("leads_list", OPPORTUNITIES, LIST),
    Screen("lead", OPPORTUNITIES, (CARD, FORM)),
    Screen("playbooks", PLAYBOOKS, (CARD,)),
    Screen("playbook", PLAYBOOKS, (CARD, FORM), height=1000),
    Screen(
        "playbook_step",
        PLAYBOOKS,
        (CARD, "[name=step_ids] .o_data_cell[name=name]", ".modal .o_form_sheet"),
        height=1000,
    ),
    Screen(
        "playbook_trigger",
        "/odoo/action-customer_tier.customer_tier_playbook_trigger_action",
        (ROW, FORM),
    ),
    Screen("playbooks_phone", PLAYBOOKS, (CARD,), phone=True),
    Screen("playbooks_zh", PLAYBOOKS, (CARD,), language="zh_CN"),
    Screen("kanban_phone", CUSTOMERS, (CARD,), phone=True),
    Screen("profile_phone", CUSTOMERS, (CARD, FORM), phone=True),
    Screen("policy_phone", "/odoo/customer-tier-policies", (ROW, FORM), phone=True),
    Screen(
        "moves_phone",
        "/odoo/customer-tier-moves",
        (".o_data_row,.o_kanban_record",),
        phone=True,
    ),
    Screen("kanban_zh", CUSTOMERS, (CARD,), language="zh_CN"),
    Screen("list_zh", CUSTOMERS, LIST, language="zh_CN"),
    Screen("profile_zh", CUSTOMERS, (CARD, FORM), language="zh_CN"),
    Screen(
        "run_zh",
        "/odoo/customer-tier-runs",
        (ROW, "[name=rules_html] table"),
        language="zh_CN",
    ),
    Screen(
        "movement_zh",
        "/odoo/customer-tier-movement",
        (".o_customer_tier_matrix td",),
        language="zh_CN",
    ),
    Screen("policy_zh", "/odoo/customer-tier-policies", (ROW, FORM), language="zh_CN"),
    *(
        Screen(f"{name}{suffix}", *where, **how)
        for name, *where in PICTURES
        for suffix, how in LOOKS.items()
    ),
    *FORESIGHT,
]
