import { expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
    toggleMenuItem,
    toggleSearchBarMenu,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { movement, PATIENT } from "./helpers/dashboard_sample";

class Transition extends models.Model {
    _name = "customer.tier.transition";
    direction = fields.Char();
    company_id = fields.Many2one({ relation: "res.company" });
    _views = {
        search: `
            <search>
                <field name="company_id"/>
                <filter name="up" string="Moved Up" domain="[('direction', '=', 'up')]"/>
            </search>`,
    };
}

defineMailModels();
defineModels([Transition]);

const CELL = 'td[data-row="7"][data-column="7"]';

/** A matrix in which so many customers kept their tier. */
const matrixOf = (count) => ({
    ...movement(),
    cells: [{ row: 7, column: 7, count, revenue: 0 }],
});

test.tags("customer_tier");
test("after a filter and a choice at once, the screen shows the answer to the choice", async () => {
    const answers = [];
    onRpc("customer.tier.transition", "movement_matrix", () => {
        answers.push(new Deferred());
        return answers.at(-1);
    });
    await mountWithCleanup(WebClient);
    const opened = getService("action").doAction({
        type: "ir.actions.client",
        tag: "customer_tier.movement",
        params: {},
    });
    await animationFrame();
    answers[0].resolve(matrixOf(1));
    await opened;
    await waitFor(`${CELL}:contains(1)`, PATIENT);

    await toggleSearchBarMenu();
    await toggleMenuItem("Moved Up");
    await animationFrame();
    await click("button[name=year]");
    await animationFrame();
    expect(answers).toHaveLength(3, { message: "the filter's and the choice's are under way" });
    answers[1].resolve(matrixOf(2));
    answers[2].resolve(matrixOf(3));
    await animationFrame();
    await animationFrame();
    expect(CELL).toHaveText(/^3/);
    expect("button[name=year]").toHaveAttribute("aria-pressed", "true");
});

test.tags("customer_tier");
test("opened for one company it is of that one, in its currency, until that is taken out", async () => {
    const step = ({ args, kwargs }) =>
        asyncStep(JSON.stringify([args[0], kwargs.context.allowed_company_ids]));
    onRpc("customer.tier.transition", "movement_matrix", (call) => {
        step(call);
        return matrixOf(1);
    });
    onRpc("customer.tier.transition", "movement_cell_action", ({ args, kwargs }) => {
        step({ args: [args[3]], kwargs });
        return { type: "ir.actions.act_window_close" };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction(
        { type: "ir.actions.client", tag: "customer_tier.movement", params: {} },
        { additionalContext: { allowed_company_ids: [2, 1], search_default_company_id: 1 } },
    );
    await waitFor(`${CELL}:contains(1)`, PATIENT);
    expect(".o_facet_values").toHaveCount(1);
    await click(`${CELL} button`);
    await contains(".o_facet_remove").click();
    await waitForSteps([
        '[[["company_id","=",1]],[2,1]]',
        '[[["company_id","=",1]],[2,1]]',
        "[[],[2,1]]",
    ]);
});
