import { registry } from "@web/core/registry";

const offer = (name) => `.o_tier_panel_offers li:contains(${name})`;

/** A rep reads what the customer could also buy, adds one product and dismisses another one. */
registry.category("web_tour.tours").add("customer_tier_affinity", {
    url: "/odoo/sales/new",
    steps: () => [
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Tour Hospital" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour Hospital) a", run: "click" },
        { trigger: ".o_tier_panel button[aria-expanded=false]", run: "click" },
        {
            content: "a product, and the reason in one sentence",
            trigger: `${offer("Tour Plates")}:contains(15 of 16 customers that buy Tour Swabs)`,
        },
        { trigger: `${offer("Tour Plates")} .o_tier_panel_add`, run: "click" },
        {
            content: "it is a line of the quotation",
            trigger: "[name=order_line] .o_data_row:contains(Tour Plates):contains(50.00)",
        },
        {
            content: "and not suggested any more",
            trigger: `.o_tier_panel_offers:not(:has(li:contains(also buy Tour Plates)))`,
        },
        { trigger: `${offer("Tour Filters")} .o_tier_panel_dismiss`, run: "click" },
        { trigger: ".o_tier_panel_body:not(:has(.o_tier_panel_offers))" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
    ],
});
