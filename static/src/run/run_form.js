import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { LiveFormController } from "../live/live_form";

/** The form of a run: shows how far it is while it runs in the background. */
export class RunFormController extends LiveFormController {
    static event = "customer_tier/progress";
    static key = "run_id";
}

registry.category("views").add("customer_tier_run_form", {
    ...formView,
    Controller: RunFormController,
});
