import { expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { asyncStep, mountWithCleanup, waitForSteps } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { MovementFlow } from "@customer_tier/dashboard/movement_flow";
import { movement } from "./helpers/dashboard_sample";

defineMailModels();

const { DateTime } = luxon;

const mountFlow = (matrix = movement()) =>
    mountWithCleanup(MovementFlow, {
        props: {
            matrix,
            fromDay: "12/31/2025",
            from: DateTime.fromISO("2025-12-31"),
            to: DateTime.fromISO("2026-03-31"),
            today: DateTime.fromISO("2026-03-31"),
            onToChange: () => {},
            onOpen: (...place) => asyncStep(JSON.stringify(place)),
        },
    });

const band = (row, column) => `path[data-row="${row}"][data-column="${column}"]`;

test.tags("customer_tier");
test("bands go from the tiers that were to those that are, with who entered and left", async () => {
    await mountFlow();
    expect(queryAllTexts(".o_tier_flow_labels:first button")).toEqual([
        "Key customers\n1",
        "Base\n4",
        "Entered\n1",
    ]);
    expect(queryAllTexts(".o_tier_flow_labels:last button")).toEqual([
        "Key customers\n2",
        "Base\n3",
        "Left\n1",
    ]);
    expect("path").toHaveCount(5);
    expect(band(3, 7)).toHaveAttribute("data-kind", "up");
    expect(band(3, "false")).toHaveAttribute("data-kind", "left");
    expect(band("false", 3)).toHaveAttribute("data-kind", "entered");
    expect(queryAllTexts("[aria-label=Legend]:first li")).toEqual([
        "moved up",
        "entered",
        "left",
        "stayed",
    ]);
});

test.tags("customer_tier");
test("a band is a link for the mouse and for the keyboard, and says what it is", async () => {
    await mountFlow();
    expect(band(3, 7)).toHaveAttribute("role", "link");
    expect(band(3, 7)).toHaveAttribute("aria-label", /Base to Key customers: 1 customers moved up/);
    await click(band(3, 7));
    queryOne(band(3, "false")).focus();
    expect(band(3, "false")).toBeFocused();
    await press("Enter");
    await press(" ");
    await click(".o_tier_flow_labels:first button:first");
    await click(".o_tier_flow_labels:last button:last");
    await waitForSteps(["[3,7]", "[3,false]", "[3,false]", "[7,null]", "[null,false]"]);
});

test.tags("customer_tier");
test("beside the picture is the same as a table", async () => {
    await mountFlow();
    await click('td[data-row="3"][data-column="7"] button');
    await waitForSteps(["[3,7]"]);
});

test.tags("customer_tier");
test("where nobody had a tier there is a sentence, and the date can still be chosen", async () => {
    await mountFlow({ ...movement(), cells: [] });
    expect("figure").toHaveText(/No customer had a tier on these dates/);
    expect("svg").toHaveCount(0);
    expect("#dashboard_to").toHaveCount(1);
});

test.tags("customer_tier");
test("one customer is one band", async () => {
    await mountFlow({ ...movement(), cells: [{ row: 7, column: 7, count: 1, revenue: -3 }] });
    expect("path").toHaveCount(1);
    expect("path").toHaveAttribute(
        "aria-label",
        /Key customers to Key customers: 1 customers stayed, .*-.*3/,
    );
});
