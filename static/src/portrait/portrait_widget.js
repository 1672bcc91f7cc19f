import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Portrait } from "./portrait";

import { Component } from "@odoo/owl";

/**
 * The portrait on the form of a profile: `<widget name="customer_tier_portrait"/>`.
 *
 * The context may say, as `portrait_contact_id`, which contact it was opened from.
 */
export class PortraitWidget extends Component {
    static template = "customer_tier.PortraitWidget";
    static components = { Portrait };
    static props = standardWidgetProps;

    get stamp() {
        const { changed_at, tier_id } = this.props.record.data;
        return `${changed_at} ${tier_id?.id}`;
    }

    get departmentId() {
        return this.props.record.context.portrait_contact_id || false;
    }

    onPublished() {
        this.props.record.load();
    }
}

registry.category("view_widgets").add("customer_tier_portrait", {
    component: PortraitWidget,
    fieldDependencies: [
        { name: "changed_at", type: "datetime", readonly: true },
        { name: "tier_id", type: "many2one", readonly: true },
    ],
});
