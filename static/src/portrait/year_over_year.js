import { _t } from "@web/core/l10n/translation";
import { ChartCanvas } from "../chart/chart_canvas";
import { Figure } from "../chart/figure";
import { paper, seriesColor } from "../chart/palette";
import { change, day, money, month, shortMoney } from "./formats";

import { Component } from "@odoo/owl";

const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0);
const growth = (now, before) => (before > 0 ? now / before - 1 : null);

/** Revenue of each of the last twelve months, beside the same month a year before. */
export class YearOverYear extends Component {
    static template = "customer_tier.YearOverYear";
    static components = { ChartCanvas, Figure };
    static props = { purchases: Object, currencyId: Number, openMonth: Function };

    get title() {
        return _t("Revenue by Month");
    }

    get isEmpty() {
        const { this_year, last_year } = this.props.purchases;
        return ![...this_year, ...last_year].some(Boolean);
    }

    get empty() {
        return this.isEmpty ? _t("No revenue in these two years.") : undefined;
    }

    get note() {
        const { this_year, last_year, until_last_year, hidden } = this.props.purchases;
        const [now, before] = [sum(this_year), sum(last_year)];
        const grown = growth(now, before);
        const values = {
            now: money(now, this.props.currencyId),
            before: money(before, this.props.currencyId),
            change: change(grown),
        };
        return [
            grown === null
                ? _t("%(now)s in twelve months, %(before)s in the twelve before.", values)
                : _t(
                      "%(now)s in twelve months, %(before)s in the twelve before (%(change)s).",
                      values,
                  ),
            _t("The month that is not over is compared with the same days: until %(date)s.", {
                date: day(until_last_year),
            }),
            hidden && _t("Without the documents that you may not open."),
        ]
            .filter(Boolean)
            .join(" ");
    }

    get label() {
        return _t("Revenue by month, this year and last year");
    }

    get columns() {
        return [
            { label: _t("Month") },
            { label: _t("Last year"), number: true },
            { label: _t("This year"), number: true },
            { label: _t("Change"), number: true },
        ];
    }

    get rows() {
        const { months, this_year, last_year } = this.props.purchases;
        return months.map((first, place) => ({
            key: first,
            cells: [
                month(first),
                money(last_year[place], this.props.currencyId),
                money(this_year[place], this.props.currencyId),
                change(growth(this_year[place], last_year[place])),
            ],
            open: () => this.props.openMonth(first),
        }));
    }

    get config() {
        const { months, this_year, last_year } = this.props.purchases;
        const bars = (label, amounts, color) => ({
            label,
            data: amounts.map((amount) => amount || null), // nothing: no bar, however short
            backgroundColor: color,
            pointStyle: "rect",
            minBarLength: 2,
            borderRadius: 2,
        });
        return {
            type: "bar",
            data: {
                labels: months.map(month),
                datasets: [
                    bars(_t("Last year"), last_year, paper().muted),
                    bars(_t("This year"), this_year, seriesColor(0)),
                ],
            },
            options: {
                scales: {
                    x: { grid: { display: false } },
                    y: {
                        ticks: {
                            callback: (amount) => shortMoney(amount, this.props.currencyId),
                        },
                    },
                },
                plugins: {
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, raw }) =>
                                `${dataset.label}: ${money(raw, this.props.currencyId)}`,
                        },
                    },
                },
            },
        };
    }

    /** The month that a bar stands for; those of last year are a year older than their label. */
    onMarkClick({ datasetIndex, index }) {
        const first = luxon.DateTime.fromISO(this.props.purchases.months[index]);
        this.props.openMonth(first.minus({ years: 1 - datasetIndex }).toISODate());
    }
}
