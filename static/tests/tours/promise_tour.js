import { registry } from "@web/core/registry";

/** A manager promises visits and a pricelist to key customers. */
registry.category("web_tour.tours").add("customer_tier_promises", {
    url: "/odoo/customer-tier-services",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=tier_id] input", run: "edit A: key" },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(A: key customer) a",
            run: "click",
        },
        {
            content: "nothing is promised as shipped",
            trigger:
                ".o_form_view:has([name=visit_promised] input:not(:checked)):not(:has([name=visit_days] input))",
        },
        { trigger: ".o_field_widget[name=visit_promised] input", run: "click" },
        { trigger: ".o_field_widget[name=visit_days] input", run: "edit 21" },
        { trigger: ".o_field_widget[name=pricelist_promised] input", run: "click" },
        { trigger: ".o_field_widget[name=pricelist_id] input", run: "edit Tour Key" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour Key Prices) a", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".breadcrumb-item a:contains(Service Promises)", run: "click" },
        { trigger: ".o_data_row:contains(visit every 21 days):contains(Tour Key Prices)" },
    ],
});

/** A rep makes a quotation for a key customer, sees the promised pricelist, and chooses another. */
registry.category("web_tour.tours").add("customer_tier_promised_pricelist", {
    url: "/odoo/sales/new",
    steps: () => [
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Tour Hospital" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour Hospital) a", run: "click" },
        {
            content: "the tier's pricelist is there, and says so",
            trigger: ".o_field_widget[name=pricelist_id] input:value(Tour Key Prices)",
        },
        { trigger: "[name=tier_promise_note]:contains(Tour Key Prices) .fa-check" },
        { trigger: ".o_field_widget[name=pricelist_id] input", run: "edit Tour Standard" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour Standard) a", run: "click" },
        { trigger: "[name=tier_promise_note]:contains(Tour Key Prices) .fa-pencil" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

/** A manager sets the effort beside the revenue, and finds a rising customer nobody talked to. */
registry.category("web_tour.tours").add("customer_tier_balance", {
    url: "/odoo/customer-tiers",
    steps: () => [
        { trigger: ".o_menu_sections button:contains(Reporting)", run: "click" },
        {
            trigger: ".o-dropdown-item:contains(Balance of Effort and Revenue)",
            run: "click",
        },
        { trigger: ".modal button[name=action_show]", run: "click" },
        { trigger: ".o_list_view .o_group_header:contains(A: key customer):contains(80.0)" },
        { trigger: ".o_list_view .o_group_header:contains(C: base customer):contains(100.0)" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot tbody tr:contains(A: key customer)" },
        { trigger: ".o_menu_sections button:contains(Reporting)", run: "click" },
        {
            trigger: ".o-dropdown-item:contains(Balance of Effort and Revenue)",
            run: "click",
        },
        { trigger: ".modal button[name=action_show_quiet]", run: "click" },
        { trigger: ".o_data_row:contains(Tour Dealer):not(:contains(Tour Lab))" },
        { trigger: ".o_data_row .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_plan_contact]", run: "click" },
        { trigger: ".modal .o_field_widget[name=activity_type_id]" },
    ],
});
