import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { asyncStep, mountWithCleanup, waitForSteps } from "@web/../tests/web_test_helpers";
import { CategoryBars } from "@customer_tier/portrait/category_bars";
import { CategoryGaps } from "@customer_tier/portrait/category_gaps";
import { DepartmentGaps } from "@customer_tier/portrait/department_gaps";
import { DueNext } from "@customer_tier/portrait/due_next";
import { PurchaseTimeline } from "@customer_tier/portrait/purchase_timeline";
import { ReasonList } from "@customer_tier/portrait/reason_list";
import { ScoreRadar } from "@customer_tier/portrait/score_radar";
import { TierHistory } from "@customer_tier/portrait/tier_history";
import { tierPeriods } from "@customer_tier/portrait/tier_periods";
import { YearOverYear } from "@customer_tier/portrait/year_over_year";
import {
    TODAY,
    A,
    B,
    move,
    HISTORY,
    RADAR,
    PURCHASES,
    CATEGORIES,
    DUE,
    REASONS,
} from "./helpers/portrait_sample";

const step =
    (name) =>
    (...args) =>
        asyncStep([name, ...args].join(" "));

defineMailModels();

/** The pixels of the one canvas there is: something is drawn on it. */
function isDrawn() {
    const canvas = queryOne("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
}

test.tags("customer_tier");
test("moves become periods without gaps", () => {
    const summary = (moves) =>
        tierPeriods(moves, TODAY).map(({ from, to, tier }) => `${tier.code} ${from} ${to}`);
    expect(summary(HISTORY.moves)).toEqual(["B 2025-06-01 2026-02-01", "A 2026-02-01 2026-03-31"]);
    expect(summary([])).toEqual([]);
    expect(summary([move(4, "2026-01-01", "down", A, B)])).toEqual([
        "A null 2026-01-01",
        "B 2026-01-01 2026-03-31",
    ]);
    expect(
        summary([
            move(6, "2026-03-01", "entered", false, A),
            move(5, "2026-01-01", "left", B, false),
            move(4, "2025-01-01", "entered", false, B),
        ]),
    ).toEqual(["B 2025-01-01 2026-01-01", "A 2026-03-01 2026-03-31"]);
});

test.tags("customer_tier");
test("the radar is drawn, and its numbers are there for all", async () => {
    await mountWithCleanup(ScoreRadar, {
        props: { radar: RADAR, tier: A, openCustomers: step("scores") },
    });
    expect(isDrawn()).toBe(true);
    expect("canvas").toHaveAttribute("aria-label", /Recency: 5.*Growth: –/);
    expect("figcaption").toHaveText(/average of the 25 customers in A.*not known/);
    await click(".o_tier_figure_table");
    await animationFrame();
    expect(queryAllTexts("tbody tr:eq(0) > *")).toEqual(["Recency", "5 things", "5", "3.5"]);
    expect(queryAllTexts("tbody tr:eq(3) > *")).toEqual(["Growth", "unknown", "–", "2.0"]);
    expect("tbody tr:eq(3) button").toHaveCount(0);
    await click("tbody tr:eq(1) button");
    await waitForSteps(["scores frequency"]);
});

test.tags("customer_tier");
test("a tier that is too small is not compared with; two scores make bars", async () => {
    const radar = {
        ...RADAR,
        is_compared: false,
        dimensions: RADAR.dimensions.slice(0, 2).map((d) => ({ ...d, average: null })),
    };
    const component = await mountWithCleanup(ScoreRadar, {
        props: { radar, tier: A, openCustomers: () => {} },
    });
    expect(component.config.type).toBe("bar");
    expect(component.config.data.datasets).toHaveLength(1);
    expect("figcaption").toHaveText(/too small to compare/);
    expect(isDrawn()).toBe(true);
});

test.tags("customer_tier");
test("purchases can be opened, from the picture and from the table", async () => {
    const component = await mountWithCleanup(PurchaseTimeline, {
        props: {
            purchases: PURCHASES,
            history: HISTORY,
            today: TODAY,
            currencyId: 1,
            next: "2026-04-20",
            openDocument: step("document"),
        },
    });
    expect(isDrawn()).toBe(true);
    expect("figcaption").toHaveText(/1 documents that you may not open/);
    component.onMarkClick({ datasetIndex: 1, index: 0 });
    await click(".o_tier_figure_table");
    await animationFrame();
    expect(queryAllTexts("tbody tr th")).toEqual(["S9", "S7"]);
    expect("tbody tr:eq(0)").toHaveText(/Return.*Lab.*40/);
    await click("tbody tr:eq(1) button");
    await waitForSteps(["document 9", "document 7"]);
});

test.tags("customer_tier");
test("without purchases to show the timeline says why", async () => {
    const texts = [
        [{ total: 0, hidden: 0 }, /Nothing bought yet/],
        [{ total: 5, hidden: 5 }, /All 5 purchases/],
        [{ total: 5, hidden: 5, is_readable: false }, /no access/],
    ];
    for (const [values, text] of texts) {
        await mountWithCleanup(PurchaseTimeline, {
            props: {
                purchases: { ...PURCHASES, points: [], ...values },
                history: { ...HISTORY, moves: [] },
                today: TODAY,
                currencyId: 1,
                openDocument: () => {},
            },
        });
        expect(".o_tier_figure_empty:last").toHaveText(text);
    }
    expect("canvas").toHaveCount(0);
});

test.tags("customer_tier");
test("months stand beside those of last year, negative ones too", async () => {
    const component = await mountWithCleanup(YearOverYear, {
        props: { purchases: PURCHASES, currencyId: 1, openMonth: step("month") },
    });
    expect(isDrawn()).toBe(true);
    expect("figcaption").toHaveText(/60\.00 in twelve months, .*50\.00 .*\(\+20%\)/);
    component.onMarkClick({ datasetIndex: 0, index: 2 });
    component.onMarkClick({ datasetIndex: 1, index: 2 });
    await click(".o_tier_figure_table");
    await animationFrame();
    expect("tbody tr").toHaveCount(12);
    expect(queryAllTexts("tbody tr:eq(2) > *")[3]).toBe("+100%");
    expect(queryAllTexts("tbody tr:eq(11) > *")[3]).toBe("");
    await click("tbody tr:eq(11) button");
    await waitForSteps(["month 2024-06-01", "month 2025-06-01", "month 2026-03-01"]);
});

test.tags("customer_tier");
test("categories are bars that lead to their products", async () => {
    const props = { windowDays: 365, hidden: 0, currencyId: 1, openProducts: step("products") };
    await mountWithCleanup(CategoryBars, { props: { ...props, categories: CATEGORIES } });
    expect(queryAllTexts("li button")).toEqual(["Reagents", "Probes"]);
    expect("li:eq(0)").toHaveText(/300\.00\s*75%\s*−25%/);
    expect("li:eq(1)").toHaveText(/new/);
    await click("li:eq(1) button");
    await waitForSteps(["products 2"]);
    await mountWithCleanup(CategoryBars, { props: { ...props, categories: false } });
    expect(".o_tier_figure_empty").toHaveText(/no access/);
});

test.tags("customer_tier");
test("what others buy comes with how many of them", async () => {
    const props = {
        windowDays: 365,
        currencyId: 1,
        openProducts: step("products"),
        openBuyers: step("buyers"),
    };
    await mountWithCleanup(CategoryGaps, { props: { ...props, categories: CATEGORIES } });
    expect("li").toHaveText(/Monitors\s*bought it before\s*72%\s*36 of 50 buy it, .*1,200/);
    expect("figcaption").toHaveText(/50 customers of the type “Clinic”/);
    await click("li .o_tier_buyers");
    await waitForSteps(["buyers 3"]);
    const similar = { ...CATEGORIES.similar, gaps: [] };
    await mountWithCleanup(CategoryGaps, {
        props: { ...props, categories: { ...CATEGORIES, similar } },
    });
    expect(".o_tier_figure_empty:last").toHaveText(/at least 30% of 50 similar/);
    await mountWithCleanup(CategoryGaps, {
        props: {
            ...props,
            categories: { ...CATEGORIES, similar: { ...similar, customers: 0 } },
        },
    });
    expect(".o_tier_figure_empty:last").toHaveText(/too few similar customers/);
});

test.tags("customer_tier");
test("departments are compared, and one can be chosen", async () => {
    await mountWithCleanup(DepartmentGaps, {
        props: {
            departments: CATEGORIES.departments,
            currencyId: 1,
            openProducts: () => {},
            choose: step("choose"),
        },
    });
    expect("button.active").toHaveText("All departments");
    expect("li").toHaveText(/Cardiology · Probes\s*bought by Laboratory/);
    await click("[role=group] button:eq(1)");
    await waitForSteps(["choose 11"]);
});

test.tags("customer_tier");
test("what is late and what comes soon stands out", async () => {
    await mountWithCleanup(DueNext, {
        props: { due: DUE, today: TODAY, openRecord: step("open") },
    });
    expect("li:eq(0) .text-bg-danger").toHaveText("10 days late");
    expect("li:eq(1) .text-bg-warning").toHaveText("in 2 days");
    expect("li:eq(2) .badge").toHaveCount(0);
    await click("li:eq(2) button");
    await waitForSteps(["open sale.order 12"]);
    await mountWithCleanup(DueNext, {
        props: { due: { rhythm: false, items: [] }, today: TODAY, openRecord: () => {} },
    });
    expect("[data-panel=due]:last").toHaveText(/Nothing planned or promised/);
});

test.tags("customer_tier");
test("reasons are words under their headings", async () => {
    await mountWithCleanup(ReasonList, { props: { reasons: REASONS } });
    expect("dt").toHaveText("Why This Tier");
    expect("dd[data-reason=why_tier]").toHaveText(/B: by hand\s*A: by revenue/);
});

test.tags("customer_tier");
test("the history shows the last moves, and leads to all", async () => {
    const props = { currencyId: 1, openMoves: step("moves") };
    await mountWithCleanup(TierHistory, { props: { ...props, history: HISTORY } });
    expect("li").toHaveCount(3);
    expect("li:eq(0) [aria-label='Moved up']").toHaveCount(1);
    expect(queryAllTexts("li:eq(0) .badge")).toEqual(["B", "A"]);
    expect("li:eq(1) .badge").toHaveCount(0, { message: "another segment only" });
    const many = [...Array(20).keys()].map((id) => move(id, TODAY, "up", B, A));
    await mountWithCleanup(TierHistory, {
        props: { ...props, history: { ...HISTORY, total: 20, moves: many } },
    });
    await click("button:contains(All 20 moves)");
    await waitForSteps(["moves"]);
});
