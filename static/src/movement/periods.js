import { _t } from "@web/core/l10n/translation";

/**
 * The periods that can be chosen with one click: the last whole one before `today`, from the end
 * of the one before it.
 *
 * @param {luxon.DateTime} today
 * @returns {{name: string, label: string, from: luxon.DateTime, to: luxon.DateTime}[]}
 */
export function periods(today) {
    return [
        ["month", _t("Last Month")],
        ["quarter", _t("Last Quarter")],
        ["year", _t("Last Year")],
    ].map(([name, label]) => {
        const begin = today.startOf(name);
        return {
            name,
            label,
            from: begin.minus({ [name]: 1 }).minus({ days: 1 }),
            to: begin.minus({ days: 1 }),
        };
    });
}
