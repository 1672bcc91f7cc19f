import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    defineModels,
    fields,
    getService,
    MockServer,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import "@customer_tier/portrait/portrait_widget";
import { PORTRAIT } from "./helpers/portrait_sample";

defineMailModels();

class Profile extends models.Model {
    _name = "customer.profile";
    tier_id = fields.Many2one({ relation: "customer.profile" });
    changed_at = fields.Datetime();
    _records = [{ id: 4, changed_at: "2026-03-31 12:00:00" }];
}
defineModels([Profile]);

test.tags("customer_tier");
test("the widget asks once, from the department, and again when a run was published", async () => {
    onRpc("customer.profile", "get_portrait", ({ args }) => {
        asyncStep(JSON.stringify(args));
        return PORTRAIT;
    });
    onRpc("customer.profile", "action_portrait_month", ({ args }) => {
        asyncStep(JSON.stringify(args));
        return { type: "ir.actions.act_window", name: "Month" };
    });
    await mountView({
        type: "form",
        resModel: "customer.profile",
        resId: 4,
        context: { portrait_contact_id: 12 },
        arch: `<form><widget name="customer_tier_portrait"/></form>`,
    });
    await waitForSteps(["[[4],12]"]);
    await animationFrame();
    expect(".o_tier_portrait canvas").toHaveCount(3);
    expect("[data-figure], [data-panel]").toHaveCount(9);
    patchWithCleanup(getService("action"), { doAction: ({ name }) => asyncStep(name) });
    await click("[data-figure=months] .o_tier_figure_table");
    await animationFrame();
    await click("[data-figure=months] tbody tr:first-child button");
    await waitForSteps(['[[4],"2025-04-01"]', "Month"]);
    await click("[data-panel=departments] [role=group] button:eq(1)");
    await waitForSteps(["[[4],11]"]);
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "customer_tier/progress", {
        event: "published",
    });
    await waitForSteps(["[[4],11]"]);
});
