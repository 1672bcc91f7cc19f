import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { amount, shortAmount } from "../chart/amounts";
import { ChartCanvas } from "../chart/chart_canvas";
import { Figure } from "../chart/figure";
import { seriesColor, seriesShape } from "../chart/palette";
import { Symlog } from "../chart/symlog";

import { Component, onWillRender } from "@odoo/owl";

const OPEN = ["star", "crossRot", "cross", "dash"];

/** Purchases against revenue, a mark for each customer with the color and shape of its segment. */
export class FrequencyScatter extends Component {
    static template = "customer_tier.FrequencyScatter";
    static components = { ChartCanvas, Figure };
    static props = {
        // {total, shown, points: [[frequency, revenue, segment_id, profile_id, name]]}
        scatter: Object,
        segments: { type: Array, element: Object },
        currencyId: [Number, Boolean],
        // called with the id of a profile
        onOpen: Function,
    };

    setup() {
        this.title = _t("How often and how much");
        let drawn;
        onWillRender(() => {
            if (drawn !== this.props.scatter) {
                drawn = this.props.scatter;
                this.groups = this.groupsOf(drawn.points);
                this.config = this.configOf(drawn.points);
            }
        });
    }

    get empty() {
        return this.props.scatter.points.length ? undefined : _t("No customer to show.");
    }

    get note() {
        const { total, shown } = this.props.scatter;
        const marks = _t("A mark opens its customer.");
        if (shown >= total) {
            return marks;
        }
        const sample = _t("%(shown)s of %(total)s customers, picked at random.", {
            shown: formatInteger(shown),
            total: formatInteger(total),
        });
        return `${sample} ${marks}`;
    }

    get columns() {
        return [
            { label: _t("Customer") },
            { label: _t("Segment") },
            { label: _t("Purchases"), number: true },
            { label: _t("Revenue"), number: true },
        ];
    }

    /** A row for each mark, the largest customer first. */
    get rows() {
        return this.groups
            .flatMap(({ name, points }) => points.map((point) => ({ point, name })))
            .sort((one, other) => other.point[1] - one.point[1])
            .map(({ point, name }) => ({
                key: point[3],
                cells: [
                    point[4],
                    name,
                    formatInteger(point[0]),
                    amount(point[1], this.props.currencyId),
                ],
                open: () => this.props.onOpen(point[3]),
            }));
    }

    /** The points of each segment that has any, with its place in the palette. */
    groupsOf(points) {
        const named = this.props.segments.map(({ id, name }) => ({ id, name }));
        return [...named, { id: false, name: _t("No segment") }]
            .map((segment, place) => ({
                ...segment,
                place,
                points: points.filter((point) => (point[2] || false) === segment.id),
            }))
            .filter((group) => group.points.length);
    }

    configOf(points) {
        const often = Symlog.of(points.map(([frequency]) => frequency));
        const much = Symlog.of(points.map(([, revenue]) => revenue));
        const money = (value) => shortAmount(value, this.props.currencyId);
        const count = (value) => (Number.isInteger(value) ? formatInteger(value) : "");
        return {
            type: "scatter",
            data: {
                datasets: this.groups.map(({ name, place, points: marks }) => ({
                    label: name,
                    data: marks.map((point) => ({
                        x: often.place(point[0]),
                        y: much.place(point[1]),
                    })),
                    backgroundColor: `${seriesColor(place)}99`,
                    borderColor: seriesColor(place),
                    pointStyle: seriesShape(place),
                    // marks without an area need a thicker line to be seen
                    pointBorderWidth: OPEN.includes(seriesShape(place)) ? 2.5 : 1,
                    pointRadius: 5,
                    pointHoverRadius: 8,
                })),
            },
            options: {
                scales: {
                    x: often.scale(count, {
                        title: { display: true, text: _t("Purchases in the window") },
                    }),
                    y: much.scale(money, { title: { display: true, text: _t("Revenue") } }),
                },
                plugins: {
                    tooltip: {
                        callbacks: {
                            label: ({ datasetIndex, dataIndex }) =>
                                this.words(this.mark(datasetIndex, dataIndex)),
                        },
                    },
                },
            },
        };
    }

    mark(datasetIndex, index) {
        return this.groups[datasetIndex].points[index];
    }

    words([frequency, revenue, , , name]) {
        return _t("%(name)s: %(count)s purchases, %(amount)s", {
            name,
            count: formatInteger(frequency),
            amount: amount(revenue, this.props.currencyId),
        });
    }

    onMarkClick({ datasetIndex, index }) {
        return this.props.onOpen(this.mark(datasetIndex, index)[3]);
    }
}
