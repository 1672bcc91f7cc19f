import { _t } from "@web/core/l10n/translation";
import { deserializeDate } from "@web/core/l10n/dates";
import { ChartCanvas } from "../chart/chart_canvas";
import { Figure } from "../chart/figure";
import { seriesColor, seriesShape } from "../chart/palette";
import { day, money, shortMoney } from "./formats";
import { tierPeriods } from "./tier_periods";
import { expected, stems, tierBands } from "./timeline_marks";

import { Component } from "@odoo/owl";

const MARGIN = { days: 10 };

/** The purchases of a customer over time, before the tiers that it was in. */
export class PurchaseTimeline extends Component {
    static template = "customer_tier.PurchaseTimeline";
    static components = { ChartCanvas, Figure };
    static props = {
        purchases: Object,
        history: Object,
        today: String,
        currencyId: Number,
        next: { type: [String, Boolean], optional: true },
        openDocument: Function,
    };

    get kinds() {
        return [
            { name: "sale", label: _t("Purchase"), place: 0 },
            { name: "return", label: _t("Return"), place: 5 },
            { name: "void", label: _t("Not a purchase"), place: 6 },
        ].map((kind) => ({
            ...kind,
            points: this.props.purchases.points.filter((point) => point.kind === kind.name),
        }));
    }

    get shownKinds() {
        return this.kinds.filter(({ points }) => points.length);
    }

    get title() {
        return _t("Purchases and Tiers");
    }

    get empty() {
        const { points, total, is_readable } = this.props.purchases;
        if (points.length) {
            return undefined;
        }
        if (!is_readable) {
            return _t("You have no access to the documents of purchases.");
        }
        return total
            ? _t("All %(count)s purchases are documents that you may not open.", { count: total })
            : _t("Nothing bought yet.");
    }

    get note() {
        const { points, total, hidden } = this.props.purchases;
        const values = { count: points.length, total: total - hidden };
        return [
            values.count < values.total &&
                _t("The newest %(count)s of %(total)s purchases.", values),
            hidden &&
                _t("%(count)s documents that you may not open are left out.", { count: hidden }),
            this.periods.length && _t("The strip on top is the tier of that time."),
        ]
            .filter(Boolean)
            .join(" ");
    }

    get label() {
        return _t("%(title)s: %(count)s purchases", {
            title: this.title,
            count: this.props.purchases.points.length,
        });
    }

    get columns() {
        return [
            { label: _t("Document") },
            { label: _t("Date") },
            { label: _t("What") },
            { label: _t("Ordered by") },
            { label: _t("Amount"), number: true },
        ];
    }

    get rows() {
        const labels = Object.fromEntries(this.kinds.map(({ name, label }) => [name, label]));
        return [...this.props.purchases.points].reverse().map((point) => ({
            key: point.id,
            cells: [
                point.name,
                day(point.date),
                labels[point.kind],
                point.department || "",
                money(point.amount, this.props.currencyId),
            ],
            open: () => this.props.openDocument(point.id),
        }));
    }

    get periods() {
        return tierPeriods(this.props.history.moves, this.props.today);
    }

    /** The days that the axis begins and ends with. */
    get range() {
        const first = deserializeDate(this.props.purchases.points[0].date);
        const today = deserializeDate(this.props.today);
        const next = this.props.next ? deserializeDate(this.props.next) : today;
        return [first.minus(MARGIN).ts, luxon.DateTime.max(today, next).plus(MARGIN).ts];
    }

    /** So that the highest mark stays below the strip of the tiers. */
    get headroom() {
        const amounts = this.props.purchases.points.map(({ amount }) => amount);
        return 1.12 * Math.max(0, ...amounts);
    }

    get config() {
        const [min, max] = this.range;
        const { currencyId, history, next, today } = this.props;
        const places = Object.fromEntries(history.tiers.map((id, place) => [id, place]));
        return {
            type: "scatter",
            data: { datasets: this.shownKinds.map((kind) => this.dataset(kind)) },
            options: {
                scales: {
                    x: {
                        type: "time",
                        min,
                        max,
                        time: { minUnit: "day" },
                        grid: { display: false },
                        ticks: { maxRotation: 0, autoSkipPadding: 16 },
                    },
                    y: {
                        suggestedMax: this.headroom,
                        beginAtZero: true,
                        ticks: { callback: (amount) => shortMoney(amount, currencyId) },
                    },
                },
                plugins: {
                    legend: { display: this.shownKinds.length > 1 },
                    tooltip: { callbacks: { label: ({ raw }) => this.tooltip(raw.point) } },
                },
            },
            plugins: [
                tierBands(this.periods, ({ id }) => places[id] ?? 0),
                stems,
                ...(next && next >= today ? [expected(next, _t("next?"))] : []),
            ],
        };
    }

    dataset({ label, place, points }) {
        return {
            label,
            data: points.map((point) => ({
                x: deserializeDate(point.date).ts,
                y: point.amount,
                point,
            })),
            borderColor: seriesColor(place),
            backgroundColor: seriesColor(place),
            pointStyle: seriesShape(place),
            pointRadius: 4,
            pointHoverRadius: 6,
            pointHitRadius: 8,
        };
    }

    tooltip({ date, name, amount, department }) {
        return [
            `${day(date)} · ${name}`,
            [money(amount, this.props.currencyId), department].filter(Boolean).join(" · "),
        ];
    }

    onMarkClick({ datasetIndex, index }) {
        this.props.openDocument(this.shownKinds[datasetIndex].points[index].id);
    }
}
