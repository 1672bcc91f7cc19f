import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor, waitForNone } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    getService,
    MockServer,
    mountWithCleanup,
    patchWithCleanup,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

const RUN = { run_id: 7, company: "Lanterra", customers: 129, written: 12, moves: 3 };

/** Open the web client and have the server say that a run was published or failed. */
async function receive(event, values) {
    await mountWithCleanup(WebClient);
    patchWithCleanup(getService("action"), {
        doAction: (action) => asyncStep(action.res_id || action),
    });
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, `customer_tier/${event}`, {
        ...RUN,
        user_id: serverState.userId,
        ...values,
    });
}

test.tags("customer_tier");
test("who asked for a run is told what it changed, and can reload the screen", async () => {
    await receive("published");
    await waitFor(".o_notification");
    expect(".o_notification").toHaveText(/Lanterra are up to date/);
    expect(".o_notification").toHaveText(/129 customers, 12 profiles changed, 3 moves/);
    const reload = queryAllTexts(".o_notification button").indexOf("Reload this screen");
    await click(`.o_notification button:eq(${reload})`);
    await waitForSteps(["soft_reload"]);
    await waitForNone(".o_notification");
});

test.tags("customer_tier");
test("a run without changes says so in words, and can be opened", async () => {
    await receive("published", { written: 0, moves: 0 });
    await waitFor(".o_notification");
    expect(".o_notification").toHaveText(/Nothing has changed for its 129 customers/);
    await click(".o_notification button:contains(See the run)");
    await waitForSteps([7]);
});

test.tags("customer_tier");
test("a failed run is shown as an error", async () => {
    await receive("failed");
    await waitFor(".o_notification .bg-danger");
    await click(".o_notification button:contains(See why)");
    await waitForSteps([7]);
});

test.tags("customer_tier");
test("managers are told of a nightly run that waits, though they did not ask for it", async () => {
    await receive("held", { user_id: serverState.userId + 1 });
    await waitFor(".o_notification .bg-warning");
    expect(".o_notification").toHaveText(/Lanterra waits for your approval/);
    await click(".o_notification button:contains(See who would move)");
    await waitForSteps([7]);
});

test.tags("customer_tier");
test("nobody is told of the runs of others", async () => {
    await receive("published", { user_id: serverState.userId + 1 });
    await receiveMarker();
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(/marker/);
});

/** A message that comes after the one before: when it is shown, that one has been handled. */
async function receiveMarker() {
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "simple_notification", {
        message: "marker",
    });
    await waitFor(".o_notification:contains(marker)");
    await animationFrame();
}
