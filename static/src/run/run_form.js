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
        const reload = ({ run_id }) => {
            if (run_id === this.model.root.resId) {
                this.model.load();
            }
        };
        bus.subscribe("customer_tier/progress", reload);
        onWillUnmount(() => bus.unsubscribe("customer_tier/progress", reload));
    }
}

registry.category("views").add("customer_tier_run_form", {
    ...formView,
    Controller: RunFormController,
});
