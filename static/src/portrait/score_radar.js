import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { ChartCanvas } from "../chart/chart_canvas";
import { Figure } from "../chart/figure";
import { seriesColor, seriesShape } from "../chart/palette";
import { faded } from "./formats";

import { Component } from "@odoo/owl";

const MIN_AXES = 3; // two axes make a line, no area
const OWN = 0;
const UNKNOWN = "–";

/**
 * The scores of a customer in all dimensions, beside the averages of its tier.
 *
 * `openCustomers(dimension)` shows who has the same score; without a dimension, the tier.
 */
export class ScoreRadar extends Component {
    static template = "customer_tier.ScoreRadar";
    static components = { ChartCanvas, Figure };
    static props = {
        radar: Object,
        tier: [Object, Boolean],
        openCustomers: Function,
    };

    get dimensions() {
        return this.props.radar.dimensions;
    }

    get title() {
        return _t("Scores");
    }

    get label() {
        return this.dimensions
            .map(({ label, score }) => `${label}: ${score ?? UNKNOWN}`)
            .join(", ");
    }

    get note() {
        const { best, customers, is_compared } = this.props.radar;
        const unknown = this.dimensions.some(({ score }) => score === null);
        const values = { best, count: customers, tier: this.props.tier?.code };
        return [
            is_compared
                ? _t(
                      "%(best)s is best. Dashed: the average of the %(count)s customers in %(tier)s.",
                      values,
                  )
                : _t("%(best)s is best. Tier %(tier)s is too small to compare with.", values),
            unknown && _t("What is not known has no mark, and does not count."),
        ]
            .filter(Boolean)
            .join(" ");
    }

    get columns() {
        return [
            { label: _t("Dimension") },
            { label: _t("Value") },
            { label: _t("Score"), number: true },
            { label: _t("Average of the tier"), number: true },
        ];
    }

    get rows() {
        return this.dimensions.map(({ name, label, hint, value, score, average, can_open }) => ({
            key: name,
            cells: [
                hint ? `${label} (${hint})` : label,
                value,
                String(score ?? UNKNOWN),
                this.averageText(average),
            ],
            open: score && can_open ? () => this.props.openCustomers(name) : undefined,
        }));
    }

    averageText(average) {
        return average === null ? UNKNOWN : formatFloat(average, { digits: [false, 1] });
    }

    get config() {
        const isArea = this.dimensions.length >= MIN_AXES;
        const scale = {
            min: 0,
            max: this.props.radar.best,
            ticks: { stepSize: 1, precision: 0, display: !isArea },
        };
        return {
            type: isArea ? "radar" : "bar",
            data: {
                labels: this.dimensions.map(({ label, score }) =>
                    score === null ? [label, _t("not known")] : label,
                ),
                datasets: this.datasets(isArea),
            },
            options: {
                scales: isArea ? { r: scale } : { x: scale },
                indexAxis: isArea ? undefined : "y",
                plugins: {
                    legend: { labels: { boxHeight: 6 } },
                    tooltip: { callbacks: { label: (item) => this.tooltip(item) } },
                },
            },
        };
    }

    datasets(isArea) {
        const [own, others] = [seriesColor(0), seriesColor(1)];
        const series = [
            {
                label: _t("This customer"),
                data: this.dimensions.map(({ score }) => score),
                borderColor: own,
                backgroundColor: isArea ? faded(own, 0.2) : own,
                pointBackgroundColor: own,
                pointStyle: seriesShape(0),
                pointRadius: 4,
                pointHitRadius: 8,
                spanGaps: true,
            },
        ];
        if (this.props.radar.is_compared) {
            series.push({
                label: _t("Average of %(tier)s", { tier: this.props.tier?.code }),
                data: this.dimensions.map(({ average }) => average),
                borderColor: others,
                backgroundColor: isArea ? "transparent" : others,
                pointBackgroundColor: others,
                pointStyle: seriesShape(1),
                pointRadius: 3,
                pointHitRadius: 8,
                borderDash: [5, 4],
                borderWidth: 2,
                spanGaps: true,
            });
        }
        return series;
    }

    tooltip({ datasetIndex, dataIndex }) {
        const { score, average, value } = this.dimensions[dataIndex];
        return datasetIndex === OWN ? `${score} (${value})` : this.averageText(average);
    }

    onMarkClick({ datasetIndex, index }) {
        const { name, can_open } = this.dimensions[index];
        if (datasetIndex !== OWN) {
            this.props.openCustomers(false);
        } else if (can_open) {
            this.props.openCustomers(name);
        }
    }
}
