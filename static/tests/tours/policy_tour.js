import { registry } from "@web/core/registry";

/** An admin makes a policy for the clinics of one town, with own thresholds, and recomputes. */
registry.category("web_tour.tours").add("customer_tier_policy", {
    url: "/odoo/customer-tier-policies",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Clinics of Tourville" },
        { trigger: ".o_field_widget[name=window_days] input", run: "edit 180" },
        {
            content: "say which customers it governs",
            trigger: ".o_field_widget[name=domain] a:contains(New Rule)",
            run: "click",
        },
        { trigger: ".o_field_widget[name=domain] .o_model_field_selector", run: "click" },
        { trigger: ".o_model_field_selector_popover input", run: "edit City" },
        {
            trigger: ".o_model_field_selector_popover_item[data-name=city] button",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=domain] .o_tree_editor_condition > :nth-child(2) select",
            run: "selectByLabel =",
        },
        {
            trigger: ".o_field_widget[name=domain] .o_tree_editor_condition input[type=text]",
            run: "edit Tourville && press Tab",
        },
        {
            content: "score recency by own thresholds",
            trigger: "[name=dimension_ids] .o_data_cell:contains(Recency)",
            run: "click",
        },
        {
            trigger: ".modal [name=method] .o_radio_item:contains(Own thresholds) input",
            run: "click",
        },
        ...[200, 90, 30, 10].flatMap((days, index) => [
            {
                trigger: `.modal [name=threshold_ids] .o_data_row:eq(${index}) [name=value]`,
                run: "click",
            },
            {
                trigger: `.modal [name=threshold_ids] .o_data_row:eq(${index}) [name=value] input`,
                run: `edit ${days}`,
            },
        ]),
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "the thresholds are shown in a word",
            trigger: "[name=dimension_ids] td:contains(2: 200, 3: 90, 4: 30, 5: 10)",
        },
        {
            content: "the first policy that matches wins: put it before the one for all",
            trigger: ".o_field_widget[name=sequence] input",
            run: "edit 5",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "it governs the two customers of the town",
            trigger: "[name=action_view_governed_customers] .o_stat_value:contains(2)",
        },
        { trigger: ".o_menu_sections button:contains(Configuration)", run: "click" },
        { trigger: "[data-menu-xmlid='customer_tier.customer_tier_run_menu']", run: "click" },
        { content: "recompute", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_form_view button[name=action_run]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
        { trigger: ".o_field_widget[name=customer_count]:contains(4)" },
        {
            content: "the cut points of the run are those thresholds",
            trigger:
                "[name=rules_html] section:contains(Clinics of Tourville) td:contains(200 days)",
        },
        { trigger: ".o_menu_sections button:contains(Customers)", run: "click" },
        { trigger: "[data-menu-xmlid='customer_tier.customer_profile_menu']", run: "click" },
        {
            content: "judged among its own kind, the clinic has become an A",
            trigger: ".o_kanban_group:contains(A: key) .o_kanban_record:contains(Tour Clinic)",
        },
        {
            content: "the nightly work can be asked for at once",
            trigger: ".o_control_panel button:contains(Recompute Now)",
            run: "click",
        },
        { trigger: ".o_notification:contains(Recompute started)" },
    ],
});
