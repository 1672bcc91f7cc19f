import { registry } from "@web/core/registry";

/** A rep sees on a quotation what kind of customer it is for. */
registry.category("web_tour.tours").add("customer_tier_quotation", {
    url: "/odoo/sales",
    steps: () => [
        {
            content: "the tier is in the list",
            trigger:
                ".o_data_row:contains(Tour Hospital) [name=customer_tier_id] .badge:contains(A: key)",
        },
        { trigger: ".o_data_row:contains(Tour Hospital) [name=partner_id]", run: "click" },
        { trigger: ".o_form_view .o_tier_panel .badge:contains(A: key customer)" },
    ],
});
