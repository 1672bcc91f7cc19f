import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { amount, shortAmount } from "../chart/amounts";
import { formatInteger } from "@web/views/fields/formatters";

import { Component } from "@odoo/owl";

/** What is ahead in four tiles: revenue of a year, who may leave, warnings, products due. */
export class OutlookTiles extends Component {
    static template = "customer_tier.OutlookTiles";
    static props = {
        outlook: Object,
        currencyId: [Number, Boolean],
        onOpen: Function,
    };

    get tiles() {
        const { outlook, currencyId } = this.props;
        const values = {
            low: shortAmount(outlook.low, currencyId),
            high: shortAmount(outlook.high, currencyId),
            date: formatDate(deserializeDate(outlook.as_of)),
            revenue: amount(outlook.revenue, currencyId),
        };
        return [
            {
                name: "revenue",
                icon: "fa-line-chart",
                label: _t("Expected revenue, 12 months"),
                figure: shortAmount(outlook.revenue, currencyId),
                text: _t("%(low)s to %(high)s, 8 times in 10", values),
                title: _t(
                    "%(revenue)s, foreseen on %(date)s. The range takes customers as independent of each other, and is at least as wide as forecasts of your past missed by.",
                    values,
                ),
            },
            {
                name: "at_risk",
                icon: "fa-sign-out",
                label: _t("Likely to leave"),
                figure: formatInteger(outlook.at_risk),
                text: _t("of %(count)s customers", { count: formatInteger(outlook.customers) }),
                title: _t(
                    "Churn risk above the limit of the settings, and overdue by their own rhythm",
                ),
            },
            {
                name: "warnings",
                icon: "fa-exclamation-circle",
                label: _t("High warnings"),
                figure: formatInteger(outlook.warnings),
                text: _t("open, the most severe ones"),
                title: _t("Warnings of high severity that are neither closed nor snoozed"),
            },
            {
                name: "due_products",
                icon: "fa-shopping-basket",
                label: _t("Products due"),
                figure: formatInteger(outlook.due_products),
                text: _t("customers' next purchases, overdue or soon"),
                title: _t("One for each customer and product; from the list they are quoted"),
            },
        ];
    }
}
