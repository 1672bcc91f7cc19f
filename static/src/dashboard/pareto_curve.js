import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { amount, customers, share } from "../chart/amounts";
import { borderLines } from "../chart/border_lines";
import { ChartCanvas } from "../chart/chart_canvas";
import { Figure } from "../chart/figure";
import { seriesColor } from "../chart/palette";

import { Component, onWillRender } from "@odoo/owl";

/** How few customers bring how much of the revenue, with the borders of the tiers. */
export class ParetoCurve extends Component {
    static template = "customer_tier.ParetoCurve";
    static components = { ChartCanvas, Figure };
    static props = {
        // {points: [[customers_share, revenue_share, amount]], borders, customers, negative, note}
        pareto: Object,
        domain: Array,
        companyId: Number,
        currencyId: [Number, Boolean],
        onOpen: Function,
    };

    setup() {
        this.title = _t("Few customers, most of the revenue");
        let drawn;
        onWillRender(() => {
            // a new configuration draws the picture anew: only for new numbers
            if (drawn !== this.props.pareto) {
                drawn = this.props.pareto;
                this.config = this.configOf(drawn);
            }
        });
    }

    get empty() {
        return this.props.pareto.customers ? undefined : _t("Nobody has revenue above zero.");
    }

    get note() {
        const { customers: counted, negative, note } = this.props.pareto;
        const notes = [
            _t("%(customers)s with revenue, the largest first. A point opens them up to there.", {
                customers: customers(counted),
            }),
        ];
        if (negative) {
            notes.push(
                _t("Not on the curve: %(customers)s without revenue.", {
                    customers: customers(negative),
                }),
            );
        }
        return [...notes, note].filter(Boolean).join(" ");
    }

    get label() {
        return [this.title, ...this.props.pareto.borders.map(borderWords)].join(". ");
    }

    get columns() {
        return [
            { label: _t("Customers") },
            { label: _t("Share of customers"), number: true },
            { label: _t("Share of revenue"), number: true },
        ];
    }

    /** The borders of the tiers, then the curve in steps of a tenth. */
    get rows() {
        const borders = this.props.pareto.borders.map((border) => ({
            key: `tier-${border.tier_id}`,
            cells: [border.name, share(border.customers_share), share(border.revenue_share)],
            open: () => this.props.onOpen(border.domain, border.name),
        }));
        const tenths = new Map();
        for (const point of this.props.pareto.points.slice(1)) {
            const tenth = Math.floor(point[0] * 10 + 1e-9);
            if (tenth && !tenths.has(tenth)) {
                tenths.set(tenth, point);
            }
        }
        const points = [...tenths].map(([tenth, point]) => ({
            key: `point-${tenth}`,
            cells: [this.name(point), share(point[0]), share(point[1])],
            open: () => this.openUpTo(point),
        }));
        return [...borders, ...points];
    }

    configOf({ points, borders }) {
        const percent = (value) => share(value, 0);
        const axis = (text, max) => ({
            type: "linear",
            min: 0,
            max,
            title: { display: true, text },
            ticks: { callback: percent, stepSize: 0.2 },
        });
        return {
            type: "line",
            data: {
                datasets: [
                    {
                        data: points.map(([x, y]) => ({ x, y })),
                        borderColor: seriesColor(0),
                        backgroundColor: `${seriesColor(0)}22`,
                        fill: "origin",
                        pointRadius: 0,
                        pointHoverRadius: 6,
                        pointHitRadius: 12,
                    },
                ],
            },
            options: {
                interaction: { mode: "nearest", axis: "x", intersect: false },
                scales: {
                    x: axis(_t("Customers, the largest first"), 1),
                    y: axis(_t("Revenue"), 1),
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        callbacks: {
                            title: () => "",
                            label: ({ dataIndex }) => this.pointWords(points[dataIndex]),
                        },
                    },
                },
            },
            plugins: [
                borderLines(
                    borders.map((border) => ({
                        x: border.customers_share,
                        y: border.revenue_share,
                        label: borderWords(border),
                    })),
                ),
            ],
        };
    }

    pointWords(point) {
        return _t("%(customers)s of the customers bring %(revenue)s of the revenue", {
            customers: share(point[0]),
            revenue: share(point[1]),
        });
    }

    name(point) {
        return _t("Revenue of %(amount)s or more", {
            amount: amount(point[2], this.props.currencyId),
        });
    }

    /** All customers from the largest to a point of the curve. */
    domainUpTo(point) {
        const larger = [
            ["company_id", "=", this.props.companyId],
            ["is_lapsed", "=", false],
            ["monetary", ">=", point[2]],
        ];
        return Domain.and([this.props.domain, larger]).toList();
    }

    openUpTo(point) {
        return this.props.onOpen(this.domainUpTo(point), this.name(point));
    }

    onMarkClick({ index }) {
        const { points } = this.props.pareto;
        return this.openUpTo(points[Math.max(1, index)]);
    }
}

function borderWords(border) {
    return _t("%(tier)s: %(customers)s of customers, %(revenue)s of revenue", {
        tier: border.code,
        customers: share(border.customers_share),
        revenue: share(border.revenue_share),
    });
}
