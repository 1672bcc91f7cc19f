import { registry } from "@web/core/registry";

/** A rep reads on the contact why, and what it takes. */
registry.category("web_tour.tours").add("customer_tier_words", {
    url: "/odoo/contacts?view_type=list",
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Clinic) [name=complete_name]", run: "click" },
        { trigger: ".o_notebook .nav-link[name=customer_tier]", run: "click" },
        {
            content: "why it is in this tier",
            trigger: "[name=customer_why_tier]:contains(B starts at)",
        },
        {
            content: "what it takes to come into the next one",
            trigger: "[name=customer_next_tier_words]:contains(lifts it to A)",
        },
        {
            content: "and until when it keeps its own",
            trigger: "[name=customer_tier_below_words]:contains(Without a purchase)",
        },
    ],
});

/** Then the same rep watches a quotation lift the customer, line by line. */
registry.category("web_tour.tours").add("customer_tier_words_quotation", {
    url: "/odoo/sales",
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Clinic) [name=partner_id]", run: "click" },
        {
            content: "the empty quotation says how far it is",
            trigger: ".o_tier_panel_headline:contains(lifts it to A)",
        },
        { trigger: ".o_field_x2many_list_row_add a:first", run: "click" },
        { trigger: ".o_field_widget[name=product_template_id] input", run: "edit Tour Analyser" },
        {
            trigger: ".ui-autocomplete .ui-menu-item a:contains(/^Tour Analyser$/)",
            run: "click",
        },
        {
            content: "one is not enough",
            trigger: ".o_tier_panel_headline:contains(counts towards A)",
        },
        {
            trigger: ".o_data_row [name=product_uom_qty] input",
            run: "edit 9 && press Tab",
        },
        {
            content: "nine are",
            trigger: ".o_tier_panel_headline:contains(Confirming this lifts Tour Clinic to A)",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
