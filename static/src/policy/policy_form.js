import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** The form of a policy: a draft cannot be activated, only published. */
export class PolicyFormController extends FormController {
    get archiveEnabled() {
        return super.archiveEnabled && !this.model.root.data.draft_of_id;
    }
}

registry.category("views").add("customer_tier_policy_form", {
    ...formView,
    Controller: PolicyFormController,
});
