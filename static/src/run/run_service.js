import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** Tells whoever asked for a recompute that it is done, and what changed. */
export const runService = {
    dependencies: ["action", "bus_service", "notification"],
    start(env, { action, bus_service: bus, notification }) {
        const openRun = (runId) =>
            action.doAction({
                type: "ir.actions.act_window",
                res_model: "customer.tier.run",
                res_id: runId,
                views: [[false, "form"]],
            });

        bus.subscribe("customer_tier/published", (run) => {
            if (run.user_id !== user.userId) {
                return;
            }
            notification.add(
                _t("%(customers)s customers, %(written)s profiles changed, %(moves)s moves.", run),
                {
                    title: _t("Customer tiers of %(company)s are up to date", run),
                    type: "success",
                    sticky: true,
                    buttons: [
                        { name: _t("See the run"), onClick: () => openRun(run.run_id) },
                        {
                            name: _t("Reload this screen"),
                            onClick: () => action.doAction("soft_reload"),
                        },
                    ],
                }
            );
        });
        bus.subscribe("customer_tier/failed", (run) => {
            if (run.user_id === user.userId) {
                notification.add(_t("Nothing was changed."), {
                    title: _t("The recompute of %(company)s failed", run),
                    type: "danger",
                    sticky: true,
                    buttons: [{ name: _t("See why"), onClick: () => openRun(run.run_id) }],
                });
            }
        });
        bus.start();
    },
};

registry.category("services").add("customer_tier_run", runService);
