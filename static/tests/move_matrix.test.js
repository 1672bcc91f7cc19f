import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { MatrixData } from "@customer_tier/matrix/matrix_data";
import { MoveMatrix } from "@customer_tier/matrix/move_matrix";

const TIERS = [
    { id: 7, name: "Key" },
    { id: 3, name: "Base" },
];
const MATRIX = {
    row_labels: [...TIERS, { id: false, name: "Entered" }],
    column_labels: [...TIERS, { id: false, name: "Left" }],
    cells: [
        { row: 7, column: 7, count: 1200, revenue: 90000 },
        { row: 7, column: 3, count: 400, revenue: 1000 },
        { row: 3, column: 7, count: 2, revenue: 50 },
        { row: 3, column: false, count: 5, revenue: 7 },
        { row: false, column: 3, count: 4, revenue: 3 },
    ],
    currency_id: 1,
};

class Dryrun extends models.Model {
    matrix = fields.Json();
    _records = [
        { id: 1, matrix: MATRIX },
        { id: 2, matrix: false },
    ];
}

defineMailModels();
defineModels([Dryrun]);

const cell = (row, column) => `td[data-row="${row}"][data-column="${column}"]`;
const TOTALS = ".o_matrix_total";

test.tags("customer_tier");
test("a matrix adds up and says what became of the customers", () => {
    const data = new MatrixData(MATRIX);
    expect(data.sum(7, null)).toEqual({ count: 1600, revenue: 91000 });
    expect(data.sum(null, 3)).toEqual({ count: 404, revenue: 1003 });
    expect(data.sum(null, null).count).toBe(1611);
    expect(data.sum(3, 3).count).toBe(0);
    expect(data.share(7, 3)).toBe(0.25);
    expect(data.share(9, 3)).toBe(0);
    const kinds = [
        [7, 7, "same"],
        [7, 3, "down"],
        [3, 7, "up"],
        [false, 3, "entered"],
        [3, false, "left"],
        [false, false, "nobody"],
        [null, 3, "total"],
        [7, null, "total"],
    ];
    for (const [row, column, kind] of kinds) {
        expect(data.kind(row, column)).toBe(kind);
    }
});

test.tags("customer_tier");
test("without an order nobody moves up or down", () => {
    const data = new MatrixData({ ...MATRIX, ordered: false });
    expect(data.kind(7, 3)).toBe("changed");
    expect(data.kind(3, 7)).toBe("changed");
    expect(data.kind(3, 3)).toBe("same");
    expect(data.kind(3, false)).toBe("left");
});

test.tags("customer_tier");
test("the matrix is a table with headers, marks and totals", async () => {
    await mountWithCleanup(MoveMatrix, { props: { matrix: MATRIX, onCellClick: () => {} } });
    expect(queryAllTexts("thead th")).toEqual(["from ↓ to →", "Key", "Base", "Left", "Total"]);
    expect(queryAllTexts("tbody th[scope=row]")).toEqual(["Key", "Base", "Entered", "Total"]);
    expect(`${cell(7, 3)}.o_matrix_down .fa-arrow-down`).toHaveCount(1);
    expect(`${cell(3, 7)}.o_matrix_up .fa-arrow-up`).toHaveCount(1);
    expect(`${cell("false", 3)}.o_matrix_entered .fa-plus`).toHaveCount(1);
    expect(`${cell(3, "false")}.o_matrix_left .fa-minus`).toHaveCount(1);
    expect(`${cell(7, 7)} .fa`).toHaveCount(0, { message: "who stayed is calm" });
    expect(cell(7, 7)).toHaveText(/1,200\s*75%/);
    expect(`${TOTALS} td:last-child`).toHaveText("1,611");
    expect(`${cell(7, 3)} button`).toHaveAttribute(
        "aria-label",
        /Key to Base: 400 customers moved down, .*1,000/,
    );
    expect(`${cell(3, 3)} button`).toHaveCount(0, { message: "there is nobody to open" });
});

test.tags("customer_tier");
test("it shows customers or revenue", async () => {
    await mountWithCleanup(MoveMatrix, { props: { matrix: MATRIX } });
    await click("button[name=revenue]");
    await animationFrame();
    expect("button[name=revenue]").toHaveAttribute("aria-pressed", "true");
    expect(cell(7, 7)).toHaveText(/90k/);
    expect(cell(7, 3)).toHaveText(/1,000/);
    expect(`${cell(7, 3)} button`).toHaveCount(0, { message: "nothing happens on a click" });
});

test.tags("customer_tier");
test("cells and totals are buttons for the keyboard too", async () => {
    await mountWithCleanup(MoveMatrix, {
        props: {
            matrix: MATRIX,
            onCellClick: (...place) => asyncStep(JSON.stringify(place)),
        },
    });
    queryOne(`${cell(7, 3)} button`).focus();
    expect(`${cell(7, 3)} button`).toBeFocused();
    await click(`${cell(7, 3)} button`);
    await click(`${cell(3, "false")} button`);
    await click(`tbody tr:first-child td:last-child button`);
    await waitForSteps(["[7,3]", "[3,false]", "[7,null]"]);
});

/** A form with the field, as a dry run has it. */
async function mountForm(options = "{}", resId = 1) {
    await mountView({
        type: "form",
        resModel: "dryrun",
        resId,
        arch: `<form><field name="matrix" widget="customer_tier_move_matrix" options="${options}"/></form>`,
    });
}

test.tags("customer_tier");
test("a Json field is shown as a matrix whose cells the record opens", async () => {
    onRpc("dryrun", "action_open_matrix_cell", ({ args }) => {
        asyncStep(JSON.stringify(args));
        return { type: "ir.actions.act_window", name: "Behind" };
    });
    await mountForm();
    patchWithCleanup(getService("action"), {
        doAction: (action) => asyncStep(action.name),
    });
    expect(cell(7, 3)).toHaveText(/400/);
    await click(`${cell("false", 3)} button`);
    await waitForSteps(["[[1],false,3]", "Behind"]);
});

test.tags("customer_tier");
test("a field that cannot be opened has no buttons", async () => {
    await mountForm("{'no_open': True}");
    expect(cell(7, 3)).toHaveText(/400/);
    expect(`${cell(7, 3)} button`).toHaveCount(0);
});

test.tags("customer_tier");
test("an empty field shows nothing", async () => {
    await mountForm("{}", 2);
    expect(".o_customer_tier_matrix").toHaveCount(0);
});
