import { expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
    toggleMenuItem,
    toggleSearchBarMenu,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { movement, PATIENT } from "./helpers/dashboard_sample";

class Transition extends models.Model {
    _name = "customer.tier.transition";
    direction = fields.Char();
    _views = {
        search: `<search><filter name="up" string="Moved Up" domain="[('direction', '=', 'up')]"/></search>`,
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
