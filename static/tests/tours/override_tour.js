import { registry } from "@web/core/registry";

/** A manager fixes the tier of a contact, and finds the override in the list. */
registry.category("web_tour.tours").add("customer_tier_override", {
    steps: () => [
        { trigger: ".nav-link[name=customer_tier]", run: "click" },
        { trigger: "button[name=action_fix_customer_tier]", run: "click" },
        {
            content: "it starts from the customer and its tier of today",
            trigger: ".modal [name=partner_id] input:value(Tour Dealer)",
        },
        { trigger: ".modal [name=tier_id] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(A: key customer)", run: "click" },
        { trigger: ".modal [name=reason] textarea", run: "edit Pilot site of the new analyser" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "the contact says so at once",
            trigger:
                ".o_field_widget[name=customer_why_tier]:contains(Pilot site of the new analyser)",
        },
        {
            trigger: "button[name=action_view_customer_profile]:contains(A: key customer)",
            run: "click",
        },
        { trigger: ".oe_title .badge:contains(Fixed)" },
        { trigger: ".oe_title [name=tier_id] .badge:contains(A: key customer)" },
        { trigger: ".oe_title [name=computed_tier_id] .badge:contains(C: base)" },
    ],
});

/** A manager looks for the overrides that say something else than the rules, and ends one. */
registry.category("web_tour.tours").add("customer_tier_override_list", {
    url: "/odoo/customer-tier-overrides",
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Dealer)" },
        { trigger: ".o_data_row:contains(Tour Hospital)" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(/^Differs from the Computed Tier$/)",
            run: "click",
        },
        {
            content: "the hospital is an A by the rules as well",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Hospital)))",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(/^Ending within 30 Days$/)",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Tour Dealer) td[name=partner_id]", run: "click" },
        { trigger: ".o_form_view [name=computed_tier_id] .badge" },
        { trigger: "button[name=action_end]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "button.o_arrow_button_current:contains(Ended)" },
    ],
});

/** A rep sees that a customer is about to move down, on the contact and in the list. */
registry.category("web_tour.tours").add("customer_tier_pending", {
    url: "/odoo/customer-tier-pending",
    steps: () => [
        {
            trigger:
                ".o_data_row:contains(Tour Hospital) [name=pending_tier_id] .badge:contains(C:)",
        },
        { trigger: ".o_data_row:contains(Tour Hospital) td[name=partner_id]", run: "click" },
        { trigger: ".oe_title [name=pending_words]:contains(Becomes C on)" },
        { trigger: "button[name=action_view_partner]", run: "click" },
        { trigger: ".o-mail-Activity:contains(A, becomes C on)" },
        { trigger: ".nav-link[name=customer_tier]", run: "click" },
        { trigger: ".o_field_widget[name=customer_pending_words]:contains(Becomes C on)" },
    ],
});
