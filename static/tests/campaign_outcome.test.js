import { expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { CampaignOutcome } from "@customer_tier/outcome/campaign_outcome";
import { IntervalBar, reach } from "@customer_tier/outcome/interval_bar";

defineMailModels();

const row = (values) => ({
    key: values.label,
    measure: "bought",
    treated: 0.2,
    control: 0.1,
    treated_text: "20 %",
    control_text: "10 %",
    treated_customers: 171,
    control_customers: 43,
    interval: [-0.02, 0.1, 0.17],
    difference_text: "+10 points",
    interval_text: "between −2 and +17",
    certainty_text: "95 %",
    total_text: "",
    verdict: "open",
    verdict_text: "Not proven",
    tone: "open",
    ...values,
});

const OUTCOME = {
    main: "bought",
    has_result: true,
    rule: { customers: 10, buyers: 5 },
    choices: [
        { measure: "bought", label: "Customers who bought" },
        { measure: "revenue", label: "Revenue" },
    ],
    measures: [
        row({ label: "Customers who bought", is_main: true }),
        row({
            label: "Revenue",
            measure: "revenue",
            treated: 50,
            control: 200,
            interval: [-250, -150, -50],
            verdict: "down",
            verdict_text: "Less than without",
            tone: "bad",
        }),
    ],
    tiers: [
        row({ label: "A", interval: [-0.4, -0.1, 0.2] }),
        row({ label: "B", interval: null, verdict: "too_early", verdict_text: "Too few to tell" }),
        row({ label: "A in money", measure: "revenue" }),
    ],
    salespeople: [],
    steps: [
        {
            key: 1,
            label: "Letter",
            channel: "Email",
            is_mail: true,
            due: 1,
            done: 170,
            skipped: 0,
            failed: 3,
            opened: 60,
            clicked: 12,
            replied: 4,
            bought: 20,
        },
    ],
};

const mountOutcome = (values = {}) =>
    mountWithCleanup(CampaignOutcome, { props: { outcome: { ...OUTCOME, ...values } } });

test.tags("customer_tier");
test("an interval lies against zero in the middle, hollow while nothing is proven", async () => {
    await mountWithCleanup(IntervalBar, {
        props: { interval: [-1, 1, 2], tone: "open", label: "Change" },
    });
    const bar = queryOne(".o_tier_interval").getBoundingClientRect();
    const line = queryOne(".o_tier_interval_line").getBoundingClientRect();
    const mark = queryOne(".o_tier_interval_mark").getBoundingClientRect();
    const zero = bar.left + bar.width / 2;
    expect(line.left).toBeLessThan(zero);
    expect(line.right).toBeGreaterThan(zero);
    expect(line.right).toBeLessThan(bar.right);
    expect(mark.left).toBeGreaterThan(zero);
    expect(".o_tier_interval").toHaveAttribute("aria-label", "Change");
    const { backgroundColor, borderColor } = getComputedStyle(queryOne(".o_tier_interval_mark"));
    expect(backgroundColor).not.toBe(borderColor);
});

test.tags("customer_tier");
test("a proven change is filled, and nothing at all has no length", async () => {
    await mountWithCleanup(IntervalBar, {
        props: { interval: [-3, -2, -1], tone: "bad", label: "Change" },
    });
    const { backgroundColor, borderColor } = getComputedStyle(queryOne(".o_tier_interval_mark"));
    expect(backgroundColor).toBe(borderColor);
    expect(reach()).toBe(0);
    expect(reach([-3, 0, 1], [0, 1, 2])).toBe(3);
});

test.tags("customer_tier");
test("treated and held out stand beside their difference, and in a table", async () => {
    await mountOutcome();
    expect("[data-figure=outcome] .o_tier_outcome_row").toHaveCount(2);
    const bars = queryAll("[data-measure=revenue] .o_tier_outcome_bar > span", {
        root: queryOne("[data-figure=outcome]"),
    });
    expect(bars.map((bar) => bar.style.width)).toEqual(["25%", "100%"]);
    expect("[data-figure=outcome] [data-tone=bad]").toHaveAttribute(
        "aria-label",
        "Revenue: +10 points, between −2 and +17. Less than without.",
    );
    await click("[data-figure=outcome] .o_tier_figure_table");
    await animationFrame();
    expect(queryAllTexts("[data-figure=outcome] tbody tr:first-child > *")).toEqual([
        "Customers who bought",
        "171",
        "20 %",
        "43",
        "10 %",
        "+10 points",
        "between −2 and +17",
        "95 %",
        "Not proven",
    ]);
});

test.tags("customer_tier");
test("tiers share a scale, and show the measure that is chosen", async () => {
    await mountOutcome();
    expect("[data-figure=outcome_salespeople]").toHaveCount(0);
    expect("[data-figure=outcome_tiers] .o_tier_outcome_row").toHaveCount(2);
    expect("[data-figure=outcome_tiers] .o_tier_interval").toHaveCount(1, {
        message: "what cannot be told has no interval",
    });
    await click(".o_tier_outcome_choice button:contains(Revenue)");
    await animationFrame();
    expect(queryAllTexts("[data-figure=outcome_tiers] .o_tier_outcome_label")).toEqual([
        "A in money",
    ]);
    expect(".o_tier_outcome_choice [aria-pressed=true]").toHaveText("Revenue");
});

test.tags("customer_tier");
test("before the days are over no difference is shown, and it says why", async () => {
    const early = OUTCOME.measures.map((one) => ({ ...one, interval: null, tone: "early" }));
    await mountOutcome({ has_result: false, measures: early });
    expect("[data-figure=outcome] .o_tier_interval").toHaveCount(0);
    expect("[data-figure=outcome] figcaption").toHaveText(/finds a success in nothing/);
});

test.tags("customer_tier");
test("steps are counted, and the method is a click away", async () => {
    await mountOutcome();
    expect(queryAllTexts(".o_tier_outcome_steps tbody td")).toEqual([
        "1",
        "170",
        "0",
        "3",
        "60",
        "12",
        "4",
        "20",
    ]);
    expect(".o_tier_outcome_steps p").toHaveText(/counts, not effects/);
    expect(".o_tier_outcome_method").not.toHaveAttribute("open");
    await click(".o_tier_outcome_method summary");
    expect(".o_tier_outcome_method").toHaveText(/Miettinen and Nurminen/);
});
