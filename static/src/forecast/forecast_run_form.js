import { useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { onWillUnmount } from "@odoo/owl";

/** The form of a forecast run: shows its steps as they finish in the background. */
export class ForecastRunFormController extends FormController {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        const reload = ({ run_id }) => {
            if (run_id === this.model.root?.resId) {
                this.model.load();
            }
        };
        bus.subscribe("customer_tier/forecast", reload);
        onWillUnmount(() => bus.unsubscribe("customer_tier/forecast", reload));
    }
}

registry.category("views").add("customer_tier_forecast_run_form", {
    ...formView,
    Controller: ForecastRunFormController,
});
