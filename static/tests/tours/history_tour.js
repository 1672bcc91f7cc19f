import { registry } from "@web/core/registry";

const GROUP = ".o_list_view .o_group_header";

/** A manager looks at the tiers of a past date, then at those of another one. */
registry.category("web_tour.tours").add("customer_tier_history", {
    url: "/odoo/customer-tiers",
    steps: () => [
        { trigger: ".o_menu_sections button:contains(Reporting)", run: "click" },
        { trigger: ".dropdown-item:contains(Tiers on a Date)", run: "click" },
        { trigger: ".modal .o_field_widget[name=first_day]" },
        {
            trigger: ".modal .o_field_widget[name=day] button, .modal [name=day] input",
            run: "click",
        },
        { trigger: ".modal [name=day] input", run: "edit 01/31/2025 && press Tab" },
        { trigger: ".modal button[name=action_open]", run: "click" },
        { trigger: ".o_breadcrumb:contains(Tiers on 01/31/2025)" },
        { trigger: `${GROUP}:contains(A: key customer (2))` },
        { trigger: ".o_searchview_input", run: "edit 03/31/2025" },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(As of)",
            run: "click",
        },
        { trigger: `${GROUP}:contains(B: growing customer (3))` },
    ],
});

/** A manager reads who entered and who left, month by month. */
registry.category("web_tour.tours").add("customer_tier_months", {
    url: "/odoo/customer-tiers",
    steps: () => [
        { trigger: ".o_menu_sections button:contains(Reporting)", run: "click" },
        { trigger: ".dropdown-item:contains(Entered and Left)", run: "click" },
        { trigger: ".o_graph_view" },
        {
            content: "not only the last 12 months, and not only who entered or left",
            trigger: ".o_searchview_facet:contains(Last 12 Months) .o_facet_remove",
            run: "click",
        },
        { trigger: ".o_searchview_facet .o_facet_remove", run: "click" },
        { trigger: ".o_searchview:not(:has(.o_searchview_facet))" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot tbody tr:contains(January 2025)" },
    ],
});
