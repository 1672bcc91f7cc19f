import { registry } from "@web/core/registry";

/** Marketing starts a campaign for a whole tier and finds its draft mailing. */
registry.category("web_tour.tours").add("customer_tier_campaign", {
    url: "/odoo/customer-tiers?view_type=list",
    steps: () => [
        {
            trigger: ".o_data_row:contains(Tour Dealer) .o_list_record_selector input",
            run: "click",
        },
        { trigger: "button:contains(Start a Tier Campaign)", run: "click" },
        { trigger: ".modal [name=partner_ids] .o_data_row:contains(Tour Dealer)" },
        { trigger: ".modal [name=name] input", run: "edit Spring for key customers" },
        { trigger: ".modal [name=subject] input", run: "edit What is new in spring" },
        { trigger: ".modal [name=audience] label:contains(Everyone in a tier)", run: "click" },
        { trigger: ".modal [name=tier_id] input", run: "edit B:" },
        { trigger: ".ui-autocomplete .ui-menu-item:contains(B: growing) > a", run: "click" },
        {
            content: "two customers are in the tier, one of them has no email",
            trigger: ".modal [name=audience_count]:contains(1)",
        },
        { trigger: ".modal [name=no_email_count]:contains(1)" },
        { trigger: ".modal button[name=action_create]", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains(Draft)" },
        {
            trigger: ".o_field_widget[name=subject] input:value(What is new in spring)",
        },
    ],
});
