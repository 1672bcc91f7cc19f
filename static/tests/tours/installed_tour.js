import { registry } from "@web/core/registry";

/** A manager takes in past orders, writes down a competitor's device and a failure, and quotes. */
registry.category("web_tour.tours").add("customer_tier_installed", {
    url: "/odoo/installed-base",
    steps: () => [
        { trigger: "button:contains(Take In Past Orders)", run: "click" },
        { trigger: ".modal .alert:contains(new items)" },
        { trigger: ".modal button[name=action_take_in]", run: "click" },
        { trigger: ".o_notification:contains(2 items were made)" },
        { trigger: ".o_data_row:contains(Analyser I) ~ .o_data_row:contains(Analyser I)" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Hospital" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Hospital)", run: "click" },
        { trigger: ".o_field_widget[name=brand] input", run: "edit Rival 3000" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".breadcrumb-item:contains(Installed Base), .o_breadcrumb a", run: "click" },
        {
            trigger:
                ".o_data_row:contains(Hospital) ~ .o_data_row:contains(Analyser I) .o_data_cell[name=partner_id]",
            run: "click",
        },
        { trigger: "button:contains(Report a Failure)", run: "click" },
        { trigger: ".modal .o_field_widget[name=description] input", run: "edit No picture" },
        { trigger: ".modal .o_form_button_save, .modal button:contains(Save)", run: "click" },
        { trigger: ".o_data_row:contains(No picture)" },
        { trigger: "button:contains(Quote the Successor)", run: "click" },
        { trigger: ".o_form_view .o_data_row:contains(Analyser II)" },
    ],
});
