import { registry } from "@web/core/registry";

const FILTER = (name) => ({
    trigger: `.o_filter_menu .o_menu_item:contains(/^${name}$/)`,
    run: "click",
});

/** A rep filters the key customers who are asleep, starts a campaign for them and proposes it. */
registry.category("web_tour.tours").add("customer_tier_campaign_rep", {
    url: "/odoo/customer-tiers?view_type=list",
    steps: () => [
        { trigger: ".o_data_row:contains(Busy Clinic 1)" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        FILTER("Tier A"),
        FILTER("Sleeping"),
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Busy Clinic)))" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            content: "for all that the filters show: nothing is ticked",
            trigger: ".o_control_panel button[name=action_start_campaign]",
            run: "click",
        },
        { trigger: "[name=playbook_id] input", run: "edit Tour" },
        { trigger: ".ui-autocomplete .ui-menu-item:contains(Tour playbook) > a", run: "click" },
        { trigger: "[name=name] input", run: "edit Wake up my hospitals" },
        {
            content: "who is left out, and why, before anything is made",
            trigger: ".o_customer_tier_left_out tr[data-reason=blacklisted]:contains(1)",
        },
        { trigger: ".o_customer_tier_left_out tr[data-reason=no_address]:contains(1)" },
        { trigger: ".o_customer_tier_in:contains(6)" },
        { trigger: "button[name=action_create]", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains(Prepared)" },
        { trigger: "[name=left_out_words]:contains(Blacklisted)" },
        {
            content: "a rep proposes, and cannot launch",
            trigger: ".o_form_statusbar:not(:has(button[name=action_launch]))",
        },
        { trigger: "button[name=action_propose]", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains(Proposed)" },
        { trigger: ".nav-link[name=customers]", run: "click" },
        { trigger: "[name=entry_ids] .o_data_row:contains(Sleepy Hospital)" },
    ],
});

/** The same rep reads on a quotation and a contact that a customer is in the control group. */
registry.category("web_tour.tours").add("customer_tier_campaign_marks", {
    steps: () => [
        { trigger: "[name=customer_control_group]:contains(please do not advertise)" },
        { trigger: ".nav-link[name=customer_tier]", run: "click" },
        { trigger: "[name=customer_campaign_entry_ids] .o_data_row:contains(Wake up)" },
    ],
});
