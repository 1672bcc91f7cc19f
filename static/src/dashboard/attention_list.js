import { _t } from "@web/core/l10n/translation";
import { amount, shortAmount } from "../chart/amounts";
import { Figure } from "../chart/figure";

import { Component } from "@odoo/owl";

/** The customers who are worth most and need somebody today, with the reason. */
export class AttentionList extends Component {
    static template = "customer_tier.AttentionList";
    static components = { Figure };
    static props = {
        attention: { type: Array, element: Object },
        domain: Array,
        currencyId: [Number, Boolean],
        // called with the id of a profile
        onOpen: Function,
        // called with a domain and its name
        onOpenAll: Function,
        // called with a domain
        onStart: Function,
    };

    setup() {
        this.title = _t("Who needs attention today");
    }

    get empty() {
        return this.props.attention.length ? undefined : _t("Nobody needs attention today.");
    }

    short(customer) {
        return shortAmount(customer.revenue, this.props.currencyId);
    }

    amount(customer) {
        return amount(customer.revenue, this.props.currencyId);
    }

    openAll() {
        return this.props.onOpenAll(this.props.domain, this.title);
    }
}
