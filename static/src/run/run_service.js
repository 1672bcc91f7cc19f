import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** What a published run changed, in a sentence. */
export function summary(run) {
    if (!run.written) {
        return _t("Nothing has changed for its %(customers)s customers.", run);
    }
    return _t("%(customers)s customers, %(written)s profiles changed, %(moves)s moves.", run);
}

/**
 * Tells whoever asked for a recompute that it is done, and what changed; and managers that a
 * nightly run waits for them.
 */
export const runService = {
    dependencies: ["action", "bus_service", "notification"],
    start(env, { action, bus_service: bus, notification }) {
        /** Show a message whose buttons also close it. */
        const tell = (message, { buttons, ...options }) => {
            const close = notification.add(message, {
                ...options,
                sticky: true,
                buttons: buttons.map(({ name, run }) => ({
                    name,
                    onClick: () => {
                        close();
                        run();
                    },
                })),
            });
        };
        const openRun = (runId) =>
            action.doAction({
                type: "ir.actions.act_window",
                res_model: "customer.tier.run",
                res_id: runId,
                views: [[false, "form"]],
            });
        const onPublished = (run) =>
            tell(summary(run), {
                title: _t("Customer tiers of %(company)s are up to date", run),
                type: "success",
                buttons: [
                    { name: _t("See the run"), run: () => openRun(run.run_id) },
                    { name: _t("Reload this screen"), run: () => action.doAction("soft_reload") },
                ],
            });
        const onFailed = (run) =>
            tell(_t("Nothing was changed."), {
                title: _t("The recompute of %(company)s failed", run),
                type: "danger",
                buttons: [{ name: _t("See why"), run: () => openRun(run.run_id) }],
            });
        const onHeld = (run) =>
            tell(_t("It would move more than the policies allow, and has published nothing yet."), {
                title: _t("The nightly run of %(company)s waits for your approval", run),
                type: "warning",
                buttons: [{ name: _t("See who would move"), run: () => openRun(run.run_id) }],
            });
        const ifMine = (react) => (run) => run.user_id === user.userId && react(run);

        bus.subscribe("customer_tier/published", ifMine(onPublished));
        bus.subscribe("customer_tier/failed", ifMine(onFailed));
        bus.subscribe("customer_tier/held", onHeld);
        bus.start();
    },
};

registry.category("services").add("customer_tier_run", runService);
