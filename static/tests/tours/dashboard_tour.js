import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const FIGURE = (name) => `.o_customer_tier_dashboard [data-figure=${name}]`;
const CANVAS = (name) => ({
    content: `the picture ${name} has pixels`,
    trigger: `${FIGURE(name)} canvas`,
    run: "canvasNotEmpty",
});
const OPEN_APP = () =>
    stepUtils.goToAppSteps("customer_tier.customer_tier_menu_root", "Open the app");
const BACK = {
    content: "back to the dashboard",
    trigger: ".breadcrumb-item:contains(Dashboard) a, .o_back_button a",
    run: "click",
};

/** A manager opens the app, looks at the figures, and at the customers behind them. */
registry.category("web_tour.tours").add("customer_tier_dashboard", {
    url: "/odoo",
    steps: () => [
        ...OPEN_APP(),
        CANVAS("pareto"),
        CANVAS("scatter"),
        CANVAS("months"),
        {
            content: "tier A has its customers",
            trigger: ".o_tier_tile[data-tier=A]:contains(1 customer)",
        },
        {
            content: "who buys most often",
            trigger: `${FIGURE("heat")} button[data-frequency="5"]`,
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains(Falling Lab), .o_kanban_record:contains(Falling Lab)",
        },
        BACK,
        {
            content: "who fell from A to B",
            trigger: `${FIGURE("movement")} path[data-kind=down]`,
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(Falling Lab)" },
        BACK,
        { trigger: `${FIGURE("scatter")} .o_tier_figure_table`, run: "click" },
        { trigger: `${FIGURE("scatter")} tbody tr:contains(Falling Lab)` },
        { trigger: `${FIGURE("scatter")} .o_tier_figure_table[aria-pressed=true]`, run: "click" },
        CANVAS("scatter"),
        {
            content: "the customer that needs attention",
            trigger: `${FIGURE("attention")} tbody button`,
            run: "click",
        },
        { trigger: ".o_form_view .o_form_sheet" },
    ],
});

/** A salesperson lands on the customers, and finds the dashboard among the reports. */
registry.category("web_tour.tours").add("customer_tier_dashboard_rep", {
    url: "/odoo",
    steps: () => [
        ...OPEN_APP(),
        { trigger: ".o_breadcrumb:contains(Customers)" },
        { trigger: ".o_menu_sections button:contains(Reporting)", run: "click" },
        { trigger: ".dropdown-item:contains(Dashboard)", run: "click" },
        {
            content: "only their own customers are counted",
            trigger: ".o_dashboard_summary:contains(2 customers)",
        },
    ],
});
