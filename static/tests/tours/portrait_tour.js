import { registry } from "@web/core/registry";

const figure = (name) => `[data-figure=${name}]`;

/** A picture is drawn, and its numbers can be read instead. */
const looksAt = (name, number) => [
    {
        content: `the picture ${name} is drawn`,
        trigger: `${figure(name)} canvas`,
        async run({ canvasNotEmpty }) {
            await canvasNotEmpty(`${figure(name)} canvas`);
        },
    },
    { trigger: `${figure(name)} .o_tier_figure_table`, run: "click" },
    { trigger: `${figure(name)} td:contains(${number})` },
    { trigger: `${figure(name)} .o_tier_figure_table`, run: "click" },
    { trigger: `${figure(name)} canvas` },
];

/** A rep opens the portrait from a department, and goes on to an order. */
registry.category("web_tour.tours").add("customer_tier_portrait", {
    url: "/odoo/contacts?view_type=list",
    steps: () => [
        {
            trigger: ".o_data_row:contains(Portrait Cardiology) [name=complete_name]",
            run: "click",
        },
        { trigger: "button[name=action_view_customer_profile]", run: "click" },
        ...looksAt("timeline", "1,000.00"),
        ...looksAt("radar", "3 purchases"),
        ...looksAt("months", "2,000.00"),
        {
            content: "the department that it was opened from comes first",
            trigger: "[data-panel=departments] .active:contains(Portrait Cardiology)",
        },
        { trigger: "[data-panel=departments] li:contains(Category Q):contains(Laboratory)" },
        { trigger: "[data-panel=departments] button:contains(All departments)", run: "click" },
        { trigger: "[data-panel=departments] .active:contains(All departments)" },
        {
            content: "what similar customers buy",
            trigger: `${figure("gaps")} li:contains(Category R):contains(6 of 6 buy it)`,
        },
        { trigger: "[data-panel=due] li:contains(Usually orders every)" },
        { trigger: "[data-panel=reasons] [data-reason=why_tier]" },
        { trigger: "[data-panel=history] li:contains(A)" },
        {
            content: "the numbers lead to the order",
            trigger: `${figure("timeline")} .o_tier_figure_table`,
            run: "click",
        },
        { trigger: `${figure("timeline")} tbody tr:first-child button`, run: "click" },
        { trigger: ".o_form_view [name=order_line] .o_data_row:contains(Product Category Q)" },
    ],
});
