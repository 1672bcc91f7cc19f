import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * Who would be in a campaign, and who is left out and why; each number opens its customers.
 *
 * The value is what `preview` of `customer.tier.campaign.start` says.
 */
export class LeftOutField extends Component {
    static template = "customer_tier.LeftOutField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get preview() {
        return this.props.record.data[this.props.name] || { count: 0, lines: [] };
    }

    get leftOut() {
        return this.preview.lines.reduce((sum, line) => sum + line.count, 0);
    }

    /** Lists are looked up by the wizard's number: what is on the screen is saved first. */
    async open(reason) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        this.action.doActionButton({
            type: "object",
            name: "action_view_line",
            args: JSON.stringify([reason]),
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
        });
    }
}

registry.category("fields").add("customer_tier_left_out", {
    component: LeftOutField,
    displayName: _t("Left out, and why"),
    supportedTypes: ["json"],
});
