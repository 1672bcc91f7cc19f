import { _t } from "@web/core/l10n/translation";
import { formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";
import { MatrixData } from "./matrix_data";

import { Component, useState } from "@odoo/owl";

/** How each kind of cell is marked, besides by color, and what it is called. */
const KINDS = {
    up: { icon: "fa-arrow-up", name: _t("moved up") },
    down: { icon: "fa-arrow-down", name: _t("moved down") },
    entered: { icon: "fa-plus", name: _t("entered") },
    left: { icon: "fa-minus", name: _t("left") },
    changed: { icon: "fa-exchange", name: _t("changed") },
    same: { name: _t("stayed") },
    total: { name: _t("in total") },
};

/**
 * Shows who moved from where to where as a table of old by new tiers or segments, by number
 * of customers or by revenue.
 *
 * `matrix` is a `Matrix` (matrix_data.js). `onCellClick(row, column)` is called with the ids of
 * labels: false for who entered or left, null for a total. Without it cells are not buttons.
 */
export class MoveMatrix extends Component {
    static template = "customer_tier.MoveMatrix";
    static props = {
        matrix: {
            type: Object,
            shape: {
                row_labels: { type: Array, element: Object },
                column_labels: { type: Array, element: Object },
                cells: { type: Array, element: Object },
                ordered: { type: Boolean, optional: true },
                currency_id: { type: [Number, Boolean], optional: true },
                "*": true,
            },
        },
        onCellClick: { type: Function, optional: true },
    };

    setup() {
        this.state = useState({ measure: "count" });
        this.all = { id: null, name: _t("Total") };
    }

    get sums() {
        return new MatrixData(this.props.matrix);
    }

    get measures() {
        return [
            { name: "count", label: _t("Customers") },
            { name: "revenue", label: _t("Revenue") },
        ];
    }

    /** The kinds that this matrix can have, with their marks, for those who do not know them. */
    get legend() {
        const directions = this.props.matrix.ordered === false ? ["changed"] : ["up", "down"];
        return [...directions, "entered", "left"].map((kind) => ({ kind, ...KINDS[kind] }));
    }

    /** What the template shows of one cell. */
    cell(data, row, column) {
        const { count, revenue } = data.sum(row.id, column.id);
        const kind = data.kind(row.id, column.id);
        const share = data.share(row.id, column.id);
        const amount = formatMonetary(revenue, { currencyId: this.props.matrix.currency_id });
        return {
            count,
            kind,
            icon: KINDS[kind]?.icon,
            value: this.state.measure === "count" ? formatInteger(count) : this.short(revenue),
            percentage:
                kind !== "total" && row.id !== false && formatPercentage(share, { digits: [0, 0] }),
            style: `--o-matrix-share: ${share.toFixed(3)}`,
            title: _t("%(row)s to %(column)s: %(count)s customers %(kind)s, %(amount)s", {
                row: row.name,
                column: column.name,
                count: formatInteger(count),
                kind: KINDS[kind]?.name,
                amount,
            }),
        };
    }

    /** An amount that fits into a cell; the whole of it is in the tooltip. */
    short(revenue) {
        return formatMonetary(revenue, {
            currencyId: this.props.matrix.currency_id,
            humanReadable: Math.abs(revenue) >= 10000,
            digits: [16, 0],
        });
    }
}
