import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";

import { Component } from "@odoo/owl";

/** Products that a customer, or one department of it, could also buy, each with the reason. */
export class ProductOffers extends Component {
    static template = "customer_tier.ProductOffers";
    static components = { Panel };
    static props = { offers: Object, openProduct: Function, dismiss: Function };

    get title() {
        return _t("Could Also Buy");
    }

    get rows() {
        const { products, departments } = this.props.offers;
        return [...products, ...departments];
    }

    get empty() {
        return this.rows.length
            ? undefined
            : _t("Nothing that others like it buy, and this customer does not.");
    }

    key({ kind, product_id, department }) {
        return `${kind}/${product_id}/${department?.id || 0}`;
    }

    icon({ kind }) {
        return kind === "department" ? "fa-building-o" : "fa-lightbulb-o";
    }
}
