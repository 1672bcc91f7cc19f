import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { amount, customers, share, shortAmount } from "../chart/amounts";

import { Component } from "@odoo/owl";

/** A tile for each tier: how many customers and what share of the revenue, and how that changed. */
export class TierTiles extends Component {
    static template = "customer_tier.TierTiles";
    static props = {
        tiers: { type: Array, element: Object },
        currencyId: [Number, Boolean],
        // the day compared with, as people write it
        fromDay: String,
        onOpen: Function,
    };

    /** Before the first run nobody had a tier: nothing to compare with. */
    get hasBefore() {
        return this.props.tiers.some((tier) => tier.customers_before);
    }

    get tiles() {
        return this.props.tiers.map((tier) => ({
            ...tier,
            count: customers(tier.customers),
            amount: shortAmount(tier.revenue, this.props.currencyId),
            shareText: _t("%(share)s of revenue", { share: share(tier.share) }),
            changes: this.hasBefore ? this.changes(tier) : [],
            title: this.title(tier),
        }));
    }

    /** Each with arrow, sign and word: none of them has to be understood alone. */
    changes(tier) {
        const count = tier.customers - tier.customers_before;
        const points = Math.round((tier.share - tier.share_before) * 1000) / 10;
        const size = customers(Math.abs(count));
        const part = formatFloat(Math.abs(points), { digits: [16, 1], trailingZeros: false });
        return [
            change("customers", count, {
                more: _t("+%(customers)s more", { customers: size }),
                less: _t("−%(customers)s fewer", { customers: size }),
                same: _t("As many customers"),
            }),
            change("share", points, {
                more: _t("+%(points)s points more", { points: part }),
                less: _t("−%(points)s points less", { points: part }),
                same: _t("Same share"),
            }),
        ];
    }

    title(tier) {
        const now = _t("%(tier)s: %(customers)s, %(share)s of revenue, %(amount)s.", {
            tier: tier.name,
            customers: customers(tier.customers),
            share: share(tier.share),
            amount: amount(tier.revenue, this.props.currencyId),
        });
        if (!this.hasBefore) {
            return now;
        }
        const before = _t("On %(date)s: %(customers)s, %(share)s of revenue.", {
            date: this.props.fromDay,
            customers: customers(tier.customers_before),
            share: share(tier.share_before),
        });
        return `${now} ${before}`;
    }
}

function change(name, difference, words) {
    if (!difference) {
        return { name, icon: "fa-arrows-h", text: words.same };
    }
    return difference > 0
        ? { name, icon: "fa-arrow-up", text: words.more }
        : { name, icon: "fa-arrow-down", text: words.less };
}
