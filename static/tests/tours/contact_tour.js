import { registry } from "@web/core/registry";

/** A rep looks for key customers among the contacts and opens the portrait of one. */
registry.category("web_tour.tours").add("customer_tier_contact", {
    url: "/odoo/contacts?view_type=list",
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Dealer)" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o_menu_item:contains(/^Tier A$/)", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Dealer)))" },
        {
            content: "the badge is in the list, also of a department",
            trigger: ".o_data_row:contains(Cardiology) [name=customer_tier_id] .badge:contains(A:)",
        },
        { trigger: ".o_data_row:contains(Cardiology) [name=complete_name]", run: "click" },
        {
            content: "the department shows its hospital's tier, and opens its portrait",
            trigger: "button[name=action_view_customer_profile]:contains(A: key customer)",
            run: "click",
        },
        { trigger: ".oe_title .o_field_widget[name=partner_id]:contains(Tour Hospital)" },
        { trigger: ".o_field_widget[name=tier_id] .badge:contains(A: key customer)" },
        { trigger: ".o_field_widget[name=frequency]:contains(3)" },
        { trigger: "[data-reason=recency_words]:contains(5 days ago)" },
    ],
});
