import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { amount, customers, shortAmount } from "../chart/amounts";
import { Figure } from "../chart/figure";
import { heat } from "../chart/palette";

import { Component, useState } from "@odoo/owl";

/**
 * Customers by recency (columns) and frequency (rows): a table of buttons, which keyboard and
 * screen reader can use as it is.
 */
export class HeatMap extends Component {
    static template = "customer_tier.HeatMap";
    static components = { Figure };
    static props = {
        // {bins, cells: [{recency, frequency, customers, revenue, average, domain}]}
        heat: Object,
        customers: Number,
        currencyId: [Number, Boolean],
        onOpen: Function,
    };

    setup() {
        this.title = _t("When and how often they buy");
        this.state = useState({ measure: "customers" });
    }

    get measures() {
        return [
            { name: "customers", label: _t("Customers") },
            { name: "average", label: _t("Average revenue") },
        ];
    }

    get active() {
        return this.props.heat.cells.reduce((sum, cell) => sum + cell.customers, 0);
    }

    get empty() {
        return this.active ? undefined : _t("Nobody has bought in the window of the policy.");
    }

    get note() {
        const scale = _t("Scores from 1 to %(bins)s, %(bins)s is best.", {
            bins: this.props.heat.bins,
        });
        const lapsed = this.props.customers - this.active;
        const missing =
            lapsed &&
            _t("Not in it: %(customers)s without a purchase in the window.", {
                customers: customers(lapsed),
            });
        return [scale, missing].filter(Boolean).join(" ");
    }

    get columns() {
        const words = { 1: _t("long ago"), [this.props.heat.bins]: _t("just now") };
        return this.scores.map((score) => ({ score, word: words[score] }));
    }

    /** Best on top, as on a map where up is more. */
    get rows() {
        const words = { 1: _t("rarely"), [this.props.heat.bins]: _t("often") };
        return this.scores.reverse().map((score) => ({ score, word: words[score] }));
    }

    get scores() {
        return Array.from({ length: this.props.heat.bins }, (_, place) => place + 1);
    }

    /** The cells by their scores, with what the template shows of them. */
    get cells() {
        const { cells } = this.props.heat;
        const most = Math.max(...cells.map((cell) => cell[this.state.measure]));
        return Object.fromEntries(
            cells.map((cell) => {
                // the root: else one full cell leaves all others white
                const part = most > 0 ? Math.sqrt(Math.max(0, cell[this.state.measure]) / most) : 0;
                const { background, ink } = heat(0.08 + 0.92 * part);
                return [
                    `${cell.recency}-${cell.frequency}`,
                    {
                        ...cell,
                        count: formatInteger(cell.customers),
                        short: shortAmount(cell.average, this.props.currencyId),
                        style: `background-color: ${background}; color: ${ink}`,
                        title: this.words(cell),
                    },
                ];
            }),
        );
    }

    words(cell) {
        return _t(
            "Recency score %(recency)s, frequency score %(frequency)s: %(customers)s, %(amount)s on average",
            {
                recency: cell.recency,
                frequency: cell.frequency,
                customers: customers(cell.customers),
                amount: amount(cell.average, this.props.currencyId),
            },
        );
    }

    open(cell) {
        const name = _t("Recency %(recency)s, frequency %(frequency)s", cell);
        return this.props.onOpen(cell.domain, name);
    }
}
