import { registry } from "@web/core/registry";

const tick = (name) => ({
    trigger: `.o_data_row:contains(${name}) .o_list_record_selector input`,
    run: "click",
});

/** A rep selects two customers and plans a call with each. */
registry.category("web_tour.tours").add("customer_tier_plan", {
    url: "/odoo/customer-tiers?view_type=list",
    steps: () => [
        tick("Tour Hospital"),
        tick("Tour Clinic"),
        { trigger: "button:contains(Plan a Call or Visit)", run: "click" },
        { trigger: ".modal [name=planned_count]:contains(2)" },
        { trigger: ".modal [name=summary] input", run: "edit Reagents for spring" },
        { trigger: ".modal button[name=action_plan]", run: "click" },
        { trigger: ".o_notification:contains(2 activities planned)" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
