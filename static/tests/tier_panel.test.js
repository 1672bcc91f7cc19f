import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

const REAGENT = {
    product_id: 5,
    name: "Reagent",
    quantity: 7.5,
    unit: "Litres",
    days: 4,
    last: "2026-03-01",
    rhythm: 20,
    due: "2026-03-21",
    late: 10,
};
const PANEL = {
    customer_id: 1,
    profile_id: 9,
    tier: { name: "A: key customer", code: "A", color: 3 },
    segment: { name: "Champions", color: 10 },
    trend: { trend: "up", words: "Moved up", from: "B", since: "2026-03-01" },
    fixed: false,
    why: ["A starts at 100 €.", "Champions buy often."],
    next: "In the best tier.",
    keep: "Keeps A with 90 €.",
    source: "sale",
    usual: [REAGENT],
    due: [REAGENT],
    visits: [
        { kind: "visit", words: "Next visit", due: "2026-04-10" },
        { kind: "answer", words: "Answer to the customer", due: "2026-03-30" },
    ],
    warnings: [
        { kind: "pending", text: "Becomes B on 30 April." },
        { kind: "invoice", text: "One invoice is overdue." },
    ],
};
const PROSPECT = {
    customer_id: 2,
    tier: false,
    empty: "No purchases yet.",
    source: "sale",
    usual: [],
    due: [],
    visits: [],
    warnings: [],
};

class Partner extends models.Model {
    _name = "partner";
    name = fields.Char();
    _records = [
        { id: 1, name: "Hospital" },
        { id: 2, name: "Prospect" },
    ];
}

class Maker extends models.Model {
    _name = "maker";
    name = fields.Char();
    _records = [{ id: 1, name: "Maker" }];
}

class Tier extends models.Model {
    _name = "tier";
    name = fields.Char();
    _records = [{ id: 4, name: "B: growing customer" }];
}

class Order extends models.Model {
    _name = "order";
    partner_id = fields.Many2one({ relation: "partner" });
    company_id = fields.Many2one({ relation: "maker" });
    state = fields.Selection({
        selection: [
            ["draft", "Quotation"],
            ["sale", "Order"],
        ],
    });
    locked = fields.Boolean();
    amount_untaxed = fields.Float();
    order_tier_id = fields.Many2one({ relation: "tier" });
    tier_effect_words = fields.Char();
    _records = [
        { id: 1, partner_id: 1, company_id: 1, state: "draft" },
        {
            id: 2,
            partner_id: 1,
            company_id: 1,
            state: "draft",
            amount_untaxed: 50,
            tier_effect_words: "Confirming this keeps it in A.",
        },
        { id: 3, partner_id: 1, company_id: 1, state: "sale", order_tier_id: 4 },
        { id: 4, company_id: 1, state: "draft" },
    ];
}

defineMailModels();
defineModels([Partner, Maker, Tier, Order]);

const HEAD = ".o_tier_panel button[aria-controls]";
const BODY = ".o_tier_panel_body";

beforeEach(() => mockDate("2026-03-31 12:00:00"));

async function mountOrder(resId, answer = ([partner]) => (partner === 1 ? PANEL : PROSPECT)) {
    onRpc("sale.order", "get_tier_panel", ({ args }) => answer(args));
    onRpc("sale.order", "get_tier_offers", () => []);
    await mountView({
        type: "form",
        resModel: "order",
        resId,
        arch: `
            <form>
                <widget name="customer_tier_panel"/>
                <field name="partner_id"/><field name="company_id"/>
            </form>`,
    });
    await animationFrame();
}

test.tags("customer_tier");
test("closed, it is one line: tier, segment, trend and the one thing to know", async () => {
    await mountOrder(1);
    expect(queryAllTexts(`${HEAD} .badge`)).toEqual(["A: key customer", "Champions"]);
    expect(`${HEAD} .fa-arrow-up`).toHaveCount(1);
    expect(`${HEAD} .o_tier_panel_headline`).toHaveText("In the best tier.");
    expect(`${HEAD} .o_tier_panel_count .visually-hidden`).toHaveText("2 warnings");
    expect(HEAD).toHaveAttribute("aria-expanded", "false");
    expect(BODY).toHaveCount(0);
});

test.tags("customer_tier");
test("it opens by a button, and remembers it for the user", async () => {
    await mountOrder(1);
    queryFirst(HEAD).focus();
    expect(HEAD).toBeFocused();
    await click(HEAD);
    await animationFrame();
    expect(HEAD).toHaveAttribute("aria-expanded", "true");
    expect(HEAD).toHaveAttribute("aria-controls", queryFirst(BODY).id);
    expect(Object.values(browser.localStorage)).toInclude("1");
    expect(queryAllTexts(".o_tier_panel_usual tbody tr > *")).toEqual([
        "Reagent",
        "7.5 Litres",
        "03/01/2026",
    ]);
    expect(queryAllTexts(".o_tier_panel_due li")).toEqual([
        "Next visit 04/10/2026",
        "Answer to the customer 03/30/2026",
        "Reagent every 20 days, 10 days late",
    ]);
    expect(queryAllTexts(".o_tier_panel_due .text-danger")).toEqual([
        "03/30/2026",
        "every 20 days, 10 days late",
    ]);
    expect(queryAllTexts(".o_tier_panel_why p")).toEqual([
        "In the best tier.",
        "A starts at 100 €.",
        "Champions buy often.",
        "Keeps A with 90 €.",
    ]);
    await click(HEAD);
    await animationFrame();
    expect(BODY).toHaveCount(0);
    expect(Object.values(browser.localStorage)).not.toInclude("1");
});

test.tags("customer_tier");
test("what the order does comes first, and answers the warning of a fall", async () => {
    await mountOrder(2);
    expect(`${HEAD} .o_tier_panel_headline`).toHaveText("Confirming this keeps it in A.");
    expect(`${HEAD} .o_tier_panel_count .visually-hidden`).toHaveText("One warning");
    await click(HEAD);
    await animationFrame();
    expect(queryAllTexts(".o_tier_panel_warnings li")).toEqual(["One invoice is overdue."]);
    expect(`${HEAD} .o_tier_panel_headline`).toHaveCount(0, { message: "nothing is said twice" });
});

test.tags("customer_tier");
test("an order tells the tier it was confirmed in", async () => {
    await mountOrder(3);
    await click(HEAD);
    await animationFrame();
    expect(".o_tier_panel_why").toHaveText(/When it was ordered: B: growing customer/);
});

test.tags("customer_tier");
test("it follows the customer, and a late answer about another one is forgotten", async () => {
    const late = new Deferred();
    const asked = [];
    await mountOrder(4, ([partner]) => {
        asked.push(partner);
        return partner === 1 ? late : PROSPECT;
    });
    expect(".o_tier_panel_line").toHaveCount(0, { message: "nobody is chosen" });
    const choose = async (name) => {
        await contains("[name=partner_id] input").click();
        await edit(name, { confirm: false });
        await contains(`.o-autocomplete--dropdown-item:contains(${name})`).click();
    };
    await choose("Hospital");
    await animationFrame();
    expect(".o_tier_panel").toHaveCount(0);
    expect(".o_form_view [name=partner_id] input").toHaveValue("Hospital", {
        message: "the form does not wait",
    });
    await choose("Prospect");
    await animationFrame();
    late.resolve(PANEL);
    await animationFrame();
    expect(asked).toEqual([1, 2]);
    expect(`${HEAD} .badge`).toHaveText("Not a customer yet");
    expect(`${HEAD} .o_tier_panel_headline`).toHaveText("No purchases yet.");
});

test.tags("customer_tier");
test("who may not see it has nothing there", async () => {
    await mountOrder(1, () => false);
    expect(".o_tier_panel, .o_tier_panel_line").toHaveCount(0);
});

test.tags("customer_tier");
test("products and the profile can be opened", async () => {
    await mountOrder(1);
    patchWithCleanup(getService("action"), {
        doAction: ({ res_model, res_id, domain }) =>
            asyncStep(JSON.stringify([res_model, res_id || domain])),
    });
    await click(HEAD);
    await animationFrame();
    await click(".o_tier_panel_usual button");
    await click(".o_tier_panel_why button");
    const domain = [
        ["partner_id.commercial_partner_id", "=", 1],
        ["company_id", "=", 1],
        ["state", "=", "sale"],
        ["order_line.product_id", "=", 5],
    ];
    await waitForSteps([
        JSON.stringify(["sale.order", domain]),
        JSON.stringify(["customer.profile", 9]),
    ]);
});

test.tags("customer_tier");
test("the campaign that the customer is in is named and can be opened", async () => {
    const campaign = { id: 33, words: "In the campaign “Wake up” since 3 March." };
    await mountOrder(1, () => ({ ...PANEL, campaign }));
    patchWithCleanup(getService("action"), {
        doAction: ({ res_model: model, res_id: id }) => asyncStep(`${model} ${id}`),
    });
    await contains(HEAD).click();
    expect(".o_tier_panel_campaign").toHaveText(campaign.words);
    await contains(".o_tier_panel_campaign button").click();
    await waitForSteps(["customer.tier.campaign 33"]);
});
