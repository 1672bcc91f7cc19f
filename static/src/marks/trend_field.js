import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { TrendMark } from "./trend_mark";

import { Component, xml } from "@odoo/owl";

/**
 * The selection `tier_trend` as an arrow; its labels are read out and shown as tooltip:
 *
 *     <field name="tier_trend" widget="customer_tier_trend" options="{
 *         'from_field': 'previous_tier_id', 'since_field': 'tier_since', 'days': 90}"/>
 *
 * With `days` only changes of the last so many days are shown: news, and calm otherwise.
 */
export class TrendField extends Component {
    static template = xml`<TrendMark t-if="isNews" t-props="mark"/>`;
    static components = { TrendMark };
    static props = {
        ...standardFieldProps,
        fromField: { type: String, optional: true },
        sinceField: { type: String, optional: true },
        days: { type: Number, optional: true },
        withLabel: { type: Boolean, optional: true },
    };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get since() {
        return this.props.record.data[this.props.sinceField] || undefined;
    }

    get isNews() {
        const { days } = this.props;
        const { since, value } = this;
        if (!value || !days || !since) {
            return Boolean(value);
        }
        return luxon.DateTime.local().diff(since, "days").days <= days;
    }

    get mark() {
        const { fromField, name, record, withLabel } = this.props;
        const labels = Object.fromEntries(record.fields[name].selection);
        return {
            trend: this.value,
            words: labels[this.value] || this.value,
            from: record.data[fromField]?.display_name,
            since: this.since,
            withLabel,
        };
    }
}

export const trendField = {
    component: TrendField,
    displayName: _t("Customer tier trend"),
    supportedTypes: ["selection"],
    supportedOptions: [
        {
            label: _t("Field of the tier before"),
            name: "from_field",
            type: "field",
            availableTypes: ["many2one"],
        },
        {
            label: _t("Field of the day of the change"),
            name: "since_field",
            type: "field",
            availableTypes: ["date"],
        },
        { label: _t("Only changes of the last days"), name: "days", type: "number" },
        { label: _t("With a label"), name: "with_label", type: "boolean" },
    ],
    listViewWidth: 60,
    fieldDependencies: ({ options: { from_field, since_field } }) =>
        [
            { name: from_field, type: "many2one", readonly: true },
            { name: since_field, type: "date", readonly: true },
        ].filter(({ name }) => name),
    extractProps: ({ options }) => ({
        fromField: options.from_field,
        sinceField: options.since_field,
        days: options.days,
        withLabel: options.with_label,
    }),
};

registry.category("fields").add("customer_tier_trend", trendField);
