import { registry } from "@web/core/registry";

/** A manager groups the customers by tier and reads the revenue of each tier. */
registry.category("web_tour.tours").add("customer_tier_pivot", {
    url: "/odoo/customer-tiers",
    steps: () => [
        {
            content: "a column for each tier, in their order, empty ones included",
            trigger: ".o_kanban_group:eq(3):contains(D: nobody)",
        },
        {
            trigger:
                ".o_kanban_group:eq(0):contains(A: key) .o_kanban_record:contains(Tour Hospital)",
        },
        {
            trigger:
                ".o_kanban_group:eq(2):contains(C: base) .o_kanban_record:contains(Tour Dealer)",
        },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_group_by_menu .o_menu_item:contains(/^Tier$/)", run: "click" },
        { trigger: ".o_group_header:contains(B: growing):contains(28,000.00)" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot tbody tr:contains(A: key) .o_pivot_cell_value:contains(120,000.00)" },
        { trigger: ".o_pivot tbody tr:contains(C: base) .o_pivot_cell_value:contains(2,000.00)" },
        { trigger: ".o_pivot tbody tr:first .o_pivot_cell_value:contains(150,000.00)" },
    ],
});
