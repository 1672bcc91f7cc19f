import { beforeEach, expect, mockDate, test } from "@odoo/hoot";
import { click, queryAllAttributes, waitFor } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    contains,
    defineModels,
    fields,
    getService,
    MockServer,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
    toggleMenuItem,
    toggleSearchBarMenu,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { user } from "@web/core/user";
import { WebClient } from "@web/webclient/webclient";
import { months, movement, nothing, overview, PATIENT } from "./helpers/dashboard_sample";

class Profile extends models.Model {
    _name = "customer.profile";
    name = fields.Char();
    _records = [{ id: 102, name: "Clinic" }];
    _views = {
        form: `<form><field name="name"/></form>`,
        list: `<list><field name="name"/></list>`,
        search: `<search><filter name="mine" string="My Customers" domain="[('name', '=', 'x')]"/></search>`,
    };
}

defineMailModels();
defineModels([Profile]);

const MODEL = "customer.tier.dashboard";
const FIGURES = ["heat", "attention", "movement", "pareto", "scatter", "months"];

beforeEach(() => mockDate("2026-03-31 12:00:00"));

/** Two companies are ticked, the first is the current one. */
function tickTwoCompanies() {
    patchWithCleanup(user, {
        get activeCompanies() {
            return [
                { id: 1, name: "Lanterra" },
                { id: 2, name: "Lanterra Export" },
            ];
        },
    });
}

async function chooseTheSecondCompany() {
    await contains(".o_dashboard_company").click();
    await contains(".o-dropdown-item:contains(Export)").click();
}

/** Answer with the sample, or with what the functions return. */
function answer(answers = {}) {
    onRpc(MODEL, "get_overview", answers.overview || (() => overview()));
    onRpc(MODEL, "get_movement", answers.movement || (() => movement()));
    onRpc(MODEL, "get_outlook", answers.outlook || (() => false));
    onRpc(MODEL, "get_months", answers.months || (() => months()));
}

async function openDashboard() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "customer_tier.dashboard",
        params: {},
    });
    await animationFrame();
}

const shown = () => queryAllAttributes("figure", "data-figure");

test.tags("customer_tier");
test("each figure has its place from the beginning, and comes as soon as it is counted", async () => {
    const answers = { overview: new Deferred(), movement: new Deferred(), months: new Deferred() };
    answer({
        overview: () => answers.overview,
        movement: () => answers.movement,
        months: () => answers.months,
    });
    await openDashboard();
    expect(".o_tier_placeholder").toHaveCount(FIGURES.length);
    expect("button[name=spreadsheet]").not.toBeEnabled();
    answers.overview.resolve(overview());
    await waitFor("figure", PATIENT);
    expect(shown()).toEqual(["heat", "attention", "pareto", "scatter"]);
    expect(".o_dashboard_summary").toHaveText(/Lanterra · 5 customers · .*99,500/);
    answers.months.resolve(months());
    await waitFor("[data-figure=months]", PATIENT);
    expect(".o_tier_placeholder").toHaveCount(1);
    answers.movement.resolve(movement());
    await waitFor("[data-figure=movement]", PATIENT);
    expect(shown()).toEqual(FIGURES);
});

test.tags("customer_tier");
test("the last choice is shown, whatever comes last", async () => {
    const answers = [];
    answer({
        overview: ({ args }) => {
            asyncStep(args[1]);
            answers.push(new Deferred());
            return answers.at(-1);
        },
    });
    await openDashboard();
    await contains("button[name=year]").click();
    await toggleSearchBarMenu();
    await toggleMenuItem("My Customers");
    await animationFrame();
    await contains("button[name=month]").click();
    // by default the last quarter; the filter keeps the year
    await waitForSteps(["2025-12-31", "2025-12-31", "2025-12-31", "2026-02-28"]);
    answers[3].resolve({ ...overview(), customers: 4 });
    answers[0].resolve({ ...overview(), customers: 1 });
    answers[2].resolve({ ...overview(), customers: 3 });
    await waitFor("figure", PATIENT);
    await animationFrame();
    expect(".o_dashboard_summary").toHaveText(/4 customers/);
    expect("button[name=month]").toHaveAttribute("aria-pressed", "true");
});

test.tags("customer_tier");
test("a mark opens the customers of the company behind it", async () => {
    answer();
    onRpc(MODEL, "customers_action", ({ args, kwargs }) => {
        asyncStep(JSON.stringify([...args, kwargs.context.allowed_company_ids]));
        return {
            type: "ir.actions.act_window",
            res_model: "customer.profile",
            views: [[false, "list"]],
            name: args[1],
        };
    });
    await openDashboard();
    await contains('button[data-recency="5"]').click();
    await waitForSteps(['[[["recency_score","=",5]],"Recency 5, frequency 5",[1]]']);
    await waitFor(".o_list_view", PATIENT);
});

test.tags("customer_tier");
test("a band, a bar and a customer are opened by the question that they answered", async () => {
    answer();
    const behind = ({ method, args }) => {
        asyncStep(JSON.stringify([method, ...args]));
        return { type: "ir.actions.act_window_close" };
    };
    onRpc(MODEL, "movement_action", behind);
    onRpc(MODEL, "months_action", behind);
    await openDashboard();
    await contains('path[data-row="3"][data-column="7"]').click();
    await contains("[data-figure=months] .o_tier_figure_table").click();
    await contains("[data-figure=months] tbody tr:first button").click();
    await waitForSteps([
        '["movement_action",[],"2025-12-31","2026-03-31",3,7]',
        '["months_action",[],11,"2026-03-01"]',
    ]);
    await contains("[data-figure=attention] tbody button").click();
    await waitFor(".o_form_view", PATIENT);
});

test.tags("customer_tier");
test("the date and the filter are still chosen on the way back", async () => {
    answer({
        overview: ({ args }) => {
            asyncStep(JSON.stringify(args));
            return overview();
        },
    });
    await openDashboard();
    await contains("button[name=month]").click();
    await toggleSearchBarMenu();
    await toggleMenuItem("My Customers");
    await contains("[data-figure=attention] tbody button").click();
    await waitFor(".o_form_view", PATIENT);
    await contains(".o_breadcrumb a, .breadcrumb-item a").click();
    await waitFor("[data-figure=attention]", PATIENT);
    expect("button[name=month]").toHaveAttribute("aria-pressed", "true");
    await waitForSteps([
        '[[],"2025-12-31"]',
        '[[],"2026-02-28"]',
        '[[["name","=","x"]],"2026-02-28"]',
        '[[["name","=","x"]],"2026-02-28"]',
    ]);
});

test.tags("customer_tier");
test("nobody has a tier yet: managers can recompute, others are told", async () => {
    answer({ overview: nothing });
    await openDashboard();
    await waitFor(".o_dashboard_help", PATIENT);
    expect("figure").toHaveCount(0);
    expect(".o_dashboard_help").toHaveText(/No customer has a tier yet/);
    patchWithCleanup(getService("action"), { doAction: (action) => asyncStep(action) });
    await click("button[name=recompute]");
    await waitForSteps(["customer_tier.customer_tier_recompute_action"]);
});

test.tags("customer_tier");
test("nobody passes the filter: it says so, and offers no recompute", async () => {
    answer({ overview: ({ args }) => (args[0].length ? nothing() : overview()) });
    await openDashboard();
    await toggleSearchBarMenu();
    await toggleMenuItem("My Customers");
    await waitFor(".o_dashboard_help", PATIENT);
    expect(".o_dashboard_help").toHaveText(/No customer is like that/);
    expect("button[name=recompute]").toHaveCount(0);
});

test.tags("customer_tier");
test("with several companies one is chosen; the first is asked for", async () => {
    tickTwoCompanies();
    answer({
        overview: ({ kwargs }) => {
            asyncStep(kwargs.context.allowed_company_ids.join());
            return overview();
        },
    });
    await openDashboard();
    await chooseTheSecondCompany();
    await waitForSteps(["1,2", "2,1"]);
    expect(".o_dashboard_company").toHaveText("Lanterra Export");
});

test.tags("customer_tier");
test("the movement report is of the chosen company, and says so", async () => {
    tickTwoCompanies();
    answer();
    await openDashboard();
    await chooseTheSecondCompany();
    patchWithCleanup(getService("action"), {
        doAction: (action, { additionalContext, props }) =>
            asyncStep(JSON.stringify([action, additionalContext, props.state.choice])),
    });
    await contains("button[name=movement]").click();
    await waitForSteps([
        JSON.stringify([
            "customer_tier.customer_tier_movement_action",
            { allowed_company_ids: [2, 1], search_default_company_id: 2 },
            { from: "2025-12-31", to: "2026-03-31", by: "tier" },
        ]),
    ]);
});

test.tags("customer_tier");
test("the chosen company alone is recomputed", async () => {
    tickTwoCompanies();
    answer({ overview: nothing });
    await openDashboard();
    await chooseTheSecondCompany();
    patchWithCleanup(getService("action"), {
        doAction: (action, { additionalContext }) =>
            asyncStep(JSON.stringify([action, additionalContext])),
    });
    await contains("button[name=recompute]").click();
    await waitForSteps([
        JSON.stringify([
            "customer_tier.customer_tier_recompute_action",
            { allowed_company_ids: [2] },
        ]),
    ]);
});

test.tags("customer_tier");
test("with one company there is nothing to choose", async () => {
    answer();
    await openDashboard();
    expect(".o_dashboard_company").toHaveCount(0);
});

test.tags("customer_tier");
test("a published run is shown without a click", async () => {
    let customers = 5;
    answer({ overview: () => ({ ...overview(), customers }) });
    await openDashboard();
    await waitFor(".o_dashboard_summary:contains(5 customers)", PATIENT);
    customers = 6;
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "customer_tier/progress", {
        event: "published",
        run_id: 7,
    });
    await waitFor(".o_dashboard_summary:contains(6 customers)", PATIENT);
});

test.tags("customer_tier");
test("what is printed is what is on the screen", async () => {
    answer();
    onRpc(MODEL, "print_action", ({ args }) => {
        asyncStep(JSON.stringify(args));
        return { type: "ir.actions.act_window_close" };
    });
    await openDashboard();
    await contains("button[name=print]").click();
    await waitForSteps([JSON.stringify([[], "2025-12-31", "2026-03-31"])]);
});

test.tags("customer_tier");
test("the spreadsheet is of what is on the screen", async () => {
    answer();
    patchWithCleanup(download, {
        _download: ({ url, data }) => asyncStep(JSON.stringify([url, data])),
    });
    await openDashboard();
    await contains("button[name=spreadsheet]").click();
    await waitForSteps([
        JSON.stringify([
            "/customer_tier/dashboard.xlsx",
            { company_id: 1, domain: "[]", from_day: "2025-12-31", to_day: "2026-03-31" },
        ]),
    ]);
});
