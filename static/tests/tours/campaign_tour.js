import { registry } from "@web/core/registry";

/** Somebody starts from a selection, sees who is left out, and takes a whole tier instead. */
registry.category("web_tour.tours").add("customer_tier_campaign", {
    url: "/odoo/customer-tiers?view_type=list",
    steps: () => [
        {
            trigger: ".o_data_row:contains(Tour Dealer) .o_list_record_selector input",
            run: "click",
        },
        { trigger: "button[name=action_start_campaign]", run: "click" },
        { trigger: "[name=name] input", run: "edit Spring for key customers" },
        {
            content: "the dealer is in",
            trigger: ".o_customer_tier_in button:contains(1)",
        },
        {
            trigger: "[name=audience_source] label:contains(Everyone who matches)",
            run: "click",
        },
        { trigger: "[name=tier_ids] input", run: "edit B:" },
        { trigger: ".ui-autocomplete .ui-menu-item:contains(B: growing) > a", run: "click" },
        {
            trigger: "[name=audience_kind] label:contains(Living)",
            run: "click",
        },
        {
            content: "two customers are in the tier, one of them has no email: who is it?",
            trigger: "[data-reason=no_address] button:contains(1)",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Tour Clinic)" },
        {
            content: "back to the page, which is as it was",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        { trigger: ".o_customer_tier_in button:contains(1)" },
        { trigger: "[name=plan_warning]:contains(too few customers)" },
        { trigger: "button[name=action_create]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_create]))" },
        { trigger: ".o_form_view:contains(Spring for key customers)" },
    ],
});
