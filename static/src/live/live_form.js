import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { onWillUnmount } from "@odoo/owl";

/** A form that shows how far its record is while something is done to it in the background. */
export class LiveFormController extends FormController {
    /** The event of the bus, and what in it names the record. */
    static event = "";
    static key = "";

    setup() {
        super.setup();
        const bus = useService("bus_service");
        const { event, key } = this.constructor;
        this.buttonIsBusy = false;
        const reload = (message) => {
            // A button reads the form anew itself, and would wait for ever if it was overtaken.
            if (message[key] === this.model.root?.resId && !this.buttonIsBusy) {
                this.onNews();
            }
        };
        bus.subscribe(event, reload);
        onWillUnmount(() => bus.unsubscribe(event, reload));
    }

    onNews() {
        return this.model.load();
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
