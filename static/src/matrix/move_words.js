import { _t } from "@web/core/l10n/translation";
import { formatInteger, formatMonetary } from "@web/views/fields/formatters";

/** How each kind of cell is marked, besides by color, and what it is called. */
export const KINDS = {
    up: { icon: "fa-arrow-up", name: _t("moved up") },
    down: { icon: "fa-arrow-down", name: _t("moved down") },
    entered: { icon: "fa-plus", name: _t("entered") },
    left: { icon: "fa-minus", name: _t("left") },
    changed: { icon: "fa-exchange", name: _t("changed") },
    same: { name: _t("stayed") },
    total: { name: _t("in total") },
};

/**
 * What is in a cell, in a sentence.
 *
 * @param {MatrixData} data
 * @param {Label} row
 * @param {Label} column
 */
export function moveWords(data, row, column) {
    const { count, revenue } = data.sum(row.id, column.id);
    return _t("%(row)s to %(column)s: %(count)s customers %(kind)s, %(amount)s", {
        row: row.name,
        column: column.name,
        count: formatInteger(count),
        kind: KINDS[data.kind(row.id, column.id)]?.name,
        amount: formatMonetary(revenue, { currencyId: data.matrix.currency_id }),
    });
}
