import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/** How the portrait writes its numbers and dates. Dates come as ISO strings. */

export function money(amount, currencyId) {
    return formatMonetary(amount, { currencyId });
}

/** For axes and narrow places: $ 1.2M, but $ 2M */
export function shortMoney(amount, currencyId) {
    const thousands = Math.floor(Math.log10(Math.abs(amount) || 1) / 3);
    const isRound = Number.isInteger(amount / 1000 ** thousands);
    return formatMonetary(amount, {
        currencyId,
        humanReadable: true,
        digits: [false, isRound ? 0 : 1],
    });
}

/** @param {number|null} part 0..1; null is not known */
export function percent(part) {
    return part === null ? "" : formatPercentage(part, { digits: [false, 0] });
}

/** A change with its sign: +12%, −3% */
export function change(part) {
    if (part === null) {
        return "";
    }
    const text = percent(Math.abs(part));
    return part < 0 ? `−${text}` : `+${text}`;
}

export function day(iso) {
    return iso ? formatDate(deserializeDate(iso)) : "";
}

/** The name of a month, short enough for an axis. */
export function month(iso) {
    return deserializeDate(iso).toLocaleString({ month: "short", year: "2-digit" });
}

/** How far away a day is, in days: "in 4 days", "yesterday" */
export function distance(iso, todayIso) {
    return deserializeDate(iso).toRelativeCalendar({
        base: deserializeDate(todayIso),
        unit: "days",
    });
}

/** A color of the palette, let through. */
export function faded(color, part) {
    const alpha = Math.round(part * 255);
    return `${color}${alpha.toString(16).padStart(2, "0")}`;
}
