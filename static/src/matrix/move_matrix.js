import { _t } from "@web/core/l10n/translation";
import { formatInteger, formatPercentage } from "@web/views/fields/formatters";
import { shortAmount } from "../chart/amounts";
import { MatrixData } from "./matrix_data";
import { KINDS, moveWords } from "./move_words";

import { Component, useState } from "@odoo/owl";

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
        return {
            count,
            kind,
            icon: KINDS[kind]?.icon,
            value:
                this.state.measure === "count"
                    ? formatInteger(count)
                    : shortAmount(revenue, this.props.matrix.currency_id),
            percentage:
                kind !== "total" && row.id !== false && formatPercentage(share, { digits: [0, 0] }),
            style: `--o-matrix-share: ${share.toFixed(3)}`,
            title: moveWords(data, row, column),
        };
    }
}
