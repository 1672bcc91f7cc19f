import { registry } from "@web/core/registry";

const LIST = ".o_list_view";

/** A manager looks at who moved between two dates, and at the customers behind a cell. */
registry.category("web_tour.tours").add("customer_tier_movement", {
    url: "/odoo/customer-tiers",
    steps: () => [
        { trigger: ".o_menu_sections button:contains(Reporting)", run: "click" },
        { trigger: ".dropdown-item:contains(Movement)", run: "click" },
        { trigger: "#movement_to", run: "edit 03/31/2025" },
        { trigger: "#movement_from", run: "edit 01/31/2025" },
        { trigger: ".o_movement_choice", run: "click" },
        {
            content: "two customers fell from A to B",
            trigger: ".o_customer_tier_matrix td.o_matrix_down:contains(2) button",
        },
        { trigger: ".o_customer_tier_matrix td.o_matrix_entered:contains(1)" },
        { trigger: ".o_customer_tier_matrix button[name=revenue]", run: "click" },
        { trigger: ".o_customer_tier_matrix td.o_matrix_down:contains(300) button", run: "click" },
        { trigger: `${LIST} .o_data_row:contains(Falling Lab)` },
        { trigger: `${LIST}:has(.o_data_row:eq(1)):not(:has(.o_data_row:eq(2)))` },
        {
            content: "back, the dates are as they were",
            trigger: ".breadcrumb-item:contains(Movement) a, .o_back_button a",
            run: "click",
        },
        { trigger: ".o_customer_tier_matrix td.o_matrix_down:contains(2)" },
        { trigger: ".o_searchview_input", run: "edit Falling" },
        { trigger: ".o_searchview_autocomplete .o-dropdown-item:first", run: "click" },
        { trigger: ".o_customer_tier_matrix td.o_matrix_down:contains(1)" },
        { trigger: ".o_movement_choice button[name=segment]", run: "click" },
        { trigger: ".o_customer_tier_matrix th:contains(Champions)" },
    ],
});
