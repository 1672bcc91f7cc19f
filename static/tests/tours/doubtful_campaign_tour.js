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
        { trigger: "button[name=action_start_campaign]", run: "click" },
        { trigger: "[name=name] input", run: "edit Only those we know" },
        {
            content: "one of two is left out, before anything is made",
            trigger: "[data-reason=doubtful] button:contains(1)",
        },
        { trigger: ".o_customer_tier_in button:contains(1)" },
        { trigger: ".nav-link:contains(Rules)", run: "click" },
        { content: "take it in", trigger: "[name=leave_out_doubtful] input", run: "click" },
        { trigger: ".nav-link:contains(Who Is In)", run: "click" },
        { trigger: ".o_customer_tier_in button:contains(2)" },
        { trigger: ".nav-link:contains(Rules)", run: "click" },
        {
            content: "no, leave it out",
            trigger: "[name=leave_out_doubtful] input",
            run: "click",
        },
        { trigger: ".nav-link:contains(Who Is In)", run: "click" },
        { trigger: ".o_customer_tier_in button:contains(1)" },
        { trigger: "button[name=action_create]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_create]))" },
        { trigger: ".o_form_view:contains(Only those we know)" },
    ],
});
