import { registry } from "@web/core/registry";

/** Marketing sees who is doubtful, and starts a campaign that leaves them out. */
registry.category("web_tour.tours").add("customer_tier_doubtful_campaign", {
    url: "/odoo/customer-tiers?view_type=list",
    steps: () => [
        {
            content: "the young customer carries a mark, the others do not",
            trigger:
                ".o_data_row:contains(Young Clinic) .o_customer_tier_doubt[data-tooltip*='first purchase']",
        },
        { trigger: ".o_data_row:contains(Old Hospital):not(:has(.o_customer_tier_doubt))" },
        {
            trigger: ".o_data_row:contains(Young Clinic) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Old Hospital) .o_list_record_selector input",
            run: "click",
        },
        { trigger: "button:contains(Start a Tier Campaign)", run: "click" },
        { trigger: ".modal [name=subject] input", run: "edit Only to those we know" },
        {
            content: "one of two is left out, before anything is made",
            trigger: ".modal [name=doubtful_count]:contains(1)",
        },
        { trigger: ".modal [name=audience_count]:contains(1)" },
        { content: "take it in", trigger: ".modal [name=leave_out_doubtful] input", run: "click" },
        { trigger: ".modal [name=audience_count]:contains(2)" },
        {
            content: "no, leave it out",
            trigger: ".modal [name=leave_out_doubtful] input",
            run: "click",
        },
        { trigger: ".modal [name=audience_count]:contains(1)" },
        { trigger: ".modal button[name=action_create]", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains(Draft)" },
        {
            trigger: ".o_field_widget[name=subject] input:value(Only to those we know)",
        },
    ],
});
