"""Take pictures of the main screens; see script/screenshots, which calls this.

A screen is a path to open and a list of steps. A step is a selector: it is clicked once
it is there. The last one is only waited for.
"""

import base64
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from chromium import BrowserError, Chromium

DESKTOP = (1280, 800)
PHONE = (390, 844)


@dataclass
class Screen:
    name: str
    path: str
    steps: tuple
    main: bool = False  # shown on the page of the app
    phone: bool = False
    dark: bool = False
    height: int = 0  # of the window, to see more of a long page
    language: str = "en_US"
    scroll_to: str = ""


CUSTOMERS = "/odoo/customer-tiers"
OPPORTUNITIES = "/odoo/action-crm.crm_lead_opportunities"
LIST = (".o_switch_view.o_list", ".o_data_row")
ROW = ".o_data_row .o_data_cell:not(.o_list_record_selector)"
FORM = ".o_form_view .o_form_sheet"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
CHART = ".o_graph_renderer canvas"
PORTRAIT = ".o_tier_portrait [data-panel=history]"

SERVICES = "/odoo/customer-tier-services"
PROMISES = "/odoo/customer-tier-promises"
BALANCE = tuple(
    f"[data-menu-xmlid='customer_tier.customer_tier_{menu}_menu']"
    for menu in ("reporting", "balance")
)


DASHBOARD = "[data-figure=months] canvas"
PICTURES = (
    ("dashboard", "/odoo/customer-tier-dashboard", (DASHBOARD,)),
    ("portrait", CUSTOMERS, (CARD, PORTRAIT)),
    ("quotation", "/odoo/orders", (ROW, ".o_tier_panel button")),
)
LOOKS = {
    "": {"main": True},
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
    Screen("kanban", CUSTOMERS, (CARD,), main=True),
    Screen("list", CUSTOMERS, LIST, main=True),
    Screen("pivot", CUSTOMERS, (".o_switch_view.o_pivot", ".o_pivot td"), main=True),
    Screen("graph", CUSTOMERS, (".o_switch_view.o_graph", CHART), main=True),
    Screen("profile", CUSTOMERS, (CARD, FORM), main=True),
    Screen(
        "contact",
        CUSTOMERS,
        (
            CARD,
            "button[name=action_view_partner]",
            ".nav-link[name=customer_tier]",
            ".active[name=customer_tier]",
        ),
        main=True,
        scroll_to=".o_notebook",
    ),
    Screen("moves", "/odoo/customer-tier-moves", (".o_data_row",), main=True),
    Screen(
        "run", "/odoo/customer-tier-runs", (ROW, "[name=rules_html] table"), main=True
    ),
    Screen(
        "policy",
        "/odoo/customer-tier-policies",
        (ROW, FORM),
        main=True,
    ),
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
            ".modal .o_data_row",
        ),
        main=True,
    ),
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
        main=True,
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
]


# Odoo Community has the bundle of the dark web client, but neither its colors nor a switch:
# these are the colors, and the style sheet is exchanged before anything is drawn.
DARK_STYLE = """
$o-webclient-color-scheme: dark;
$o-white: #14171f; $o-black: #ffffff;
$o-gray-100: #1b1f29; $o-gray-200: #262a36; $o-gray-300: #3c3e4b; $o-gray-400: #5a5e6b;
$o-gray-500: #6b707f; $o-gray-600: #a3a8b3; $o-gray-700: #b9bdc6; $o-gray-800: #d1d4da;
$o-gray-900: #e4e4e4;
$o-view-background-color: #262a36;
$o-action: #9b8cd9; $o-main-link-color: #b3a5ee; $o-navbar-entry-color: #ffffff;
"""
DARK_SHEET = "/web/assets/any/web.assets_web_dark.min.css"
GO_DARK = """
new MutationObserver(() => {
    for (const link of document.querySelectorAll("link[href*='/web.assets_web.']")) {
        link.href = "DARK_SHEET";
    }
}).observe(document, { childList: true, subtree: true });
""".replace("DARK_SHEET", DARK_SHEET)


class Photographer:
    """A user in a browser, who opens screens and takes pictures of them."""

    def __init__(self, browser, address, database):
        self.browser = browser
        self.address = address
        self.language = None
        browser.size(*DESKTOP)
        browser.go(f"{address}/web/login?db={database}")
        self.user_id = self._post(
            "/web/session/authenticate",
            {"db": database, "login": "admin", "password": "admin"},
        )["uid"]
        self.speak("en_US")

    def speak(self, language):
        if language == self.language:
            return
        self._call("res.users", "write", [self.user_id], {"lang": language})
        self.language = language

    def learn_dark(self):
        """Make the style sheet of dark screens known; the answer takes that back."""
        url = "/customer_tier/dark.scss"
        style = {"name": url, "url": url, "mimetype": "text/scss", "type": "binary"}
        data = base64.b64encode(DARK_STYLE.encode()).decode()
        attachment = self._call("ir.attachment", "create", style | {"datas": data})
        asset = self._call(
            "ir.asset",
            "create",
            {
                "name": url,
                "path": url,
                "bundle": "web.assets_web_dark",
                "directive": "prepend",
            },
        )

        self._forget_compiled()
        # compiled now, it is there before the first chart is drawn
        self.browser.run(
            f"fetch({json.dumps(DARK_SHEET)}).then((answer) => answer.text())"
        )

        def forget():
            self._call("ir.asset", "unlink", [asset])
            self._call("ir.attachment", "unlink", [attachment])
            self._forget_compiled()

        return forget

    def _forget_compiled(self):
        compiled = [("url", "=like", "/web/assets/%web.assets_web_dark%")]
        found = self._call("ir.attachment", "search", compiled)
        self._call("ir.attachment", "unlink", found)

    def _call(self, model, method, *args):
        return self._post(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "params": params})
        answer = self.browser.run(
            f"""fetch({json.dumps(path)}, {{
                method: "POST",
                headers: {{"Content-Type": "application/json"}},
                body: {json.dumps(body)},
            }}).then((response) => response.json())"""
        )
        if "error" in answer:
            raise BrowserError(f"{path}: {answer['error']['data']['message']}")
        return answer["result"]

    def take(self, screen, path):
        browser = self.browser
        self.speak(screen.language)
        width, height = PHONE if screen.phone else DESKTOP
        browser.size(width, screen.height or height, phone=screen.phone)
        browser.before_each_page(GO_DARK if screen.dark else "")
        # else only the fragment may change, and nothing is loaded
        browser.go("about:blank")
        browser.go(self.address + screen.path)
        *clicks, last = screen.steps
        for selector in clicks:
            browser.click(selector)
        browser.wait(last)
        if screen.scroll_to:
            browser.run(
                f"document.querySelector({json.dumps(screen.scroll_to)}).scrollIntoView()"
            )
        self._settle()
        browser.picture(path)

    def _settle(self):
        """Let images, charts and animations come to rest."""
        self.browser.wait_until(
            "[...document.images].every((i) => i.complete || i.loading === 'lazy')"
            " && !document.querySelector('.o_blockUI')"
        )
        time.sleep(0.8)


def main(address, database, executable, main_folder, other_folder, wanted):
    screens = [screen for screen in SCREENS if wanted in screen.name]
    failed = []
    with Chromium(executable) as browser:
        photographer = Photographer(browser, address, database)
        forget_dark = photographer.learn_dark()
        for number, screen in enumerate(screens, start=1):
            folder = Path(main_folder if screen.main else other_folder)
            path = folder / f"screenshot_{screen.name}.png"
            print(f"[{number}/{len(screens)}] {path.name} ...", end=" ", flush=True)
            try:
                photographer.take(screen, path)
                print(f"{path.stat().st_size // 1000} kB")
            except BrowserError as error:
                failed.append(screen.name)
                print(f"failed: {error}")
        forget_dark()
        photographer.speak("en_US")
    if failed:
        sys.exit(f"script/screenshots: not taken: {', '.join(failed)}")


main(*sys.argv[1:])
