import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** A mark on customers whose data is doubtful; the reasons are its tooltip. */
export class ConfidenceField extends Component {
    static template = "customer_tier.ConfidenceField";
    static props = {
        ...standardFieldProps,
        reasonsField: { type: String },
        withLabel: { type: Boolean, optional: true },
    };

    get isDoubtful() {
        return this.props.record.data[this.props.name];
    }

    get tooltip() {
        const reasons = this.props.record.data[this.props.reasonsField];
        return reasons ? _t("Low confidence: %s", reasons) : _t("Low confidence");
    }
}

export const confidenceField = {
    component: ConfidenceField,
    displayName: _t("Low confidence mark"),
    supportedTypes: ["boolean"],
    supportedOptions: [
        { label: _t("Field of the reasons"), name: "reasons_field", type: "field" },
        { label: _t("With a label"), name: "with_label", type: "boolean" },
    ],
    fieldDependencies: ({ options }) => [
        { name: options.reasons_field, type: "char", readonly: true },
    ],
    extractProps: ({ options }) => ({
        reasonsField: options.reasons_field,
        withLabel: options.with_label,
    }),
};

registry.category("fields").add("customer_tier_confidence", confidenceField);
