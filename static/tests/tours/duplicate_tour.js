import { registry } from "@web/core/registry";

/** A manager looks for duplicates, keeps one pair apart and merges the other. */
registry.category("web_tour.tours").add("customer_tier_duplicate", {
    steps: () => [
        { trigger: "button[name=action_find]", run: "click" },
        { trigger: ".o_notification:contains(2 suspected duplicates)" },
        {
            trigger:
                ".o_data_row:contains(Tour Hospital):contains(same phone) .badge:contains(Strong)",
        },
        {
            trigger: ".o_data_row:contains(Tour Clinic) button[name=action_dismiss]",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Clinic)))" },
        {
            trigger: ".o_data_row:contains(Tour Hospital) button[name=action_merge]",
            run: "click",
        },
        {
            content: "Odoo's own wizard has both customers",
            trigger:
                ".modal .o_field_widget[name=partner_ids]:has(.o_data_row:nth-child(2)):contains(Tour Hospital East)",
        },
        { trigger: ".modal button[name=action_merge]", run: "click" },
        { trigger: ".modal button:contains(Close)", run: "click" },
        {
            trigger:
                ".o_view_nocontent, .o_list_view:not(:has(.o_data_row:contains(Tour Hospital)))",
        },
    ],
});
