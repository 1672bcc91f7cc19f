import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, waitUntil } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { asyncStep, mountWithCleanup, waitForSteps } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { seriesColor, seriesShape } from "@customer_tier/chart/palette";
import { FrequencyScatter } from "@customer_tier/dashboard/frequency_scatter";
import { ParetoCurve } from "@customer_tier/dashboard/pareto_curve";
import { SegmentMonths } from "@customer_tier/dashboard/segment_months";
import { months, nothing, overview, SEGMENTS } from "./helpers/dashboard_sample";

defineMailModels();

const opened = (...args) => asyncStep(JSON.stringify(args));
const PLACES = new Map(SEGMENTS.map(({ id }, place) => [id, place]));

/** The chart that is drawn, once it has pixels. */
async function drawnChart() {
    const canvas = queryOne("canvas");
    await waitUntil(() => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.some(Boolean);
    });
    return window.Chart.getChart(canvas);
}

/** Click where the chart says that a mark is. */
async function clickMark(chart, datasetIndex, index) {
    const { x, y } = chart.getDatasetMeta(datasetIndex).data[index].getCenterPoint();
    await click("canvas", { position: { x, y }, relative: true });
}

async function showTable() {
    await click(".o_tier_figure_table");
    await animationFrame();
}

const mountPareto = ({ pareto } = overview()) =>
    mountWithCleanup(ParetoCurve, {
        props: {
            pareto,
            domain: [["user_id", "=", 2]],
            companyId: 1,
            currencyId: 1,
            onOpen: opened,
        },
    });

test.tags("customer_tier");
test("the curve goes from nobody to everybody, and a point opens those up to there", async () => {
    const curve = await mountPareto();
    const chart = await drawnChart();
    expect(chart.data.datasets[0].data).toEqual([
        { x: 0, y: 0 },
        { x: 0.25, y: 0.6 },
        { x: 0.5, y: 0.8 },
        { x: 0.75, y: 0.96 },
        { x: 1, y: 1 },
    ]);
    await clickMark(chart, 0, 2);
    await waitForSteps([
        JSON.stringify([
            [
                "&",
                ["user_id", "=", 2],
                "&",
                "&",
                ["company_id", "=", 1],
                ["is_lapsed", "=", false],
                ["monetary", ">=", 20000],
            ],
            curve.name([0.5, 0.8, 20000]),
        ]),
    ]);
});

test.tags("customer_tier");
test("the borders of the tiers are in words and in the table, which opens them", async () => {
    await mountPareto();
    expect("canvas").toHaveAttribute("aria-label", /A: 50% of customers, 80% of revenue/);
    expect("figcaption").toHaveText(
        /4 customers with revenue.*Not on the curve: 1 customer without revenue/,
    );
    await showTable();
    expect("tbody tr:first").toHaveText(/Key customers\s*50%\s*80%/);
    await click("tbody tr:first button");
    await waitForSteps(['[[["tier_id","=",7]],"Key customers"]']);
});

test.tags("customer_tier");
test("a curve of one customer is a line to the corner", async () => {
    const points = [
        [0, 0, 0],
        [1, 1, 500],
    ];
    const curve = await mountPareto({ pareto: { points, borders: [], customers: 1, negative: 0 } });
    const chart = await drawnChart();
    await clickMark(chart, 0, 0);
    const domain = curve.domainUpTo(points[1]);
    expect(domain.at(-1)).toEqual(["monetary", ">=", 500]);
    await waitForSteps([JSON.stringify([domain, curve.name(points[1])])]);
});

test.tags("customer_tier");
test("without revenue there is no curve", async () => {
    await mountPareto(nothing());
    expect("canvas").toHaveCount(0);
    expect("figure").toHaveText(/Nobody has revenue above zero/);
});

const mountMonths = (values = months()) =>
    mountWithCleanup(SegmentMonths, {
        props: { months: values, places: PLACES, currencyId: 1, onOpen: opened },
    });

test.tags("customer_tier");
test("bars are stacked by segment, and returns go below zero", async () => {
    await mountMonths();
    const chart = await drawnChart();
    expect(chart.data.labels).toEqual([["Jan", "2026"], "Feb", "Mar"]);
    const [champions, loyal] = [0, 1].map((place) => chart.getDatasetMeta(place).data);
    const zero = chart.scales.y.getPixelForValue(0);
    expect(loyal[0].base).toBeCloseTo(champions[0].y, { digits: 0 });
    expect(loyal[1].y).toBeGreaterThan(zero);
    expect(chart.scales.y.min).toBeLessThan(-600);
    await clickMark(chart, 0, 2);
    await waitForSteps(['[11,"2026-03-01"]']);
});

test.tags("customer_tier");
test("the months as a table: a row for each piece, the newest first, which opens it", async () => {
    await mountMonths();
    await showTable();
    expect(queryAllTexts("tbody th")).toEqual(["Mar 2026", "Feb 2026", "Jan 2026", "Jan 2026"]);
    expect("tbody tr:eq(1)").toHaveText(/Loyal\s*.*-.*700/);
    await click("tbody tr:eq(1) button");
    await waitForSteps(['[12,"2026-02-01"]']);
});

test.tags("customer_tier");
test("months without purchases", async () => {
    await mountMonths({ months: ["2026-01-01"], segments: [] });
    expect("canvas").toHaveCount(0);
    expect("figure").toHaveText(/Nothing was bought/);
});

const mountScatter = ({ scatter, segments } = overview()) =>
    mountWithCleanup(FrequencyScatter, {
        props: { scatter, segments, currencyId: 1, onOpen: opened },
    });

test.tags("customer_tier");
test("each segment has its color and its mark, and a mark opens its customer", async () => {
    await mountScatter();
    const chart = await drawnChart();
    expect(chart.data.datasets.map(({ label }) => label)).toEqual(["Champions", "Loyal"]);
    for (const place of [0, 1]) {
        expect(chart.data.datasets[place].borderColor).toBe(seriesColor(place));
        expect(chart.data.datasets[place].pointStyle).toBe(seriesShape(place));
    }
    await clickMark(chart, 0, 0);
    await waitForSteps(["[101]"]);
    expect("figcaption").toHaveText("A mark opens its customer.");
});

test.tags("customer_tier");
test("negative revenue is below zero, inside the picture", async () => {
    await mountScatter();
    const chart = await drawnChart();
    const [, returner] = chart.getDatasetMeta(1).data;
    expect(returner.y).toBeGreaterThan(chart.scales.y.getPixelForValue(0));
    expect(returner.y < chart.chartArea.bottom).toBe(true);
});

test.tags("customer_tier");
test("a sample says what it is a sample of", async () => {
    const { scatter, segments } = overview();
    await mountScatter({ scatter: { ...scatter, total: 120000, shown: 5 }, segments });
    expect("figcaption").toHaveText(/5 of 120,000 customers, picked at random/);
});

test.tags("customer_tier");
test("the marks as a table, the largest customer first", async () => {
    await mountScatter();
    await showTable();
    expect(queryAllTexts("tbody th")).toEqual([
        "Hospital",
        "Clinic",
        "Dealer",
        "Laboratory",
        "Returner",
    ]);
    await click("tbody tr:last button");
    await waitForSteps(["[105]"]);
});

test.tags("customer_tier");
test("a scatter of one customer without a segment, and of nobody", async () => {
    const scatter = { total: 1, shown: 1, points: [[0, 0, null, 9, "Sleeper"]] };
    await mountScatter({ scatter, segments: SEGMENTS });
    const chart = await drawnChart();
    expect(chart.data.datasets.map(({ label }) => label)).toEqual(["No segment"]);
});
