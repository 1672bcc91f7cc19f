import { _t } from "@web/core/l10n/translation";
import { Figure } from "../chart/figure";
import { seriesColor } from "../chart/palette";
import { change, money, percent } from "./formats";

import { Component } from "@odoo/owl";

/** What a customer buys by product category: a bar each, the biggest first. */
export class CategoryBars extends Component {
    static template = "customer_tier.CategoryBars";
    static components = { Figure };
    static props = {
        categories: [Object, Boolean],
        windowDays: Number,
        hidden: Number,
        currencyId: Number,
        openProducts: Function,
    };

    setup() {
        this.change = change;
        this.percent = percent;
    }

    get title() {
        return _t("What They Buy");
    }

    get top() {
        return this.props.categories ? this.props.categories.top : [];
    }

    get empty() {
        if (!this.props.categories) {
            return _t("You have no access to the documents of purchases.");
        }
        return this.top.length
            ? undefined
            : _t("Nothing of any category in %(days)s days.", { days: this.props.windowDays });
    }

    get note() {
        const { rest, rest_count } = this.props.categories;
        return [
            _t("Product categories of the last %(days)s days; change against the days before.", {
                days: this.props.windowDays,
            }),
            rest &&
                (rest_count
                    ? _t("Another %(amount)s in %(count)s more.", {
                          amount: this.money(rest),
                          count: rest_count,
                      })
                    : _t("Another %(amount)s without a category.", { amount: this.money(rest) })),
            this.props.hidden && _t("Without the documents that you may not open."),
        ]
            .filter(Boolean)
            .join(" ");
    }

    get columns() {
        return [
            { label: _t("Category") },
            { label: _t("Amount"), number: true },
            { label: _t("Share"), number: true },
            { label: _t("Change"), number: true },
        ];
    }

    get rows() {
        return this.top.map((category) => ({
            key: category.id,
            cells: [
                category.path,
                this.money(category.amount),
                percent(category.share),
                this.changeText(category),
            ],
            open: () => this.props.openProducts(category.id),
        }));
    }

    money(amount) {
        return money(amount, this.props.currencyId);
    }

    changeText({ change: part }) {
        return part === null ? _t("new") : change(part);
    }

    changeIcon({ change: part }) {
        if (part === null) {
            return "fa-plus";
        }
        return part < 0 ? "fa-arrow-down" : "fa-arrow-up";
    }

    /** Against the biggest; what was returned has no bar. */
    barStyle({ amount }) {
        const width = amount > 0 ? (100 * amount) / this.top[0].amount : 0;
        return `width: ${width}%; background-color: ${seriesColor(0)}`;
    }
}
