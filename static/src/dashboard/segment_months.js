import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { amount, shortAmount } from "../chart/amounts";
import { ChartCanvas } from "../chart/chart_canvas";
import { Figure } from "../chart/figure";
import { seriesFill } from "../chart/hatch";

import { Component, onWillRender } from "@odoo/owl";

/** Revenue per month, stacked by the segment of the customers. What was returned goes below zero. */
export class SegmentMonths extends Component {
    static template = "customer_tier.SegmentMonths";
    static components = { ChartCanvas, Figure };
    static props = {
        // {months: ["2026-01-01"], segments: [{id, name, revenue: [0]}]}
        months: Object,
        // Map of the id of a segment to its place in the palette
        places: Object,
        currencyId: [Number, Boolean],
        // called with the id of a segment and a month
        onOpen: Function,
    };

    setup() {
        this.title = _t("Revenue per month by segment");
        let drawn;
        onWillRender(() => {
            if (drawn !== this.props.months) {
                drawn = this.props.months;
                this.config = this.configOf(drawn);
            }
        });
    }

    get empty() {
        const any = this.props.months.segments.some(({ revenue }) => revenue.some(Boolean));
        return any ? undefined : _t("Nothing was bought in these months.");
    }

    get note() {
        const note = _t(
            "By the segment that each customer has today. A piece of a bar opens its customers.",
        );
        const { until } = this.props.months;
        return until
            ? `${note} ${_t("The last month until %(date)s.", { date: formatDate(deserializeDate(until)) })}`
            : note;
    }

    get columns() {
        return [
            { label: _t("Month") },
            { label: _t("Segment") },
            { label: _t("Revenue"), number: true },
        ];
    }

    /** A row for each piece of a bar, the newest month first. */
    get rows() {
        const { months, segments } = this.props.months;
        return months
            .flatMap((month, place) =>
                segments
                    .filter(({ revenue }) => revenue[place])
                    .map(({ id, name, revenue }) => ({
                        key: `${month}-${id}`,
                        month,
                        cells: [
                            monthName(month),
                            name,
                            amount(revenue[place], this.props.currencyId),
                        ],
                        open: () => this.props.onOpen(id, month),
                    })),
            )
            .sort((one, other) => other.month.localeCompare(one.month));
    }

    configOf({ months, segments }) {
        const money = (value) => amount(value, this.props.currencyId);
        return {
            type: "bar",
            data: {
                labels: months.map(axisName),
                datasets: segments.map(({ id, name, revenue }) => ({
                    label: name,
                    data: revenue,
                    backgroundColor: seriesFill(
                        this.props.places.get(id) ?? this.props.places.size,
                    ),
                })),
            },
            options: {
                scales: {
                    x: { stacked: true, grid: { display: false }, ticks: { maxRotation: 0 } },
                    y: {
                        stacked: true,
                        ticks: { callback: (value) => shortAmount(value, this.props.currencyId) },
                    },
                },
                plugins: {
                    tooltip: {
                        callbacks: {
                            title: ([{ dataIndex }]) => monthName(months[dataIndex]),
                            label: ({ dataset, raw }) => `${dataset.label}: ${money(raw)}`,
                        },
                    },
                },
            },
        };
    }

    onMarkClick({ datasetIndex, index }) {
        const { months, segments } = this.props.months;
        return this.props.onOpen(segments[datasetIndex].id, months[index]);
    }
}

/** "Mar 2026", in the language of the user. */
function monthName(month) {
    return deserializeDate(month).toLocaleString({ month: "short", year: "numeric" });
}

/** The months of a year follow each other: only the first of them, and of the picture, needs it. */
function axisName(month, place) {
    const day = deserializeDate(month);
    const name = day.toLocaleString({ month: "short" });
    return place === 0 || day.month === 1 ? [name, String(day.year)] : name;
}
