import { registry } from "@web/core/registry";

/** A manager scores growth as well, corrects tiers by segment, and looks at a simulation. */
registry.category("web_tour.tours").add("customer_tier_score_policy", {
    url: "/odoo/customer-tier-policies",
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(All customers)", run: "click" },
        {
            content: "score growth, too",
            trigger: "[name=dimension_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: ".modal [name=dimension] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Growth)", run: "click" },
        {
            trigger: ".modal [name=method] .o_radio_item:contains(Own thresholds) input",
            run: "click",
        },
        {
            content: "typical thresholds are there, with their unit",
            trigger:
                ".modal [name=threshold_ids] .o_data_row:eq(0):contains(-30):contains(% or more)",
        },
        { trigger: ".modal [name=weight] input", run: "edit 2" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "it is two fifths of the score",
            trigger: "[name=dimension_ids] .o_data_row:contains(Growth):contains(40.0)",
        },
        { content: "correct tiers by segment", trigger: ".nav-link[name=tiers]", run: "click" },
        {
            trigger: "[name=tier_method] .o_radio_item:contains(corrected by segment) input",
            run: "click",
        },
        { trigger: "button[name=action_fill_grid]", run: "click" },
        { trigger: "[name=grid_ids] .o_data_row:contains(Champions)" },
        { trigger: "body:not(:has(button[name=action_fill_grid]))" },
        { content: "give it time", trigger: ".nav-link[name=stability]", run: "click" },
        { trigger: "[name=grace_days] input", run: "edit 30" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".o_menu_sections button:contains(Configuration)", run: "click" },
        { trigger: "[data-menu-xmlid='customer_tier.customer_tier_run_menu']", run: "click" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "[name=mode] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Simulation)", run: "click" },
        { trigger: ".o_form_view button[name=action_run]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
        {
            content: "who would move comes first",
            trigger: ".o_form_view .nav-link[name=rules]",
            run: "click",
        },
        {
            content: "the run says what earned which points, and what is corrected",
            trigger: "[name=rules_html] th:contains(Growth)",
        },
        { trigger: "[name=rules_html] td:contains(30 % or more)" },
        { trigger: "[name=rules_html] p:contains(corrected by segment)" },
    ],
});
