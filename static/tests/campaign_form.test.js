import { expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    contains,
    defineModels,
    fields,
    getService,
    MockServer,
    models,
    mountView,
    onRpc,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";

class Campaign extends models.Model {
    _name = "campaign";
    name = fields.Char();
    state = fields.Char();
    launch_words = fields.Text();
    next_step_words = fields.Text();
    prepared = fields.Integer();
    _records = [
        {
            id: 1,
            name: "Wake up",
            state: "ready",
            launch_words: "Customers who enter: 171.",
            next_step_words: "“Call” goes to 7.",
            prepared: 10,
        },
    ];
}

defineMailModels();
defineModels([Campaign]);

async function mountCampaign() {
    onRpc("/web/dataset/call_button/*", async (request) => {
        const { params } = await request.json();
        asyncStep(params.method);
        return false;
    });
    await mountView({
        type: "form",
        resModel: "campaign",
        resId: 1,
        arch: `
            <form js_class="customer_tier_campaign_form">
                <header>
                    <button name="action_launch" type="object" string="Launch"/>
                    <button name="action_approve_next_step" type="object" string="Send"/>
                    <button name="action_prepare" type="object" string="Prepare"/>
                </header>
                <field name="name"/>
                <field name="prepared"/>
                <field name="launch_words" invisible="1"/>
                <field name="next_step_words" invisible="1"/>
            </form>`,
    });
}

/** The server tells every screen how far a campaign is. */
async function tell(values) {
    const { env } = MockServer;
    env["bus.bus"]._sendone(serverState.partnerId, "customer_tier/campaign", values);
    await animationFrame();
    await animationFrame();
}

test.tags("customer_tier");
test("launching asks with the words of the server, and goes on when confirmed", async () => {
    await mountCampaign();
    await contains("button[name=action_launch]").click();
    expect(queryAllTexts(".modal .modal-body p")).toEqual(["Customers who enter: 171."]);
    expect(".modal .modal-title").toHaveText("Launch this campaign?");
    await waitForSteps([]);
    await contains(".modal .btn-primary").click();
    await waitForSteps(["action_launch"]);
});

test.tags("customer_tier");
test("who thinks better of it launches nothing, and can still press other buttons", async () => {
    await mountCampaign();
    await contains("button[name=action_launch]").click();
    await contains(".modal .btn-secondary").click();
    await contains("button[name=action_approve_next_step]").click();
    expect(queryAllTexts(".modal .modal-body p")).toEqual(["“Call” goes to 7."]);
    await contains(".modal .btn-close").click();
    await contains("button[name=action_prepare]").click();
    await waitForSteps(["action_prepare"]);
});

test.tags("customer_tier");
test("it shows how far the preparation is, without losing what is being typed", async () => {
    await mountCampaign();
    getService("bus_service").start();
    await tell({ campaign_id: 2, state: "preparing" });
    MockServer.env["campaign"].write([1], { prepared: 60 });
    await tell({ campaign_id: 1, state: "preparing" });
    expect("[name=prepared] input").toHaveValue("60");
    await click("[name=name] input");
    await edit("Wake them up");
    MockServer.env["campaign"].write([1], { prepared: 90 });
    await tell({ campaign_id: 1, state: "preparing" });
    expect("[name=name] input").toHaveValue("Wake them up");
    expect("[name=prepared] input").toHaveValue("60");
});
