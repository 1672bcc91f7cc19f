import { registry } from "@web/core/registry";

const OPEN = ".o_menu_sections button:contains(Forecast)";

/** A rep looks at what is due, and makes a quotation of it for one customer. */
registry.category("web_tour.tours").add("customer_tier_replenishment", {
    url: "/odoo/customer-tiers",
    steps: () => [
        { trigger: OPEN, run: "click" },
        { trigger: ".dropdown-item:contains(Replenishment Calendar)", run: "click" },
        { trigger: ".o_calendar_view .fc-event:contains(Sample Tubes)" },
        { trigger: OPEN, run: "click" },
        { trigger: ".dropdown-item:contains(Next Purchases)", run: "click" },
        { trigger: ".o_searchview_facet:contains(Due)" },
        // the overdue one comes first
        { trigger: ".o_data_row:first .o_data_cell:contains(Test Strips)" },
        { trigger: ".o_data_row:first .badge:contains(Overdue)" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Hospital 2)))" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_create_quotations]:contains(Create)", run: "click" },
        { trigger: ".o_form_view .o_data_row:contains(Test Strips)" },
        { trigger: ".o_form_view .o_data_row:contains(Sample Tubes)" },
    ],
});
