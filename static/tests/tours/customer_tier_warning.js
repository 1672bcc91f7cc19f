import { registry } from "@web/core/registry";

const ROW = ".o_data_row:contains(General Hospital)";

/** A rep reads what is wrong, looks at the portrait, snoozes one warning and closes the other. */
registry.category("web_tour.tours").add("customer_tier_warning", {
    url: "/odoo/customer-warnings",
    steps: () => [
        { trigger: ".o_searchview_facet:contains(Mine)" },
        { trigger: `${ROW}:contains(High):contains(in the last 90 days)` },
        { trigger: `${ROW} .o_data_cell[name=kind]`, run: "click" },
        { trigger: ".o_form_view .alert:contains(head of purchasing)" },
        { trigger: "button[name=action_view_customer]", run: "click" },
        { trigger: "[data-panel=warnings] .btn-link:contains(Revenue falling)", run: "click" },
        { trigger: ".o_form_view .alert:contains(head of purchasing)" },
        { trigger: "button[name=action_snooze]", run: "click" },
        { trigger: ".modal .o_field_widget[name=until]" },
        { trigger: ".modal button[name=action_snooze]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Snoozed)" },
        {
            trigger: ".o_menu_sections [data-menu-xmlid='customer_tier.customer_warning_menu']",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(General Hospital)))" },
        {
            trigger: ".o_data_row:contains(County Hospital) .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_control_panel button[name=action_close]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_view_nocontent:contains(Nothing to warn you of)" },
    ],
});

/** A manager without customers sees everybody's warnings from the start. */
registry.category("web_tour.tours").add("customer_tier_warning_manager", {
    url: "/odoo/customer-warnings",
    steps: () => [
        { trigger: ".o_searchview_facet:contains(Open)" },
        { trigger: ".o_cp_searchview:not(:has(.o_searchview_facet:contains(Mine)))" },
        { trigger: ROW },
        { trigger: ".o_data_row:contains(County Hospital)" },
    ],
});

/** A manager opens a rule, reads how often it was right, and raises its limit. */
registry.category("web_tour.tours").add("customer_tier_warning_rule", {
    url: "/odoo/customer-warning-rules",
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(Rule of revenue)", run: "click" },
        { trigger: ".alert:contains(Too early to tell)" },
        { trigger: ".o_field_widget[name=measure_words]:contains(% less than before)" },
        { trigger: ".o_field_widget[name=low_from] input", run: "edit 35" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_view_warnings]", run: "click" },
        { trigger: ".o_data_row:contains(General Hospital)" },
    ],
});
