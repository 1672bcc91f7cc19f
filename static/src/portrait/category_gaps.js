import { _t } from "@web/core/l10n/translation";
import { Figure } from "../chart/figure";
import { seriesColor } from "../chart/palette";
import { money, percent } from "./formats";

import { Component } from "@odoo/owl";

/** What similar customers buy and this one does not, with how many of them do. */
export class CategoryGaps extends Component {
    static template = "customer_tier.CategoryGaps";
    static components = { Figure };
    static props = {
        categories: [Object, Boolean],
        windowDays: Number,
        currencyId: Number,
        openProducts: Function,
        openBuyers: Function,
    };

    setup() {
        this.percent = percent;
    }

    get title() {
        return _t("Similar Customers Buy, This One Does Not");
    }

    get similar() {
        return this.props.categories.similar;
    }

    get gaps() {
        return this.props.categories ? this.similar.gaps : [];
    }

    get empty() {
        if (!this.props.categories) {
            return _t("You have no access to the documents of purchases.");
        }
        if (!this.similar.customers) {
            return _t("There are too few similar customers to compare with.");
        }
        return this.gaps.length
            ? undefined
            : _t("It buys everything that at least %(share)s of %(count)s similar customers buy.", {
                  share: percent(this.similar.least),
                  count: this.similar.customers,
              });
    }

    get note() {
        const values = { count: this.similar.customers, kind: this.similar.label };
        return this.similar.by === "type"
            ? _t(
                  "Compared with the %(count)s customers of the type “%(kind)s” that are nearest in revenue.",
                  values,
              )
            : _t(
                  "Compared with the %(count)s customers of the segment “%(kind)s” that are nearest in revenue.",
                  values,
              );
    }

    get columns() {
        return [
            { label: _t("Category") },
            { label: _t("Bought by"), number: true },
            { label: _t("Share"), number: true },
            { label: _t("Usual amount"), number: true },
        ];
    }

    get rows() {
        return this.gaps.map(({ category, customers, share, median }) => ({
            key: category.id,
            cells: [category.path, String(customers), percent(share), this.money(median)],
            open: () => this.props.openBuyers(category.id),
        }));
    }

    money(amount) {
        return money(Math.round(amount), this.props.currencyId);
    }

    barStyle({ share }) {
        return `width: ${100 * share}%; background-color: ${seriesColor(1)}`;
    }

    reason({ customers, median }) {
        return _t("%(count)s of %(total)s buy it, usually for %(amount)s in %(days)s days", {
            count: customers,
            total: this.similar.customers,
            amount: this.money(median),
            days: this.props.windowDays,
        });
    }
}
