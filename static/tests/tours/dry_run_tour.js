import { registry } from "@web/core/registry";

const confirm = { trigger: ".modal .modal-footer .btn-primary", run: "click" };

/** A manager tries a change, sees who would move, and publishes it. */
registry.category("web_tour.tours").add("customer_tier_dry_run", {
    url: "/odoo/customer-tier-policies",
    steps: () => [
        { trigger: ".o_data_row td[name=name]:contains(All customers)", run: "click" },
        { trigger: "button[name=action_try_change]", run: "click" },
        {
            content: "the draft says that it is one",
            trigger: ".alert[name=draft]:contains(it governs nobody until)",
        },
        { trigger: ".o_notebook .nav-link[name=tiers]", run: "click" },
        {
            trigger: "[name=share_ids] .o_data_row:eq(0) td[name=share]",
            run: "click",
        },
        {
            content: "more customers become an A",
            trigger: "[name=share_ids] .o_data_row:eq(0) td[name=share] input",
            run: "edit 94",
        },
        {
            trigger: "[name=share_ids] .o_data_row:eq(1) td[name=share]",
            run: "click",
        },
        {
            trigger: "[name=share_ids] .o_data_row:eq(1) td[name=share] input",
            run: "edit 1",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_simulate]", run: "click" },
        {
            content: "the matrix: the clinic would move up from B to A",
            trigger: ".o_customer_tier_matrix td.o_matrix_up .o_matrix_value:contains(1)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row td[name=partner_id]:contains(Tour Clinic)" },
        { trigger: ".breadcrumb-item a:contains(Simulation of)", run: "click" },
        { trigger: ".o_notebook .nav-link[name=rules_changes]", run: "click" },
        {
            content: "what is different is said in words",
            trigger: "[name=rules_changes_html] tr:contains(ends at):contains(94 %)",
        },
        { trigger: "button[name=action_publish]", run: "click" },
        { ...confirm, trigger: ".modal:contains(The rules of the draft) .btn-primary" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
        { trigger: "[name=action_view_moves] .o_stat_value:contains(1)" },
        { trigger: ".o_menu_sections button:contains(Customers)", run: "click" },
        { trigger: "[data-menu-xmlid='customer_tier.customer_profile_menu']", run: "click" },
        { trigger: ".o_kanban_group:contains(A: key) .o_kanban_record:contains(Tour Clinic)" },
    ],
});

/** A manager approves a nightly run that stopped. */
registry.category("web_tour.tours").add("customer_tier_approve", {
    url: "/odoo/customer-tier-runs",
    steps: () => [
        {
            content: "it stands out in the list of runs",
            trigger: ".o_data_row td[name=state]:contains(To Approve)",
            run: "click",
        },
        { trigger: ".alert:contains(stopped before it published)" },
        { trigger: "[name=hold_reason]:contains(of the customers would change tier)" },
        { trigger: ".o_customer_tier_matrix td.o_matrix_up" },
        { trigger: "button[name=action_publish]", run: "click" },
        { ...confirm, trigger: ".modal:contains(exactly as they are shown) .btn-primary" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
        { trigger: ".o_menu_sections button:contains(Customers)", run: "click" },
        { trigger: "[data-menu-xmlid='customer_tier.customer_profile_menu']", run: "click" },
        { trigger: ".o_kanban_group:contains(A: key) .o_kanban_record:contains(Tour Clinic)" },
    ],
});

/** A manager takes back the last run. */
registry.category("web_tour.tours").add("customer_tier_roll_back", {
    url: "/odoo/customer-tier-runs",
    steps: () => [
        { trigger: ".o_data_row:eq(0) td[name=state]:contains(Done)", run: "click" },
        { trigger: "button[name=action_roll_back]", run: "click" },
        { ...confirm, trigger: ".modal:contains(what it was before this run) .btn-primary" },
        { trigger: ".o_arrow_button_current:contains(Rolled Back)" },
        { trigger: "body:not(:has(button[name=action_roll_back]))" },
        { trigger: ".o_menu_sections button:contains(Customers)", run: "click" },
        { trigger: "[data-menu-xmlid='customer_tier.customer_profile_menu']", run: "click" },
        { trigger: ".o_kanban_group:contains(B: ) .o_kanban_record:contains(Tour Clinic)" },
    ],
});
