import { registry } from "@web/core/registry";

const OPEN = ".o_menu_sections button:contains(Forecast)";

/** A manager looks at who is leaving, at the categories lost, and how far all that can be believed. */
registry.category("web_tour.tours").add("customer_tier_forecast", {
    url: "/odoo/customer-tiers",
    steps: () => [
        { trigger: OPEN, run: "click" },
        { trigger: ".dropdown-item:contains(Churn Risk)", run: "click" },
        { trigger: ".o_searchview_facet:contains(Likely to Leave)" },
        { trigger: ".o_data_row:contains(Hospital 0)" },
        { trigger: OPEN, run: "click" },
        { trigger: ".dropdown-item:contains(Categories Lost)", run: "click" },
        {
            trigger: ".o_searchview_facet:contains(Customer Still Buys) .o_facet_remove",
            run: "click",
        },
        { trigger: ".o_group_header:contains(Reagents)", run: "click" },
        { trigger: ".o_data_row:contains(Hospital 0)" },
        { trigger: OPEN, run: "click" },
        { trigger: ".dropdown-item:contains(Forecast Grades)", run: "click" },
        { trigger: ".o_data_row .o_data_cell[name=as_of]", run: "click" },
        { trigger: ".o_tier_forecast_verdict:contains(AUC)" },
        { trigger: "[data-figure=calibration] canvas" },
        { trigger: "[data-figure=calibration] .o_tier_figure_table", run: "click" },
        { trigger: "[data-figure=calibration] td:contains(%)" },
        { trigger: ".o_notebook .nav-link:contains(Grades)", run: "click" },
        { trigger: ".o_data_row:contains(Own rhythm)" },
    ],
});
