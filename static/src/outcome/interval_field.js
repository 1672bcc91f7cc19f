import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { IntervalBar } from "./interval_bar";

import { Component } from "@odoo/owl";

/** The interval of an outcome in a list: of a row with `low`, `high`, `tone` and their words. */
export class IntervalField extends Component {
    static template = "customer_tier.IntervalField";
    static components = { IntervalBar };
    static props = standardFieldProps;

    get interval() {
        const { low, high } = this.props.record.data;
        return [low, this.props.record.data[this.props.name], high];
    }

    get label() {
        const { difference_words, interval_words } = this.props.record.data;
        return `${difference_words}, ${interval_words}`;
    }
}

registry.category("fields").add("customer_tier_interval", {
    component: IntervalField,
    displayName: _t("Interval around zero"),
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "low", type: "float", readonly: true },
        { name: "high", type: "float", readonly: true },
        { name: "has_interval", type: "boolean", readonly: true },
        { name: "tone", type: "char", readonly: true },
        { name: "difference_words", type: "char", readonly: true },
        { name: "interval_words", type: "char", readonly: true },
    ],
});
