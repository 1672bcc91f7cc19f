import { registry } from "@web/core/registry";

/** A manager changes the steps of a playbook, and switches a trigger on. */
registry.category("web_tour.tours").add("customer_tier_playbook", {
    url: "/odoo/customer-tier-playbooks",
    steps: () => [
        {
            content: "the card says what the playbook is for, for whom, and what is done when",
            trigger:
                ".o_kanban_record:contains(Rescue A at risk):contains(customers of tier A):contains(Day 10)",
        },
        {
            trigger: ".o_kanban_record:contains(Rescue A at risk) button:contains(Start)",
        },
        { trigger: ".o_kanban_record:contains(Rescue A at risk)", run: "click" },
        { trigger: ".o_form_view [name=quiet_days] input", run: "edit 10 && press Tab" },
        {
            content: "the rule in words follows",
            trigger: ".o_form_view .alert:contains(not contacted in 10 days)",
        },
        {
            content: "the call comes two days later",
            trigger: "[name=step_ids] .o_data_cell:contains(Call at once)",
            run: "click",
        },
        { trigger: ".modal [name=summary] input:value(Call today)" },
        { trigger: ".modal:not(:has([name=subject]))" },
        { trigger: ".modal [name=delay_days] input", run: "edit 2" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "what a step needs depends on its channel",
            trigger: "[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: ".modal [name=name] input", run: "edit Mail: minutes of the visit" },
        { trigger: ".modal [name=delay_days] input", run: "edit 3" },
        { trigger: ".modal [name=subject] input", run: "edit What we agreed on" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            trigger:
                "[name=step_ids] .o_data_row:contains(minutes of the visit):contains(3 days later)",
        },
        { trigger: ".o_notebook a[name=triggers]", run: "click" },
        { trigger: "[name=trigger_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".modal [name=segment_id] input", run: "edit At Risk" },
        { trigger: ".ui-autocomplete .ui-menu-item:contains(At Risk) > a", run: "click" },
        { trigger: ".modal [name=daily_cap] input", run: "edit 5" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "it is off; switching it on has to be confirmed",
            trigger:
                "[name=trigger_ids] .o_data_row:contains(enters the segment At Risk) button[name=action_switch_on]",
            run: "click",
        },
        { trigger: ".modal:contains(counts as pressing send) .btn-primary", run: "click" },
        { trigger: "[name=trigger_ids] .o_data_row button[name=action_switch_off]" },
        {
            content: "its campaign is there",
            trigger: "[name=trigger_ids] .o_data_row:contains(Rescue A at risk: When a customer)",
        },
        { trigger: ".o_breadcrumb a:contains(Playbooks), .o_back_button", run: "click" },
        { trigger: ".o_kanban_record:contains(Rescue A at risk) .badge:contains(By itself)" },
    ],
});

/** A salesperson reads the playbooks, and changes none. */
registry.category("web_tour.tours").add("customer_tier_playbook_reader", {
    url: "/odoo/customer-tier-playbooks",
    steps: () => [
        { trigger: ".o_control_panel:not(:has(.o-kanban-button-new))" },
        { trigger: ".o_kanban_record:contains(Win back the sleeping)", run: "click" },
        { trigger: ".o_form_view .alert:contains(not contacted in 14 days)" },
        { trigger: "[name=step_ids] .o_data_cell:contains(Mail: what may be due)", run: "click" },
        { trigger: ".modal [name=body]:contains(It has been a while)" },
        { trigger: ".modal [name=subject]:not(:has(input))" },
    ],
});
