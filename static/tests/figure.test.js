import { expect, getFixture, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, waitUntil } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import {
    asyncStep,
    mountWithCleanup,
    patchWithCleanup,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { downloadFile } from "@web/core/network/download";
import { ChartCanvas } from "@customer_tier/chart/chart_canvas";
import { Figure } from "@customer_tier/chart/figure";
import { imageOf } from "@customer_tier/chart/image";

defineMailModels();

class Parent extends Component {
    static components = { ChartCanvas, Figure };
    static template = xml`
        <Figure t-props="props.figure"><b class="picture">Picture</b></Figure>`;
    static props = ["*"];
}

const FIGURE = {
    title: "Customers by tier",
    note: "Of 5 customers.",
    columns: [{ label: "Tier" }, { label: "Customers", number: true }],
    rows: [
        { key: 1, cells: ["A", "2"], open: () => asyncStep("A is opened") },
        { key: 2, cells: ["B", "3"] },
    ],
};

const mountFigure = (values) =>
    mountWithCleanup(Parent, { props: { figure: { ...FIGURE, ...values } } });

test.tags("customer_tier");
test("a figure shows its picture, or the numbers behind it", async () => {
    await mountFigure();
    expect("figure").toHaveAttribute("aria-label", "Customers by tier");
    expect("figcaption").toHaveText("Of 5 customers.");
    expect(".picture").toHaveCount(1);
    await click(".o_tier_figure_table");
    await animationFrame();
    expect(".picture").toHaveCount(0);
    expect(".o_tier_figure_table").toHaveAttribute("aria-pressed", "true");
    expect(queryAllTexts("thead th")).toEqual(["Tier", "Customers"]);
    expect(queryAllTexts("tbody tr")).toEqual(["A 2", "B 3"]);
    expect("tbody button").toHaveCount(1, { message: "nothing is behind the other row" });
    await click("tbody button");
    await waitForSteps(["A is opened"]);
});

test.tags("customer_tier");
test("a figure without numbers says so and offers nothing to do", async () => {
    await mountFigure({ empty: "Nobody yet." });
    expect(".o_tier_figure_empty").toHaveText("Nobody yet.");
    expect("figure button").toHaveCount(0);
    expect("figcaption").toHaveCount(0);
});

test.tags("customer_tier");
test("a figure can be saved as a picture", async () => {
    patchWithCleanup(downloadFile, {
        _download: (data, name, type) => asyncStep([name, type, data.type].join()),
    });
    await mountFigure();
    await click(".o_tier_figure_image");
    await waitForSteps(["Customers by tier.png,image/png,image/png"]);
});

/** Width and height that the head of a PNG says, after its signature. */
async function sizeOf(blob) {
    const data = new DataView(await blob.arrayBuffer());
    expect(data.getUint32(0)).toBe(0x89504e47);
    return [data.getUint32(16), data.getUint32(20)];
}

test.tags("customer_tier");
test("the picture of an element is a PNG of twice its size, without its buttons", async () => {
    const page = getFixture();
    const element = document.createElement("div");
    element.innerHTML = `<button class="d-print-none" style="display: block; width: 50px; height: 50px;
        background: rgb(255, 0, 0)"></button><canvas width="40" height="40"></canvas>`;
    element.style.cssText = "width: 100px; height: 120px; background: rgb(0, 0, 255)";
    page.append(element);
    const context = element.querySelector("canvas").getContext("2d");
    context.fillStyle = "rgb(0, 128, 0)";
    context.fillRect(0, 0, 40, 40);

    const blob = await imageOf(element);
    element.remove();
    expect(await sizeOf(blob)).toEqual([200, 240]);
    const picture = new Image();
    picture.src = URL.createObjectURL(blob);
    await picture.decode();
    const drawn = document.createElement("canvas");
    drawn.width = 200;
    drawn.height = 240;
    drawn.getContext("2d").drawImage(picture, 0, 0);
    const { data } = drawn.getContext("2d").getImageData(0, 0, 200, 240);
    const colors = new Set();
    for (let place = 0; place < data.length; place += 4) {
        colors.add([...data.slice(place, place + 3)].join());
    }
    expect(colors.has("0,0,255")).toBe(true, { message: "the background" });
    expect(colors.has("0,128,0")).toBe(true, { message: "the chart" });
    expect(colors.has("255,0,0")).toBe(false, { message: "no button" });
});

class Charts extends Component {
    static components = { ChartCanvas };
    static template = xml`
        <div style="width: 400px">
            <ChartCanvas config="state.config" label="'One bar'" height="200" onMarkClick="props.onMarkClick" />
        </div>`;
    static props = ["*"];
    setup() {
        this.state = useState({ config: bars([7]) });
    }
}

const bars = (data) => ({
    type: "bar",
    data: {
        labels: data.map(String),
        datasets: [{ data, categoryPercentage: 1, barPercentage: 1 }],
    },
    options: { plugins: { legend: { display: false } } },
});

function hasPixels(canvas) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some(Boolean);
}

test.tags("customer_tier");
test("a chart is drawn, says what it is, and tells which mark was clicked", async () => {
    const charts = await mountWithCleanup(Charts, {
        props: { onMarkClick: (mark) => asyncStep(JSON.stringify(mark)) },
    });
    expect("canvas").toHaveAttribute("role", "img");
    expect("canvas").toHaveAttribute("aria-label", "One bar");
    await waitUntil(() => hasPixels(queryOne("canvas")));
    await click("canvas", { position: { x: 250, y: 120 }, relative: true });
    await waitForSteps(['{"datasetIndex":0,"index":0}']);
    charts.state.config = bars([7, 8]);
    await animationFrame();
    await click("canvas", { position: { x: 300, y: 120 }, relative: true });
    await waitForSteps(['{"datasetIndex":0,"index":1}']);
});
