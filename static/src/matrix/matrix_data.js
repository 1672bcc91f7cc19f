/**
 * A matrix of movement, as the server counts it (`customer.tier.matrix.mixin`).
 *
 * @typedef {Object} Label
 * @property {number|false} id of a tier or segment; false: no customer yet (row), or any more (column)
 * @property {string} name
 * @property {number} [color] Odoo's index of a color
 *
 * @typedef {Object} Matrix
 * @property {Label[]} row_labels where the customers were, best first
 * @property {Label[]} column_labels where they are now
 * @property {{row: number|false, column: number|false, count: number, revenue: number}[]} cells
 *      those that are not empty
 * @property {boolean} [ordered] whether a label is better than those after it (tiers are, and that
 *      is the default; segments are not)
 * @property {number|false} [currency_id] of the revenue
 */

const NOTHING = { count: 0, revenue: 0 };

/** Looks up cells and adds them up. `null` stands for all rows, or all columns. */
export class MatrixData {
    /** @param {Matrix} matrix */
    constructor(matrix) {
        this.matrix = matrix;
        this.sums = new Map();
        for (const { row, column, count, revenue } of matrix.cells) {
            for (const place of [
                [row, column],
                [row, null],
                [null, column],
                [null, null],
            ]) {
                const key = JSON.stringify(place);
                const sum = this.sums.get(key) || NOTHING;
                this.sums.set(key, {
                    count: sum.count + count,
                    revenue: sum.revenue + revenue,
                });
            }
        }
    }

    get rows() {
        return this.matrix.row_labels;
    }

    get columns() {
        return this.matrix.column_labels;
    }

    /** Count and revenue of a cell, of a row, a column or everything. */
    sum(row, column) {
        return this.sums.get(JSON.stringify([row, column])) || NOTHING;
    }

    /**
     * What became of the customers in a cell.
     *
     * @returns {"up"|"down"|"same"|"entered"|"left"|"changed"|"total"|"nobody"}
     */
    kind(row, column) {
        if (row === null || column === null) {
            return "total";
        }
        if (row === column) {
            return row === false ? "nobody" : "same";
        }
        if (row === false) {
            return "entered";
        }
        if (column === false) {
            return "left";
        }
        if (this.matrix.ordered === false) {
            return "changed";
        }
        return this._place(this.columns, column) < this._place(this.rows, row) ? "up" : "down";
    }

    /** How much of its row a cell is, from 0 to 1, by number of customers. */
    share(row, column) {
        const all = this.sum(row, null).count;
        return all ? this.sum(row, column).count / all : 0;
    }

    _place(labels, id) {
        return labels.findIndex((label) => label.id === id);
    }
}
