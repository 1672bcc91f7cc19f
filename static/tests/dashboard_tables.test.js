import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { asyncStep, mountWithCleanup, waitForSteps } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { AttentionList } from "@customer_tier/dashboard/attention_list";
import { HeatMap } from "@customer_tier/dashboard/heat_map";
import { TierTiles } from "@customer_tier/dashboard/tier_tiles";
import { nothing, overview } from "./helpers/dashboard_sample";

defineMailModels();

const opened = (...args) => asyncStep(JSON.stringify(args));

const mountTiles = ({ tiers } = overview()) =>
    mountWithCleanup(TierTiles, {
        props: { tiers, currencyId: 1, fromDay: "12/31/2025", onOpen: opened },
    });

test.tags("customer_tier");
test("a tile has the customers and the revenue of a tier, and opens them", async () => {
    await mountTiles();
    expect(queryAllTexts(".o_tier_tile_count")).toEqual(["2 customers", "3 customers"]);
    expect(queryAllTexts(".o_tier_tile_share")).toEqual(["80% of revenue", "20% of revenue"]);
    await click("[data-tier=A]");
    await waitForSteps(['[[["tier_id","=",7]],"Key customers"]']);
});

test.tags("customer_tier");
test("a change has a sign, an arrow and a word", async () => {
    await mountTiles();
    const changes = (tier) => queryAllTexts(`[data-tier=${tier}] .o_tier_tile_change`);
    expect(changes("A")).toEqual(["+1 customer more", "−1.2 points less"]);
    expect(changes("B")).toEqual(["−1 customer fewer", "+1.2 points more"]);
    expect("[data-tier=A] [data-change=customers] .fa-arrow-up").toHaveCount(1);
    expect("[data-tier=A] [data-change=share] .fa-arrow-down").toHaveCount(1);
    expect("[data-tier=A]").toHaveAttribute(
        "aria-label",
        /2 customers, 80% of revenue.*On 12\/31\/2025: 1 customer, 81.2% of revenue/,
    );
});

test.tags("customer_tier");
test("what stayed the same says so, and without an earlier day there is no change", async () => {
    const tiers = overview().tiers;
    tiers[0].customers_before = tiers[0].customers;
    await mountTiles({ tiers });
    expect("[data-tier=A] [data-change=customers]").toHaveText("As many customers");
    expect("[data-tier=A] [data-change=customers] .fa-arrows-h").toHaveCount(1);
});

test.tags("customer_tier");
test("tiles of nobody show zero", async () => {
    await mountTiles(nothing());
    expect("[data-tier=A] .o_tier_tile_count").toHaveText("0 customers");
    expect("[data-tier=A]").toHaveText(/No tiers yet on that date/);
});

test.tags("customer_tier");
test("negative revenue has no bar of negative width", async () => {
    const tiers = overview().tiers;
    Object.assign(tiers[1], { revenue: -300, share: 0 });
    await mountTiles({ tiers });
    expect("[data-tier=B] .o_tier_tile_share").toHaveText("0% of revenue");
    expect("[data-tier=B]").toHaveAttribute("aria-label", /-\$?\s?300|-300/);
});

const mountHeat = ({ heat, customers } = overview()) =>
    mountWithCleanup(HeatMap, { props: { heat, customers, currencyId: 1, onOpen: opened } });

const cell = (recency, frequency) =>
    `button[data-recency="${recency}"][data-frequency="${frequency}"]`;

test.tags("customer_tier");
test("the heat map is a table of buttons: count and average, best in the corner", async () => {
    await mountHeat();
    expect(queryAllTexts("thead th")).toEqual(["1\nlong ago", "2", "3", "4", "5\njust now"]);
    expect(queryAllTexts("tbody th")).toEqual(["5\noften", "4", "3", "2", "1\nrarely"]);
    expect(cell(5, 5)).toHaveText(/2\s*\$\s?40k/);
    expect(cell(5, 5)).toHaveAttribute(
        "aria-label",
        /Recency score 5, frequency score 5: 2 customers, .*40,000.* on average/,
    );
    expect(`table button`).toHaveCount(4);
    expect("td [aria-label=nobody]").toHaveCount(21);
    await click(cell(5, 5));
    await waitForSteps(['[[["recency_score","=",5]],"Recency 5, frequency 5"]']);
});

test.tags("customer_tier");
test("the heat map is colored by customers or by revenue, and negative revenue is pale", async () => {
    await mountHeat();
    const color = (...place) => getComputedStyle(queryOne(cell(...place))).backgroundColor;
    const pale = color(2, 1);
    expect(color(4, 1)).toBe(pale, { message: "one customer as well" });
    await click("button[name=average]");
    await animationFrame();
    expect("button[name=average]").toHaveAttribute("aria-pressed", "true");
    expect(color(2, 1)).not.toBe(color(4, 1));
    expect(cell(2, 1)).toHaveText(/1\s*-?\$?\s?-?500/);
});

test.tags("customer_tier");
test("the heat map says who is not in it, and when nobody is", async () => {
    const { heat } = overview();
    await mountHeat({ heat, customers: 7 });
    expect("figcaption").toHaveText(/Not in it: 2 customers/);
});

test.tags("customer_tier");
test("a heat map of nobody and of one customer", async () => {
    await mountHeat(nothing());
    expect("[data-figure=heat]").toHaveText(/Nobody has bought/);
    expect("[data-figure=heat] table").toHaveCount(0);
});

const mountAttention = ({ attention } = overview()) =>
    mountWithCleanup(AttentionList, {
        props: {
            attention,
            domain: overview().attention_domain,
            currencyId: 1,
            onOpen: opened,
            onOpenAll: opened,
            onStart: opened,
        },
    });

test.tags("customer_tier");
test("a campaign can be started for all who need attention", async () => {
    await mountAttention();
    await click(".o_tier_attention_campaign");
    await waitForSteps(['[[["needs_attention","=",true]]]']);
});

test.tags("customer_tier");
test("who needs attention is listed with tier, segment, revenue and reason", async () => {
    await mountAttention();
    expect("tbody tr").toHaveCount(1);
    expect("tbody tr").toHaveText(
        /Clinic\s*About to fall to tier B on 04\/30\/2026\s*A\s*Champions/,
    );
    expect("tbody tr").toHaveText(/20k/);
    expect("tbody .badge:first").toHaveClass("o_badge_color_3");
    await click("tbody button");
    await click(".o_tier_attention_all");
    await waitForSteps(["[102]", '[[["needs_attention","=",true]],"Who needs attention today"]']);
});

test.tags("customer_tier");
test("long names do not widen the list, and can be read in full", async () => {
    const [one] = overview().attention;
    const name = "Regional Centre for Clinical Chemistry and Laboratory Medicine ".repeat(4).trim();
    await mountAttention({ attention: [{ ...one, name, revenue: -1200, tier: "", segment: "" }] });
    expect("tbody button").toHaveAttribute("title", name);
    const table = queryOne("table").getBoundingClientRect();
    const figure = queryOne("figure").getBoundingClientRect();
    expect(table.width <= figure.width).toBe(true);
    expect("tbody .badge").toHaveCount(0);
    expect("tbody td:last").toHaveText(/-.*1,200|-1,200/);
});

test.tags("customer_tier");
test("on a quiet day nobody needs attention", async () => {
    await mountAttention(nothing());
    expect("[data-figure=attention]").toHaveText(/Nobody needs attention today/);
});
