import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { Panel } from "./panel";
import { day, distance, shortMoney } from "./formats";

import { Component } from "@odoo/owl";

/** Products that the customer needs again now: what is late comes first. */
export class DueProducts extends Component {
    static template = "customer_tier.DueProducts";
    static components = { Panel };
    static props = {
        products: Object,
        today: String,
        currencyId: Number,
        openRecord: Function,
        openAll: Function,
        quote: Function,
    };

    get title() {
        return _t("Due Products");
    }

    /** "40 Units, $ 7.4k, 11/20/2026" */
    words({ quantity, unit, value, date }) {
        return _t("%(quantity)s %(unit)s, about %(value)s; expected on %(date)s", {
            quantity: formatFloat(quantity, { trailingZeros: false }),
            unit,
            value: shortMoney(value, this.props.currencyId),
            date: day(date),
        });
    }

    when({ date, days_late }) {
        if (days_late === 1) {
            return _t("1 day late");
        }
        return days_late
            ? _t("%(days)s days late", { days: days_late })
            : distance(date, this.props.today);
    }

    badge({ is_overdue }) {
        return is_overdue ? "text-bg-danger" : "text-bg-light border";
    }

    open({ id }) {
        this.props.openRecord("customer.replenishment", id);
    }

    /** Nothing where all are shown. */
    get more() {
        const { total, rows } = this.props.products;
        return total > rows.length ? _t("All %(count)s", { count: total }) : "";
    }
}
