import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { CampaignOutcome } from "./campaign_outcome";

import { Component, useState } from "@odoo/owl";

/** The picture on the form of a campaign: `<widget name="customer_tier_campaign_outcome"/>`. */
export class CampaignOutcomeWidget extends Component {
    static template = "customer_tier.CampaignOutcomeWidget";
    static components = { CampaignOutcome };
    static props = standardWidgetProps;

    setup() {
        const orm = useService("orm");
        this.state = useState({ outcome: null, key: "" });
        useRecordObserver(async ({ resId, resModel, data }) => {
            const key = `${resId} ${data.measured_at}`;
            if (resId && data.measured_at && key !== this.state.key) {
                const outcome = await orm.call(resModel, "get_outcome", [[resId]]);
                Object.assign(this.state, { outcome, key });
            }
        });
    }
}

registry.category("view_widgets").add("customer_tier_campaign_outcome", {
    component: CampaignOutcomeWidget,
    fieldDependencies: [{ name: "measured_at", type: "datetime", readonly: true }],
});
