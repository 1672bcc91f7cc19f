import { _t } from "@web/core/l10n/translation";
import { formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/** An amount that fits into a cell or beside an axis: "$ 1.2M". The whole of it belongs into a tooltip. */
export function shortAmount(value, currencyId) {
    return formatMonetary(value, {
        currencyId,
        humanReadable: Math.abs(value) >= 1e4,
        digits: [16, Math.abs(value) >= 1e6 ? 1 : 0],
    });
}

export function amount(value, currencyId) {
    return formatMonetary(value, { currencyId });
}

/** A part of a whole, from 0 to 1: "79.5%". */
export function share(value, decimals = 1) {
    return formatPercentage(value, { digits: [16, decimals] });
}

/** "1 customer", "1,200 customers". */
export function customers(count) {
    return count === 1
        ? _t("1 customer")
        : _t("%(count)s customers", { count: formatInteger(count) });
}
