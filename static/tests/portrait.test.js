import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    defineModels,
    fields,
    getService,
    MockServer,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
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

const TODAY = "2026-03-31";
const A = { id: 1, name: "A: key customer", code: "A", color: 3 };
const B = { id: 2, name: "B: regular", code: "B", color: 4 };
const LOYAL = { id: 5, name: "Loyal", code: "loyal", color: 10 };

const move = (id, date, direction, from_tier, to_tier) => ({
    id,
    date,
    direction,
    from_tier,
    to_tier,
    from_segment: false,
    to_segment: LOYAL,
    revenue: 500,
});
const HISTORY = {
    total: 3,
    tiers: [1, 2],
    moves: [
        move(3, "2026-02-01", "up", B, A),
        move(2, "2025-11-01", "same", B, B),
        move(1, "2025-06-01", "entered", false, B),
    ],
};
const dimension = (name, label, score, average) => ({
    name,
    label,
    hint: "",
    value: `${score} things`,
    score,
    average,
    weight: 1,
    can_open: true,
});
const RADAR = {
    best: 5,
    customers: 25,
    is_compared: true,
    dimensions: [
        dimension("recency", "Recency", 5, 3.5),
        dimension("frequency", "Frequency", 4, 4.25),
        dimension("monetary", "Monetary", 3, 4.8),
        { ...dimension("growth", "Growth", null, 2), value: "unknown", can_open: false },
    ],
};
const PURCHASES = {
    model: "sale.order",
    is_readable: true,
    total: 3,
    hidden: 1,
    points: [
        { id: 7, date: "2025-06-01", amount: 100, name: "S7", kind: "sale", department: false },
        { id: 9, date: "2026-03-01", amount: -40, name: "S9", kind: "return", department: "Lab" },
    ],
    months: [...Array(12).keys()].map((number) =>
        luxon.DateTime.fromISO("2025-04-01").plus({ months: number }).toISODate(),
    ),
    this_year: [0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, -40],
    last_year: [0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    until: TODAY,
    until_last_year: "2025-03-31",
};
const category = (id, name) => ({ id, name, path: `All / ${name}` });
const CATEGORIES = {
    total: 400,
    top: [
        { ...category(1, "Reagents"), amount: 300, share: 0.75, change: -0.25 },
        { ...category(2, "Probes"), amount: 100, share: 0.25, change: null },
    ],
    rest: 0,
    rest_count: 0,
    departments: {
        focus: false,
        list: [
            { id: 11, name: "Cardiology", amount: 300 },
            { id: 12, name: "Laboratory", amount: 100 },
        ],
        gaps: [
            {
                department: { id: 11, name: "Cardiology" },
                category: category(2, "Probes"),
                by: ["Laboratory"],
                by_house: false,
            },
        ],
    },
    similar: {
        by: "type",
        label: "Clinic",
        customers: 50,
        least: 0.3,
        gaps: [
            {
                category: category(3, "Monitors"),
                customers: 36,
                share: 0.72,
                median: 1200.4,
                stopped: true,
            },
        ],
    },
};
const DUE = {
    rhythm: { days: 20, last: "2026-03-01", next: "2026-03-21", late: 10 },
    items: [
        {
            kind: "order",
            text: "Usually orders.",
            date: "2026-03-21",
            late: 10,
            model: false,
            id: false,
        },
        { kind: "visit", text: "A visit.", date: "2026-04-02", late: 0, model: false, id: false },
        { kind: "quotation", text: "S12", date: false, late: 0, model: "sale.order", id: 12 },
    ],
};
const REASONS = [{ name: "why_tier", label: "Why This Tier", text: "B: by hand\nA: by revenue" }];

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

class Profile extends models.Model {
    _name = "customer.profile";
    tier_id = fields.Many2one({ relation: "customer.profile" });
    changed_at = fields.Datetime();
    _records = [{ id: 4, changed_at: "2026-03-31 12:00:00" }];
}
defineModels([Profile]);

const PORTRAIT = {
    profile_id: 4,
    partner: { id: 1, name: "Hospital" },
    company: { id: 1, name: "Company", currency_id: 1 },
    today: TODAY,
    source: "sale",
    window_days: 365,
    tier: A,
    segment: LOYAL,
    radar: RADAR,
    purchases: PURCHASES,
    categories: CATEGORIES,
    reasons: REASONS,
    due: DUE,
    history: HISTORY,
};

test.tags("customer_tier");
test("the widget asks once, from the department, and again when a run was published", async () => {
    onRpc("customer.profile", "get_portrait", ({ args }) => {
        asyncStep(JSON.stringify(args));
        return PORTRAIT;
    });
    onRpc("customer.profile", "action_portrait_month", ({ args }) => {
        asyncStep(JSON.stringify(args));
        return { type: "ir.actions.act_window", name: "Month" };
    });
    await mountView({
        type: "form",
        resModel: "customer.profile",
        resId: 4,
        context: { portrait_contact_id: 12 },
        arch: `<form><widget name="customer_tier_portrait"/></form>`,
    });
    await waitForSteps(["[[4],12]"]);
    await animationFrame();
    expect(".o_tier_portrait canvas").toHaveCount(3);
    expect("[data-figure], [data-panel]").toHaveCount(9);
    patchWithCleanup(getService("action"), { doAction: ({ name }) => asyncStep(name) });
    await click("[data-figure=months] .o_tier_figure_table");
    await animationFrame();
    await click("[data-figure=months] tbody tr:first-child button");
    await waitForSteps(['[[4],"2025-04-01"]', "Month"]);
    await click("[data-panel=departments] [role=group] button:eq(1)");
    await waitForSteps(["[[4],11]"]);
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "customer_tier/progress", {
        event: "published",
    });
    await waitForSteps(["[[4],11]"]);
});
