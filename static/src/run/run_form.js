import { useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { onWillUnmount } from "@odoo/owl";

/** The form of a run: shows how far it is while it runs in the background. */
export class RunFormController extends FormController {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        this.buttonIsBusy = false;
        const reload = ({ run_id }) => {
            // A button reads the form anew itself, and would wait for ever if it was overtaken.
            if (run_id === this.model.root?.resId && !this.buttonIsBusy) {
                this.model.load();
            }
        };
        bus.subscribe("customer_tier/progress", reload);
        onWillUnmount(() => bus.unsubscribe("customer_tier/progress", reload));
    }

    async beforeExecuteActionButton(clickParams) {
        this.buttonIsBusy = true;
        let goesOn = false;
        try {
            goesOn = await super.beforeExecuteActionButton(clickParams);
            return goesOn;
        } finally {
            this.buttonIsBusy = goesOn !== false;
        }
    }

    async afterExecuteActionButton(clickParams) {
        this.buttonIsBusy = false;
        return super.afterExecuteActionButton(clickParams);
    }
}

registry.category("views").add("customer_tier_run_form", {
    ...formView,
    Controller: RunFormController,
});
