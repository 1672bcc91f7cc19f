import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const STEPS = 5;

/** What five steps say; a function, for the translations are not loaded yet. */
const words = () => [_t("very low"), _t("low"), _t("middling"), _t("high"), _t("very high")];

/**
 * A score as five small steps, of which some are filled:
 *
 *     <field name="recency_score" widget="customer_tier_score"/>    <!-- an integer: 1 to 5 -->
 *     <field name="rfm_score" widget="customer_tier_score"/>        <!-- a float: 0 to 100 -->
 *     <field name="growth_score" widget="customer_tier_score" options="{'max': 10}"/>
 *
 * Below the least score there is none: a customer nothing is known of.
 */
export class ScoreField extends Component {
    static template = "customer_tier.ScoreField";
    static props = {
        ...standardFieldProps,
        min: { type: Number, optional: true },
        max: { type: Number, optional: true },
        emptyField: { type: String, optional: true },
    };

    get steps() {
        return Array.from({ length: STEPS }, (_, place) => place < this.filled);
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    /** From the least to the best score; by default whole numbers are steps, others per cent. */
    get scale() {
        const { max, min, name, record } = this.props;
        const isWhole = record.fields[name].type === "integer";
        return { min: min ?? (isWhole ? 1 : 0), max: max ?? (isWhole ? STEPS : 100) };
    }

    get isKnown() {
        const { emptyField, record } = this.props;
        const isMissing = emptyField && !record.data[emptyField];
        return !isMissing && typeof this.value === "number" && this.value >= this.scale.min;
    }

    get filled() {
        const { min, max } = this.scale;
        const part = Math.min(1, (this.value - min) / (max - min));
        return 1 + Math.round(part * (STEPS - 1));
    }

    get label() {
        return _t("%(score)s of %(best)s", { score: this.filled, best: STEPS });
    }

    get tooltip() {
        const { name, record } = this.props;
        const score = Number.isInteger(this.value)
            ? String(this.value)
            : formatFloat(this.value, { digits: [16, 1] });
        return _t("%(name)s %(score)s of %(best)s: %(word)s", {
            name: record.fields[name].string,
            score,
            best: this.scale.max,
            word: words()[this.filled - 1],
        });
    }
}

export const scoreField = {
    component: ScoreField,
    displayName: _t("Customer score in five steps"),
    supportedTypes: ["integer", "float"],
    supportedOptions: [
        { label: _t("Least score"), name: "min", type: "number" },
        { label: _t("Best score"), name: "max", type: "number" },
        {
            label: _t("Field without which there is no score"),
            name: "empty_field",
            type: "field",
            availableTypes: ["char"],
            help: _t(
                "Where a score of zero and no score look the same: a field that is empty then.",
            ),
        },
    ],
    listViewWidth: 70,
    fieldDependencies: ({ options }) =>
        options.empty_field ? [{ name: options.empty_field, type: "char", readonly: true }] : [],
    extractProps: ({ options }) => ({
        min: options.min,
        max: options.max,
        emptyField: options.empty_field,
    }),
};

registry.category("fields").add("customer_tier_score", scoreField);
