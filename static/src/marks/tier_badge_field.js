import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { TierBadge } from "./tier_badge";

import { Component, xml } from "@odoo/owl";

/**
 * A many2one to a tier as a badge; the fields of the options are read along:
 *
 *     <field name="tier_id" widget="customer_tier_badge" options="{
 *         'text_field': 'tier_code', 'why_field': 'why_tier',
 *         'doubt_field': 'low_confidence', 'reasons_field': 'low_confidence_reasons',
 *         'fixed_field': 'override_words'}"/>
 *
 * The color is that of the field beside it: `tier_color` for `tier_id`.
 */
export class TierBadgeField extends Component {
    static template = xml`<TierBadge t-if="value" t-props="badge"/>`;
    static components = { TierBadge };
    static props = {
        ...standardFieldProps,
        colorField: String,
        textField: { type: String, optional: true },
        whyField: { type: String, optional: true },
        doubtField: { type: String, optional: true },
        reasonsField: { type: String, optional: true },
        fixedField: { type: String, optional: true },
    };

    get data() {
        return this.props.record.data;
    }

    get value() {
        return this.data[this.props.name];
    }

    get badge() {
        const read = (option) => this.data[this.props[option]] || undefined;
        const text = read("textField");
        const name = this.value.display_name;
        return {
            text: text || name,
            color: read("colorField"),
            tooltip: [text && name, read("whyField")].filter(Boolean).join("\n") || undefined,
            doubtful: Boolean(read("doubtField")),
            reasons: read("reasonsField"),
            fixed: read("fixedField"),
        };
    }
}

const OPTIONS = {
    color_field: { label: _t("Color field"), types: ["integer"] },
    text_field: { label: _t("Field of the text, instead of the name"), types: ["char"] },
    why_field: { label: _t("Field of the reason"), types: ["text", "char"] },
    doubt_field: { label: _t("Field of the doubt"), types: ["boolean"] },
    reasons_field: { label: _t("Field of the reasons for doubt"), types: ["char"] },
    fixed_field: { label: _t("Field of who fixed it, and why"), types: ["char"] },
};

/** `tier_color` for `tier_id`, unless the options name another field. */
function withColor({ name, options }) {
    return { color_field: name.replace(/_id$/, "_color"), ...options };
}

export const tierBadgeField = {
    component: TierBadgeField,
    displayName: _t("Customer tier"),
    supportedTypes: ["many2one"],
    supportedOptions: Object.entries(OPTIONS).map(([name, { label, types }]) => ({
        label,
        name,
        type: "field",
        availableTypes: types,
    })),
    fieldDependencies: (fieldInfo) =>
        Object.entries(withColor(fieldInfo))
            .filter(([option]) => option in OPTIONS)
            .map(([option, name]) => ({ name, type: OPTIONS[option].types[0], readonly: true })),
    extractProps: (fieldInfo) => {
        const options = withColor(fieldInfo);
        return {
            colorField: options.color_field,
            textField: options.text_field,
            whyField: options.why_field,
            doubtField: options.doubt_field,
            reasonsField: options.reasons_field,
            fixedField: options.fixed_field,
        };
    },
};

registry.category("fields").add("customer_tier_badge", tierBadgeField);
