import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { asyncStep, mountWithCleanup, waitForSteps } from "@web/../tests/web_test_helpers";
import { OutlookTiles } from "@customer_tier/dashboard/outlook_tiles";
import { DueProducts } from "@customer_tier/portrait/due_products";
import { ForecastFigures } from "@customer_tier/portrait/forecast_figures";
import { InstalledDevices } from "@customer_tier/portrait/installed_devices";
import { TODAY } from "./helpers/portrait_sample";

const step =
    (name) =>
    (...args) =>
        asyncStep([name, ...args].join(" "));

defineMailModels();

const FORECAST = {
    days: 90,
    buy_probability: 0.834,
    is_at_risk: true,
    revenue: 52300,
    low: 31000,
    high: 78000,
    next: "2026-04-10",
    early: "2026-04-02",
    late: "2026-04-20",
    was_due: "2026-03-21",
    as_of: "2026-03-30",
    confidence: "good",
    confidence_words: "Good: bought on 12 days, about every 30 days",
};

function mountForecast(values = {}) {
    return mountWithCleanup(ForecastFigures, {
        props: {
            forecast: { ...FORECAST, ...values },
            today: TODAY,
            currencyId: 1,
            openForecast: () => asyncStep("forecast"),
            openCategories: () => asyncStep("categories"),
        },
    });
}

test.tags("customer_tier");
test("figures come with their range, their age and how sure they are", async () => {
    await mountForecast();
    expect(queryText("[data-figure=buy_probability]")).toMatch(/^83%/);
    expect("[data-figure=buy_probability] .text-bg-danger").toHaveCount(1);
    expect("[data-panel=forecast]:contains(10 days ago)").toHaveCount(1);
    expect("[data-panel=forecast]:contains(Foreseen on 03/30/2026)").toHaveCount(1);
    expect(".badge.text-bg-success:contains(about every 30 days)").toHaveCount(1);
    await click("button:contains(By category)");
    await click("button:contains(All figures)");
    await waitForSteps(["categories", "forecast"]);
});

test.tags("customer_tier");
test("without a rhythm there is no date, and nothing that was due", async () => {
    await mountForecast({ next: false, early: false, late: false, was_due: false });
    expect(queryText("[data-figure=next_purchase]")).toBe("No rhythm known");
    expect("[data-panel=forecast] .small.text-danger").toHaveCount(0);
});

test.tags("customer_tier");
test("products that are due say how late they are, and are quoted by who may", async () => {
    const row = { id: 7, name: "Test Strips", quantity: 5, unit: "Units", value: 50 };
    const props = {
        products: {
            total: 8,
            can_quote: true,
            rows: [
                { ...row, date: "2026-03-01", is_overdue: true, days_late: 30 },
                { ...row, id: 8, date: "2026-04-05", is_overdue: false, days_late: 0 },
            ],
        },
        today: TODAY,
        currencyId: 1,
        openRecord: step("open"),
        openAll: () => asyncStep("all"),
        quote: () => asyncStep("quote"),
    };
    await mountWithCleanup(DueProducts, { props });
    expect(queryAllTexts(".badge")).toEqual(["30 days late", "in 5 days"]);
    expect("li:first .small:contains(5 Units)").toHaveCount(1);
    await click("li:first button");
    await click("button:contains(Quote Due Products)");
    await click("button:contains(All 8)");
    await waitForSteps(["open customer.replenishment 7", "quote", "all"]);
});

test.tags("customer_tier");
test("a device says what to do about it, or else how old it is", async () => {
    const device = {
        id: 3,
        name: "Analyser",
        department: "Laboratory",
        next_step: "",
        installed: "2024-01-31",
        warranty: "2026-01-31",
        renewal: false,
    };
    const props = {
        devices: {
            total: 3,
            rows: [
                { ...device, next_step: "Offer a contract" },
                { ...device, id: 4 },
                { ...device, id: 5, warranty: false },
            ],
        },
        today: TODAY,
        openRecord: step("open"),
        openAll: () => asyncStep("all"),
    };
    await mountWithCleanup(InstalledDevices, { props });
    expect(queryAllTexts("li .small")).toEqual([
        "Offer a contract",
        "Since 01/31/2024; warranty ended on 01/31/2026",
        "Since 01/31/2024",
    ]);
    await click("li:last button");
    await waitForSteps(["open customer.installed.item 5"]);
});

test.tags("customer_tier");
test("each tile of what is ahead opens what it counts", async () => {
    const outlook = {
        as_of: TODAY,
        customers: 120,
        revenue: 1500000,
        low: 1200000,
        high: 1800000,
        at_risk: 14,
        warnings: 3,
        due_products: 40,
    };
    await mountWithCleanup(OutlookTiles, {
        props: { outlook, currencyId: 1, onOpen: step("open") },
    });
    expect(queryAllTexts(".fs-2").slice(1)).toEqual(["14", "3", "40"]);
    for (const name of ["revenue", "at_risk", "warnings", "due_products"]) {
        await click(`[data-outlook=${name}]`);
    }
    await waitForSteps(["open revenue", "open at_risk", "open warnings", "open due_products"]);
});
