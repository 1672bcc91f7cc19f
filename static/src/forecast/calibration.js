import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { share } from "../chart/amounts";
import { ChartCanvas } from "../chart/chart_canvas";
import { Figure } from "../chart/figure";
import { paper, seriesColor } from "../chart/palette";
import { reaches } from "./reaches";

import { Component, onWillRender } from "@odoo/owl";

/**
 * Whether probabilities can be taken at their word: of those told about 30 %, did 30 % buy?
 *
 *     <field name="calibration" widget="customer_tier_calibration" />
 *
 * The value is `{horizon, bins}`, a bin `[forecasts, told, came true, from, to]`.
 */
export class CalibrationField extends Component {
    static template = "customer_tier.Calibration";
    static components = { ChartCanvas, Figure };
    static props = { ...standardFieldProps };

    setup() {
        this.title = _t("Told and come true");
        let drawn;
        onWillRender(() => {
            const value = this.props.record.data[this.props.name];
            // a new configuration draws the picture anew: only for new numbers
            if (drawn !== value) {
                drawn = value;
                this.config = this.configOf(this.bins);
            }
        });
    }

    get value() {
        return this.props.record.data[this.props.name] || { bins: [] };
    }

    get bins() {
        return this.value.bins.map(([forecasts, told, came, low, high]) => ({
            forecasts,
            told,
            came,
            low,
            high,
        }));
    }

    get empty() {
        return this.bins.length ? undefined : _t("There is no past to compare with.");
    }

    get note() {
        return _t(
            "Forecasts of %(days)s days on your past, in groups from the least to the most likely to buy. On the line, what was told came true. The bars show how far chance reaches.",
            { days: this.value.horizon },
        );
    }

    get label() {
        return [this.title, ...this.bins.map((bin) => this.words(bin))].join(". ");
    }

    get columns() {
        return [
            { label: _t("Told") },
            { label: _t("Bought"), number: true },
            { label: _t("From, to"), number: true },
            { label: _t("Forecasts"), number: true },
        ];
    }

    get rows() {
        return this.bins.map((bin, key) => ({
            key,
            cells: [
                share(bin.told),
                share(bin.came),
                _t("%(low)s to %(high)s", { low: share(bin.low), high: share(bin.high) }),
                formatInteger(bin.forecasts),
            ],
        }));
    }

    words(bin) {
        return _t("Told %(told)s, bought %(came)s (%(count)s forecasts)", {
            told: share(bin.told),
            came: share(bin.came),
            count: formatInteger(bin.forecasts),
        });
    }

    configOf(bins) {
        const axis = (text) => ({
            type: "linear",
            min: 0,
            max: 1,
            title: { display: true, text },
            ticks: { callback: (value) => share(value, 0), stepSize: 0.2 },
        });
        return {
            type: "line",
            data: {
                datasets: [
                    {
                        label: _t("Your past"),
                        data: bins.map(({ told, came }) => ({ x: told, y: came })),
                        borderColor: seriesColor(0),
                        backgroundColor: seriesColor(0),
                        pointRadius: 4,
                        pointHitRadius: 12,
                        borderWidth: 1,
                    },
                    {
                        label: _t("As told"),
                        data: [
                            { x: 0, y: 0 },
                            { x: 1, y: 1 },
                        ],
                        borderColor: paper().muted,
                        borderDash: [4, 4],
                        borderWidth: 1,
                        pointRadius: 0,
                        pointHitRadius: 0,
                        pointStyle: "line",
                    },
                ],
            },
            options: {
                interaction: { mode: "nearest", intersect: false },
                scales: {
                    x: axis(_t("Told probability to buy")),
                    y: axis(_t("Share that bought")),
                },
                plugins: {
                    tooltip: {
                        displayColors: false,
                        filter: ({ datasetIndex }) => datasetIndex === 0,
                        callbacks: {
                            title: () => "",
                            label: ({ dataIndex }) => this.words(bins[dataIndex]),
                        },
                    },
                },
            },
            plugins: [reaches(bins)],
        };
    }
}

export const calibrationField = {
    component: CalibrationField,
    displayName: _t("Calibration"),
    supportedTypes: ["json"],
};

registry.category("fields").add("customer_tier_calibration", calibrationField);
