import { registry } from "@web/core/registry";

const choose = (name) => [
    { trigger: ".o_field_widget[name=partner_id] input", run: `edit ${name}` },
    { trigger: `.o-autocomplete--dropdown-item:contains(${name}) a`, run: "click" },
];

/** A rep makes a quotation, reads who it is for, and notices that it is for somebody else. */
registry.category("web_tour.tours").add("customer_tier_panel", {
    url: "/odoo/sales/new",
    steps: () => [
        {
            content: "nobody is chosen, nothing is said",
            trigger: ".o_form_view:not(:has(.o_tier_panel)) .o_field_widget[name=partner_id]",
        },
        ...choose("Tour Hospital"),
        {
            content: "the panel is there before anything is saved, and closed",
            trigger:
                ".o_tier_panel:has(.badge:contains(A: key customer)):not(:has(.o_tier_panel_body))",
        },
        {
            content: "it opens like any button",
            trigger: ".o_tier_panel button[aria-expanded=false]",
            run: "click",
        },
        { trigger: ".o_tier_panel button[aria-expanded=true]" },
        {
            content: "what the hospital usually buys",
            trigger: ".o_tier_panel_usual tr:contains(Tour Reagent):contains(7 Units)",
        },
        {
            content: "what is due by its own rhythm",
            trigger: ".o_tier_panel_due li:contains(Tour Reagent):contains(5 days late)",
        },
        { trigger: ".o_tier_panel_why:contains(in 365 days)" },
        ...choose("Tour Clinic"),
        {
            content: "another customer, another panel, which stays open",
            trigger: ".o_tier_panel_body:not(:contains(Tour Reagent)):contains(Analyser)",
        },
        { trigger: ".o_tier_panel:not(:contains(A: key customer)) .badge:contains(customer)" },
        ...choose("Tour Prospect"),
        { trigger: ".o_tier_panel .badge:contains(Not a customer yet)" },
        { trigger: ".o_tier_panel_body:contains(has bought nothing yet)" },
        ...choose("Tour Hospital"),
        {
            content: "what is due can be looked at more closely",
            trigger: ".o_tier_panel_usual button:contains(Tour Reagent)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:nth-child(3)" },
    ],
});
