import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Tier extends models.Model {
    name = fields.Char();
    _records = [
        { id: 1, name: "A: key customer" },
        { id: 2, name: "B: growing customer" },
    ];
}

class Customer extends models.Model {
    tier_id = fields.Many2one({ relation: "tier" });
    tier_color = fields.Integer();
    tier_code = fields.Char();
    why_tier = fields.Char();
    low_confidence = fields.Boolean();
    reasons = fields.Char();
    override_words = fields.Char();
    score = fields.Integer({ string: "Recency Score" });
    rfm_score = fields.Float({ string: "RFM Score" });
    tier_trend = fields.Selection({
        selection: [
            ["up", "Moved up"],
            ["down", "Moved down"],
            ["entered", "Entered"],
        ],
    });
    previous_tier_id = fields.Many2one({ relation: "tier" });
    tier_since = fields.Date();
    _records = [
        {
            id: 1,
            tier_id: 1,
            tier_color: 3,
            tier_code: "A",
            why_tier: "A starts at 100 €",
            low_confidence: true,
            reasons: "suspected duplicate",
            override_words: "A, until spring",
            score: 4,
            rfm_score: 75,
            tier_trend: "up",
            previous_tier_id: 2,
            tier_since: "2026-03-01",
        },
        {
            id: 2,
            tier_id: 2,
            tier_color: 4,
            tier_code: "B",
            score: 1,
            rfm_score: 0,
            tier_trend: "down",
            tier_since: "2025-03-01",
        },
        { id: 3 },
    ];
}

defineMailModels();
defineModels([Tier, Customer]);

const MARKED = `
    'text_field': 'tier_code', 'why_field': 'why_tier', 'doubt_field': 'low_confidence',
    'reasons_field': 'reasons', 'fixed_field': 'override_words'`;
const cell = (row, name) => `.o_data_row:nth-child(${row}) td[name=${name}]`;
const filled = (place) => `${place} .o_tier_score_step.o_filled`;

function mountList(nodes) {
    return mountView({ type: "list", resModel: "customer", arch: `<list>${nodes}</list>` });
}

test.tags("customer_tier");
test("the badge shows a tier in its color, and reads the color by itself", async () => {
    await mountList(`<field name="tier_id" widget="customer_tier_badge"/>`);
    expect(`${cell(1, "tier_id")} .badge.o_badge_color_3`).toHaveText("A: key customer");
    expect(`${cell(2, "tier_id")} .badge.o_badge_color_4`).toHaveText("B: growing customer");
    expect(`${cell(1, "tier_id")} .fa`).toHaveCount(0, { message: "no marks but those asked for" });
    expect(`${cell(3, "tier_id")} .badge`).toHaveCount(0, { message: "no tier, no badge" });
});

test.tags("customer_tier");
test("the badge says why, who fixed it and what is doubtful", async () => {
    await mountList(`<field name="tier_id" widget="customer_tier_badge" options="{${MARKED}}"/>`);
    const [first, second] = [cell(1, "tier_id"), cell(2, "tier_id")];
    expect(`${first} .badge`).toHaveText("A");
    expect(`${first} .badge`).toHaveAttribute("data-tooltip", "A: key customer\nA starts at 100 €");
    expect(`${first} .o_customer_tier_doubt`).toHaveAttribute(
        "aria-label",
        "Low confidence: suspected duplicate",
    );
    expect(`${first} .o_tier_badge_fixed`).toHaveAttribute(
        "aria-label",
        "Fixed by hand: A, until spring",
    );
    expect(`${second} .badge`).toHaveAttribute("data-tooltip", "B: growing customer");
    expect(`${second} .fa`).toHaveCount(0, { message: "calm without news" });
});

test.tags("customer_tier");
test("the badge stands on cards and forms too", async () => {
    const node = `<field name="tier_id" widget="customer_tier_badge" options="{${MARKED}}"/>`;
    await mountView({
        type: "kanban",
        resModel: "customer",
        arch: `<kanban><templates><t t-name="card">${node}</t></templates></kanban>`,
    });
    expect(queryAllTexts(".o_kanban_record .badge")).toEqual(["A", "B"]);
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `<form>${node}<field name="score" widget="customer_tier_score"/></form>`,
    });
    expect(".o_form_view .o_tier_badge .badge").toHaveText("A");
    expect(".o_form_view [name=tier_id] input").toHaveCount(0, { message: "it is never edited" });
    expect(filled(".o_form_view")).toHaveCount(4);
});

test.tags("customer_tier");
test("a score of 1 to 5 fills as many steps, and says so", async () => {
    await mountList(`<field name="score" widget="customer_tier_score"/>`);
    expect(filled(cell(1, "score"))).toHaveCount(4);
    expect(`${cell(1, "score")} .o_tier_score_step`).toHaveCount(5);
    expect(`${cell(1, "score")} [role=img]`).toHaveAttribute("aria-label", "4 of 5");
    expect(`${cell(1, "score")} [role=img]`).toHaveAttribute(
        "data-tooltip",
        "Recency Score 4 of 5: high",
    );
    expect(filled(cell(2, "score"))).toHaveCount(1);
    expect(`${cell(3, "score")} .o_tier_score`).toHaveCount(0, { message: "nothing is known" });
});

test.tags("customer_tier");
test("a score of 0 to 100 has five steps as well, and zero is a score", async () => {
    await mountList(`<field name="rfm_score" widget="customer_tier_score"/>`);
    expect(`${cell(1, "rfm_score")} [role=img]`).toHaveAttribute("aria-label", "4 of 5");
    expect(`${cell(1, "rfm_score")} [role=img]`).toHaveAttribute(
        "data-tooltip",
        "RFM Score 75 of 100: high",
    );
    expect(filled(cell(2, "rfm_score"))).toHaveCount(1);
});

test.tags("customer_tier");
test("a score can have another scale, and a field that says whether it is known", async () => {
    const options = "{'max': 7, 'empty_field': 'tier_code'}";
    await mountList(
        `<field name="score" widget="customer_tier_score" options="${options}"/>
         <field name="rfm_score" widget="customer_tier_score" options="{'empty_field': 'tier_code'}"/>`,
    );
    expect(filled(cell(1, "score"))).toHaveCount(3, { message: "4 of 7 is the middle" });
    expect(filled(cell(2, "rfm_score"))).toHaveCount(1);
    expect(`${cell(3, "rfm_score")} .o_tier_score`).toHaveCount(0);
});

test.tags("customer_tier");
test("the trend is an arrow with words, not a color alone", async () => {
    const options = "{'from_field': 'previous_tier_id', 'since_field': 'tier_since'}";
    await mountList(`<field name="tier_trend" widget="customer_tier_trend" options="${options}"/>`);
    const [up, down, none] = [1, 2, 3].map((row) => cell(row, "tier_trend"));
    expect(`${up} .fa-arrow-up`).toHaveCount(1);
    expect(`${up} .visually-hidden`).toHaveText("Moved up from B: growing customer on 03/01/2026");
    expect(`${down} .fa-arrow-down`).toHaveCount(1);
    expect(`${down} .o_tier_trend`).toHaveAttribute("data-tooltip", "Moved down on 03/01/2025");
    expect(`${none} .o_tier_trend`).toHaveCount(0);
});

test.tags("customer_tier");
test("with days only news is shown, with a label also in words", async () => {
    mockDate("2026-03-31 12:00:00");
    const options = `{'from_field': 'previous_tier_id', 'since_field': 'tier_since', 'days': 90,
        'with_label': True}`;
    await mountView({
        type: "kanban",
        resModel: "customer",
        arch: `
            <kanban><templates><t t-name="card">
                <field name="tier_trend" widget="customer_tier_trend" options="${options}"/>
            </t></templates></kanban>`,
    });
    expect(".o_tier_trend").toHaveCount(1);
    expect(".o_tier_trend [aria-hidden]").toHaveText("from B: growing customer");
});
