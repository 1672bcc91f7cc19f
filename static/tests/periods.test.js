import { expect, test } from "@odoo/hoot";
import { serializeDate } from "@web/core/l10n/dates";
import { periods } from "@customer_tier/movement/periods";

test.tags("customer_tier");
test("a period is the last whole one, from the end of the one before it", () => {
    const found = (day) =>
        Object.fromEntries(
            periods(luxon.DateTime.fromISO(day)).map((period) => [
                period.name,
                [serializeDate(period.from), serializeDate(period.to)],
            ]),
        );
    expect(found("2026-03-31")).toEqual({
        month: ["2026-01-31", "2026-02-28"],
        quarter: ["2025-09-30", "2025-12-31"],
        year: ["2024-12-31", "2025-12-31"],
    });
    expect(found("2026-01-01").month).toEqual(["2025-11-30", "2025-12-31"]);
});
